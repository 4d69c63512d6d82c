"""Velicer's minimum average partial correlation."""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array


def average_partials(r: Array, *, power: int = 2) -> Array:
    """Return the average power of partial correlations once m components are taken out.

    ``MAP_m = sum_{i != j} |r*_ij|^power / (p (p - 1))`` with ``r*`` the correlations given the
    first m principal components: squares by Velicer (1976, doi:10.1007/BF02293557), fourth
    powers by Velicer, Eaton & Fava (2000, doi:10.1007/978-1-4615-4397-8_3).  The number of
    components is that of the smallest value.

    Parameters
    ----------
    r : ndarray, shape (p, p)
    power : int

    Returns
    -------
    ndarray, shape (p - 1,)
        For m = 0, ..., p - 2; NaN from where nothing is left of an item.
    """
    p = len(r)
    values, vectors = np.linalg.eigh(r)
    values, vectors = values[::-1], vectors[:, ::-1]
    averages = np.full(p - 1, np.nan)
    left = r.copy()
    for m in range(p - 1):
        rest = np.diag(left)
        if (rest < 1e-10).any():
            break
        partial = left / np.sqrt(np.outer(rest, rest))
        np.fill_diagonal(partial, 0.0)
        averages[m] = (np.abs(partial) ** power).sum() / (p * (p - 1))
        left = left - values[m] * np.outer(vectors[:, m], vectors[:, m])
    return averages
