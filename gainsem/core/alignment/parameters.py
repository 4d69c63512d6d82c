"""The measurement parameters of many groups as tables that can be compared row by row.

Thresholds are taken as intercepts with the other sign, so that one formula serves both: an
item's intercept, or each of its thresholds, is a *position* that a factor mean moves by its
loading.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.core.structure import Indices


@dataclass(frozen=True)
class MeasurementTable:
    """Configural estimates of G groups, with factor means 0 and factor variances 1.

    Parameters
    ----------
    loadings : ndarray, shape (G, L)
        Free loadings, 0 where a group does not have the item.
    positions : ndarray, shape (G, R)
        Intercepts, or thresholds with the other sign; 0 where a group does not have it.
    has_loading : ndarray of bool, shape (G, L)
    has_position : ndarray of bool, shape (G, R)
    item, factor : ndarray of int, shape (L,)
        Of each loading, item by item.
    of_item : ndarray of int, shape (R,)
        The item of each position.
    step : ndarray of int, shape (R,)
        Which threshold of the item it is; 0 for an intercept.
    sign : float
        -1 where the positions stand for thresholds.
    """

    loadings: Array
    positions: Array
    has_loading: NDArray[np.bool_]
    has_position: NDArray[np.bool_]
    item: Indices
    factor: Indices
    of_item: Indices
    step: Indices
    sign: float

    @property
    def n_groups(self) -> int:
        """G."""
        return len(self.loadings)

    @property
    def width(self) -> int:
        """Number of estimates a group has in the order of their covariance matrix."""
        return len(self.item) + len(self.of_item)


def measurement_table(loadings: Array, positions: Array, *, thresholds: bool) -> MeasurementTable:
    """Return the tables of loadings and positions.

    Parameters
    ----------
    loadings : ndarray, shape (G, p, m)
        0 where an item does not load on a factor in any group, NaN where a group does not
        have the item.
    positions : ndarray, shape (G, p) or (G, p, K)
        Intercepts; or thresholds, NaN behind the last of an item.
    thresholds : bool
        Which of both they are.

    Raises
    ------
    ValueError
        With fewer than two groups, or an item that loads on nothing.
    """
    stacked = positions if positions.ndim == 3 else positions[:, :, None]
    if len(loadings) < 2 or len(loadings) != len(stacked):
        raise ValueError("alignment needs two or more groups, the same in both arrays")
    loads = (np.nan_to_num(loadings) != 0.0).any(axis=0)
    if not loads.any(axis=1).all():
        raise ValueError("every item must load on a factor")
    item, factor = np.nonzero(loads)
    of_item, step = np.nonzero(np.isfinite(stacked).any(axis=0))
    sign = -1.0 if thresholds else 1.0
    own, placed = loadings[:, item, factor], stacked[:, of_item, step]
    return MeasurementTable(
        np.nan_to_num(own),
        sign * np.nan_to_num(placed),
        np.isfinite(own),
        np.isfinite(placed),
        item,
        factor,
        of_item,
        step,
        sign,
    )


def estimate_order(
    loadings: Array, positions: Array
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return the order of a group's estimates in the covariance matrix of alignment.

    First the loadings, item by item, as (item, factor); then the intercepts or thresholds,
    item by item, as (item, number of the threshold).

    Parameters
    ----------
    loadings : ndarray, shape (G, p, m)
    positions : ndarray, shape (G, p) or (G, p, K)

    Examples
    --------
    >>> import numpy as np
    >>> estimate_order(np.ones((2, 2, 1)), np.zeros((2, 2)))
    ([(0, 0), (1, 0)], [(0, 0), (1, 0)])
    """
    table = measurement_table(loadings, positions, thresholds=False)
    first = [(int(i), int(j)) for i, j in zip(table.item, table.factor, strict=True)]
    second = [(int(i), int(k)) for i, k in zip(table.of_item, table.step, strict=True)]
    return first, second


def pair_weights(present: NDArray[np.bool_], sizes: Array) -> Array:
    """Return ``sqrt(n_g n_h)`` for the pairs of groups that have a parameter, shape (R, G, G).

    Parameters
    ----------
    present : ndarray of bool, shape (G, R)
    sizes : ndarray, shape (G,)
    """
    root = np.sqrt(sizes)
    weights = np.outer(root, root)
    np.fill_diagonal(weights, 0.0)
    have = present.T.astype(np.float64)
    result: Array = weights * have[:, :, None] * have[:, None, :]
    return result


def factor_blocks(table: MeasurementTable, n_factors: int) -> list[Indices]:
    """Return the sets of factors that share items; each factor alone in a simple structure."""
    block = np.arange(n_factors)
    for item in np.unique(table.item):
        together = np.unique(block[table.factor[table.item == item]])
        block[np.isin(block, together)] = together[0]
    return [np.flatnonzero(block == each) for each in np.unique(block)]


def theta_metric(
    loadings: Array, thresholds: Array, residual_variances: Array
) -> tuple[Array, Array]:
    """Return loadings and thresholds of latent responses with residual variances of 1.

    In the delta parameterization a latent response has a total variance of 1 in every group,
    which hides differences between groups in loadings; with residual variances of 1 they
    can be compared.

    Parameters
    ----------
    loadings : ndarray, shape (G, p, m)
    thresholds : ndarray, shape (G, p, K)
    residual_variances : ndarray, shape (G, p)
    """
    sd = np.sqrt(residual_variances)[:, :, None]
    return loadings / sd, thresholds / sd
