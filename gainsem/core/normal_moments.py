"""Means and covariances of complete normal data as one vector: their weight matrix.

The moments are the means, then the covariances ``i >= j``, column by column of the lower
triangle; P = p(p + 3)/2.
"""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array


def normal_weight_matrix(omega: Array) -> Array:
    """Return the information of one complete respondent about the moments, shape (P, P).

    ``Omega`` for the means and ``1/2 D' (Omega x Omega) D`` for the covariances
    (Browne 1974; D the duplication matrix).

    Parameters
    ----------
    omega : ndarray, shape (p, p)
        Inverse of the covariance matrix.

    Examples
    --------
    >>> normal_weight_matrix(np.array([[0.5]])).tolist()
    [[0.5, 0.0], [0.0, 0.125]]
    """
    p = len(omega)
    col, row = np.triu_indices(p)
    half = np.where(row == col, 0.5, 1.0)
    weight = np.zeros((p + len(row),) * 2)
    weight[:p, :p] = omega
    block = omega[np.ix_(row, row)] * omega[np.ix_(col, col)]
    block += omega[np.ix_(row, col)] * omega[np.ix_(col, row)]
    weight[p:, p:] = block * np.outer(half, half)
    return weight


def moment_covariances(values: Array, mean: Array) -> Array:
    """Return n times the covariances of means and covariances of available answers, (P, P).

    A mean is that of all answers to the variable, a covariance that of the respondents who
    answered both, about their own means; the influence of a respondent is zero where an
    answer is missing (van Praag, Dijkstra & Van Velzen 1985, Psychometrika, 50, 25-36).  Right
    for any distribution, where answers are missing completely at random.

    Parameters
    ----------
    values : ndarray, shape (n, p)
        NaN where missing; every pair of variables with some respondents.
    mean : ndarray, shape (p,)
    """
    n, p = values.shape
    col, row = np.triu_indices(p)
    present = (~np.isnan(values)).astype(np.float64)
    apart = np.nan_to_num(values - mean)
    together = present.T @ present
    influence = np.empty((n, p + len(row)))
    influence[:, :p] = apart * (n / np.diag(together))
    own = apart.T @ present / together
    products = apart.T @ apart / together
    cross = apart[:, row] * apart[:, col]
    cross -= own[row, col] * apart[:, col] * present[:, row]
    cross -= own[col, row] * apart[:, row] * present[:, col]
    centre = products - 2.0 * own * own.T
    cross -= centre[row, col] * present[:, row] * present[:, col]
    influence[:, p:] = cross * (n / together[row, col])
    gamma: Array = influence.T @ influence / n
    return gamma
