"""Probabilities of cells that hardly ever occur, with all their digits.

Differences of cumulative probabilities are exact to about 1e-12, which is nothing of a
probability of 1e-13.  Where somebody has given such a pair of answers, the likelihood
depends on its logarithm; it is integrated over the first response with the interval of
the second taken on the side of the nearer tail.
"""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.normal import REACH, cdf, density

RARE = 1e-7
LEAST = 1e-150
# From here on the distribution function is taken from its asymptotic expansion.
_FAR = -8.0
_END = 9.5
_SPREAD = 6.0
_NEAR = (0.1, 0.4, 1.0, 2.0)
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(24)


def with_rare_cells(cells: Array, tables: Array, h: Array, k: Array, rho: Array) -> Array:
    """Return cell probabilities in which those that matter have all their digits.

    Parameters
    ----------
    cells : ndarray, shape (K, K, P)
    tables : ndarray, shape (K, K, P)
        Counts; an empty cell does not matter.
    h, k : ndarray, shape (K - 1, P)
        Thresholds.
    rho : ndarray, shape (P,)
    """
    rare = (tables > 0.0) & (cells < RARE)
    if not rare.any():
        return cells
    a, b, pair = np.nonzero(rare)
    edge = np.full((1, h.shape[1]), REACH)
    of_h, of_k = (np.concatenate([-edge, each, edge]) for each in (h, k))
    result = cells.copy()
    result[a, b, pair] = cell_probability(
        of_h[a, pair], of_h[a + 1, pair], of_k[b, pair], of_k[b + 1, pair], rho[pair]
    )
    return result


def cell_probability(low: Array, high: Array, below: Array, above: Array, rho: Array) -> Array:
    """Return P(low < X <= high, below < Y <= above) of every cell, ``LEAST`` at least.

    Parameters
    ----------
    low, high, below, above, rho : ndarray, shape (m,)
    """
    root = np.sqrt(1.0 - rho * rho)
    edges = _edges(low, high, (below, above), rho, root)
    middle = 0.5 * (edges[:, 1:] + edges[:, :-1])[:, :, None]
    half = 0.5 * np.diff(edges, axis=1)[:, :, None]
    x = middle + half * _NODES
    column = (slice(None), None, None)
    upper = (above[column] - rho[column] * x) / root[column]
    lower = (below[column] - rho[column] * x) / root[column]
    inside = density(x) * between(lower, upper) * half * _WEIGHTS
    total: Array = np.maximum(inside.sum(axis=(1, 2)), LEAST)
    return total


def between(lower: Array, upper: Array) -> Array:
    """Return P(lower < X <= upper) from the nearer tail, with six digits however far out."""
    turned = lower + upper > 0.0
    one, other = np.where(turned, -lower, upper), np.where(turned, -upper, lower)
    inside: Array = _tail(one) - _tail(other)
    return inside


def _tail(z: Array) -> Array:
    """Return the distribution function with six digits however far out.

    ``phi(z) / |z| (1 - 1/z^2 + 3/z^4 - 15/z^6 + 105/z^8)`` (Abramowitz & Stegun 1964,
    26.2.12).
    """
    far = np.where(z < _FAR, z, _FAR)
    y = 1.0 / (far * far)
    series = 1.0 - y * (1.0 - y * (3.0 - y * (15.0 - 105.0 * y)))
    return np.where(z < _FAR, -density(far) / far * series, cdf(z))


def _edges(low: Array, high: Array, bounds: tuple[Array, Array], rho: Array, root: Array) -> Array:
    """Return where to split the integral.

    Around the places where the other bound is met, and near both ends, where what is
    left of a tail crowds.
    """
    low, high = np.clip(low, -_END, _END), np.clip(high, -_END, _END)
    slope = np.where(rho == 0.0, 1e-8, rho)
    width = _SPREAD * root / np.abs(slope)
    places = [low, high, *(low + step for step in _NEAR), *(high - step for step in _NEAR)]
    for bound in bounds:
        at = bound / slope
        places += [at - width, at, at + width]
    return np.sort(np.clip(np.stack(places, axis=1), low[:, None], high[:, None]), axis=1)
