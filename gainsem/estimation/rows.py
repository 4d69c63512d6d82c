"""Estimates with standard errors, tests, intervals and standardised values, row by row."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from gainsem.core.chi_square import normal_quantile, two_sided
from gainsem.core.implied import Implied
from gainsem.core.linalg import Array
from gainsem.model.labels import Labels, evaluate_definitions
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import Parameter, ParameterTable
from gainsem.model.standardized import standardized_values
from gainsem.results.fit import ParameterEstimate, Solution

LEVEL = 0.95


def parameter_rows(
    table: ParameterTable, compiled: CompiledModel, implied: Implied, solution: Solution
) -> tuple[ParameterEstimate, ...]:
    """Return one row a parameter, in the order of the table, definitions last.

    A fixed parameter has a standard error of 0 and no test.  Intervals are Wald's,
    ``est +- 1.96 se``.
    """
    std_lv = standardized_values(table, compiled, implied, observed=False)
    std_all = standardized_values(table, compiled, implied, observed=True)
    reach = normal_quantile(0.5 + LEVEL / 2.0)
    rows = [
        _row(name, est, se, lv, all_, reach=reach)
        for (name, est, se), lv, all_ in zip(
            [*_estimates(table, solution), *_definitions(table, solution)],
            std_lv,
            std_all,
            strict=True,
        )
    ]
    return tuple(rows)


def _estimates(
    table: ParameterTable, solution: Solution
) -> Iterator[tuple[Parameter, float, float]]:
    se = _standard_errors(solution, len(solution.params))
    for row in table.rows:
        if row.is_free:
            yield row, float(solution.params[row.free]), float(se[row.free])
        else:
            yield row, float(row.value or 0.0), 0.0


def _definitions(
    table: ParameterTable, solution: Solution
) -> Iterator[tuple[Parameter, float, float]]:
    """Yield defined parameters with delta-method standard errors (Sobel 1982)."""
    values, gradients = evaluate_definitions(
        table.definitions, Labels.of(table.rows), solution.params
    )
    for each in table.definitions:
        se = float("nan")
        if solution.vcov is not None:
            gradient = gradients[each.name]
            se = math.sqrt(max(float(gradient @ solution.vcov @ gradient), 0.0))
        row = Parameter(each.name, ":=", each.text, free=0, label=each.name, line=each.line)
        yield row, values[each.name], se


def _standard_errors(solution: Solution, size: int) -> Array:
    if solution.vcov is None:
        return np.full(size, np.nan)
    return np.sqrt(np.clip(np.diag(solution.vcov), 0.0, None))


def _row(
    row: Parameter, est: float, se: float, std_lv: float, std_all: float, *, reach: float
) -> ParameterEstimate:
    tested = row.is_free and math.isfinite(se) and se > 0.0
    z = est / se if tested else float("nan")
    half = reach * se
    return ParameterEstimate(
        lhs=row.lhs,
        op=row.op,
        rhs=row.rhs,
        group=row.group,
        label=row.label,
        free=row.is_free,
        est=est,
        se=se,
        z=z,
        pvalue=two_sided(z) if tested else float("nan"),
        ci_lower=est - half,
        ci_upper=est + half,
        std_lv=std_lv,
        std_all=std_all,
    )
