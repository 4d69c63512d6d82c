"""Least squares for ordinal and mixed moments: search, errors, tests; numbers only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from gainsem.core.categorical import CategoricalStatistics
from gainsem.core.identification import undetermined
from gainsem.core.least_squares import LeastSquares, LeastSquaresPoint
from gainsem.core.linalg import Array, factor
from gainsem.core.minimize import Minimum
from gainsem.core.objective import Objective
from gainsem.core.reduction import Reduction, no_reduction
from gainsem.core.response_moments import ResponseModel
from gainsem.core.start import further_starts, start_values
from gainsem.core.structure import Indices, Matrix, Structure
from gainsem.errors import ResponseError
from gainsem.estimation.categorical_errors import RobustParts, robust_parts
from gainsem.estimation.estimators import Estimator
from gainsem.estimation.identified import refuse_unidentified
from gainsem.estimation.restricted_search import find_minimum
from gainsem.estimation.search import start_from
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import ParameterTable, covariates
from gainsem.model.response import (
    level_places,
    levels_unrestricted,
    n_without_levels,
    response_model,
)
from gainsem.options import Options
from gainsem.results.fit import Solution
from gainsem.survey.moments import Moments

# Where nothing is known yet, residuals are taken to be as large as what is explained.
HALF_EXPLAINED = 2.0**0.5


@dataclass(frozen=True)
class LeastSquaresFit:
    """A solution, and what its tests and measures are computed from.

    Parameters
    ----------
    solution : Solution
    group : LeastSquares
    point : LeastSquaresPoint
        At the solution.
    parts : RobustParts or None
        None when standard errors and tests could not be computed.
    unrelated : ndarray of int
        Which of the moments that took part are 0 in the baseline model.
    simple_vcov : ndarray, shape (q, q), or None
        What the covariance of the estimates would be in a simple random sample, where the
        sample has a design.
    """

    solution: Solution
    group: LeastSquares
    point: LeastSquaresPoint
    parts: RobustParts | None
    unrelated: Indices
    simple_vcov: Array | None = None


def solve_least_squares(
    table: ParameterTable,
    compiled: CompiledModel,
    moments: Moments,
    statistics: CategoricalStatistics,
    *,
    options: Options,
    estimator: Estimator,
) -> LeastSquaresFit | None:
    """Fit one group by least squares; None when the search ended where nothing is implied.

    Raises
    ------
    IdentificationError
        E-MOD-79 or E-MOD-85, before anything is estimated.
    ResponseError
        E-EST-89 when WLS has too few respondents to invert Gamma.
    """
    plain = estimator.weight != "full" and levels_unrestricted(table, compiled)
    model = response_model(table, compiled, levels=not plain)
    structural = compiled.derived is not None and compiled.derived.structural
    group = LeastSquares(
        model,
        statistics.vector[model.kept],
        moment_weight(estimator, statistics, model),
        compiled.derived if structural else None,
    )
    n_params = n_without_levels(table) if plain else table.n_free
    reduction = no_reduction(n_params) if plain else compiled.reduction
    objective = Objective([group], reduction)
    start = categorical_start(table, compiled, objective, moments, n_params)
    weights = np.zeros(table.n_free)
    weights[:n_params] = undetermined(objective, start, compiled.restrictions)
    refuse_unidentified(table, weights)
    objective, minimum = find_minimum(
        objective,
        compiled.restrictions,
        start,
        further_categorical_starts(table, compiled, moments, reduction, n_params),
        options.max_iterations,
    )
    reduction = objective.reduction
    points = objective.points(minimum.params)
    if points is None:
        return None
    unrelated = unrelated_moments(table, model)
    of_errors = partial(
        robust_parts,
        group,
        points[0],
        reduction=reduction,
        minimum=minimum,
        unrelated=unrelated,
        levels=level_places(table) if plain else np.zeros(0, dtype=np.intp),
        options=options,
        estimator=estimator,
    )
    parts = of_errors(statistics=statistics)
    simple = None
    if statistics.simple is not None and estimator.weight != "full":
        simple = of_errors(statistics=statistics.simple())
    params = reduction.expand(minimum.params)
    if plain:
        params = np.concatenate([params, sample_levels(table, statistics, len(params))])
    solution = _solution(params, minimum, parts, statistics.order.size - len(group.target))
    apart = None if simple is None else simple.vcov
    return LeastSquaresFit(solution, group, points[0], parts, unrelated, apart)


def _solution(params: Array, minimum: Minimum, parts: RobustParts | None, skipped: int) -> Solution:
    errors = None
    if parts is not None and parts.residual_se is not None:
        errors = np.concatenate([np.full(skipped, np.nan), parts.residual_se])
    return Solution(
        params=params,
        vcov=None if parts is None else parts.vcov,
        fmin=minimum.value,
        converged=minimum.converged,
        iterations=minimum.iterations,
        gradient_max=float(np.abs(minimum.gradient).max(initial=0.0)),
        status=minimum.status,
        residual_se=errors,
    )


def unrelated_moments(table: ParameterTable, model: ResponseModel) -> Indices:
    """Return the correlations that are 0 in the baseline model: all but covariates' own."""
    kept = set(covariates(table))
    given = np.array([name in kept for name in table.explained], dtype=bool)
    row, col = model.order.pairs
    first = model.order.first_pair - (0 if model.levels else model.order.n_levels)
    return first + np.flatnonzero(~(given[row] & given[col]))


