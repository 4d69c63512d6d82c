"""The Wald test: estimates held against zero, with their covariances."""

from __future__ import annotations

import math

import numpy as np

from gainsem.core.chi_square import upper_tail
from gainsem.core.linalg import Array
from gainsem.core.restrictions import null_space


def wald(gap: Array, spread: Array) -> tuple[float, int, float]:
    """Return the Wald statistic of ``gap = 0``, its degrees of freedom and p.

    ``g' V^+ g`` with as many degrees of freedom as V has rank (Wald 1943,
    doi:10.2307/1990256); computed from correlations, so that
    values of very different size do not decide on the rank.

    Parameters
    ----------
    gap : ndarray, shape (r,)
    spread : ndarray, shape (r, r)
        Covariances of the sampling errors of ``gap``.

    Returns
    -------
    tuple
        NaN, 0 and NaN where nothing varies, or where a value or variance is not known.

    Examples
    --------
    >>> [round(x, 4) for x in wald(np.array([2.0]), np.array([[1.0]]))]
    [4.0, 1, 0.0455]
    """
    variances = spread.diagonal()
    if not (np.isfinite(gap).all() and np.isfinite(spread).all()) or (variances <= 0.0).any():
        return math.nan, 0, math.nan
    scale = np.sqrt(variances)
    correlation = spread / np.outer(scale, scale)
    rank = len(gap) - null_space(correlation).shape[1]
    standard = gap / scale
    inverse = np.linalg.pinv(correlation, rcond=1e-10, hermitian=True)
    statistic = float(standard @ inverse @ standard)
    if rank == 0 or not math.isfinite(statistic):
        return math.nan, rank, math.nan
    return statistic, rank, upper_tail(statistic, float(rank))
