"""What the model leaves over: raw, as correlations, and divided by standard errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.implied import Implied, gather
from gainsem.core.information import information_block
from gainsem.core.linalg import Array
from gainsem.core.structure import Gather, Structure


@dataclass(frozen=True)
class Residuals:
    """Residuals of covariances (p, p) and, with a mean structure, of means (p,)."""

    cov: Array
    mean: Array | None


def raw(s: Array, sigma: Array, *, mean: Array | None = None, mu: Array | None = None) -> Residuals:
    """Return S - Sigma and m - mu."""
    return Residuals(s - sigma, None if mean is None or mu is None else mean - mu)


def correlation(
    s: Array, sigma: Array, *, mean: Array | None = None, mu: Array | None = None
) -> Residuals:
    """Return differences of correlations (Bollen 1989, p. 258) and of standardised means."""
    deviation, implied = np.sqrt(np.diag(s)), np.sqrt(np.diag(sigma))
    difference = s / np.outer(deviation, deviation) - sigma / np.outer(implied, implied)
    np.fill_diagonal(difference, 0.0)
    if mean is None or mu is None:
        return Residuals(difference, None)
    return Residuals(difference, mean / deviation - mu / implied)


def standardized(
    structure: Structure,
    implied: Implied,
    s: Array,
    vcov: Array,
    n: float,
    *,
    mean: Array | None = None,
    given: Sequence[int] = (),
    omega: Array | None = None,
) -> Residuals:
    """Return residuals divided by their standard errors, asymptotically z values.

    The residual is ``Q`` times the moments, ``Q = I - Delta V Delta' A1``, and its
    covariance ``Q Gamma Q' / n``, with normal-theory Gamma at S and weight A1 at
    Sigma (Ogasawara 2001, doi:10.1111/j.2044-8317.2001.tb01081.x; as in lavaan).
    A residual without sampling variance (one the model always reproduces) is NaN.

    Parameters
    ----------
    structure : Structure
    implied : Implied
    s : ndarray, shape (p, p)
    vcov : ndarray, shape (q, q)
        Inverse of the expected information of all observations, within the
        equality constraints.
    n : float
    mean : ndarray, shape (p,), optional
    given : sequence of int
        Covariates treated as fixed: only what they leave unexplained varies.
    omega : ndarray, shape (p, p), optional
        The weight (default: the inverse of Sigma, that of maximum likelihood).
    """
    index = gather(structure, implied)
    spread = vcov[np.ix_(structure.param, structure.param)]
    weight = np.asarray(np.linalg.inv(implied.sigma)) if omega is None else omega
    cov, of_mean = _variances(implied, index, spread, s, n, weight)
    if len(given):
        fixed_cov, fixed_mean = _variances(implied, index, spread, _fitted(s, given), n, weight)
        cov, of_mean = cov - fixed_cov, of_mean - fixed_mean
    scale = np.diag(s)
    residual = _divided(s - implied.sigma, cov, np.outer(scale, scale) / n)
    if mean is None or not structure.means:
        return Residuals(residual, None)
    return Residuals(residual, _divided(mean - implied.mu, of_mean, scale / n))


def _variances(
    implied: Implied, index: Gather, spread: Array, s: Array, n: float, omega: Array
) -> tuple[Array, Array]:
    """Return the variances of residual covariances and means when Gamma is that of ``s``.

    ``Gamma A1`` turns a matrix X into ``S Omega X Omega S``, so that nothing of
    size p* x p* is formed.
    """
    columns = implied.columns
    turned = s @ omega @ columns
    information = information_block(index, index, columns.T @ omega @ turned)
    meat = n * spread @ information @ spread
    scale = np.diag(s)
    cov = (np.outer(scale, scale) + s**2) / n
    for i in range(len(s)):
        slope = _sigma_slopes(index, columns, i)
        cov[i] -= _forms(slope, 2.0 * spread, _sigma_slopes(index, turned, i))
        cov[i] += _forms(slope, meat, slope)
    slope, other = (index.t * matrix[:, index.w] for matrix in (columns, turned))
    mean = scale / n - _forms(slope, 2.0 * spread, other) + _forms(slope, meat, slope)
    return cov, mean


def _fitted(s: Array, given: Sequence[int]) -> Array:
    """Return the part of S that the given variables explain."""
    block = s[:, given]
    part: Array = block @ np.linalg.solve(s[np.ix_(given, given)], block.T)
    return part


def _sigma_slopes(index: Gather, columns: Array, i: int) -> Array:
    """Return the derivatives of row i of ``C``'s products by every element, shape (p, e)."""
    u, v = index.u, index.v
    slopes: Array = index.c * (columns[i, u] * columns[:, v] + columns[i, v] * columns[:, u])
    return slopes


def _forms(left: Array, middle: Array, right: Array) -> Array:
    """Return ``left_j' middle right_j`` for every j."""
    forms: Array = ((left @ middle) * right).sum(axis=1)
    return forms


def _divided(residual: Array, variance: Array, total: Array) -> Array:
    """Divide by standard errors, NaN where rounding is all that is left of the variance."""
    result = np.full_like(residual, np.nan)
    some = variance > 1e-10 * total
    result[some] = residual[some] / np.sqrt(variance[some])
    return result
