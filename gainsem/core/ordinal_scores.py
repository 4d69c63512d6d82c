"""Factor scores of ordinal and mixed models: where the (posterior) likelihood is highest.

Latent responses ``y* = nu + Lambda eta + eps`` with independent normal eps of variances
theta; an ordinal item shows the category a with ``tau_a < y* <= tau_(a+1)``, a continuous
one y* itself.  Given eta the answers are taken to be independent: residual covariances
between items have no part in these formulas.  The log likelihood is concave in eta
(Pratt 1981, doi:10.1080/01621459.1981.10477613), so that a maximum is *the* maximum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gainsem.core.categorical import MomentOrder
from gainsem.core.interval import log_interval
from gainsem.core.linalg import Array
from gainsem.core.score_existence import (
    NOTHING,
    bounding_answers,
    different_rows,
    flat_directions,
    unit_rows,
)
from gainsem.core.structure import Indices

Mask = NDArray[np.bool_]

MOST_STEPS, MOST_HALVINGS = 100, 40
# Squared length of a Newton step in standard errors; the step after it is taken, and squares it.
SHORT_STEP = 1e-16


@dataclass(frozen=True)
class Scores:
    """Factor scores of n respondents on m factors.

    Parameters
    ----------
    scores : ndarray, shape (n, m)
        NaN where there is no (finite, unique) maximum.
    se : ndarray, shape (n, m)
        Square roots of the diagonal of the inverse negative Hessian at the maximum.
    converged : ndarray of bool, shape (n,)
        Whether every factor has a score; under ML, every factor with loadings of its
        own.  Newton's method can end early, and leave the whole row NaN, where rounding
        has eaten all information (standard errors beyond 1e15).
    """

    scores: Array
    se: Array
    converged: Mask


@dataclass(frozen=True)
class _Answers:
    """Different patterns of answers, as bounds of ``(y* - nu) / sqrt(theta)``.

    ``lower`` and ``upper`` (u, p) are infinite in the outer categories and equal to
    each other for continuous items; ``counted`` says which answers count.  ``slopes``
    (p, m) turn a point, ``eta = centre + basis @ point``, into such values.
    """

    lower: Array
    upper: Array
    counted: Mask
    continuous: Mask
    slopes: Array


def factor_scores(
    values: Array,
    order: MomentOrder,
    *,
    loadings: Array,
    intercepts: Array,
    residual_variances: Array,
    thresholds: Sequence[Array],
    eta_mean: Array,
    eta_cov: Array,
    method: Literal["EBM", "ML"] = "EBM",
) -> Scores:
    """Return modal ("EBM") or maximum-likelihood ("ML") factor scores.

    EBM maximises ``sum_i log P(y_i | eta) + log N(eta; mean, cov)``, the mode of the
    posterior; ML the first sum alone (Samejima 1969, doi:10.1007/BF03372160).  Missing
    answers are left out.  ML scores can be infinite: when all answers on a factor are in
    the outermost category on the same side.  Which ones is decided from the pattern
    before anything is maximised; they are NaN, and so are those of factors without
    answers or loadings.  The remaining factors get their limits.

    Parameters
    ----------
    values : ndarray, shape (n, p)
        Categories 0, 1, ... of ordinal items, numbers of continuous ones, NaN if missing.
    order : MomentOrder
    loadings : ndarray, shape (p, m)
    intercepts : ndarray, shape (p,) or (n, p)
    residual_variances : ndarray, shape (p,)
        Unless all are above 0, every score is NaN.
    thresholds : sequence of ndarray
        One a variable, ascending; empty for a continuous variable.
    eta_mean : ndarray, shape (m,) or (n, m)
        Without a part in ML.
    eta_cov : ndarray, shape (m, m)
        May be singular; unless positive semi-definite, every EBM score is NaN.
    method : {"EBM", "ML"}

    Returns
    -------
    Scores
    """
    shape = (len(values), loadings.shape[1])
    likelihood_only = method == "ML"
    basis = _column_scale(loadings) if likelihood_only else _square_root(eta_cov)
    if basis is None or not (residual_variances > 0.0).all():
        nothing = np.full(shape, np.nan)
        return Scores(nothing, nothing.copy(), np.zeros(len(values), dtype=bool))
    centre = np.broadcast_to(np.zeros(shape[1]) if likelihood_only else eta_mean, shape)
    own = intercepts if intercepts.ndim == 2 else np.empty((len(values), 0))
    first, pattern = different_rows(np.hstack([values, centre, own]))
    deviation = np.sqrt(residual_variances)
    edges = [np.concatenate([[-np.inf], cuts, [np.inf]]) for cuts in thresholds]
    lower, upper = _bounds(values[first], order, edges)
    location = (intercepts[first] if own.size else intercepts) + centre[first] @ loadings.T
    answers = _Answers(
        lower=(lower - location) / deviation,
        upper=(upper - location) / deviation,
        counted=~np.isnan(values[first]),
        continuous=order.continuous,
        slopes=(loadings @ basis) / deviation[:, None],
    )
    unique = _at_the_maximum(answers, basis, centre[first], likelihood_only=likelihood_only)
    scores, se = unique.scores[pattern], unique.se[pattern]
    measured = (loadings != 0.0).any(axis=0) | (not likelihood_only)
    return Scores(scores, se, np.asarray(np.isfinite(scores[:, measured]).all(axis=1)))


def _at_the_maximum(
    answers: _Answers, basis: Array, centre: Array, *, likelihood_only: bool
) -> Scores:
    """Return the scores of different patterns."""
    (u, m), prior = centre.shape, np.eye(len(basis))
    flat = np.zeros((u, m, m))
    if likelihood_only:
        prior = np.zeros((m, m))
        unit = unit_rows(answers.slopes)
        outer = np.isposinf(answers.upper).astype(float) - np.isneginf(answers.lower)
        answers = replace(answers, counted=bounding_answers(answers.counted, outer, unit))
        flat = flat_directions(answers.counted, unit)
    point, curvature, found = _climb(answers, prior + flat)
    matrix, scale = _equilibrated(np.where(found[:, None, None], curvature, np.eye(m)))
    found &= np.linalg.eigvalsh(matrix)[:, 0] > 1e-12
    scores, se = np.full((u, m), np.nan), np.full((u, m), np.nan)
    scores[found] = centre[found] + point[found] @ basis.T
    root = basis / scale[found][:, None, :]
    spread = root @ np.linalg.inv(matrix[found]) @ root.transpose(0, 2, 1)
    se[found] = np.sqrt(np.diagonal(spread, axis1=1, axis2=2))
    undetermined = np.diagonal(flat, axis1=1, axis2=2) > NOTHING**2
    scores[undetermined] = se[undetermined] = np.nan
    return Scores(scores, se, found)


def _square_root(cov: Array) -> Array | None:
    """Return T with ``T T' = cov``, so that ``eta = mean + T u`` with u ~ N(0, I)."""
    if not np.isfinite(cov).all():
        return None
    values, vectors = np.linalg.eigh(cov)
    if len(values) and values[0] < -1e-10 * abs(values[-1]):
        return None
    root: Array = vectors * np.sqrt(np.clip(values, 0.0, None))
    return root