def moment_weight(
    estimator: Estimator, statistics: CategoricalStatistics, model: ResponseModel
) -> Array:
    """Return W, or its diagonal, of the moments that take part."""
    if estimator.weight == "identity":
        return np.ones(len(statistics.variances[model.kept]))
    if estimator.weight == "diagonal":
        weight: Array = 1.0 / statistics.variances[model.kept]
        return weight
    factored = factor(statistics.gamma())
    if statistics.n_obs <= statistics.order.size or factored is None:
        raise ResponseError.of(
            "E-EST-89",
            f"estimator=WLS inverts the covariance matrix of {statistics.order.size} sample"
            f" moments, which {statistics.n_obs} respondents do not determine.",
            why="its rank is below its size",
            do="use estimator=WLSMV, which needs the diagonal only",
        )
    return factored.inverse


def sample_levels(table: ParameterTable, statistics: CategoricalStatistics, first: int) -> Array:
    """Return the thresholds and intercepts that reproduce those of the sample."""
    values = np.zeros(table.n_free - first)
    place = {name: position for position, name in enumerate(table.explained)}
    for row in table.rows:
        if not row.is_free or row.free < first:
            continue
        at = place[row.lhs]
        values[row.free - first] = (
            statistics.thresholds[at][int(row.rhs[1:]) - 1]
            if row.op == "|"
            else statistics.mean[at]
        )
    return values


def categorical_start(
    table: ParameterTable,
    compiled: CompiledModel,
    objective: Objective,
    moments: Moments,
    n_params: int,
) -> Array:
    """Return the reduced start vector: closed forms, overruled by what the user wrote."""
    params = closed_form(table, compiled, moments)
    return start_from(table, compiled, objective, params, n_params=n_params)


def further_categorical_starts(
    table: ParameterTable,
    compiled: CompiledModel,
    moments: Moments,
    reduction: Reduction,
    n_params: int,
) -> Iterator[Array]:
    """Yield plainer start vectors for a search that went astray."""
    starts = plain_starts(table, compiled, moments)
    return (reduction.reduce(params[:n_params]) for params in starts)


def closed_form(table: ParameterTable, compiled: CompiledModel, moments: Moments) -> Array:
    """Return start values of one group's parameters by closed forms."""
    structure = _for_start(compiled.structure)
    scale = _response_scale(table)
    cov = moments.cov * np.outer(scale, scale)
    params = start_values(structure, cov, moments.mean)[: table.n_free]
    return _with_levels(table, moments, params)


def plain_starts(
    table: ParameterTable, compiled: CompiledModel, moments: Moments
) -> Iterator[Array]:
    """Yield plainer values of one group's parameters, for a search that went astray."""
    for params in further_starts(_for_start(compiled.structure), moments.cov):
        yield _with_levels(table, moments, params[: table.n_free])


def _with_levels(table: ParameterTable, moments: Moments, params: Array) -> Array:
    """Fill in thresholds as in the sample and scales of 1, in place."""
    place = {name: position for position, name in enumerate(moments.names)}
    scale = _response_scale(table)
    for row in table.rows:
        if row.is_free and row.op == "|":
            at = place[row.lhs]
            params[row.free] = scale[at] * moments.thresholds[at][int(row.rhs[1:]) - 1]
        elif row.is_free and row.op == "~*~":
            params[row.free] = 1.0
    return params


def _for_start(structure: Structure) -> Structure:
    """Return the structure without thresholds, for which there are closed forms."""
    return structure.only(structure.matrix < Matrix.TAU)


def _response_scale(table: ParameterTable) -> Array:
    """Return standard deviations of the latent responses as they are at the start."""
    theta = table.parameterization == "theta"
    return np.array(
        [HALF_EXPLAINED if theta and name in table.ordinal else 1.0 for name in table.observed]
    )
