"""Longstring: the longest run of identical answers a respondent has given."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def longest_runs(answers: NDArray[np.float64], scale: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the length of every respondent's longest run of identical answers.

    A run is a row of items, in the order they were asked, that got the same answer
    (Johnson 2005, doi:10.1016/j.jrp.2004.09.009).  A question that was left out is passed
    over: 3, 3, (none), 3 is a run of three.  Where the rating scale changes a new run
    begins, because the same code is another box there.

    Parameters
    ----------
    answers : ndarray, shape (n, p)
        As ticked, in the order of the questionnaire; NaN where missing.
    scale : ndarray, shape (p,)
        Number of the rating scale of each item.

    Returns
    -------
    ndarray, shape (n,)
        0 for respondents without answers.

    Examples
    --------
    >>> answers = np.array([[3.0, 3.0, np.nan, 3.0, 1.0]])
    >>> longest_runs(answers, np.zeros(5, dtype=int)).tolist()
    [3]
    """
    n = len(answers)
    longest = np.zeros(n, dtype=np.int64)
    run = np.zeros(n, dtype=np.int64)
    last = np.full(n, np.nan)
    last_scale = np.full(n, -1, dtype=np.int64)
    for j in range(answers.shape[1]):
        given = answers[:, j]
        answered = ~np.isnan(given)
        goes_on = (given == last) & (last_scale == scale[j])
        run = np.where(answered, np.where(goes_on, run + 1, 1), run)
        last = np.where(answered, given, last)
        last_scale = np.where(answered, scale[j], last_scale)
        np.maximum(longest, run, out=longest)
    return longest
