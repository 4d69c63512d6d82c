"""What a factor means in answers: expected answers, and an index from 0 to 100."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from gainsem.core.linalg import Array


@dataclass(frozen=True)
class AnswerScale:
    """How one item turns its latent response into an answer, and the range of the answers.

    Parameters
    ----------
    thresholds : ndarray, shape (K - 1,)
        Ascending; empty for a continuous item.
    codes : ndarray, shape (K,)
        The answer each category stands for, ascending; empty for a continuous item.
    lowest, highest : float
        What counts as 0 and as 100.
    turned : bool
        A high answer says little of what is measured: 0 and 100 change places.
    """

    thresholds: Array
    codes: Array
    lowest: float
    highest: float
    turned: bool = False


def expected_answer(location: Array, residual_variance: float, scale: AnswerScale) -> Array:
    """Return ``E[answer | eta]`` of one item.

    An ordinal item has ``c_1 + sum_k (c_{k+1} - c_k) Phi((location - tau_k) / sd)``, the
    mean of its codes over the category probabilities of the graded model (Samejima 1969,
    doi:10.1007/BF03372160); a continuous one its location.

    Parameters
    ----------
    location : ndarray
        Expected latent response, ``nu + lambda eta``.
    residual_variance : float
        0 or more; with 0 the answer is certain.
    scale : AnswerScale

    Examples
    --------
    >>> import numpy as np
    >>> scale = AnswerScale(np.array([0.0]), np.array([1.0, 2.0]), 1.0, 2.0)
    >>> expected_answer(np.array([0.0, 9.0]), 1.0, scale).tolist()
    [1.5, 2.0]
    """
    if not len(scale.codes):
        return location
    sd = float(np.sqrt(max(residual_variance, 1e-12)))
    expected: Array = np.full_like(location, scale.codes[0])
    for cut, step in zip(scale.thresholds, np.diff(scale.codes), strict=True):
        expected += step * ndtr((location - cut) / sd)
    return expected


def item_index(location: Array, residual_variance: float, scale: AnswerScale) -> Array:
    """Return the expected answer as percent of the highest possible one, 0 to 100.

    ``100 (E[answer | eta] - lowest) / (highest - lowest)``: the percentage of the maximum
    possible score (Cohen, Cohen, Aiken & West 1999, doi:10.1207/S15327906MBR3403_2) of the
    answer that is expected.  For a continuous item it can leave 0 to 100.
    """
    expected = expected_answer(location, residual_variance, scale)
    index: Array = 100.0 * (expected - scale.lowest) / (scale.highest - scale.lowest)
    return 100.0 - index if scale.turned else index


def construct_index(
    eta: Array,
    intercepts: Array,
    loadings: Array,
    residual_variances: Array,
    scales: Sequence[AnswerScale],
) -> Array:
    """Return the index of one construct: the mean index of its items.

    Parameters
    ----------
    eta : ndarray, shape (..., n, m)
    intercepts : ndarray, shape (n, k)
        Of the construct's items.
    loadings : ndarray, shape (k, m)
    residual_variances : ndarray, shape (k,)
    scales : sequence of AnswerScale, k

    Returns
    -------
    ndarray, shape (..., n)
    """
    total = np.zeros(eta.shape[:-1])
    for j, scale in enumerate(scales):
        location = intercepts[:, j] + eta @ loadings[j]
        total += item_index(location, float(residual_variances[j]), scale)
    mean: Array = total / len(scales)
    return mean
