"""Every respondent's squares and products, made block by block and never all at once.

The asymptotic covariance matrix of sample covariances (and means) is
``Gamma = Z Z' / n`` with ``z_ab = (y_a - m_a)(y_b - m_b) - s_ab`` and ``z_a = y_a - m_a``
(Browne 1984, doi:10.1111/j.2044-8317.1984.tb00789.x).  Z has P = p(p + 1)/2 (+ p) rows
and n columns; here at most ``CHUNK`` columns of it exist at a time, and of Gamma at most
``BLOCK`` rows where only sums over it are wanted: 8 P (CHUNK + BLOCK) bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.structure import Indices

CHUNK = 2048
BLOCK = 512


@dataclass(frozen=True)
class MomentRows:
    """The rows of Z, made where they are asked for.

    Parameters
    ----------
    rows : ndarray, shape (p, n)
        Deviations from the sample means, turned or not.
    means : ndarray of int
        Which rows stand for means, in front of the products.
    first, second : ndarray of int
        The two rows of each product behind them.
    explained : ndarray, shape (p, n), optional
        What fixed covariates explain of the rows: its products do not vary.
    """

    rows: Array
    means: Indices
    first: Indices
    second: Indices
    explained: Array | None = None

    @property
    def size(self) -> int:
        """Number of moments, P."""
        return len(self.means) + len(self.first)

    @property
    def n(self) -> int:
        """Number of respondents."""
        return int(self.rows.shape[1])

    def centre(self) -> Array:
        """Return what is subtracted: the sample covariances, 0 for means, shape (P,)."""
        cov = self.rows @ self.rows.T / self.n
        if self.explained is not None:
            cov -= self.explained @ self.explained.T / self.n
        return np.concatenate([np.zeros(len(self.means)), cov[self.first, self.second]])

    def chunks(self) -> Iterator[Array]:
        """Yield columns of Z, shape (P, at most CHUNK)."""
        centre, n_means = self.centre(), len(self.means)
        for start in range(0, self.n, CHUNK):
            part = self.rows[:, start : start + CHUNK]
            z = np.empty((self.size, part.shape[1]))
            z[:n_means] = part.take(self.means, axis=0)
            products = z[n_means:]
            part.take(self.first, axis=0, out=products)
            products *= part.take(self.second, axis=0)
            if self.explained is not None:
                given = self.explained[:, start : start + CHUNK]
                z[:n_means] -= given.take(self.means, axis=0)
                products -= given.take(self.first, axis=0) * given.take(self.second, axis=0)
            products -= centre[n_means:, None]
            yield z

    def variances(self) -> Array:
        """Return the diagonal of Gamma, shape (P,), in one pass."""
        total = np.zeros(self.size)
        for z in self.chunks():
            total += np.einsum("ij,ij->i", z, z)
        return total / self.n

    def gamma(self) -> Array:
        """Return Gamma, shape (P, P), in one pass."""
        total = np.zeros((self.size, self.size))
        for z in self.chunks():
            total += z @ z.T
        return total / self.n

    def sums_of_squares(self, root: Array, chosen: Indices) -> tuple[float, float]:
        """Return ``|w Gamma w|^2``, over all moments and over the chosen ones.

        Parameters
        ----------
        root : ndarray, shape (P,)
            w, roots of a diagonal weight.
        chosen : ndarray of int
        """
        part = np.zeros(self.size)
        part[chosen] = 1.0
        whole, of_chosen = 0.0, 0.0
        for start in range(0, self.size, BLOCK):
            block = self._gamma_rows(start, min(start + BLOCK, self.size))
            height = len(block)
            block *= root[start : start + height, None]
            block *= root[start:]
            block *= block
            # Columns behind the square stand for their mirror images as well.
            twice = np.full(block.shape[1], 2.0)
            twice[:height] = 1.0
            whole += float(block.sum(axis=0) @ twice)
            of_chosen += float((part[start : start + height] @ block) @ (twice * part[start:]))
        return whole, of_chosen

    def _gamma_rows(self, start: int, end: int) -> Array:
        """Return rows of Gamma, from the diagonal on.

        The square on the diagonal is a product BLAS computes half of only.
        """
        height, total = end - start, np.zeros((end - start, self.size - start))
        for z in self._tails(start):
            part = z[:height]
            total[:, :height] += part @ part.T
            total[:, height:] += part @ z[height:].T
        return total / self.n

    def _tails(self, start: int) -> Iterator[Array]:
        """Yield columns of the last rows of Z."""
        n_means = len(self.means)
        later = replace(
            self,
            means=self.means[start:],
            first=self.first[max(start - n_means, 0) :],
            second=self.second[max(start - n_means, 0) :],
        )
        yield from later.chunks()


def all_products(p: int) -> tuple[Indices, Indices]:
    """Return the rows of each square and product, column by column, ``first >= second``."""
    second, first = np.triu_indices(p)
    return first, second
