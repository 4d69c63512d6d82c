"""What the model leaves over: raw, as correlations, and divided by standard errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.implied import Implied, Structure, gather
from gainsem.core.linalg import Array


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
) -> Residuals:
    """Return residuals divided by their standard errors, asymptotically z values.

    ``var(s - sigma) = Gamma / n - Delta vcov Delta'`` with the normal-theory
    Gamma, ``Gamma_ij,ij = sigma_ii sigma_jj + sigma_ij^2`` (Joreskog 1981;
    Ogasawara 2001).  A residual without sampling variance (a variance the model
    reproduces exactly) is NaN.

    Parameters
    ----------
    structure : Structure
    implied : Implied
    s : ndarray, shape (p, p)
    vcov : ndarray, shape (q, q)
        Covariance of the parameters.
    n : float
    mean : ndarray, shape (p,), optional
    """
    sigma = implied.sigma
    index = gather(structure, implied)
    columns = implied.columns
    spread = vcov[np.ix_(structure.param, structure.param)]
    explained = np.empty_like(sigma)
    for i in range(len(sigma)):
        slope = index.c * (
            columns[i, index.u] * columns[:, index.v] + columns[i, index.v] * columns[:, index.u]
        )
        explained[i] = np.einsum("je,ef,jf->j", slope, spread, slope, optimize=True)
    variances = np.diag(sigma)
    total = (np.outer(variances, variances) + sigma**2) / n
    cov = _divided(s - sigma, total - explained, total)
    if mean is None or not structure.means:
        return Residuals(cov, None)
    slope = index.t * columns[:, index.w]
    taken = np.einsum("je,ef,jf->j", slope, spread, slope, optimize=True)
    return Residuals(cov, _divided(mean - implied.mu, variances / n - taken, variances / n))


def _divided(residual: Array, variance: Array, total: Array) -> Array:
    """Divide by standard errors, NaN where rounding is all that is left of the variance."""
    result = np.full_like(residual, np.nan)
    some = variance > 1e-10 * total
    result[some] = residual[some] / np.sqrt(variance[some])
    return result
