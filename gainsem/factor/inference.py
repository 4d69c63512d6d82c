"""Standard errors of a rotated solution, and what its test statistic is compared with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.correlation_weight import (
    Sampling,
    Weighed,
    correlation_influence,
    diagonal_weight,
    gamma_sampling,
    likelihood_weight,
    normal_sampling,
)
from gainsem.core.factor_rotation import Rotation
from gainsem.core.linalg import Array, factor
from gainsem.core.rotation_constraints import Constraints, constraint_slopes
from gainsem.core.rotation_errors import RotationErrors, rotation_errors, statistic_traces
from gainsem.core.structure import Indices
from gainsem.factor.extractions import METHODS, pair_weights
from gainsem.factor.rotations import Plan
from gainsem.results.correlations import Correlations


@dataclass(frozen=True)
class Inference:
    """Errors and traces; what could not be computed is None, with the reason.

    Parameters
    ----------
    errors : RotationErrors or None
    traces : tuple of float, or None
        ``tr(U Gamma)`` and ``tr((U Gamma)^2)``; None where no correction is needed.
    baseline_traces : tuple of float, or None
        The same for uncorrelated items.
    reason : str
        Why there are no errors.
    """

    errors: RotationErrors | None
    traces: tuple[float, float] | None
    baseline_traces: tuple[float, float] | None
    reason: str = ""


def infer(
    given: Correlations, rotation: Rotation, plan: Plan, *, estimator: str, sigma: Array
) -> Inference:
    """Return the standard errors of a solution and the traces of its test.

    Parameters
    ----------
    given : Correlations
    rotation : Rotation
    plan : Plan
    estimator : str
    sigma : ndarray, shape (p, p)
        Implied correlations, diagonal 1.
    """
    method = METHODS[estimator]
    if not method.weight:
        return Inference(None, None, None, f"estimator={estimator} has no discrepancy to go by")
    if factor(sigma) is None:
        return Inference(None, None, None, "the implied correlations are not positive definite")
    pairs = pairs_of(len(sigma))
    weight = _weight(given, estimator, sigma, pairs)
    sampling, corrected = _sampling(given, estimator, sigma, pairs)
    errors, reason = _errors(rotation, plan, method.weight, (weight, sampling))
    if not corrected or sampling.gamma is None:
        return Inference(errors, None, None, reason)
    # The projection behind the test is the same for every rotation.
    for_test = errors or _solved(_unrotated(rotation), None, (weight, sampling), oblique=False)
    if for_test is None:
        return Inference(errors, None, None, reason)
    gamma = sampling.gamma()
    return Inference(
        errors,
        statistic_traces(for_test, weight, gamma),
        _baseline_traces(_independence_weight(given, estimator, pairs), gamma),
        reason,
    )


def _errors(
    rotation: Rotation, plan: Plan, weight: str, how: tuple[Weighed, Sampling]
) -> tuple[RotationErrors | None, str]:
    """Return the errors of the rotated solution, or why there are none."""
    constraints = plan.constraints(likelihood=weight == "likelihood")
    if constraints is None:
        return None, f"rotation={plan.name} with normalize={plan.normalize} has none"
    found = _solved(rotation, constraints, how, oblique=plan.oblique)
    return found, "" if found else "the rotated loadings are not determined to first order"


def _solved(
    at: Rotation,
    constraints: Constraints | None,
    how: tuple[Weighed, Sampling],
    *,
    oblique: bool,
) -> RotationErrors | None:
    if constraints is None:
        slopes = _any_constraints(at)
    else:
        slopes = constraint_slopes(constraints, at.loadings, at.phi, oblique=oblique)
    pairs = pairs_of(len(at.loadings))
    return rotation_errors(at.loadings, at.phi, slopes, *how, pairs=pairs, oblique=oblique)


def pairs_of(p: int) -> tuple[Indices, Indices]:
    """Return row and column of every correlation, in the order polychorics have."""
    col, row = np.triu_indices(p, 1)
    return row, col


def _weight(
    given: Correlations, estimator: str, sigma: Array, pairs: tuple[Indices, Indices]
) -> Weighed:
    kind = METHODS[estimator].weight
    if kind == "likelihood":
        return likelihood_weight(sigma, pairs)
    if kind == "diagonal":
        return diagonal_weight(pair_weights(given))
    return diagonal_weight(np.ones(len(pairs[0])))


def _independence_weight(
    given: Correlations, estimator: str, pairs: tuple[Indices, Indices]
) -> Array:
    """Return the weight of correlations that are 0 in the baseline model, shape (P,)."""
    if METHODS[estimator].weight == "diagonal":
        return pair_weights(given)
    return np.ones(len(pairs[0]))


def _sampling(
    given: Correlations, estimator: str, sigma: Array, pairs: tuple[Indices, Indices]
) -> tuple[Sampling, bool]:
    """Return how the correlations vary, and whether the test needs a correction for it."""
    method = METHODS[estimator]
    n = float(given.n_obs)
    if given.statistics is not None:
        return gamma_sampling(_polychoric_gamma(given), n - 1.0), bool(method.test)
    if given.gamma is not None:
        return gamma_sampling(given.gamma, n), True
    if method.robust and given.answers is not None:
        z = (given.answers - given.mean) / given.deviation
        influence = correlation_influence(z, given.matrix, pairs)
        return gamma_sampling(influence @ influence.T / n, n), True
    normal = normal_sampling(sigma, pairs, n)
    if method.weight == "likelihood":
        return normal, False
    size = len(pairs[0])
    return Sampling(normal.products, lambda: normal.products(np.eye(size)), n), True


def _polychoric_gamma(given: Correlations) -> Array:
    """Return n times the asymptotic covariances of the correlations."""
    statistics = given.statistics
    assert statistics is not None
    order = statistics.order
    if order.continuous.any():
        return _mixed_gamma(given)
    z = np.asarray(statistics.influence(order.first_pair, order.size, None), dtype=np.float64)
    gamma = z @ z.T / z.shape[1]
    np.fill_diagonal(gamma, statistics.diagonal[order.first_pair :])
    return np.asarray(gamma)


def _mixed_gamma(given: Correlations) -> Array:
    """Return the same where variances of continuous items are estimates, too."""
    statistics = given.statistics
    assert statistics is not None
    order, r = statistics.order, given.matrix
    z = np.asarray(statistics.influence(order.first_variance, order.size, None), dtype=np.float64)
    row, col = order.pairs
    count = order.first_pair - order.first_variance
    place = np.cumsum(order.continuous) - 1
    influence = z[count:] / (given.deviation[row] * given.deviation[col])[:, None]
    for each in (row, col):
        own = order.continuous[each]
        share = 0.5 * r[row, col][own] / given.deviation[each][own] ** 2
        influence[own] -= share[:, None] * z[place[each[own]]]
    return np.asarray(influence @ influence.T / z.shape[1])


def _unrotated(rotation: Rotation) -> Rotation:
    """Return the same common parts as uncorrelated factors."""
    root = np.linalg.cholesky(rotation.phi)
    m = len(root)
    return Rotation(rotation.loadings @ root, np.eye(m), np.eye(m), float("nan"), True)


def _any_constraints(rotation: Rotation) -> Array:
    """Return equations that hold the rotation of uncorrelated factors still, shape (c, p m)."""
    loadings = rotation.loadings
    p, m = loadings.shape
    rows = np.zeros((m * (m - 1) // 2, p, m))
    for k, (i, j) in enumerate(zip(*np.triu_indices(m, 1), strict=True)):
        rows[k, :, i], rows[k, :, j] = loadings[:, j], -loadings[:, i]
    return rows.reshape(len(rows), p * m)


def _baseline_traces(weight: Array, gamma: Array) -> tuple[float, float]:
    root = np.sqrt(weight)
    scaled = gamma * np.outer(root, root)
    return float(np.trace(scaled)), float((scaled**2).sum())
