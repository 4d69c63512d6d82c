"""Estimates of several groups, row by row; defined parameters last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gainsem.core.implied import Implied
from gainsem.core.structure import Indices
from gainsem.estimation.groups.found import FoundGroups
from gainsem.estimation.rows import defined_rows, parameter_rows
from gainsem.results.fit import ParameterEstimate, Solution
from gainsem.syntax.expressions import evaluate


def grouped_rows(found: FoundGroups, implied: Sequence[Implied]) -> tuple[ParameterEstimate, ...]:
    """Return one row a parameter, group after group.

    Standardised values are by the variances of the group; those of a defined parameter
    are its expression over standardised labels.

    Parameters
    ----------
    found : FoundGroups
    implied : sequence of Implied
        Of each group, at the solution.
    """
    rows: list[ParameterEstimate] = []
    for k, (table, compiled) in enumerate(
        zip(found.grouped.tables, found.compiled.groups, strict=True)
    ):
        at = found.compiled.places[k].at
        rows += parameter_rows(table, compiled, implied[k], solution_of_group(found.solution, at))
    joint = found.grouped.joint
    if not joint.definitions:
        return tuple(rows)
    labelled = [
        {
            row.label: value
            for row, value in zip(reversed(joint.rows), values, strict=True)
            if row.label
        }
        for values in (
            [row.std_lv for row in reversed(rows)],
            [row.std_all for row in reversed(rows)],
        )
    ]
    for each in joint.definitions:
        for known in labelled:
            known[each.name] = evaluate(each.expression, known)[0]
    for row in defined_rows(joint, found.solution):
        rows.append(replace(row, std_lv=labelled[0][row.lhs], std_all=labelled[1][row.lhs]))
    return tuple(rows)


def solution_of_group(solution: Solution, at: Indices) -> Solution:
    """Return the solution by the parameters of one group."""
    vcov = None if solution.vcov is None else solution.vcov[np.ix_(at, at)]
    return replace(solution, params=solution.params[at], vcov=vcov)
