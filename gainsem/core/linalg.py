"""Linear algebra of covariance matrices: factor once, use the factor everywhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class PositiveDefinite:
    """Inverse and log-determinant of a positive definite matrix.

    Parameters
    ----------
    inverse : ndarray, shape (p, p)
    logdet : float
    """

    inverse: Array
    logdet: float


def factor(matrix: Array) -> PositiveDefinite | None:
    """Invert a symmetric matrix through its Cholesky factor.

    Parameters
    ----------
    matrix : ndarray, shape (p, p)

    Returns
    -------
    PositiveDefinite or None
        None when the matrix is not positive definite (or not finite).

    Examples
    --------
    >>> import numpy as np
    >>> factor(np.diag([4.0, 16.0])).inverse.tolist()
    [[0.25, 0.0], [0.0, 0.0625]]
    >>> factor(np.array([[1.0, 2.0], [2.0, 1.0]])) is None
    True
    """
    lower = cholesky(matrix)
    if lower is None:
        return None
    # Through the factor: for nearly singular matrices several digits better than inv().
    half = np.linalg.solve(lower, np.eye(len(lower))) if len(lower) else lower
    return PositiveDefinite(half.T @ half, 2.0 * float(np.log(lower.diagonal()).sum()))


def cholesky(matrix: Array) -> Array | None:
    """Return the lower Cholesky factor, or None when there is none."""
    if not np.isfinite(matrix).all():
        return None
    try:
        return np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)
    except np.linalg.LinAlgError:
        return None


def half_vectorise(matrix: Array) -> Array:
    """Return the lower triangle of a symmetric matrix, column by column.

    Examples
    --------
    >>> import numpy as np
    >>> half_vectorise(np.array([[1.0, 2.0], [2.0, 3.0]])).tolist()
    [1.0, 2.0, 3.0]
    """
    column, row = np.triu_indices(len(matrix))
    return matrix[row, column]


def null_space_weights(matrix: Array, *, tolerance: float) -> Array:
    """Return how much each coordinate takes part in the null space of a Gram matrix.

    Parameters
    ----------
    matrix : ndarray, shape (q, q)
        Symmetric, positive semi-definite.
    tolerance : float
        Eigenvalues of the matrix scaled to unit diagonal below it count as zero.

    Returns
    -------
    ndarray, shape (q,)
        Length of each coordinate's projection on the null space, between 0 and 1;
        all zero for a matrix of full rank.
    """
    scale = np.sqrt(np.clip(np.diag(matrix), np.finfo(float).tiny, None))
    dead = np.diag(matrix) <= np.finfo(float).tiny
    scaled = matrix / np.outer(scale, scale)
    if not dead.any() and _far_from_singular(scaled, tolerance):
        return np.zeros(len(matrix))
    scaled[dead, :] = 0.0
    scaled[:, dead] = 0.0
    eigenvalues, vectors = np.linalg.eigh(scaled)
    null = vectors[:, eigenvalues < tolerance]
    weights: Array = np.sqrt((null**2).sum(axis=1))
    return weights


def _far_from_singular(matrix: Array, tolerance: float) -> bool:
    """Return whether the smallest eigenvalue surely exceeds a tolerance.

    It is at least 1 over the Frobenius norm of the inverse; inverting is several
    times cheaper than finding eigenvalues.  The factor 100 covers the rounding of
    an inverse near the tolerance.
    """
    try:
        inverse = np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        return False
    norm = float(np.sqrt((inverse**2).sum()))
    return norm < 0.01 / tolerance and cholesky(matrix) is not None
