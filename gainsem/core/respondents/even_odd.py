"""Even-odd consistency: whether two halves of every scale tell the same about a respondent."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gainsem.core.respondents.row_correlation import row_correlations

Array = NDArray[np.float64]
FEWEST_PAIRS = 5


def even_odd_consistency(keyed: Array, blocks: Sequence[NDArray[np.int64]]) -> Array:
    """Return the even-odd consistency of every respondent.

    The items of each scale are parted into the first, third, ... and the second, fourth, ...;
    the two means of every scale make one pair; ``r`` is the correlation over the pairs, and
    ``2r / (1 + r)`` corrects it for the halved length (Spearman-Brown).  Jackson's (1976)
    index as Johnson (2005, doi:10.1016/j.jrp.2004.09.009) and Meade & Craig (2012,
    doi:10.1037/a0028085) use it.  A negative r is not corrected: the formula would carry it
    below -1.

    Parameters
    ----------
    keyed : ndarray, shape (n, p)
        Answers with the reversed items turned, on one common scale; NaN where missing.
    blocks : sequence of ndarray
        Columns of each scale; those with one item are passed over.

    Returns
    -------
    ndarray, shape (n,)
        NaN for respondents with fewer than five pairs, or whose halves do not vary.
    """
    halves = [(block[0::2], block[1::2]) for block in blocks if len(block) > 1]
    if len(halves) < FEWEST_PAIRS:
        return np.full(len(keyed), np.nan)
    odd = np.column_stack([_means(keyed[:, first]) for first, _ in halves])
    even = np.column_stack([_means(keyed[:, second]) for _, second in halves])
    r = row_correlations(odd, even, fewest=FEWEST_PAIRS)
    return np.asarray(np.where(r > 0.0, 2.0 * r / (1.0 + np.maximum(r, 0.0)), r))


def _means(answers: Array) -> Array:
    """Return the mean of every row's answers, NaN where there is none."""
    absent = np.isnan(answers)
    count = answers.shape[1] - absent.sum(axis=1)
    total = np.where(absent, 0.0, answers).sum(axis=1)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan))
