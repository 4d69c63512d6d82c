"""Whether reliabilities of groups are the same, and how far apart they are."""

from __future__ import annotations

import math

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.wald import wald

SCORES = np.linspace(-9.0, 9.0, 721)
"""Normal scores over which a distribution is integrated: the trapezoid rule is exact for them
to rounding, as both ends and all their derivatives vanish."""
SMALLEST_SHARE = 1e-12
"""A variance of a difference that is a smaller share of those of its parts is rounding."""


def bonett_se(value: float, n_obs: int, k: int) -> float:
    """Return the standard error of alpha for parallel normal items.

    ``(1 - a) sqrt(2k / ((k - 1)(n - 2)))``: that of ``log(1 - a)`` does not depend on alpha
    (Bonett 2002, doi:10.3102/10769986027004335).  NaN for fewer than three respondents or two
    items.

    Examples
    --------
    >>> round(bonett_se(0.8, 100, 5), 6)
    0.031944
    """
    if n_obs < 3 or k < 2:
        return math.nan
    return (1.0 - value) * math.sqrt(2.0 * k / ((k - 1.0) * (n_obs - 2.0)))


def feldt_test(
    alphas: tuple[float, float], n_obs: tuple[int, int], k: tuple[int, int]
) -> tuple[float, float]:
    """Return Feldt's W for two alphas of independent groups, and its two-sided p.

    ``W = (1 - a1) / (1 - a2)``.  Of parallel normal items ``(1 - alpha) / (1 - a)`` is
    distributed as F with n - 1 and (n - 1)(k - 1) degrees of freedom, so that under equal
    alphas W is a ratio of two independent F variables (Feldt 1969, doi:10.1007/BF02289364).
    Its distribution is integrated, where the paper approximates it by another F.

    Parameters
    ----------
    alphas : tuple of float
    n_obs, k : tuple of int
        Respondents and items of the two groups.

    Returns
    -------
    tuple of float
        NaN where an alpha is not known or is 1, and for groups too small.
    """
    from scipy.special import fdtr, fdtrc, fdtri, ndtr

    first, second = alphas
    if not (first < 1.0 and second < 1.0) or min(n_obs) < 3 or min(k) < 2:
        return math.nan, math.nan
    ratio = (1.0 - first) / (1.0 - second)
    large, small = (0, 1) if n_obs[0] >= n_obs[1] else (1, 0)
    (a1, b1), (a2, b2) = ((n_obs[i] - 1.0, (n_obs[i] - 1.0) * (k[i] - 1.0)) for i in (large, small))
    # Over the narrower distribution the other one's is smooth.
    weights = np.exp(-0.5 * SCORES**2) * (SCORES[1] - SCORES[0]) / math.sqrt(2.0 * math.pi)
    other = (ratio if large == 0 else 1.0 / ratio) * fdtri(a1, b1, ndtr(SCORES))
    lower, upper = (float(weights @ tail(a2, b2, other)) for tail in (fdtr, fdtrc))
    return ratio, min(1.0, 2.0 * min(lower, upper))


def difference_of_intervals(
    first: tuple[float, float, float], second: tuple[float, float, float]
) -> tuple[float, float]:
    """Return the interval of the difference of two independent estimates from their own.

    ``d - sqrt((a1 - l1)^2 + (u2 - a2)^2)`` and ``d + sqrt((u1 - a1)^2 + (a2 - l2)^2)``: it keeps
    what is lopsided in both (Zou 2007, doi:10.1037/1082-989X.12.4.399; for alpha Bonett &
    Wright 2015, doi:10.1002/job.1960).

    Parameters
    ----------
    first, second : tuple of float
        Estimate, lower and upper limit.

    Examples
    --------
    >>> lower, upper = difference_of_intervals((0.8, 0.7, 0.9), (0.6, 0.5, 0.7))
    >>> round(lower, 4), round(upper, 4)
    (0.0586, 0.3414)
    """
    (one, low1, high1), (other, low2, high2) = first, second
    gap = one - other
    return gap - math.hypot(one - low1, high2 - other), gap + math.hypot(high1 - one, other - low2)


def equality_test(values: Array, cov: Array) -> tuple[float, int, float]:
    """Return the Wald test that the values of all groups are the same.

    Of their differences from the first one; what the model holds equal has no sampling
    variance and adds no degree of freedom.

    Parameters
    ----------
    values : ndarray, shape (groups,)
    cov : ndarray, shape (groups, groups)
        Covariances of their sampling errors; not diagonal where groups share parameters.

    Returns
    -------
    tuple
        Statistic, degrees of freedom and p; NaN, 0 and NaN where no difference varies.

    Examples
    --------
    >>> [round(x, 4) for x in equality_test(np.array([0.9, 0.8]), 0.0008 * np.eye(2))]
    [6.25, 1, 0.0124]
    """
    contrasts = np.hstack([np.ones((len(values) - 1, 1)), -np.eye(len(values) - 1)])
    gap, spread = contrasts @ values, contrasts @ cov @ contrasts.T
    own = np.diag(cov)
    free = spread.diagonal() > SMALLEST_SHARE * (own[0] + own[1:])
    if np.isfinite(spread).all() and not free.all():
        gap, spread = gap[free], spread[np.ix_(free, free)]
    if not len(gap):
        return math.nan, 0, math.nan
    return wald(gap, spread)
