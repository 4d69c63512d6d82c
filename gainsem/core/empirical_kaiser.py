"""The empirical Kaiser criterion."""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array


def kaiser_references(eigenvalues: Array, n: float) -> Array:
    """Return what each eigenvalue has to exceed.

    ``l_j = max((p - sum_{i < j} lambda_i) / (p - j + 1) * (1 + sqrt(p / n))^2, 1)``: the
    asymptotic largest eigenvalue of what is left, were it chance, and never less than
    Kaiser's 1 (Braeken & van Assen 2017, doi:10.1037/met0000074).

    Parameters
    ----------
    eigenvalues : ndarray, shape (p,)
        Of the correlations, in descending order.
    n : float
        Respondents.

    Examples
    --------
    >>> import numpy as np
    >>> kaiser_references(np.array([2.0, 0.6, 0.4]), 300.0).round(4)
    array([1.21, 1.  , 1.  ])
    """
    p = len(eigenvalues)
    before = np.concatenate([[0.0], np.cumsum(eigenvalues)[:-1]])
    left = (p - before) / (p - np.arange(p))
    return np.asarray(np.maximum(left * (1.0 + np.sqrt(p / n)) ** 2, 1.0))
