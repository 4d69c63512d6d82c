"""A correlation matrix that is none: made one by lifting its eigenvalues."""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array

LEAST_EIGENVALUE = 1e-8
LIFTED = 1e-4


def smallest_eigenvalue(r: Array) -> float:
    """Return the smallest eigenvalue."""
    return float(np.linalg.eigvalsh(r)[0])


def smoothed(r: Array) -> Array:
    """Return the matrix with its smallest eigenvalues lifted and diagonal 1 again.

    Wothke (1993), in Bollen & Long, Testing structural equation models; Lorenzo-Seva &
    Ferrando (2021), doi:10.1080/10705511.2020.1735393, compare ways to do it.

    Parameters
    ----------
    r : ndarray, shape (p, p)
    """
    values, vectors = np.linalg.eigh(r)
    lifted = np.maximum(values, LIFTED)
    matrix = (vectors * lifted) @ vectors.T
    scale = np.sqrt(np.diag(matrix))
    result = matrix / np.outer(scale, scale)
    np.fill_diagonal(result, 1.0)
    return np.asarray(0.5 * (result + result.T))
