"""Polychoric correlations of all pairs at once, by maximum likelihood in two steps.

Olsson (1979, doi:10.1007/BF02296207): thresholds from the margins, then for every
pair the correlation that maximises ``sum n_ab log pi_ab``.  Newton's method on all
pairs together; between steps the probabilities are updated by integrating the
bivariate density over the step only (Plackett's identity), which takes a handful
of exponentials a cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.core.normal import STEEP, arc_growth, cdf, cdf2, density, quantile
from gainsem.core.rare_cells import with_rare_cells
from gainsem.core.structure import Indices

LARGEST = 0.9999
LARGEST_START = 0.9
CONVERGED = 1e-11
# The error falls by more than its square: after a step this small nothing is left to do.
ALMOST = 1e-5
# How much of a step the change of the curvature may add or take away.
MOST_BENT = 0.3
MOST_STEPS = 60
# A share of the respondents that is nobody, and a probability that is none.
NOBODY, NO_CHANCE = 1e-12, 1e-140
# Nodes of the integral for steps up to a size: the error stays below 1e-12.
NODES = ((0.002, 2), (0.02, 3), (0.2, 5), (0.8, 8), (2.0, 12))


@dataclass(frozen=True)
class Corners:
    """The corners of the cells of all pairs: thresholds, and what is integrated there.

    Parameters
    ----------
    h, k : ndarray, shape (K - 1, P)
        Thresholds of the first and the second item of each pair.
    tail_h, tail_k : ndarray, shape (K - 1, P)
        Their lower tail probabilities.
    """

    h: Array
    k: Array
    tail_h: Array
    tail_k: Array

    @cached_property
    def hk(self) -> Array:
        """Products of the thresholds, shape (K - 1, K - 1, P)."""
        return self.h[:, None] * self.k[None, :]

    @cached_property
    def squares(self) -> Array:
        """Half the sums of their squares, shape (K - 1, K - 1, P)."""
        return 0.5 * ((self.h * self.h)[:, None] + (self.k * self.k)[None, :])


@dataclass(frozen=True)
class Polychorics:
    """Correlations of pairs, with the probabilities of their cells.

    Parameters
    ----------
    rho : ndarray, shape (P,)
    cumulative : ndarray, shape (K - 1, K - 1, P)
        Probabilities below the corners.
    at_bound : ndarray of bool, shape (P,)
        Pairs whose likelihood grows up to a correlation of -1 or 1.
    """

    rho: Array
    cumulative: Array
    at_bound: NDArray[np.bool_]


def thresholds_of(counts: Array) -> Array:
    """Return the thresholds of items from counts of their categories.

    Parameters
    ----------
    counts : ndarray, shape (p, K)
        Categories an item does not have come last and count 0.

    Returns
    -------
    ndarray, shape (K - 1, p)
        ``Phi^-1`` of cumulative proportions; REACH behind the last category.
    """
    below = np.cumsum(counts, axis=1)
    share = below[:, :-1] / below[:, -1:]
    tau = quantile(share.ravel()).reshape(share.shape)
    return np.ascontiguousarray(tau.T)


def corners_of(thresholds: Array, pairs: tuple[Indices, Indices]) -> Corners:
    """Return the corners of the cells of pairs from thresholds of shape (K - 1, p)."""
    tails = cdf(thresholds)
    row, col = pairs
    return Corners(thresholds[:, row], thresholds[:, col], tails[:, row], tails[:, col])


def polychoric_correlations(tables: Array, corners: Corners) -> Polychorics:
    """Return the maximum likelihood correlations given thresholds.

    Parameters
    ----------
    tables : ndarray, shape (K, K, P)
        Counts, first item in rows; categories an item does not have are empty.
    corners : Corners

    Returns
    -------
    Polychorics
        Correlations reach .9999 at most.
    """
    tables = np.where(tables > NOBODY * tables.sum(axis=(0, 1)), tables, 0.0)
    rho = _start(tables, corners)
    below = corners.tail_h[:, None] * corners.tail_k[None, :]
    below = _moved(corners, below, np.zeros_like(rho), rho)
    low, high = np.full_like(rho, -LARGEST), np.full_like(rho, LARGEST)
    bend, last = np.zeros_like(rho), (rho, np.zeros_like(rho))
    for count in range(MOST_STEPS):
        score, curvature = _slopes(tables, corners, below, rho)
        low = np.where(score > 0, rho, low)
        high = np.where(score < 0, rho, high)
        if count:
            bend = _bend(curvature, last[1], rho - last[0])
        last = (rho, curvature)
        step = score / curvature
        proposed = rho + step * (1.0 - np.clip(0.5 * bend * step, -MOST_BENT, MOST_BENT))
        # A step out of the bracket in which the score changes its sign halves it instead.
        outside = ~((proposed > low) & (proposed < high))
        settled = np.abs(score) <= CONVERGED * curvature
        proposed = np.where(outside, 0.5 * (low + high), proposed)
        proposed = np.where(settled, rho, proposed)
        moved = float(np.abs(proposed - rho).max(initial=0.0))
        if moved < CONVERGED:
            break
        below = _moved(corners, below, rho, proposed)
        rho = proposed
        if moved < ALMOST and count and not outside.any():
            break
    return Polychorics(rho, below, np.abs(rho) > LARGEST - 1e-6)


def _bend(curvature: Array, before: Array, step: Array) -> Array:
    """Return the relative change of the curvature over the last step.

    With it a step is right to the second order: Newton's method with the third derivative
    of the likelihood taken from two curvatures.
    """
    known = np.abs(step) > CONVERGED
    change: Array = (curvature - before) / np.where(known, step, 1.0) / curvature
    return np.where(known, change, 0.0)


def cells_of(cumulative: Array, corners: Corners) -> Array:
    """Return the probabilities of the cells, shape (K, K, P), from those below corners."""
    padded = np.zeros(tuple(size + 2 for size in cumulative.shape[:2]) + cumulative.shape[2:])
    padded[1:-1, 1:-1] = cumulative
    padded[1:-1, -1] = corners.tail_h
    padded[-1, 1:-1] = corners.tail_k
    padded[-1, -1] = 1.0
    return differences(padded)


def differences(padded: Array) -> Array:
    """Return the second differences over the first two axes."""
    rows = padded[1:] - padded[:-1]
    return rows[:, 1:] - rows[:, :-1]


def inner_cells(corner: Array) -> Array:
    """Return cells (K, K, P) from corner values (K - 1, K - 1, P) that vanish at the border."""
    padded = np.zeros(tuple(size + 2 for size in corner.shape[:2]) + corner.shape[2:])
    padded[1:-1, 1:-1] = corner
    return differences(padded)


def density_at(hk: Array, squares: Array, rho: Array | np.float64) -> tuple[Array, Array]:
    """Return the bivariate density at the corners, and its logarithm's slope in rho.

    With ``e = (rho h k - (h^2 + k^2) / 2) / (1 - rho^2)`` the density is ``exp(e) / (2 pi
    sqrt(1 - rho^2))`` and the slope ``(h k + rho (2 e + 1)) / (1 - rho^2)``.

    Parameters
    ----------
    hk, squares : ndarray
        ``h k`` and ``(h^2 + k^2) / 2`` at the corners.
    rho : ndarray or float
        Broadcasts against them.

    Returns
    -------
    density, slope : ndarray
    """
    free = 1.0 - rho * rho
    exponent = hk * rho
    exponent -= squares
    exponent /= free
    slope = exponent * (2.0 * rho)
    slope += rho
    slope += hk
    slope /= free
    np.exp(exponent, out=exponent)
    exponent *= 1.0 / (2.0 * np.pi * np.sqrt(free))
    return exponent, slope


def safe_share(tables: Array, cells: Array) -> Array:
    """Return ``n_ab / pi_ab``, 0 for empty cells."""
    some = tables > 0.0
    return np.where(some, tables / np.where(some, cells, 1.0), 0.0)


def _slopes(tables: Array, corners: Corners, below: Array, rho: Array) -> tuple[Array, Array]:
    """Return score and curvature (observed where positive, else expected) of every pair."""
    cells = with_rare_cells(cells_of(below, corners), tables, corners.h, corners.k, rho)
    share = safe_share(tables, cells)
    at_corner, log_slope = density_at(corners.hk, corners.squares, rho)
    slope = inner_cells(at_corner)
    # Summation by parts: sums over cells become sums over corners.
    turned = differences(share)
    at_corner *= turned
    score = at_corner.sum(axis=(0, 1))
    at_corner *= log_slope
    share *= slope
    share *= slope
    some = tables > 0.0
    outer = (share / np.where(some, cells, 1.0)).sum(axis=(0, 1))
    curvature = outer - at_corner.sum(axis=(0, 1))
    # Where cells with answers have lost their chance the step was too long: turn back.
    lost = (some & (cells <= NO_CHANCE)).any(axis=(0, 1))
    score = np.where(lost, np.where(rho > 0.0, -np.inf, np.inf), score)
    return score, np.where(curvature > 0, curvature, np.maximum(outer, np.finfo(float).tiny))


def _moved(corners: Corners, below: Array, old: Array, new: Array) -> Array:
    """Return the probabilities below the corners at new correlations."""
    steep = np.maximum(np.abs(old), np.abs(new)) > STEEP
    if not steep.any():
        return below + _grown(corners.hk, corners.squares, old, new)
    result = below.copy()
    h, k = corners.h[:, None, steep], corners.k[None, :, steep]
    result[:, :, steep] = cdf2(h, k, new[steep])
    flat = ~steep
    hk, squares = corners.hk[:, :, flat], corners.squares[:, :, flat]
    result[:, :, flat] += _grown(hk, squares, old[flat], new[flat])
    return result


def _grown(hk: Array, squares: Array, old: Array, new: Array) -> Array:
    start, end = np.arcsin(old), np.arcsin(new)
    size = float(np.abs(end - start).max(initial=0.0))
    return arc_growth(hk, squares, start, end, nodes=nodes_for(size))


def nodes_for(size: float) -> int:
    """Return how many nodes a step of this size (of the arc sine) is integrated with."""
    return next(count for limit, count in NODES if size <= limit)


def _start(tables: Array, corners: Corners) -> Array:
    """Return covariances of the codes, corrected for their coarseness.

    A code's covariance with anything is that of its latent response times ``sum
    phi(tau)`` (Olsson, Drasgow & Dorans 1982, doi:10.1007/BF02294164).
    """
    total = tables.sum(axis=(0, 1))
    scores = np.arange(len(tables), dtype=np.float64)
    margin_h, margin_k = tables.sum(axis=1), tables.sum(axis=0)
    mean_h, mean_k = scores @ margin_h / total, scores @ margin_k / total
    of_first = (scores @ tables.reshape(len(scores), -1)).reshape(len(scores), -1)
    product = scores @ of_first / total
    covariance = product - mean_h * mean_k
    loss = density(corners.h).sum(axis=0) * density(corners.k).sum(axis=0)
    start: Array = np.clip(covariance / loss, -LARGEST_START, LARGEST_START)
    return start
