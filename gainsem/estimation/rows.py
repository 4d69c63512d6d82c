"""Estimates with standard errors, tests, intervals and standardised values, row by row."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from gainsem.core.chi_square import normal_quantile, two_sided
from gainsem.core.implied import Implied
from gainsem.core.linalg import Array
from gainsem.core.standardize import estimates_at
from gainsem.model.labels import Labels, evaluate_definitions
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import Parameter, ParameterTable
from gainsem.model.standardized import standardized_values
from gainsem.results.fit import ParameterEstimate, Solution

LEVEL = 0.95
NAN = float("nan")


def parameter_rows(
    table: ParameterTable, compiled: CompiledModel, implied: Implied, solution: Solution
) -> tuple[ParameterEstimate, ...]:
    """Return one row a parameter, in the order of the table, definitions last.

    A fixed parameter has a standard error of 0 and no test.  Intervals are Wald's,
    ``est +- 1.96 se``.
    """
    at = estimates_at(implied, compiled.places)
    found = [*_estimates(table, solution, at), *_definitions(table, solution)]
    std_lv, std_all = (
        standardized_values(table, compiled, implied, observed=observed, estimates=at)
        for observed in (False, True)
    )
    reach = normal_quantile(0.5 + LEVEL / 2.0)
    return tuple(
        _row(row, est, se, lv, all_, reach)
        for (row, est, se), lv, all_ in zip(found, std_lv, std_all, strict=True)
    )


def defined_rows(table: ParameterTable, solution: Solution) -> tuple[ParameterEstimate, ...]:
    """Return the parameters a model defines, without standardised values."""
    reach = normal_quantile(0.5 + LEVEL / 2.0)
    return tuple(
        _row(row, est, se, NAN, NAN, reach) for row, est, se in _definitions(table, solution)
    )


def _estimates(
    table: ParameterTable, solution: Solution, at: Array
) -> Iterator[tuple[Parameter, float, float]]:
    params = solution.params.tolist()
    se = _standard_errors(solution, len(params)).tolist()
    for position, row in enumerate(table.rows):
        if row.free >= 0:
            yield row, params[row.free], se[row.free]
        elif row.derived:
            yield row, float(at[position]), 0.0
        else:
            yield row, float(row.value or 0.0), 0.0


def _definitions(
    table: ParameterTable, solution: Solution
) -> Iterator[tuple[Parameter, float, float]]:
    """Yield defined parameters with delta-method standard errors (Sobel 1982)."""
    with np.errstate(invalid="ignore", over="ignore"):
        values, gradients = evaluate_definitions(
            table.definitions, Labels.of(table.rows), solution.params
        )
    for each in table.definitions:
        se = float("nan")
        if solution.vcov is not None and math.isfinite(values[each.name]):
            gradient = gradients[each.name]
            se = math.sqrt(max(float(gradient @ solution.vcov @ gradient), 0.0))
        row = Parameter(each.name, ":=", each.text, free=0, label=each.name, line=each.line)
        yield row, values[each.name], se


def _standard_errors(solution: Solution, size: int) -> Array:
    if solution.vcov is None:
        return np.full(size, np.nan)
    return np.sqrt(np.clip(np.diag(solution.vcov), 0.0, None))


def _row(
    row: Parameter, est: float, se: float, std_lv: float, std_all: float, reach: float
) -> ParameterEstimate:
    free = row.free >= 0
    z = pvalue = NAN
    if free and 0.0 < se < math.inf:
        z = est / se
        pvalue = two_sided(z)
    half = reach * se
    test = (est, se, z, pvalue, est - half, est + half)
    return ParameterEstimate(
        row.lhs, row.op, row.rhs, row.group, row.label, free, *test, std_lv, std_all
    )
