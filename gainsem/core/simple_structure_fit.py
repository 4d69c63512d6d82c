"""Very simple structure: how well correlations follow from the largest loadings alone."""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array


def simple_structure_fit(r: Array, loadings: Array, complexity: int) -> float:
    """Return ``VSS = 1 - sum (R - S S')^2 / sum R^2`` over all elements.

    ``S`` keeps the ``complexity`` largest loadings of every item (Revelle & Rocklin 1979,
    doi:10.1207/s15327906mbr1404_2).

    Parameters
    ----------
    r : ndarray, shape (p, p)
    loadings : ndarray, shape (p, m)
        Of uncorrelated rotated factors.
    complexity : int

    Returns
    -------
    float
        NaN with fewer factors than that.
    """
    m = loadings.shape[1]
    if complexity > m:
        return float("nan")
    size = np.abs(loadings)
    least = np.sort(size, axis=1)[:, [m - complexity]]
    simple = np.where(size >= least, loadings, 0.0)
    return 1.0 - float(((r - simple @ simple.T) ** 2).sum() / (r**2).sum())
