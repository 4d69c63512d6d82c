"""Unrotated factors by discrepancies that depend on uniquenesses through eigenvalues.

Given uniquenesses, the best m factors are known (Lawley & Maxwell 1971, Factor Analysis as
a Statistical Method; Joreskog 1967, doi:10.1007/BF02289658), so that only p uniquenesses
are searched for, by Newton's method with exact second derivatives within bounds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array

LOWEST_UNIQUENESS = 0.005
ITERATIONS, HALVINGS = 200, 40
FLAT, IDLE_STEPS = 1e-15, 3
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Extraction:
    """Unrotated loadings and how they were found.

    Parameters
    ----------
    loadings : ndarray, shape (p, m)
        Columns by descending size.
    uniquenesses : ndarray, shape (p,)
    value : float
        The discrepancy; NaN for a method that minimises none.
    converged : bool
    iterations : int
    at_bound : ndarray of bool, shape (p,)
        Items without a proper uniqueness: at its lower bound, or below 0.
    """

    loadings: Array
    uniquenesses: Array
    value: float
    converged: bool
    iterations: int
    at_bound: NDArray[np.bool_]


@dataclass(frozen=True)
class _Spectral:
    """A discrepancy ``sum_k g(l_k)`` of the smallest p - m eigenvalues of a matrix.

    Parameters
    ----------
    matrix : callable
        x -> A(x), shape (p, p), with derivatives ``w_l' dA_j w_k = e(l_k, l_l) w_lj w_kj``
        in terms of its eigenvalues l and eigenvectors w.
    value : callable
        g.
    slope : callable
        ``h(l) = g'(l) e(l, l)``: the gradient is ``sum_k h(l_k) w_ik^2``.
    mixing : callable
        e.
    ratio : callable
        ``(h(k) - h(l)) / (k - l)``, written without the denominator.
    """

    matrix: Callable[[Array], Array]
    value: Callable[[Array], Array]
    slope: Callable[[Array], Array]
    mixing: Callable[[Array, Array], Array]
    ratio: Callable[[Array, Array], Array]


def extract_ml(
    r: Array, n_factors: int, *, lowest: float = LOWEST_UNIQUENESS, start: Array | None = None
) -> Extraction:
    """Return the maximum likelihood factors of a correlation matrix.

    Minimises ``log|Sigma| - log|R| + tr(R Sigma^-1) - p`` (Joreskog 1967,
    doi:10.1007/BF02289658).

    Parameters
    ----------
    r : ndarray, shape (p, p)
        Positive definite.
    n_factors : int
    lowest : float
        Lower bound of the uniquenesses.
    start : ndarray, shape (p,), optional
    """

    def scaled(x: Array) -> Array:
        half = np.exp(-0.5 * x)
        return r * half[:, None] * half

    spectral = _Spectral(
        scaled,
        lambda at: at - np.log(at) - 1.0,
        lambda at: 1.0 - at,
        lambda one, two: -0.5 * (one + two),
        lambda one, two: np.full_like(one + two, -1.0),
    )
    psi, value, steps, done = _search(r, n_factors, spectral, lowest, start, logs=True)
    vectors, values = _largest(scaled(np.log(psi)), n_factors)
    loadings = np.sqrt(psi)[:, None] * vectors * np.sqrt(np.clip(values - 1.0, 0.0, None))
    return _extraction(loadings, psi, value, steps, done, lowest)


def extract_uls(
    r: Array, n_factors: int, *, lowest: float = LOWEST_UNIQUENESS, start: Array | None = None
) -> Extraction:
    """Return the unweighted least squares (minres) factors of a correlation matrix.

    Minimises half the sum of all squared residuals (Harman & Jones 1966,
    doi:10.1007/BF02289468; Joreskog 1977).
    """
    spectral = _Spectral(
        lambda x: r - np.diag(x),
        lambda at: 0.5 * at**2,
        lambda at: -at,
        lambda one, two: np.full_like(one + two, -1.0),
        lambda one, two: np.full_like(one + two, -1.0),
    )
    psi, value, steps, done = _search(r, n_factors, spectral, lowest, start, logs=False)
    vectors, values = _largest(r - np.diag(psi), n_factors)
    loadings = vectors * np.sqrt(np.clip(values, 0.0, None))
    return _extraction(loadings, psi, value, steps, done, lowest)


def start_uniquenesses(r: Array, n_factors: int) -> Array:
    """Return ``(1 - m / 2p) / r^ii`` (Joreskog 1967), within (0, 1]."""
    inverse = np.diag(np.linalg.inv(r))
    start = (1.0 - 0.5 * n_factors / len(r)) / np.where(inverse > 0.0, inverse, np.inf)
    return np.clip(start, 0.05, 1.0)


def descending(loadings: Array) -> Array:
    """Return loadings with columns by descending sum of squares and positive sums."""
    order = np.argsort(-(loadings**2).sum(axis=0), kind="stable")
    sorted_ = loadings[:, order]
    signs = np.where(sorted_.sum(axis=0) < 0.0, -1.0, 1.0)
    result: Array = sorted_ * signs
    return result


def _extraction(
    loadings: Array, psi: Array, value: float, steps: int, done: bool, lowest: float
) -> Extraction:
    bound = psi <= lowest * (1.0 + 1e-6)
    return Extraction(descending(loadings), psi, value, done, steps, bound)


def _largest(matrix: Array, count: int) -> tuple[Array, Array]:
    values, vectors = np.linalg.eigh(matrix)
    return vectors[:, ::-1][:, :count], values[::-1][:count]


def _search(
    r: Array,
    n_factors: int,
    spectral: _Spectral,
    lowest: float,
    start: Array | None,
    *,
    logs: bool,
) -> tuple[Array, float, int, bool]:
    """Return the best uniquenesses, the value there, steps taken, whether they converged."""
    psi = start_uniquenesses(r, n_factors) if start is None else start
    low, high = (np.log(lowest), 0.0) if logs else (lowest, 1.0)
    x = np.clip(np.log(psi) if logs else psi, low, high)
    count = len(r) - n_factors
    value, gradient, hessian = _evaluate(spectral, x, count)
    idle, done, steps = 0, False, 0
    while steps < ITERATIONS:
        steps += 1
        held = ((x <= low) & (gradient > 0.0)) | ((x >= high) & (gradient < 0.0))
        free = ~held
        size = float(np.abs(gradient[free]).max(initial=0.0))
        if size < TOLERANCE**2 or (idle and size < TOLERANCE) or idle >= IDLE_STEPS:
            done = size < 1e-5
            break
        move = np.zeros(len(x))
        move[free] = -_newton(hessian[np.ix_(free, free)], gradient[free])
        x, new, length = _along(spectral, x, move, value, gradient, count, (low, high))
        idle = idle + 1 if value - new <= FLAT * max(1.0, abs(value)) else 0
        value, gradient, hessian = _evaluate(spectral, x, count)
        if length == 0.0:
            done = size < 1e-5
            break
    return (np.exp(x) if logs else x), value, steps, done


def _along(
    spectral: _Spectral,
    x: Array,
    move: Array,
    value: float,
    gradient: Array,
    count: int,
    bounds: tuple[float, float],
) -> tuple[Array, float, float]:
    """Return the point a step leads to, shortened until the value falls."""
    length = 1.0
    for _ in range(HALVINGS):
        trial: Array = np.asarray(np.clip(x + length * move, *bounds), dtype=np.float64)
        values: Array = np.asarray(np.linalg.eigvalsh(spectral.matrix(trial))[:count])
        new = float(spectral.value(values).sum())
        if new <= value + 1e-4 * float(gradient @ (trial - x)):
            return trial, new, length
        length *= 0.5
    return x, value, 0.0


def _newton(hessian: Array, gradient: Array) -> Array:
    """Return the Newton step, along directions of negative curvature turned round."""
    values, vectors = np.linalg.eigh(hessian)
    curvature = np.maximum(np.abs(values), 1e-8 * max(float(np.abs(values).max()), 1e-300))
    step: Array = vectors @ ((vectors.T @ gradient) / curvature)
    return step


def _evaluate(spectral: _Spectral, x: Array, count: int) -> tuple[float, Array, Array]:
    """Return value, gradient and Hessian by the parameters.

    The first ``count`` eigenvalues (the smallest) count.  With w the eigenvectors,
    ``H_ij = sum_k sum_l M_kl w_ik w_jk w_il w_jl``, where pairs of eigenvalues that both
    count give divided differences without a small denominator.
    """
    values, vectors = np.linalg.eigh(spectral.matrix(x))
    inner, outer = values[:count], values[count:]
    noise, common = vectors[:, :count], vectors[:, count:]
    slope = spectral.slope(inner)
    gradient = noise**2 @ slope
    among = spectral.mixing(inner[:, None], inner) * spectral.ratio(inner[:, None], inner)
    apart = inner[:, None] - outer
    across = 2.0 * slope[:, None] * spectral.mixing(inner[:, None], outer) / apart
    hessian = _products(noise, noise, among) + _products(noise, common, across)
    return float(spectral.value(inner).sum()), gradient, 0.5 * (hessian + hessian.T)


def _products(left: Array, right: Array, weights: Array) -> Array:
    """Return ``sum_kl M_kl a_ik a_jk b_il b_jl``."""
    p = len(left)
    if np.ptp(weights) == 0.0 and weights.size:
        return weights.flat[0] * (left @ left.T) * (right @ right.T)
    # For every factor l one product of rank k.
    total = np.zeros((p, p))
    for column, weight in zip(right.T, weights.T, strict=True):
        total += np.outer(column, column) * ((left * weight) @ left.T)
    return total
