"""The normal-theory weight of correlations, block by block.

``V_ij,kl = omega_ik omega_jl + omega_il omega_jk`` with Omega the inverse of the
implied correlations: half the second derivatives of the likelihood discrepancy by the
correlations (Browne 1974; Savalei 2021, doi:10.1080/00273171.2020.1717922).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array, factor
from gainsem.core.structure import Indices


@dataclass(frozen=True)
class NormalWeight:
    """V, divided by the roots of the weights of least squares.

    Parameters
    ----------
    sigma, omega : ndarray, shape (p, p)
        Implied correlations and their inverse.
    logdet : float
        log|sigma|.
    pairs : tuple of ndarray of int, shape (P,)
    root : ndarray, shape (f + P,)
        Roots of the weights, of the f moments before the correlations as well.
    first : int
        f.
    """

    sigma: Array
    omega: Array
    logdet: float
    pairs: tuple[Indices, Indices]
    root: Array
    first: int

    def block(self, start: int, end: int) -> Array:
        """Return rows start to end against all columns from start on; 0 before the correlations."""
        size = len(self.root)
        result = np.zeros((end - start, size - start))
        low, high = max(start, self.first) - self.first, max(end - self.first, 0)
        if low >= high:
            return result
        row, col = self.pairs
        scaled = 1.0 / self.root[self.first + low :]
        # Taking rows, then columns, is several times faster than both at once.
        of_rows, of_cols = (self.omega.take(each[low:high], axis=0) for each in (row, col))
        part = of_rows.take(row[low:], axis=1) * of_cols.take(col[low:], axis=1)
        part += of_rows.take(col[low:], axis=1) * of_cols.take(row[low:], axis=1)
        part *= scaled
        part *= scaled[: high - low, None]
        result[len(result) - (high - low) :, low + self.first - start :] = part
        return result

    def times(self, jacobian: Array) -> Array:
        """Return V times derivatives of the correlations, shape (P, q).

        ``Omega E Omega`` for the symmetric matrix E of every column.
        """
        row, col = self.pairs
        p, q = len(self.omega), jacobian.shape[1]
        slopes = np.zeros((p * p, q))
        slopes[row * p + col] = slopes[col * p + row] = jacobian
        half = self.omega @ slopes.reshape(p, p * q)
        # For all columns at once; row i of a product is Omega times row i of the half.
        turned = self.omega @ half.reshape(p, p, q)
        return turned.reshape(p * p, q).take(row * p + col, axis=0)


def normal_weight(
    correlations: Array, pairs: tuple[Indices, Indices], *, root: Array, first: int
) -> NormalWeight | None:
    """Return the weight at implied correlations, None where they are not positive definite.

    Parameters
    ----------
    correlations : ndarray, shape (P,)
    pairs : tuple of ndarray of int
    root : ndarray, shape (f + P,)
    first : int
        f, the number of moments before the correlations.
    """
    row, col = pairs
    size = 1 + int(row.max(initial=0))
    sigma = np.eye(size)
    sigma[row, col] = sigma[col, row] = correlations
    factored = factor(sigma)
    if factored is None:
        return None
    return NormalWeight(sigma, factored.inverse, factored.logdet, pairs, root, first)
