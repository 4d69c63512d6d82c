"""IRV: how much the answers of one respondent differ from each other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def response_variability(answers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the standard deviation of every respondent's answers.

    The intra-individual response variability of Dunn, Heggestad, Shanock & Theilgard (2018,
    doi:10.1007/s10869-016-9479-0): with k answers a_1 ... a_k and their mean m,
    ``sqrt(sum (a_i - m)^2 / (k - 1))``.

    Parameters
    ----------
    answers : ndarray, shape (n, p)
        As ticked, on one common scale; NaN where missing.

    Returns
    -------
    ndarray, shape (n,)
        NaN for respondents with fewer than two answers.

    Examples
    --------
    >>> response_variability(np.array([[1.0, 3.0, np.nan, 5.0], [2.0, 2.0, 2.0, 2.0]])).tolist()
    [2.0, 0.0]
    """
    absent = np.isnan(answers)
    count = answers.shape[1] - absent.sum(axis=1)
    filled = np.where(absent, 0.0, answers)
    mean = filled.sum(axis=1) / np.maximum(count, 1)
    squares = (np.where(absent, 0.0, answers - mean[:, None]) ** 2).sum(axis=1)
    spread = np.sqrt(squares / np.maximum(count - 1, 1))
    return np.asarray(np.where(count > 1, spread, np.nan))
