"""One test from several imputed data sets: D2, D3 and D4."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gainsem.core.chi_square import upper_tail
from gainsem.core.linalg import Array


@dataclass(frozen=True)
class PooledStatistic:
    """A pooled statistic with its reference distribution.

    Parameters
    ----------
    statistic : float
        D, to be compared with F; never below 0.
    df : float
        k, what is tested.
    df2 : float
        Degrees of freedom of the denominator; infinite where the data sets agree.
    increase : float
        Average relative increase of the variance, r, because answers are missing.
    """

    statistic: float
    df: float
    df2: float
    increase: float

    @property
    def chisq(self) -> float:
        """``k D``, which is about chi-square distributed with k degrees of freedom."""
        return self.df * self.statistic

    @property
    def pvalue(self) -> float:
        """Upper tail probability of F; NaN where nothing is tested."""
        if not (self.df > 0.0 and math.isfinite(self.statistic)):
            return math.nan
        if math.isinf(self.df2):
            return self.pvalue_chisq
        from scipy.special import fdtrc

        return float(fdtrc(self.df, self.df2, self.statistic))

    @property
    def pvalue_chisq(self) -> float:
        """Upper tail probability of ``k D`` as a chi-square variable."""
        return upper_tail(self.chisq, self.df) if math.isfinite(self.statistic) else math.nan


def pooled_d2(statistics: Array, df: float) -> PooledStatistic:
    """Return D2, which pools nothing but the statistics themselves.

    ``D2 = (mean(d) / k - (m + 1)/(m - 1) r) / (1 + r)`` with ``r = (1 + 1/m) var(sqrt(d))``,
    compared with F of k and ``k**(-3/m) (m - 1) (1 + 1/r)**2`` degrees of freedom (Li, Meng,
    Raghunathan & Rubin 1991, Statistica Sinica 1, 65-92).

    Parameters
    ----------
    statistics : ndarray, shape (m,)
        Chi-square statistics of the m data sets.
    df : float
        k.

    Examples
    --------
    >>> import numpy as np
    >>> pooled_d2(np.full(5, 12.0), 4.0).statistic
    3.0
    """
    m = len(statistics)
    if not df > 0.0:
        return PooledStatistic(0.0, 0.0, math.inf, 0.0)
    roots = np.sqrt(np.maximum(statistics, 0.0))
    increase = float((1.0 + 1.0 / m) * roots.var(ddof=1))
    mean = float(statistics.mean()) / df
    found = (mean - (m + 1.0) / (m - 1.0) * increase) / (1.0 + increase)
    df2 = df ** (-3.0 / m) * (m - 1.0) * (1.0 + 1.0 / increase) ** 2 if increase else math.inf
    return PooledStatistic(max(found, 0.0), df, df2, increase)


def pooled_d3(mean: float, at_pooled: float, df: float, m: int) -> PooledStatistic:
    """Return D3, from likelihood ratios at each data set's own and at the pooled estimates.

    ``D3 = d_L / (k (1 + r))`` with ``r = (m + 1)/(k (m - 1)) (d - d_L)`` (Meng & Rubin 1992,
    doi:10.1093/biomet/79.1.103).

    Parameters
    ----------
    mean : float
        d, the mean of the likelihood ratio statistics.
    at_pooled : float
        d_L, the mean of the statistics evaluated at the pooled estimates of both models.
    df : float
        k.
    m : int
        Data sets.
    """
    if not df > 0.0:
        return PooledStatistic(0.0, 0.0, math.inf, 0.0)
    increase = max((m + 1.0) / (df * (m - 1.0)) * (mean - at_pooled), 0.0)
    found = max(at_pooled / (df * (1.0 + increase)), 0.0)
    return PooledStatistic(found, df, denominator(increase, df, m), increase)


def pooled_d4(
    stacked: float, df: float, m: int, *, mean: float, n_increase: float | None = None
) -> PooledStatistic:
    """Return D4, from the likelihood of all data sets stacked.

    ``D4 = d_S / (k (1 + r))``.  With the deviances ``d`` of the data sets and ``d_S`` of the
    stacked data, ``r = max(0, (m + 1)/(h (m - 1)) (d - d_S))`` (Chan & Meng 2022,
    doi:10.5705/ss.202019.0314, their r+ where d is of the restrictions and h = k).

    Parameters
    ----------
    stacked : float
        d_S: the likelihood ratio statistic of the stacked data, divided by m.
    df : float
        k.
    m : int
    mean : float
        d - d_S is what r is made of: the mean statistic of the data sets; with
        ``n_increase`` the mean of ``2 (logl_i - logl_S)`` of the general model instead.
    n_increase : float, optional
        h, parameters of the general model: their robust r, right whether the hypothesis
        holds or not.
    """
    if not df > 0.0:
        return PooledStatistic(0.0, 0.0, math.inf, 0.0)
    size = df if n_increase is None else n_increase
    gap = mean - stacked if n_increase is None else mean
    increase = max((m + 1.0) / (size * (m - 1.0)) * gap, 0.0)
    found = max(stacked / (df * (1.0 + increase)), 0.0)
    return PooledStatistic(found, df, denominator(increase, size, m), increase)


def denominator(increase: float, size: float, m: int) -> float:
    """Return the denominator's degrees of freedom of D3 and D4 (Meng & Rubin 1992, 2.9).

    Parameters
    ----------
    increase : float
        r.
    size : float
        What r was averaged over: k, or h.
    m : int
    """
    if not increase > 0.0:
        return math.inf
    a = size * (m - 1.0)
    if a > 4.0:
        return 4.0 + (a - 4.0) * (1.0 + (1.0 - 2.0 / a) / increase) ** 2
    return 0.5 * a * (1.0 + 1.0 / size) * (1.0 + 1.0 / increase) ** 2
