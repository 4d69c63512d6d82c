"""How well a normal model fits single respondents: likelihoods and distances."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gainsem.core.incomplete_normal import LOG_2_PI
from gainsem.core.linalg import Array
from gainsem.core.linear_scores import patterns_of

# Singular values below this share of the largest are none.
NO_LOADING = 1e-10


class NormalFit(NamedTuple):
    """``loglik`` (n,), squared ``distance`` (n,) and its degrees of freedom ``df`` (n,)."""

    loglik: Array
    distance: Array
    df: Array


def normal_fit(deviations: Array, cov: Array) -> NormalFit:
    """Return log-likelihoods and squared Mahalanobis distances of respondents.

    ``d^2 = e_o' Sigma_oo^-1 e_o`` of the answers given, chi-square with as many degrees of
    freedom where the model holds; ``logl = -(p_o log 2 pi + log|Sigma_oo| + d^2) / 2``.

    Parameters
    ----------
    deviations : ndarray, shape (n, p)
        Answers less the means of the model; NaN where missing.
    cov : ndarray, shape (p, p)
        Of the model.

    Returns
    -------
    NormalFit
        0 answers: log-likelihood 0, distance NaN.
    """
    n = len(deviations)
    loglik, distance, df = np.zeros(n), np.full(n, np.nan), np.zeros(n)
    for rows, seen in patterns_of(~np.isnan(deviations)):
        lower = np.linalg.cholesky(cov[np.ix_(seen, seen)])
        turned = np.linalg.solve(lower, deviations[np.ix_(rows, seen)].T)
        squared = (turned**2).sum(axis=0)
        logdet = 2.0 * float(np.log(np.diag(lower)).sum())
        loglik[rows] = -0.5 * (len(seen) * LOG_2_PI + logdet + squared)
        distance[rows], df[rows] = squared, len(seen)
    return NormalFit(loglik, distance, df)


def residual_distance(deviations: Array, cov: Array, loadings: Array) -> tuple[Array, Array]:
    """Return squared distances of what no values of the latent variables explain.

    With N an orthonormal basis of what is orthogonal to the loadings, ``r^2 = (N' e)' (N'
    Sigma N)^-1 N' e``, the squared length of Bartlett residuals: chi-square with ``p - m``
    degrees of freedom where the model holds (Bollen & Arminger 1991,
    doi:10.2307/270937).  Unlike the Mahalanobis distance it is not moved by
    respondents who are extreme, but extreme as the model says.

    Parameters
    ----------
    deviations : ndarray, shape (n, p)
        Answers less the means of the model; NaN where missing.
    cov : ndarray, shape (p, p)
    loadings : ndarray, shape (p, m)

    Returns
    -------
    distance, df : ndarray, shape (n,)
        NaN and 0 where the latent variables could explain all that was answered.
    """
    n = len(deviations)
    distance, df = np.full(n, np.nan), np.zeros(n)
    for rows, seen in patterns_of(~np.isnan(deviations)):
        free = _not_explained(loadings[seen])
        if not free.shape[1]:
            continue
        lower = np.linalg.cholesky(free.T @ cov[np.ix_(seen, seen)] @ free)
        turned = np.linalg.solve(lower, free.T @ deviations[np.ix_(rows, seen)].T)
        distance[rows], df[rows] = (turned**2).sum(axis=0), free.shape[1]
    return distance, df


def _not_explained(loadings: Array) -> Array:
    """Return an orthonormal basis of what is orthogonal to the columns, shape (p, p - rank)."""
    if not loadings.shape[1]:
        return np.eye(len(loadings))
    left, sizes, _ = np.linalg.svd(loadings, full_matrices=True)
    rank = int((sizes > NO_LOADING * max(float(sizes.max(initial=0.0)), NO_LOADING)).sum())
    return np.asarray(left[:, rank:], dtype=np.float64)
