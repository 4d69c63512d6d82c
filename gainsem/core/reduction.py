"""Linear equality constraints by elimination: ``params = offset + basis z``.

Fletcher (1987), Practical Methods of Optimization, section 10.1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array

INCONSISTENT = 1e-8
DEPENDENT = 1e-10


@dataclass(frozen=True)
class Reduction:
    """The affine subspace the parameters live in.

    Parameters
    ----------
    basis : ndarray, shape (q, r)
        Orthonormal columns.
    offset : ndarray, shape (q,)
    """

    basis: Array
    offset: Array

    def expand(self, reduced: Array) -> Array:
        """Return params (q,) from the reduced vector (r,)."""
        return self.offset + self.basis @ reduced

    def reduce(self, params: Array) -> Array:
        """Return the reduced vector (r,) of the nearest params that satisfy the constraints."""
        return self.basis.T @ (params - self.offset)


def no_reduction(size: int) -> Reduction:
    """Return the reduction of a model without constraints."""
    return Reduction(np.eye(size), np.zeros(size))


def reduction(matrix: Array, constant: Array) -> Reduction | None:
    """Return the solutions of ``matrix @ params == constant``.

    Parameters
    ----------
    matrix : ndarray, shape (c, q)
    constant : ndarray, shape (c,)

    Returns
    -------
    Reduction or None
        None when the constraints contradict each other.

    Examples
    --------
    >>> import numpy as np
    >>> equal = reduction(np.array([[1.0, -1.0]]), np.array([0.0]))
    >>> [round(float(value), 6) for value in equal.expand(equal.reduce(np.array([1.0, 3.0])))]
    [2.0, 2.0]
    """
    left, sizes, right = np.linalg.svd(matrix, full_matrices=True)
    rank = int((sizes > DEPENDENT * max(1.0, float(sizes.max(initial=0.0)))).sum())
    offset = right[:rank].T @ ((left[:, :rank].T @ constant) / sizes[:rank])
    if np.abs(matrix @ offset - constant).max() > INCONSISTENT:
        return None
    return Reduction(right[rank:].T.copy(), offset)
