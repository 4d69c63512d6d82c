"""Probabilities of the categories of ordinal items: of one and of pairs.

An item shows category a when its latent response, standard normal here, lies between
thresholds a and a + 1 (Olsson 1979, doi:10.1007/BF02296207).  Thresholds are therefore
expected as ``(tau - mu) / sigma``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gainsem.core.interval import probability_between
from gainsem.core.linalg import Array
from gainsem.core.normal import cdf2


def marginal(thresholds: Sequence[Array]) -> list[Array]:
    """Return the probability of every category of every item.

    Parameters
    ----------
    thresholds : sequence of ndarray, each of shape (K_i - 1,)
        Standardised, ascending.

    Returns
    -------
    list of ndarray, each of shape (K_i,)

    Examples
    --------
    >>> import numpy as np
    >>> [probability] = marginal([np.array([0.0])])
    >>> probability.tolist()
    [0.5, 0.5]
    """
    return [_between(_edges(cuts)) for cuts in thresholds]


def pairwise(
    thresholds: Sequence[Array], cor: Array, pairs: Sequence[tuple[int, int]]
) -> list[Array]:
    """Return the two-way tables of category probabilities of some pairs of items.

    Every cell is a difference of four values of the bivariate normal distribution
    function, accurate to 1e-14 or so; cells that rounding leaves below 0 are 0.

    Parameters
    ----------
    thresholds : sequence of ndarray, each of shape (K_i - 1,)
        Standardised, ascending.
    cor : ndarray, shape (p, p)
        Correlations of the latent responses; a table is NaN where it is not within
        (-1, 1).
    pairs : sequence of (int, int)

    Returns
    -------
    list of ndarray, each of shape (K_i, K_j)
    """
    edges = [_edges(cuts) for cuts in thresholds]
    return [_rectangles(edges[i], edges[j], float(cor[i, j])) for i, j in pairs]


def _edges(thresholds: Array) -> Array:
    """Return the thresholds between minus and plus infinity."""
    return np.concatenate([[-np.inf], thresholds, [np.inf]])


def _between(edges: Array) -> Array:
    """Return the standard normal probabilities between edges, along the last axis."""
    return probability_between(edges[..., :-1], edges[..., 1:])


def _rectangles(rows: Array, columns: Array, rho: float) -> Array:
    """Return the probabilities of the rectangles between edges."""
    corners = cdf2(rows[:, None], columns[None, :], rho)
    cells = np.diff(np.diff(corners, axis=0), axis=1)
    return np.clip(cells, 0.0, None)
