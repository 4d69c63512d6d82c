"""Limits that come from the distribution of an index among the respondents themselves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

TO_SD = 1.482602218505602
"""Standard deviation of a normal variable over its median absolute deviation."""


def lower_median_limit(values: NDArray[np.float64], deviations: float = 3.0) -> float:
    """Return the median less so many standard deviations, estimated from the MAD.

    ``median - k * 1.4826 * MAD`` with the median absolute deviation from the median (Leys,
    Ley, Klein, Bernard & Licata 2013, doi:10.1016/j.jesp.2013.03.013): neither is moved by the
    outliers that are looked for.  NaN without values.
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan")
    middle = float(np.median(known))
    return middle - deviations * TO_SD * float(np.median(np.abs(known - middle)))


def upper_fence(values: NDArray[np.float64], factor: float = 1.5) -> float:
    """Return Tukey's upper fence: the third quartile and 1.5 times the quartile range above.

    Zijlstra, van der Ark & Sijtsma (2007, doi:10.1080/00273170701384340) judge such outlier
    scores of questionnaires by it.  NaN without values.

    Examples
    --------
    >>> upper_fence(np.array([1.0, 2.0, 3.0, 4.0, 5.0]))
    7.0
    """
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan")
    low, high = np.quantile(known, [0.25, 0.75])
    return float(high + factor * (high - low))