def _column_scale(loadings: Array) -> Array:
    """Return the diagonal matrix that makes the largest loading of each factor 1."""
    largest = np.abs(loadings).max(axis=0)
    return np.diag(1.0 / np.where(largest > 0.0, largest, 1.0))


def _bounds(values: Array, order: MomentOrder, edges: Sequence[Array]) -> tuple[Array, Array]:
    """Return what lies below and above each answer; something harmless where it is missing."""
    lower, upper = values.copy(), values.copy()
    for i in np.flatnonzero(~order.continuous):
        code = np.nan_to_num(values[:, i]).astype(np.intp)
        cuts = edges[int(i)]
        lower[:, i], upper[:, i] = cuts[code], cuts[code + 1]
    missing = np.isnan(values)
    lower[missing] = upper[missing] = 0.0
    return lower, upper


def _climb(answers: _Answers, penalty: Array) -> tuple[Array, Array, Mask]:
    """Return the maxima of all patterns, the curvature there and whether it was reached.

    Newton's method with step halving; ``penalty`` (u, m, m) or (m, m) is the matrix of
    the quadratic form ``u' penalty u / 2`` taken off the log likelihood.
    """
    u, m = len(answers.lower), answers.slopes.shape[1]
    penalty = np.broadcast_to(penalty, (u, m, m))
    point, reached = np.zeros((u, m)), np.zeros(u, dtype=bool)
    value, gradient, curvature = _evaluate(answers, penalty, point, np.arange(u))
    active = np.flatnonzero(np.isfinite(value))
    for _ in range(MOST_STEPS):
        matrix, scale = _equilibrated(curvature[active])
        matrix += 1e-14 * np.eye(m)  # so that one singular matrix does not stop the others
        step = np.linalg.solve(matrix, (gradient[active] / scale)[:, :, None])[:, :, 0] / scale
        # In a likelihood with hardly any curvature a step can be both short and long.
        near = np.abs(step).max(axis=1) < 1e-6 * (1.0 + np.abs(point[active]).max(axis=1))
        short = near & ((step * gradient[active]).sum(axis=1) < SHORT_STEP)
        rows = active
        for _ in range(MOST_HALVINGS):
            trial = point[rows] + step
            new = _evaluate(answers, penalty, trial, rows)
            better = new[0] >= value[rows] - 1e-12 * (1.0 + np.abs(value[rows]))
            taken = rows[better]
            point[taken], value[taken] = trial[better], new[0][better]
            gradient[taken], curvature[taken] = new[1][better], new[2][better]
            rows, step = rows[~better], 0.5 * step[~better]
            if not len(rows):
                break
        reached[active[short]] = True
        active = np.setdiff1d(active[~short], rows)
        if not len(active):
            break
    return point, curvature, reached


def _equilibrated(matrices: Array) -> tuple[Array, Array]:
    """Return matrices with unit diagonals and what their rows and columns were divided by."""
    diagonal = np.diagonal(matrices, axis1=1, axis2=2)
    scale = np.sqrt(np.where(diagonal > 0.0, diagonal, 1.0))
    matrix: Array = matrices / (scale[:, :, None] * scale[:, None, :])
    return matrix, scale


def _evaluate(
    answers: _Answers, penalty: Array, point: Array, rows: Indices
) -> tuple[Array, Array, Array]:
    """Return log likelihoods, gradients and negative Hessians of some patterns."""
    (k, m), slopes = point.shape, answers.slopes
    z = point @ slopes.T
    lower, upper = answers.lower[rows] - z, answers.upper[rows] - z
    value, slope, weight = -0.5 * lower**2, lower.copy(), np.ones_like(lower)
    ordinal = ~answers.continuous
    value[:, ordinal], slope[:, ordinal], weight[:, ordinal] = log_interval(
        lower[:, ordinal], upper[:, ordinal]
    )
    ignored = ~answers.counted[rows]
    value[ignored] = slope[ignored] = weight[ignored] = 0.0
    pull = (penalty[rows] @ point[:, :, None])[:, :, 0]
    squares = (slopes[:, :, None] * slopes[:, None, :]).reshape(-1, m * m)
    curvature = (weight @ squares).reshape(k, m, m) + penalty[rows]
    total = value.sum(axis=1) - 0.5 * (pull * point).sum(axis=1)
    return total, slope @ slopes - pull, curvature
