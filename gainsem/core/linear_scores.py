"""Factor scores of continuous variables in closed form, residual covariances included."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.core.ordinal_scores import Scores
from gainsem.core.structure import Indices

# Eigenvalues this small, relative to the largest, are zero.
NOTHING = 1e-10


def regression_scores(
    values: Array, *, mean: Array, cov: Array, factor_mean: Array, factor_cov: Array, cross: Array
) -> Scores:
    """Return the expected factors given the answers: ``m + C' S^-1 (y - mu)``.

    Thurstone (1935), The vectors of mind; Bollen (1989), doi:10.1002/9781118619179.
    Under normality they are the mode of the posterior, too.  Missing answers are left out.

    Parameters
    ----------
    values : ndarray, shape (n, p)
        NaN where missing.
    mean, cov : ndarray, shapes (p,) and (p, p)
    factor_mean, factor_cov : ndarray, shapes (m,) and (m, m)
    cross : ndarray, shape (p, m)
        Covariances of the variables with the factors.

    Returns
    -------
    Scores
        Without any answer, and where what was answered has a singular covariance
        matrix, NaN.
    """
    scores, se = _empty(values, factor_cov)
    for rows, there in patterns_of(~np.isnan(values)):
        weights = _solve(cov[np.ix_(there, there)], cross[there])
        if weights is None:
            continue
        scores[rows] = factor_mean + (values[np.ix_(rows, there)] - mean[there]) @ weights
        left = np.diag(factor_cov - cross[there].T @ weights)
        se[rows] = np.sqrt(np.maximum(left, 0.0))
    return _as_scores(scores, se)


def likelihood_scores(values: Array, *, loadings: Array, residual_cov: Array) -> Scores:
    """Return the generalised least squares estimates of the factors.

    ``(L' V^-1 L)^-1 L' V^-1 y`` (Bartlett 1937, doi:10.1111/j.2044-8295.1937.tb00863.x),
    with ``V = Theta + L D L'`` instead of Theta: the same numbers for every D, and they
    exist where a residual variance is 0.

    Parameters
    ----------
    values : ndarray, shape (n, p)
        Less what does not depend on the factors; NaN where missing.
    loadings : ndarray, shape (p, m)
    residual_cov : ndarray, shape (p, p)

    Returns
    -------
    Scores
        NaN for factors the answers do not determine.
    """
    size = np.sqrt(np.diag(residual_cov).mean() + (loadings**2).mean())
    largest = np.abs(loadings).max(axis=0)
    spread = size / np.where(largest > 0.0, largest, size or 1.0)
    unit, m = loadings * spread, loadings.shape[1]
    v = residual_cov + unit @ unit.T
    scores, se = _empty(values, np.eye(m))
    for rows, there in patterns_of(~np.isnan(values)):
        weights = _solve(v[np.ix_(there, there)], unit[there])
        if weights is None:
            continue
        inverse, known = _inverse_where_known(unit[there].T @ weights)
        estimate = values[np.ix_(rows, there)] @ weights @ inverse
        left = np.sqrt(np.maximum(np.diag(inverse) - 1.0, 0.0))
        scores[rows] = np.where(known, estimate * spread, np.nan)
        se[rows] = np.where(known, left * spread, np.nan)
    return _as_scores(scores, se)


def patterns_of(present: NDArray[np.bool_]) -> Iterator[tuple[Indices, Indices]]:
    """Yield the rows of every pattern of answers, and the columns answered; none is left out."""
    kinds, which = np.unique(present, axis=0, return_inverse=True)
    for k, kind in enumerate(kinds):
        if kind.any():
            yield np.flatnonzero(which.reshape(-1) == k), np.flatnonzero(kind)


def _empty(values: Array, square: Array) -> tuple[Array, Array]:
    shape = (len(values), len(square))
    return np.full(shape, np.nan), np.full(shape, np.nan)


def _as_scores(scores: Array, se: Array) -> Scores:
    return Scores(scores, se, np.asarray(np.isfinite(scores).all(axis=1)))


def _solve(matrix: Array, right: Array) -> Array | None:
    """Return ``matrix^-1 right``, None unless the matrix is positive definite."""
    try:
        np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        return None
    return np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)


def _inverse_where_known(information: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Return the generalised inverse, and which factors no flat direction touches."""
    roots, vectors = np.linalg.eigh(information)
    flat = roots <= NOTHING * max(float(roots[-1]), 1e-300)
    inverse = (vectors[:, ~flat] / roots[~flat]) @ vectors[:, ~flat].T
    known = (vectors[:, flat] ** 2).sum(axis=1) < NOTHING
    return inverse, np.asarray(known)
