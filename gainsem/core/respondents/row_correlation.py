"""Correlations over pairs that stand in two arrays, row by row or column by column."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
NO_SPREAD = 1e-12


def row_correlations(first: Array, second: Array, *, fewest: int = 3) -> Array:
    """Return Pearson's correlation of each row of one array with that row of another.

    Parameters
    ----------
    first, second : ndarray, shape (n, k)
        NaN where a value is missing; a pair counts where both are there.
    fewest : int
        Pairs a row needs.

    Returns
    -------
    ndarray, shape (n,)
        NaN where there are too few pairs or one side does not vary.

    Examples
    --------
    >>> row_correlations(np.array([[1.0, 2.0, 3.0]]), np.array([[2.0, 4.0, 6.0]])).round(12)
    array([1.])
    """
    both = ~(np.isnan(first) | np.isnan(second))
    count = both.sum(axis=1)
    x, y = (_centred(values, both, count) for values in (first, second))
    sxx, syy = (x * x).sum(axis=1), (y * y).sum(axis=1)
    known = (count >= fewest) & (sxx > NO_SPREAD) & (syy > NO_SPREAD)
    scale = np.sqrt(np.where(known, sxx * syy, 1.0))
    r = np.clip((x * y).sum(axis=1) / scale, -1.0, 1.0)
    return np.asarray(np.where(known, r, np.nan))


def _centred(values: Array, both: NDArray[np.bool_], count: NDArray[np.int64]) -> Array:
    filled = np.where(both, values, 0.0)
    mean = filled.sum(axis=1) / np.maximum(count, 1)
    return np.asarray(np.where(both, filled - mean[:, None], 0.0))
