"""Diagnostics of common method variance that need nothing but correlations."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from gainsem.core.linalg import Array


def first_component_share(cor: Array) -> float:
    """Return the share of the variance on the first unrotated principal component.

    The usual reading of "Harman's single-factor test" (Podsakoff, MacKenzie, Lee &
    Podsakoff 2003, doi:10.1037/0021-9010.88.5.879).
    """
    return float(np.linalg.eigvalsh(cor)[-1] / len(cor))


def collinearity(cor: Array) -> Array:
    """Return the full-collinearity VIF of each construct, shape (m,).

    The diagonal of the inverse correlation matrix: ``1 / (1 - R^2)`` of each construct on
    all others (Kock 2015, doi:10.4018/ijec.2015100101).  NaN where the matrix is not
    positive definite.
    """
    if np.linalg.eigvalsh(cor)[0] <= 1e-10:
        return np.full(len(cor), np.nan)
    found: Array = np.diag(np.linalg.inv(cor)).copy()
    return found


class MarkerAdjusted(NamedTuple):
    """Correlations with the marker's share taken out, and their test."""

    correlation: float
    t: float
    df: int
    pvalue: float


def marker_adjusted(correlation: float, marker: float, n_obs: int) -> MarkerAdjusted:
    """Return a correlation less what a marker variable says is method.

    ``(r - m) / (1 - m)``, tested by t with n - 3 degrees of freedom (Lindell & Whitney
    2001, doi:10.1037/0021-9010.86.1.114).

    Parameters
    ----------
    correlation : float
        Between two constructs.
    marker : float
        The correlation with the marker taken as common method variance, 0 or more.
    n_obs : int

    Examples
    --------
    >>> round(marker_adjusted(0.4, 0.1, 103).correlation, 6)
    0.333333
    """
    from scipy.special import stdtr

    adjusted, df = (correlation - marker) / (1.0 - marker), n_obs - 3
    left = 1.0 - adjusted**2
    if df < 1 or left <= 0.0:
        return MarkerAdjusted(adjusted, math.nan, df, math.nan)
    t = adjusted / math.sqrt(left / df)
    return MarkerAdjusted(adjusted, t, df, 2.0 * float(stdtr(df, -abs(t))))


class ReliabilityParts(NamedTuple):
    """What of the variance of a sum of standardised items is substance, and what method."""

    substance: float
    method: float


def reliability_parts(loadings: Array, method: Array) -> ReliabilityParts:
    """Return the reliability of a sum of items, divided by source.

    ``(sum l)^2 / D`` and ``(sum m)^2 / D`` with ``D = (sum l)^2 + (sum m)^2 + sum(1 - l^2 -
    m^2)`` (Williams, Hartman & Cavazotte 2010, doi:10.1177/1094428110366036).

    Parameters
    ----------
    loadings, method : ndarray, shape (p,)
        Completely standardised loadings on the construct and on the method.

    Examples
    --------
    >>> import numpy as np
    >>> parts = reliability_parts(np.full(4, 0.8), np.zeros(4))
    >>> round(parts.substance, 4), parts.method
    (0.8767, 0.0)
    """
    substance, shared = float(loadings.sum()) ** 2, float(method.sum()) ** 2
    whole = substance + shared + float((1.0 - loadings**2 - method**2).sum())
    return ReliabilityParts(substance / whole, shared / whole)
