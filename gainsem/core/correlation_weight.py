"""How correlations vary, and how a discrepancy weighs them.

A discrepancy of correlations is, near its minimum, a quadratic form of residual
correlations.  Least squares weigh each by itself; the likelihood by ``Omega E Omega`` with
Omega the inverse of the implied matrix, the free uniquenesses profiled out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.structure import Indices

BLOCK = 512
Weighed = Callable[[Array], Array]


def diagonal_weight(weights: Array) -> Weighed:
    """Return the weight of least squares, as a function of columns (P, q)."""
    return lambda columns: weights[:, None] * columns


def likelihood_weight(sigma: Array, pairs: tuple[Indices, Indices]) -> Weighed:
    """Return the weight of maximum likelihood, as a function of columns (P, q).

    Residuals E (0 on the diagonal) are turned into ``Omega (E - D) Omega``, with the
    diagonal D that uniquenesses take up: ``(Omega * Omega) d = diag(Omega E Omega)``.

    Parameters
    ----------
    sigma : ndarray, shape (p, p)
        Implied correlations.
    pairs : tuple of ndarray of int, shape (P,)
    """
    omega = np.linalg.inv(sigma)
    profile = np.linalg.inv(omega**2)
    p = len(sigma)

    def weighed(columns: Array) -> Array:
        result = np.empty_like(columns)
        for start in range(0, columns.shape[1], BLOCK):
            block = slice(start, start + BLOCK)
            turned = omega @ symmetric(columns[:, block], pairs, p) @ omega
            diagonal = np.diagonal(turned, axis1=-2, axis2=-1) @ profile
            turned -= (omega * diagonal[:, None, :]) @ omega
            result[:, block] = turned[:, pairs[0], pairs[1]].T
        return result

    return weighed


def symmetric(columns: Array, pairs: tuple[Indices, Indices], size: int) -> Array:
    """Return columns of pairs as symmetric matrices with diagonal 0, shape (q, p, p)."""
    matrices = np.zeros((columns.shape[1], size, size))
    row, col = pairs
    matrices[:, row, col] = matrices[:, col, row] = columns.T
    return matrices


@dataclass(frozen=True)
class Sampling:
    """How sample correlations vary.

    Parameters
    ----------
    products : callable
        Columns U (P, q) -> ``U' Gamma U``.
    gamma : callable or None
        Returns Gamma, n times the asymptotic covariances of the correlations, (P, P);
        None where it is the one of normal data, for which no test needs a correction.
    n : float
        What Gamma is divided by.
    """

    products: Callable[[Array], Array]
    gamma: Callable[[], Array] | None
    n: float


def normal_sampling(sigma: Array, pairs: tuple[Indices, Indices], n: float) -> Sampling:
    """Return how correlations of normal data vary, without forming Gamma.

    A sum ``sum x_ij r_ij`` changes with covariances by ``tr(G dS)``, ``G_ij = x_ij/2`` and
    ``G_ii = -sum_j x_ij r_ij / 2``; its variance is ``2 tr(G Sigma G Sigma) / n`` (Pearson &
    Filon 1898; Olkin & Siotani 1976).

    Parameters
    ----------
    sigma : ndarray, shape (p, p)
        Correlations.
    pairs : tuple of ndarray of int, shape (P,)
    n : float
    """
    p = len(sigma)

    def products(columns: Array) -> Array:
        forms = 0.5 * symmetric(columns, pairs, p)
        at = np.arange(p)
        forms[:, at, at] = -(forms * sigma).sum(axis=-1)
        turned = forms @ sigma
        count = len(turned)
        mirrored = turned.swapaxes(-1, -2).reshape(count, -1)
        result: Array = 2.0 * (turned.reshape(count, -1) @ mirrored.T)
        return result

    return Sampling(products, None, n)


def gamma_sampling(gamma: Array, n: float) -> Sampling:
    """Return the sampling of correlations whose Gamma (P, P) is known."""
    return Sampling(lambda columns: columns.T @ gamma @ columns, lambda: gamma, n)


def correlation_influence(z: Array, r: Array, pairs: tuple[Indices, Indices]) -> Array:
    """Return the influence functions of correlations, shape (P, n).

    ``z_i z_j - r_ij (z_i^2 + z_j^2)/2`` of standardised answers z: Gamma without normality
    (Steiger & Hakstian 1982, doi:10.1111/j.2044-8317.1982.tb00655.x).

    Parameters
    ----------
    z : ndarray, shape (n, p)
        Mean 0, variance 1.
    r : ndarray, shape (p, p)
    pairs : tuple of ndarray of int, shape (P,)
    """
    row, col = pairs
    columns = z.T
    squares = columns**2
    result: Array = columns[row] * columns[col]
    result -= 0.5 * r[row, col][:, None] * (squares[row] + squares[col])
    return result
