"""The conditioning model: factors regressed on what is known of the respondents."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array

PRIOR_VARIANCE = 4.0
"""Prior variance of a group's deviation, in residual variances of the factor: hardly any
shrinkage (a group of 10 by 2 %), and yet every group has a proper posterior."""


@dataclass(frozen=True)
class LatentRegression:
    """Bayesian regression of several factors on one set of predictors, prepared once.

    ``eta_i ~ N(C' x_i, Sigma)`` with a flat prior for free coefficients, ``N(0, k Sigma)``
    for the others, and an inverse Wishart prior with ``m + 2`` degrees of freedom and mean
    ``S0`` for Sigma: the conjugate model of Gelman et al. (2013, Bayesian data analysis,
    ch. 14), in which coefficients and covariances are drawn together.

    Parameters
    ----------
    design : ndarray, shape (n, q)
        The first column is 1.
    cholesky : ndarray, shape (q, q)
        Lower factor of ``X'X + D``, D being the prior precisions.
    n_free : int
        Coefficients with a flat prior.
    scale : ndarray, shape (m, m)
        S0.
    """

    design: Array
    cholesky: Array
    n_free: int
    scale: Array

    def draw(self, eta: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        """Return coefficients (q, m) and residual covariances (m, m), given the factors."""
        q, m = self.design.shape[1], eta.shape[1]
        half = _forward(self.cholesky, self.design.T @ eta)
        left = eta.T @ eta - half.T @ half
        freedom = m + 2 + len(eta) - self.n_free
        cov = inverse_wishart(self.scale + left, freedom, rng)
        noise = rng.standard_normal((q, m)) @ np.linalg.cholesky(cov).T
        coefficients: Array = _backward(self.cholesky, half + noise)
        return coefficients, cov


def latent_regression(design: Array, free: Array, scale: Array) -> LatentRegression:
    """Return the regression on a design.

    Parameters
    ----------
    design : ndarray, shape (n, q)
    free : ndarray of bool, shape (q,)
        Columns with a flat prior (the constant and covariates); they must be
        linearly independent, and fewer than the rows.
    scale : ndarray, shape (m, m)
    """
    precision = np.where(free, 0.0, 1.0 / PRIOR_VARIANCE)
    gram = design.T @ design + np.diag(precision)
    return LatentRegression(design, np.linalg.cholesky(gram), int(np.sum(free)), scale)


def inverse_wishart(scale: Array, freedom: float, rng: np.random.Generator) -> Array:
    """Return a draw from the inverse Wishart distribution.

    By Bartlett's decomposition of the Wishart distribution (Smith & Hocking 1972,
    doi:10.2307/2346290); its mean is ``scale / (freedom - m - 1)``.

    Parameters
    ----------
    scale : ndarray, shape (m, m)
        Positive definite.
    freedom : float
        Above ``m - 1``.
    rng : Generator
    """
    m = len(scale)
    root = np.linalg.cholesky(scale)
    lower = np.tril(rng.standard_normal((m, m)), -1)
    lower[np.diag_indices(m)] = np.sqrt(rng.chisquare(freedom - np.arange(m)))
    # W = (root^-T L)(root^-T L)', so that W^-1 = (root L^-T)(root L^-T)'.
    factor = np.linalg.solve(lower, root.T)
    drawn: Array = factor.T @ factor
    return (drawn + drawn.T) * 0.5


def _forward(lower: Array, right: Array) -> Array:
    from scipy.linalg import solve_triangular

    return np.asarray(solve_triangular(lower, right, lower=True), dtype=np.float64)


def _backward(lower: Array, right: Array) -> Array:
    from scipy.linalg import solve_triangular

    return np.asarray(solve_triangular(lower, right, lower=True, trans="T"), dtype=np.float64)
