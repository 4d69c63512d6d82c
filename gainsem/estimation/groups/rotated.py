"""Several groups with exploratory blocks: what was found, rotated."""

from __future__ import annotations

from dataclasses import replace

from gainsem.estimation.found import nothing_implied
from gainsem.estimation.groups.compiled import compile_groups
from gainsem.estimation.groups.found import FoundGroups
from gainsem.estimation.groups.likelihood import implied_of_groups
from gainsem.estimation.rotated import UnrotatedGroup, rotated_together
from gainsem.estimation.rotation_plans import plans_of
from gainsem.model.groups.block_equality import shared_blocks
from gainsem.options import Options


def rotated_groups(found: FoundGroups, options: Options) -> FoundGroups:
    """Return what was found with the factors of exploratory blocks rotated.

    Parameters
    ----------
    found : FoundGroups
        With blocks as they are estimated.
    options : Options

    Raises
    ------
    NonConvergenceError
        E-EST-94 when the search ended where nothing is implied.
    """
    goal = found.grouped.rotated
    if goal is None:
        return found
    implied = implied_of_groups(found.compiled, found.solution.params)
    if implied is None:
        raise nothing_implied(found.solution.status)
    compiled = compile_groups(goal)
    groups = [
        UnrotatedGroup(
            compiled=own,
            implied=moments,
            params=found.compiled.own(found.solution.params, k),
            table=goal.tables[k],
            places=found.compiled.places[k],
            rotated_places=compiled.places[k],
            label=goal.labels[k],
        )
        for k, (own, moments) in enumerate(zip(found.compiled.groups, implied, strict=True))
    ]
    plans = plans_of(goal.tables[0].blocks, options, found.samples[0].facts.items)
    shared = shared_blocks(goal.tables, goal.at)
    solution, rotations, said = rotated_together(found.solution, groups, plans, shared=shared)
    simple = None
    if found.simple_vcov is not None:
        as_simple = replace(found.solution, vcov=found.simple_vcov)
        simple = rotated_together(as_simple, groups, plans, shared=shared)[0].vcov
    return replace(
        found,
        grouped=goal,
        compiled=compiled,
        solution=solution,
        diagnostics=(*found.diagnostics, *said),
        rotations=rotations,
        simple_vcov=simple,
    )
