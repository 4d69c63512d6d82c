"""Unrotated factors by weighted least squares of correlations, as for ordinal items."""

from __future__ import annotations

import numpy as np

from gainsem.core.factor_extraction import Extraction, descending
from gainsem.core.linalg import Array, cholesky
from gainsem.core.structure import Indices

ITERATIONS = 200
DECREMENT = 1e-22
LEAST_DAMPING, MOST_DAMPING = 1e-10, 1e10


def extract_weighted(
    r: Array, weights: Array, pairs: tuple[Indices, Indices], start: Array
) -> Extraction:
    """Return the factors with the least weighted squares of residual correlations.

    Minimises ``sum w_ij (r_ij - lambda_i' lambda_j)^2 / 2`` over the pairs, the
    uniquenesses what is left to 1 (diagonally weighted least squares: Muthen 1984,
    doi:10.1007/BF02294210).  Newton's method with damping (Levenberg 1944; Marquardt
    1963, doi:10.1137/0111030), which takes the directions along which loadings only
    rotate in its stride.

    Parameters
    ----------
    r : ndarray, shape (p, p)
    weights : ndarray, shape (P,)
    pairs : tuple of ndarray of int, shape (P,)
        Row and column of each.
    start : ndarray, shape (p, m)
    """
    p, _ = r.shape
    weight = np.zeros((p, p))
    weight[pairs] = weights / weights.mean()
    weight += weight.T
    loadings, damping, done, steps = start.copy(), 1e-3, False, 0
    value, gradient, hessian = _expanded(r, weight, loadings)
    while steps < ITERATIONS:
        steps += 1
        move, fall = _damped(hessian, gradient, damping)
        if move is None:
            damping *= 10.0
            continue
        trial = loadings + move.reshape(loadings.shape)
        new = _value(r, weight, trial)
        if new <= value:
            loadings, damping = trial, max(damping * 0.1, LEAST_DAMPING)
            value, gradient, hessian = _expanded(r, weight, loadings)
        else:
            damping *= 10.0
        if fall < DECREMENT * max(value, 1e-8) or damping > MOST_DAMPING:
            done = True
            break
    loadings = _principal_axes(loadings)
    rest = 1.0 - (loadings**2).sum(axis=1)
    total = value * weights.mean()
    return Extraction(loadings, rest, total, done, steps, rest <= 0.0)


def _principal_axes(loadings: Array) -> Array:
    """Return the same factors along the principal axes of the loadings."""
    _, vectors = np.linalg.eigh(loadings.T @ loadings)
    return descending(loadings @ vectors[:, ::-1])


def _value(r: Array, weight: Array, loadings: Array) -> float:
    residual = r - loadings @ loadings.T
    return 0.25 * float((weight * residual**2).sum())


def _expanded(r: Array, weight: Array, loadings: Array) -> tuple[float, Array, Array]:
    """Return value, gradient and exact Hessian by the loadings, row by row."""
    p, m = loadings.shape
    residual = r - loadings @ loadings.T
    weighted = weight * residual
    gradient = -(weighted @ loadings)
    # Item i with itself: sum_k w_ik l_k l_k'; with item j: w_ij l_j l_i' - w_ij e_ij I.
    outer = loadings[:, :, None] * loadings[:, None, :]
    own = (weight @ outer.reshape(p, m * m)).reshape(p, m, m)
    hessian = np.einsum("ij,ja,ib->iajb", weight, loadings, loadings)
    at, factor = np.arange(p), np.arange(m)
    hessian[at, :, at, :] += own
    hessian[:, factor, :, factor] -= weighted
    value = 0.25 * float((weighted * residual).sum())
    return value, gradient.ravel(), hessian.reshape(p * m, p * m)


def _damped(hessian: Array, gradient: Array, damping: float) -> tuple[Array | None, float]:
    """Return a damped Newton step and how far the value should fall; None if uphill."""
    size = float(np.trace(hessian)) / len(hessian)
    lower = cholesky(hessian + damping * size * np.eye(len(hessian)))
    if lower is None:
        return None, np.inf
    half = np.linalg.solve(lower, gradient)
    move = -np.linalg.solve(lower.T, half)
    return move, float(half @ half)
