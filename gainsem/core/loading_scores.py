"""Factor scores from rotated loadings: weights, and how well they determine the factors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array


@dataclass(frozen=True)
class ScoreWeights:
    """What standardised answers are multiplied by.

    Parameters
    ----------
    weights : ndarray, shape (p, m)
    determinacy : ndarray, shape (m,)
        Correlation of each factor with its scores.
    """

    weights: Array
    determinacy: Array


def regression_weights(loadings: Array, phi: Array, sigma: Array) -> Array:
    """Return ``Sigma^-1 Lambda Phi``: the scores nearest to the factors (Thurstone 1935)."""
    return np.asarray(np.linalg.solve(sigma, loadings @ phi))


def bartlett_weights(loadings: Array, uniquenesses: Array) -> Array:
    """Return ``Psi^-1 Lambda (Lambda' Psi^-1 Lambda)^-1``: unbiased scores.

    Bartlett (1937), doi:10.1111/j.2044-8295.1937.tb00863.x.
    """
    scaled = loadings / uniquenesses[:, None]
    return np.asarray(np.linalg.solve(loadings.T @ scaled, scaled.T).T)


def ten_berge_weights(loadings: Array, phi: Array, sigma: Array) -> Array:
    """Return weights of scores that correlate as the factors do.

    With ``L = Lambda Phi^1/2`` the weights are ``Sigma^-1/2 C Phi^1/2``,
    ``C = Sigma^-1/2 L (L' Sigma^-1 L)^-1/2`` (ten Berge, Krijnen, Wansbeek & Shapiro 1999,
    doi:10.1016/S0024-3795(98)10238-4).
    """
    root_phi, inverse_root = _power(phi, 0.5), _power(sigma, -0.5)
    scaled = loadings @ root_phi
    left = inverse_root @ scaled
    centre = left @ _power(left.T @ left, -0.5)
    return np.asarray(inverse_root @ centre @ root_phi)


def with_determinacy(weights: Array, loadings: Array, phi: Array, sigma: Array) -> ScoreWeights:
    """Return weights with the correlations of factors and scores.

    ``diag(W' Lambda Phi) / sqrt(diag(W' Sigma W))`` (Guttman 1955,
    doi:10.1111/j.2044-8317.1955.tb00321.x; Grice 2001, doi:10.1037/1082-989X.6.4.430).
    """
    covariances = (weights * (loadings @ phi)).sum(axis=0)
    spread = np.sqrt(((sigma @ weights) * weights).sum(axis=0))
    return ScoreWeights(weights, covariances / spread)


def _power(matrix: Array, exponent: float) -> Array:
    """Return a power of a symmetric positive definite matrix."""
    values, vectors = np.linalg.eigh(matrix)
    result: Array = (vectors * np.clip(values, 1e-300, None) ** exponent) @ vectors.T
    return result
