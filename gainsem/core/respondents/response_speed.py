"""How fast a questionnaire was answered: by the item, and against the others."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def seconds_per_item(seconds: Array, asked: NDArray[np.int64]) -> Array:
    """Return the time a respondent took, divided by the items that were asked.

    Less than two seconds an item is too short for reading it (Huang, Curran, Keeney, Poposki
    & DeShon 2012, doi:10.1007/s10869-011-9231-8).

    Parameters
    ----------
    seconds : ndarray, shape (n,)
        Time of the whole questionnaire; NaN where unknown.
    asked : ndarray, shape (n,)
        Items asked; 0 gives NaN.
    """
    return np.asarray(np.where(asked > 0, seconds / np.maximum(asked, 1), np.nan))


def relative_speed(seconds: Array) -> Array:
    """Return the median time of all respondents, divided by that of each.

    The relative speed index of Leiner (2019, doi:10.18148/srm/2019.v13i3.7403) for a
    questionnaire with one time: 2 is twice as fast as the middle respondent.

    Parameters
    ----------
    seconds : ndarray, shape (n,)
        Positive; NaN where unknown.

    Examples
    --------
    >>> relative_speed(np.array([100.0, 200.0, 400.0, np.nan])).tolist()
    [2.0, 1.0, 0.5, nan]
    """
    known = seconds[~np.isnan(seconds)]
    if not len(known):
        return np.full(len(seconds), np.nan)
    return np.asarray(np.median(known) / seconds)
