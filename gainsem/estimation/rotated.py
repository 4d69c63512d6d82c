"""A fit of exploratory blocks, rotated: estimates and their covariances, all that depend on it.

In several groups a block with the same loadings in all of them is rotated once: the rotation
is that of the first group, where the factors have variance 1, and turns the factors of all
groups (Asparouhov & Muthen 2009, doi:10.1080/10705510903008204).  Other blocks are rotated
in each group by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gainsem.core.block_rotation import (
    Equations,
    elements_at,
    rotated_slopes,
    small_turns,
    turned,
    turned_slopes,
    turning_slopes,
)
from gainsem.core.implied import Implied
from gainsem.core.linalg import Array
from gainsem.core.placed import Places
from gainsem.core.standardize import variance_slopes
from gainsem.core.structure import Indices, Matrices
from gainsem.diagnostics import Diagnostic, warning
from gainsem.estimation.rotated_blocks import (
    Plans,
    RotatedBlock,
    Spread,
    free_places,
    rotated_block,
    rotation_equations,
    rotation_record,
    without_paths,
)
from gainsem.factor.remarks import on_rotation
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import ParameterTable
from gainsem.results.block_rotation import BlockRotation
from gainsem.results.fitted import Solution


@dataclass(frozen=True)
class UnrotatedGroup:
    """A group as it was estimated, and its table as it is rotated.

    Parameters
    ----------
    compiled : CompiledModel
        Unrotated.
    implied : Implied
        At the unrotated solution.
    params : ndarray, shape (q_g,)
        The group's own unrotated parameters.
    table : ParameterTable
        Of the rotated model.
    places : Places
        Where the unrotated parameters stand among those of all groups.
    rotated_places : Places
        Where those of the rotated model do.
    label : str
        What the group is called; empty where there is only one.
    """

    compiled: CompiledModel
    implied: Implied
    params: Array
    table: ParameterTable
    places: Places
    rotated_places: Places
    label: str = ""


@dataclass(frozen=True)
class RotatedGroup:
    """A group with its rotated blocks and what they make of its matrices."""

    given: UnrotatedGroup
    spread: Spread
    blocks: tuple[RotatedBlock, ...]
    move: Array
    matrices: Matrices

    @property
    def places(self) -> Indices:
        """Where each free parameter of the rotated model stands."""
        return free_places(self.given.table, self.given.compiled)


def rotated_solution(
    solution: Solution,
    compiled: CompiledModel,
    implied: Implied,
    table: ParameterTable,
    plans: Plans,
) -> tuple[Solution, tuple[BlockRotation, ...], tuple[Diagnostic, ...]]:
    """Return a solution in the parameters of the rotated model, and what is said of it.

    The rotation is that of the standardized loadings, so that units of items do not matter;
    as in lavaan, an item is divided by its standard deviation given what the factors are
    regressed on.

    Parameters
    ----------
    solution : Solution
        Of the unrotated model.
    compiled : CompiledModel
        Unrotated.
    implied : Implied
        At the unrotated solution.
    table : ParameterTable
        Of the rotated model.
    plans : mapping
        Name of a block -> its rotation.
    """
    before, after = len(solution.params), table.n_free
    group = UnrotatedGroup(
        compiled,
        implied,
        solution.params,
        table,
        Places(np.arange(before), before),
        Places(np.arange(after), after),
    )
    found, rotations, said = rotated_together(solution, [group], plans)
    return found, rotations[0], said


def rotated_together(
    solution: Solution,
    groups: Sequence[UnrotatedGroup],
    plans: Plans,
    *,
    shared: frozenset[str] = frozenset(),
) -> tuple[Solution, tuple[tuple[BlockRotation, ...], ...], tuple[Diagnostic, ...]]:
    """Return the joint solution of several groups in the parameters of the rotated model.

    Parameters
    ----------
    solution : Solution
        Of the unrotated model, by the parameters of all groups.
    groups : sequence of UnrotatedGroup
    plans : mapping
        Name of a block -> its rotation.
    shared : frozenset of str
        Blocks with the same loadings in all groups.

    Returns
    -------
    solution : Solution
    rotations : tuple of tuple of BlockRotation
        Of every group.
    said : tuple of Diagnostic
    """
    found: list[RotatedGroup] = []
    for each in groups:
        found.append(_rotated(each, plans, found[0] if found else None, shared))
    params = np.zeros(groups[0].rotated_places.size)
    for group in reversed(found):
        params[group.given.rotated_places.at] = elements_at(group.matrices, group.places)
    said = [one for group in found for one in _remarks(group, plans, shared)]
    vcov = solution.vcov
    if vcov is not None:
        slopes = _slopes(found, shared)
        vcov = None if slopes is None else slopes @ vcov @ slopes.T
        if vcov is None:
            said.append(_undetermined())
    turned_solution = replace(
        solution, params=params, vcov=None if vcov is None else (vcov + vcov.T) / 2.0
    )
    rotations = tuple(tuple(map(rotation_record, group.blocks)) for group in found)
    return turned_solution, rotations, tuple(dict.fromkeys(said))


def _rotated(
    given: UnrotatedGroup, plans: Plans, first: RotatedGroup | None, shared: frozenset[str]
) -> RotatedGroup:
    table, compiled = given.table, given.compiled
    spread = without_paths(table.blocks, compiled, given.implied, given.params)
    known = {} if first is None else {each.block.name: each.rotation for each in first.blocks}
    blocks = []
    for block in table.blocks:
        before = known.get(block.name)
        own = before if block.name in shared else None
        like = None if before is None else before.loadings
        blocks.append(rotated_block(block, table, compiled, spread, plans, like=like, by=own))
    move = np.eye(len(compiled.eta))
    for each in blocks:
        move[np.ix_(each.columns, each.columns)] = each.rotation.turn.T
    return RotatedGroup(given, spread, tuple(blocks), move, turned(given.implied.matrices, move))


def _slopes(groups: Sequence[RotatedGroup], shared: frozenset[str]) -> Array | None:
    """Return the derivatives of all rotated parameters by all unrotated ones."""
    first = groups[0].given
    size, count = first.rotated_places.size, first.places.size
    still = np.zeros((size, count))
    turning: dict[tuple[str, int], Array] = {}
    equations: list[Equations] = []
    for number, group in reversed(list(enumerate(groups))):
        own_still, variances = _unturned(group)
        at = group.given.rotated_places.at
        still[at] = group.given.places.columns(own_still)
        for each in group.blocks:
            if each.plan.name == "none":
                continue
            home = 0 if each.block.name in shared else number
            reference = next(
                one for one in groups[home].blocks if one.block.name == each.block.name
            )
            turns = small_turns(_block_phi(groups[home], reference), oblique=each.plan.oblique)
            column = turning.setdefault((each.block.name, home), np.zeros((size, len(turns))))
            own = [(each.columns, turn) for turn in turns]
            column[at] = turning_slopes(group.matrices, own, group.places)
            if home == number:
                held = rotation_equations(each, group.given.table, variances)
                slopes = group.given.rotated_places.columns(held.slopes)
                equations.append(Equations(slopes, group.given.places.columns(held.through_scale)))
    if not equations:
        return still
    return rotated_slopes(still, np.hstack(list(turning.values())), equations)


def _unturned(group: RotatedGroup) -> tuple[Array, Array]:
    """Return the derivatives at a fixed rotation, and those of the variances of the items."""
    given, spread = group.given, group.spread
    still = turned_slopes(given.compiled.structure, group.move, group.places)
    m, p = len(given.compiled.eta), len(given.table.observed)
    variances = variance_slopes(spread.structure, spread.implied)[m : m + p]
    if spread.chain is None:
        return still, variances
    return still @ spread.chain, variances @ spread.chain


def _block_phi(group: RotatedGroup, each: RotatedBlock) -> Array:
    return np.asarray(group.matrices.psi[np.ix_(each.columns, each.columns)])


def _remarks(group: RotatedGroup, plans: Plans, shared: frozenset[str]) -> list[Diagnostic]:
    """Return what is said of the rotations of a group; of a shared one without its name."""
    found = []
    for each in group.blocks:
        name = each.block.name
        own = group.given.label if name not in shared else ""
        before = f"group '{own}': " if own else ""
        said = on_rotation(each.rotation, each.plan, plans[name][1].rotation)
        found += [
            replace(one, message=f"{before}{one.message}", where=f"block '{name}'") for one in said
        ]
    return found


def _undetermined() -> Diagnostic:
    return warning(
        "W-ESEM-12",
        "Standard errors could not be computed: the rotation is not determined to first order.",
        why="another rotation serves the criterion equally well",
        do="use another rotation, or specify more of the target",
    )
