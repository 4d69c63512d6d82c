"""Coefficient alpha, its intervals, and the coefficients that are computed beside it.

Everything comes from the covariance matrix of the items; divisor n or n - 1 makes no
difference to a ratio of covariances.
"""

from __future__ import annotations

import math

import numpy as np

from gainsem.core.linalg import Array


def alpha(cov: Array) -> float:
    """Return coefficient alpha, ``k/(k-1) (1 - tr(S) / 1'S1)``.

    Cronbach (1951, doi:10.1007/BF02310555).  NaN where the items have no variance
    together.  Of a correlation matrix it is the standardised alpha, of a polychoric one
    the ordinal alpha (Zumbo, Gadermann & Zeisser 2007, doi:10.22237/jmasm/1177992180).

    Parameters
    ----------
    cov : ndarray, shape (k, k)

    Examples
    --------
    >>> round(alpha(np.array([[1.0, 0.5], [0.5, 1.0]])), 6)
    0.666667
    """
    k, total = len(cov), float(cov.sum())
    if k < 2 or total <= 0.0:
        return math.nan
    return k / (k - 1.0) * (1.0 - float(np.trace(cov)) / total)


def average_correlation(cor: Array) -> float:
    """Return the mean of the correlations below the diagonal; NaN for one item."""
    below = cor[np.tril_indices(len(cor), -1)]
    return float(below.mean()) if len(below) else math.nan


def correlations(cov: Array) -> Array:
    """Return a covariance matrix as correlations, shape (k, k)."""
    deviation = np.sqrt(np.diag(cov))
    cor: Array = cov / np.outer(deviation, deviation)
    return cor


def item_total_correlations(cov: Array) -> Array:
    """Return the correlation of every item with the sum of the others, shape (k,)."""
    own, with_all = np.diag(cov), cov.sum(axis=1)
    rest = cov.sum() - 2.0 * with_all + own
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = (with_all - own) / np.sqrt(own * rest)
    return np.where(rest > 0.0, found, np.nan)


def alpha_without_each(cov: Array) -> Array:
    """Return alpha of the scale without each item, shape (k,); NaN for two items."""
    k = len(cov)
    left = [np.delete(np.delete(cov, i, 0), i, 1) for i in range(k)]
    return np.array([alpha(one) for one in left])


def lambda2(cov: Array) -> float:
    """Return Guttman's second lower bound (1945, doi:10.1007/BF02288892)."""
    k, total = len(cov), float(cov.sum())
    if k < 2 or total <= 0.0:
        return math.nan
    apart = cov - np.diag(np.diag(cov))
    return float((apart.sum() + math.sqrt(k / (k - 1.0) * (apart**2).sum())) / total)


def lambda6(cor: Array) -> float:
    """Return Guttman's sixth lower bound, ``1 - sum(1 - smc) / 1'R1``.

    The squared multiple correlation of an item with the others is ``1 - 1/(R^-1)_jj``
    (Guttman 1945, doi:10.1007/BF02288892).  NaN where R is singular.
    """
    total = float(cor.sum())
    if len(cor) < 2 or total <= 0.0:
        return math.nan
    try:
        left = 1.0 / np.diag(np.linalg.inv(cor))
    except np.linalg.LinAlgError:
        return math.nan
    return 1.0 - float(left.sum()) / total


def feldt_interval(value: float, n_obs: int, k: int, *, level: float) -> tuple[float, float]:
    """Return the interval of alpha for parallel normal items.

    ``(1 - alpha) / (1 - a)`` is distributed as F with n - 1 and (n - 1)(k - 1) degrees of
    freedom (Feldt 1965, doi:10.1007/BF02289499).
    """
    from scipy.special import fdtri

    if n_obs < 2 or k < 2 or not math.isfinite(value):
        return math.nan, math.nan
    tail, df = (1.0 - level) / 2.0, (n_obs - 1.0, (n_obs - 1.0) * (k - 1.0))
    ends = [1.0 - (1.0 - value) * float(fdtri(*df, p)) for p in (1.0 - tail, tail)]
    return ends[0], ends[1]


def alpha_se(cov: Array, n_obs: int) -> float:
    """Return the standard error of alpha for normal items that need not be parallel.

    Van Zyl, Neudecker & Nel (2000, doi:10.1007/BF02296146)::

        2 k^2 / ((k-1)^2 (1'S1)^3) [1'S1 (tr S^2 + tr^2 S) - 2 tr S (1'S^2 1)] / n
    """
    k, total, trace = len(cov), float(cov.sum()), float(np.trace(cov))
    if k < 2 or total <= 0.0:
        return math.nan
    squared = cov @ cov
    bracket = total * (np.trace(squared) + trace**2) - 2.0 * trace * squared.sum()
    variance = 2.0 * k**2 / ((k - 1.0) ** 2 * total**3) * bracket / n_obs
    return math.sqrt(max(float(variance), 0.0))


def alpha_se_any_distribution(values: Array) -> float:
    """Return the standard error of alpha whatever the distribution of the answers.

    Alpha is a smooth function of means of products, so that every respondent adds one
    number to it; their variance divided by n is the variance of alpha
    (Maydeu-Olivares, Coffman & Hartmann 2007, doi:10.1037/1082-989X.12.2.157).

    Parameters
    ----------
    values : ndarray, shape (n, k)
        Complete answers.
    """
    n, k = values.shape
    centred = values - values.mean(axis=0)
    own, total = (centred**2).sum(axis=1), centred.sum(axis=1) ** 2
    trace, whole = own.mean(), total.mean()
    if k < 2 or whole <= 0.0:
        return math.nan
    added = k / (k - 1.0) * (trace / whole**2 * (total - whole) - (own - trace) / whole)
    return math.sqrt(float((added**2).sum()) / (n * (n - 1.0)))
