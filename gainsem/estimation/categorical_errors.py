"""Covariances of least squares estimates, plain and robust, and the traces of their tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.categorical import CategoricalStatistics
from gainsem.core.inverse import inverse_information
from gainsem.core.least_squares import LeastSquares, LeastSquaresPoint
from gainsem.core.linalg import Array
from gainsem.core.minimize import Minimum
from gainsem.core.normal_weight import NormalWeight, normal_weight
from gainsem.core.reduction import Reduction
from gainsem.core.sandwich import Rows, Sandwich, residual_variances, sandwich
from gainsem.core.structure import Indices
from gainsem.estimation.estimators import Estimator
from gainsem.options import Options

# What the memory of a fit is kept for: glibc goes no further than 32 MB.
KEPT_BYTES = 24 * 2**20


@dataclass(frozen=True)
class RobustParts:
    """Covariances of the estimates, and what robust tests are made of.

    Parameters
    ----------
    vcov : ndarray, shape (q, q), or None
        None when none were asked for.
    sandwich : Sandwich
    normal : NormalWeight or None
        Of correlations of ordinal items alone.
    jacobian : ndarray, shape (P, r)
        Derivatives of the moments by the reduced parameters.
    residual_se : ndarray, shape (P,), or None
        Standard errors of the residuals.
    """

    vcov: Array | None
    sandwich: Sandwich
    normal: NormalWeight | None
    jacobian: Array
    residual_se: Array | None


def robust_parts(
    group: LeastSquares,
    point: LeastSquaresPoint,
    statistics: CategoricalStatistics,
    reduction: Reduction,
    minimum: Minimum,
    *,
    unrelated: Indices,
    levels: Indices,
    options: Options,
    estimator: Estimator,
) -> RobustParts | None:
    """Return errors and traces at a solution, None where its information is singular.

    Parameters
    ----------
    group : LeastSquares
    point : LeastSquaresPoint
        At the solution.
    statistics : CategoricalStatistics
    reduction : Reduction
    minimum : Minimum
    unrelated : ndarray of int
        Positions of the correlations that are 0 in the baseline model.
    levels : ndarray of int
        Which threshold or mean each of the last parameters is, where these took no part.
    options : Options
    estimator : Estimator
    """
    jacobian = point.jacobian
    if reduction.basis.shape[0] != reduction.basis.shape[1]:
        jacobian = jacobian @ reduction.basis
    bread = inverse_information(jacobian.T @ group.weighted(jacobian))
    if bread is None:
        return None
    kind = options.se or estimator.se[0]
    if group.weight.ndim == 2:
        return _plain(statistics, reduction, jacobian, bread, asked=kind != "none")
    z = weighted_rows(group, statistics)
    normal = None
    if not statistics.order.continuous.any() and not statistics.order.n_covariates:
        normal = normal_weight_of(point, statistics, root=np.sqrt(group.weight))
    parts = sandwich(
        z,
        group.weight,
        jacobian,
        bread,
        statistics.diagonal[group.model.kept],
        unrelated=unrelated,
        normal=normal,
        n_obs=statistics.n_obs,
    )
    outer = bread if kind != "robust.hessian" else inverse_information(minimum.hessian)
    if outer is None:
        return None
    n = statistics.n_obs
    vcov = None
    if kind != "none":
        found = bread, outer, parts
        vcov = _covariance(group, statistics, reduction, found, kind=kind, levels=levels)
    variances = residual_variances(parts, jacobian, outer, statistics.diagonal[group.model.kept])
    errors = np.sqrt(np.clip(variances, 0.0, None) / (n - 1.0))
    return RobustParts(vcov, parts, normal, jacobian, errors)


def normal_weight_of(
    point: LeastSquaresPoint, statistics: CategoricalStatistics, *, root: Array
) -> NormalWeight | None:
    """Return the normal-theory weight at the implied correlations, None where it has none."""
    order = statistics.order
    first = len(point.residual) - (order.size - order.first_pair)
    return normal_weight(point.at.vector[first:], order.pairs, root=root, first=first)


def _plain(
    statistics: CategoricalStatistics,
    reduction: Reduction,
    jacobian: Array,
    bread: Array,
    *,
    asked: bool,
) -> RobustParts:
    """Return errors with the full weight, whose test needs no correction."""
    n = statistics.n_obs
    vcov = reduction.basis @ bread @ reduction.basis.T / (n - 1.0) if asked else None
    spread = statistics.variances - ((jacobian @ bread) * jacobian).sum(axis=1)
    nan = float("nan")
    empty = np.zeros((0, 0))
    nothing = Sandwich(nan, nan, nan, nan, nan, bread, empty, empty, empty)
    errors = np.sqrt(np.clip(spread, 0.0, None) / (n - 1.0))
    return RobustParts(vcov, nothing, None, jacobian, errors)


def weighted_rows(group: LeastSquares, statistics: CategoricalStatistics) -> Rows:
    """Return influence functions of the moments that take part, times the root of W."""
    _keep_memory()
    first = statistics.order.size - len(group.target)
    root = np.sqrt(group.weight)
    return statistics.influence(first, statistics.order.size, root)


def _keep_memory() -> None:
    """Let the next fit find its memory in place: a tenth of the time with 25 items.

    A large block that is freed untouched costs nothing, and glibc's malloc then keeps
    what is freed later instead of giving it back to the system page by page (its
    threshold follows the largest block freed).
    """
    np.empty(KEPT_BYTES, dtype=np.uint8)


def _covariance(
    group: LeastSquares,
    statistics: CategoricalStatistics,
    reduction: Reduction,
    found: tuple[Array, Array, Sandwich],
    *,
    kind: str,
    levels: Indices,
) -> Array:
    """Return the covariance of all estimates, thresholds last when they took no part.

    Estimates and thresholds are averages of influence functions, ``M Delta' W z`` and
    ``z_tau``; their covariances are those of the averages.
    """
    bread, outer, parts = found
    n, basis = statistics.n_obs, reduction.basis
    skipped = statistics.order.size - len(group.target)
    own = bread if kind == "standard" else outer @ parts.meat @ outer
    own = basis @ own @ basis.T
    if not skipped:
        return _symmetric(own / (n - 1.0))
    size = len(own) + skipped
    whole = np.zeros((size, size))
    whole[: len(own), : len(own)] = own
    if kind == "standard":
        identity = (group.weight == 1.0).all()
        variances = np.ones(skipped) if identity else statistics.variances[levels]
        whole[len(own) :, len(own) :] = np.diag(variances)
    else:
        of_levels = statistics.influence(0, skipped, None)[levels]
        across = basis @ outer @ (parts.scores.T @ of_levels.T).astype(np.float64) / n
        whole[: len(own), len(own) :] = across
        whole[len(own) :, : len(own)] = across.T
        whole[len(own) :, len(own) :] = statistics.level_gamma()[np.ix_(levels, levels)]
    return _symmetric(whole / (n - 1.0))


def _symmetric(matrix: Array) -> Array:
    result: Array = (matrix + matrix.T) / 2.0
    return result
