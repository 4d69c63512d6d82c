"""What every respondent adds to thresholds and polychorics: influence functions.

A polychoric depends on a respondent through the cell of the two answers only, so its
influence is a table over cells; a row of the influence matrix Z is a look-up in it.
With ``Gamma = Z Z' / n`` (n times the asymptotic covariance)::

    z_tau = n / n_i (1{x <= a} - P_a) / phi(tau_a)
    z_rho = n / A22 [s_ab - sum (A21 / n) z_tau],   s = pi' / pi

Muthen (1984, doi:10.1007/BF02294210) and Joreskog (1994, doi:10.1007/BF02296131) take
outer products for the second derivatives, ``A22 = sum n_ab s^2`` and
``A21 = sum n_ab s dlog pi / dtau``, which is right when the latent responses are
normal.  With ``hessian`` the second derivatives themselves are taken, which is right
(Huber 1967; White 1982, doi:10.2307/1912526) when they are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gainsem.core.contingency import Answers
from gainsem.core.linalg import Array
from gainsem.core.normal import REACH, cdf, density
from gainsem.core.polychoric import (
    Corners,
    Polychorics,
    cells_of,
    density_at,
    differences,
    inner_cells,
    safe_share,
)
from gainsem.core.rare_cells import RARE, between, with_rare_cells
from gainsem.core.structure import Indices

# Numbers in a matrix of influence functions above which it is held in single precision:
# rounding averages out, and half the memory is read in half the time.
LARGE = 200_000
# Places of an answer whose pairs can be numbered by one byte.
SMALL = 16


@dataclass(frozen=True)
class Influence:
    """Influence functions as look-up tables.

    Parameters
    ----------
    given : Answers
    pairs : tuple of ndarray of int, shape (P,)
    of_levels : ndarray, shape (K - 1, L, p)
        Influence on each threshold, by place of the answer.
    of_pairs : ndarray, shape (P, L, L)
        Influence on each correlation, by the places of both answers.
    weights : ndarray, shape (n,), or None
        What a respondent counts.
    """

    given: Answers
    pairs: tuple[Indices, Indices]
    of_levels: Array
    of_pairs: Array
    weights: Array | None = None

    @property
    def kind(self) -> type[np.floating]:
        """Double precision, or single for large matrices."""
        large = len(self.of_pairs) * self.given.n_obs > LARGE
        return np.float32 if large else np.float64

    def level_rows(self) -> NDArray[np.floating]:
        """Return the rows of all thresholds, item by item, shape (T, n)."""
        tables = self.of_levels.astype(self.kind)
        rows = [
            tables[: count - 1, :, item].take(self.given.codes[item], axis=1)
            for item, count in enumerate(self.given.n_categories)
        ]
        return self._weighted(np.concatenate(rows))

    def level_products(self) -> Array:
        """Return the part of Gamma of the thresholds, shape (T, T): exact, from two-way tables."""
        given, weights = self.given, self.weights
        joint = given.joint if weights is None else given.weighted_joint(weights**2)
        p, places = joint.shape[:2]
        tables = self.of_levels.transpose(2, 0, 1)
        most = tables.shape[1]
        half = (tables @ joint.reshape(p, places, p * places)).reshape(p * most, p, places)
        whole = half.transpose(1, 0, 2) @ tables.transpose(0, 2, 1)
        square = whole.transpose(1, 0, 2).reshape(p * most, p * most) / given.n_obs
        own = (np.arange(most) < np.array(given.n_categories)[:, None] - 1).ravel()
        gamma: Array = square[np.ix_(own, own)]
        return gamma

    def pair_rows(self, *, scale: Array | None = None) -> NDArray[np.floating]:
        """Return the rows of all correlations, shape (P, n), each times ``scale``."""
        places = self.of_pairs.shape[1]
        values = self.of_pairs if scale is None else self.of_pairs * scale[:, None, None]
        tables = values.astype(self.kind, copy=False).reshape(len(values), -1)
        codes = self.given.codes.astype(np.uint8 if places < SMALL else np.uint16, copy=False)
        result = np.empty((len(values), codes.shape[1]), dtype=self.kind)
        row, col = self.pairs
        # Pairs come column by column: those of one second item are numbered together.
        edges = np.flatnonzero(np.diff(col, prepend=-1, append=-1)).tolist()
        for start, end in pairwise(edges):
            cells = codes[row[start:end]] * places + codes[col[start]]
            for pair in range(start, end):
                tables[pair].take(cells[pair - start], out=result[pair], mode="clip")
        return self._weighted(result)

    def rows(self, first: int, last: int, scale: Array | None = None) -> NDArray[np.floating]:
        """Return rows of the whole matrix, thresholds first, each times its scale."""
        n_levels = sum(self.given.n_categories) - len(self.given.n_categories)
        size = n_levels + len(self.of_pairs)
        factors = np.ones(size)
        if scale is not None:
            factors[first:last] = scale
        parts = []
        if first < n_levels:
            own = self.level_rows()[first:last]
            parts.append(own if scale is None else own * factors[first:n_levels, None])
        if last > n_levels:
            given = None if scale is None else factors[n_levels:]
            start, end = max(first - n_levels, 0), last - n_levels
            parts.append(self.pair_rows(scale=given)[start:end])
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _weighted(self, rows: NDArray[np.floating]) -> NDArray[np.floating]:
        return rows if self.weights is None else rows * self.weights.astype(self.kind)


def level_influence(thresholds: Array, counts: Array, n: float) -> Array:
    """Return the influence of every answer on the thresholds of its item.

    Parameters
    ----------
    thresholds : ndarray, shape (K - 1, p)
    counts : ndarray, shape (p, L)
        Respondents in each place; a place behind the categories holds missing answers.
    n : float

    Returns
    -------
    ndarray, shape (K - 1, L, p)
        0 for thresholds an item does not have, and for missing answers.
    """
    levels, places = len(thresholds), counts.shape[1]
    answered = counts[:, : levels + 1].sum(axis=1)
    share = np.cumsum(counts[:, :levels], axis=1).T / answered
    below = (np.arange(places) <= np.arange(levels)[:, None]).astype(np.float64)
    real = np.abs(thresholds) < REACH
    scale = np.where(real, (n / answered) / np.where(real, density(thresholds), 1.0), 0.0)
    influence: Array = (below[:, :, None] - share[:, None, :]) * scale[:, None, :]
    influence[:, levels + 1 :] = 0.0
    return influence


def pair_influences(
    tables: Array,
    corners: Corners,
    found: Polychorics,
    of_levels: Array,
    *,
    pairs: tuple[Indices, Indices],
    n: float,
) -> tuple[Array, Array]:
    """Return the influence of every pair of answers on the polychoric, shape (P, L, L).

    Parameters
    ----------
    tables : ndarray, shape (K, K, P)
    corners : Corners
    found : Polychorics
    of_levels : ndarray, shape (K - 1, L, p)
    pairs : tuple of ndarray of int
    n : float

    Returns
    -------
    usual, honest : ndarray, shape (P, L, L)
        With outer products, and with second derivatives.
    """
    rho = found.rho
    cells = with_rare_cells(cells_of(found.cumulative, corners), tables, corners.h, corners.k, rho)
    share = safe_share(tables, cells)
    at_corner, log_slope = density_at(corners.hk, corners.squares, rho)
    slope = inner_cells(at_corner)
    some = share > 0
    score = np.where(some, slope / np.where(some, cells, 1.0), 0.0)
    weight = share * score
    information = (weight * slope).sum(axis=(0, 1))
    rare = bool((some & (cells < RARE)).any())
    by_h, by_k = _cross(weight, *_threshold_steps(corners, rho, exact=rare))
    turned = differences(share) * at_corner
    bent = (turned * log_slope).sum(axis=(0, 1))
    bent_h, bent_k = _bent_thresholds(corners, rho, turned)
    first, second = (of_levels[:, :, each] for each in pairs)

    def influence(own: Array, on_h: Array, on_k: Array) -> Array:
        places = of_levels.shape[1]
        values = np.zeros((places, places, len(rho)))
        values[: len(score), : len(score)] = score
        values -= (on_h[:, None] * first).sum(axis=0)[:, None] / n
        values -= (on_k[:, None] * second).sum(axis=0)[None, :] / n
        values *= n / own
        return np.ascontiguousarray(values.transpose(2, 0, 1))

    usual = influence(information, by_h, by_k)
    return usual, influence(information - bent, by_h - bent_h, by_k - bent_k)


def variances_of(
    of_levels: Array, of_pairs: Array, counts: Array, tables: Array, n: float
) -> tuple[Array, Array]:
    """Return the diagonal of Gamma for all thresholds (padded ones too) and correlations.

    Parameters
    ----------
    of_levels, of_pairs : ndarray, shapes (K - 1, L, p) and (P, L, L)
    counts, tables : ndarray, shapes (p, L) and (L, L, P)
        Sums of squared weights, where there are weights.
    n : float

    Returns
    -------
    tuple of ndarray, shapes (K - 1, p) and (P,)
    """
    levels = np.einsum("alp,pl->ap", of_levels**2, counts) / n
    pairs = np.einsum("pab,abp->p", of_pairs**2, tables) / n
    return levels, pairs


def _threshold_steps(corners: Corners, rho: Array, *, exact: bool) -> tuple[Array, Array]:
    """Return the derivatives of cell probabilities by the upper thresholds of both items.

    Shapes (K - 1, K, P) and (K, K - 1, P).  ``exact`` keeps the digits of cells that
    hardly ever occur.
    """
    root = np.sqrt(1.0 - rho * rho)
    h, k = corners.h / root, corners.k / root
    at_h, at_k = density(corners.h)[:, None], density(corners.k)[None, :]
    reach_h, reach_k = k[None, :] - (rho * h)[:, None], h[:, None] - (rho * k)[None, :]
    if exact:
        far = REACH / root
        of_h = np.pad(reach_h, ((0, 0), (1, 1), (0, 0)))
        of_k = np.pad(reach_k, ((1, 1), (0, 0), (0, 0)))
        of_h[:, 0], of_h[:, -1], of_k[0], of_k[-1] = -far, far, -far, far
        return between(of_h[:, :-1], of_h[:, 1:]) * at_h, between(of_k[:-1], of_k[1:]) * at_k
    step_h = np.diff(cdf(reach_h), axis=1, prepend=0.0, append=1.0)
    step_k = np.diff(cdf(reach_k), axis=0, prepend=0.0, append=1.0)
    return step_h * at_h, step_k * at_k


def _cross(weight: Array, step_h: Array, step_k: Array) -> tuple[Array, Array]:
    """Return ``sum n s dlog pi / dtau`` of the thresholds of both items, shapes (K - 1, P)."""
    rows = weight[:-1] - weight[1:]
    cols = weight[:, :-1] - weight[:, 1:]
    return (rows * step_h).sum(axis=1), (cols * step_k).sum(axis=0)


def _bent_thresholds(corners: Corners, rho: Array, weight: Array) -> tuple[Array, Array]:
    """Return weighted derivatives of the density at the corners by h and by k, (K - 1, P)."""
    free = 1.0 - rho * rho
    h, k = corners.h / free, corners.k / free
    by_h = (weight * (rho * k)[None, :]).sum(axis=1) - weight.sum(axis=1) * h
    by_k = (weight * (rho * h)[:, None]).sum(axis=0) - weight.sum(axis=0) * k
    return by_h, by_k
