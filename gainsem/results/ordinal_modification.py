"""Score tests of parameters left out of a least squares fit of ordinal items."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gainsem.core.implied import Implied
from gainsem.core.least_squares import LeastSquares
from gainsem.core.linalg import Array
from gainsem.core.modification import ScoreTests, score_tests_of
from gainsem.errors import EstimationError
from gainsem.model.candidates import Candidates
from gainsem.model.matrix_map import CompiledModel, compile_table
from gainsem.model.parameter_table import ParameterTable
from gainsem.model.response import response_model
from gainsem.results.fitted import Fitted
from gainsem.results.ordinal_moments import sample_vector

IDENTITY = ("ULS", "ULSM", "ULSMV", "ULSMVS")


def ordinal_score_tests(
    fit: Fitted, wanted: Candidates, inverse: Array | None = None
) -> tuple[ScoreTests, Implied]:
    """Return the score tests of all candidates, and what the model implies.

    The model is compiled once more with every candidate as a free parameter, at its
    fixed value; gradient and information are those of least squares.

    Raises
    ------
    EstimationError
        ``E-EST-98`` when the estimates imply nothing.
    """
    table = _freed(fit.table, wanted)
    compiled = compile_table(table)
    fixed = [0.0 if row.value is None else row.value for row in wanted.rows]
    params = np.concatenate([fit.solution.params, fixed])
    group = least_squares_group(fit, table, compiled)
    point, implied = group.at(params), compiled.implied(params)
    if point is None or implied is None:
        raise EstimationError.of("E-EST-98", "The estimates imply no moments.")
    # lavaan's gradient carries (n - 1) / n and its information does not.
    n, q = float(fit.n_obs), fit.table.n_free
    basis = np.eye(q)
    if inverse is None:
        basis = compile_table(fit.table).near(fit.solution.params).reduction.basis
    jacobian = np.concatenate([point.jacobian[:, :q] @ basis, point.jacobian[:, q:]], axis=1)
    information = n * jacobian.T @ group.weighted(jacobian)
    score = (n - 1.0) * (jacobian.T @ point.pull)
    return score_tests_of(score, information, basis.shape[1], inverse=inverse), implied


def least_squares_group(
    fit: Fitted, table: ParameterTable, compiled: CompiledModel
) -> LeastSquares:
    """Return the discrepancy of a fit of ordinal items, all moments taking part."""
    model = response_model(table, compiled, levels=True)
    structural = compiled.derived is not None and compiled.derived.structural
    return LeastSquares(
        model,
        sample_vector(fit.moments, table),
        _weight(fit),
        compiled.derived if structural else None,
    )


def _weight(fit: Fitted) -> Array:
    moments = fit.moments
    if moments.variances is None:
        raise EstimationError.of("E-EST-98", "The fit has no variances of its moments.")
    if fit.estimator in IDENTITY:
        return np.ones(len(moments.variances))
    if moments.gamma is not None:
        return np.asarray(np.linalg.inv(moments.gamma), dtype=np.float64)
    weight: Array = 1.0 / moments.variances
    return weight


def _freed(table: ParameterTable, wanted: Candidates) -> ParameterTable:
    """Return the table with every candidate as a free parameter behind the others."""
    numbers = {(row.lhs, row.op, row.rhs): table.n_free + k for k, row in enumerate(wanted.rows)}
    rows = [
        replace(row, free=numbers.pop((row.lhs, row.op, row.rhs), row.free)) for row in table.rows
    ]
    rows += [
        replace(row, free=number)
        for row in wanted.rows
        if (number := numbers.get((row.lhs, row.op, row.rhs))) is not None
    ]
    return replace(table, rows=tuple(rows), n_free=table.n_free + len(wanted.rows), constraints=())
