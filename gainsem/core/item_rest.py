"""Corrected item-total correlations: an item against the rest of its scale."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gainsem.core.respondents.row_correlation import row_correlations

Array = NDArray[np.float64]


def item_rest_correlations(answers: Array) -> Array:
    """Return the correlation of every item with the mean of the other items of its scale.

    The item itself takes no part in the rest, else it would correlate with itself (Henrysson
    1963, doi:10.1007/BF02289618).  The rest is the mean of what a respondent has answered.

    Parameters
    ----------
    answers : ndarray, shape (n, k)
        Items of one scale; NaN where missing.

    Returns
    -------
    ndarray, shape (k,)
        NaN for a scale of one item, and for an item that does not vary.
    """
    k = answers.shape[1]
    if k < 2:
        return np.full(k, np.nan)
    absent = np.isnan(answers)
    filled = np.where(absent, 0.0, answers)
    others = (~absent).sum(axis=1, keepdims=True) - ~absent
    rest = (filled.sum(axis=1, keepdims=True) - filled) / np.maximum(others, 1)
    rest = np.where(others > 0, rest, np.nan)
    return row_correlations(answers.T, rest.T)
