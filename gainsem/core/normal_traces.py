"""Traces of robust tests of the likelihood that need no matrix of p(p + 1)/2 rows.

Turned by the Cholesky factor of Sigma the normal-theory weight V is diagonal: 1/2 for
squares, 1 for products (and for means).  So ``tr(V Gamma)`` is a mean of fourth powers
of Mahalanobis distances (Mardia 1970, doi:10.1093/biomet/57.3.519).  Where covariates
are fixed, what they explain of a product does not vary: ``z_ab = y_a y_b - f_a f_b``
with f the regression of y on them in the sample.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array, cholesky
from gainsem.core.structure import Indices


@dataclass(frozen=True)
class Turned:
    """Deviations of respondents, turned so that Sigma is the identity.

    Parameters
    ----------
    rows : ndarray, shape (p, n)
    factor : ndarray, shape (p, p)
        Lower Cholesky factor of Sigma in this order.
    order : ndarray of int, shape (p,)
        Position of each row among the variables.
    explained : ndarray, shape (p, n), or None
        What fixed covariates explain of the rows.
    """

    rows: Array
    factor: Array
    order: Indices
    explained: Array | None

    @property
    def cov(self) -> Array:
        """Covariances of the rows about 0 that vary, shape (p, p)."""
        product: Array = self.rows @ self.rows.T
        if self.explained is not None:
            product -= self.explained @ self.explained.T
        product /= self.rows.shape[1]
        return product

    def turn(self, matrix: Array) -> Array:
        """Return a matrix with variables in rows, turned like the answers."""
        return np.asarray(np.linalg.solve(self.factor, matrix[self.order]), dtype=np.float64)


def explained_by(deviations: Array, given: Indices) -> Array | None:
    """Return the regression of deviations on some of them, shape (n, p); None without any."""
    if not len(given):
        return None
    x = deviations[:, given]
    slopes = np.linalg.lstsq(x, deviations, rcond=None)[0]
    fitted: Array = np.asarray(x @ slopes, dtype=np.float64)
    fitted[:, given] = x
    return fitted


def turned(
    sigma: Array, deviations: Array, *, explained: Array | None = None, first: Indices | None = None
) -> Turned | None:
    """Return deviations turned by Sigma, None where it is not positive definite.

    Parameters
    ----------
    sigma : ndarray, shape (p, p)
    deviations : ndarray, shape (n, p)
    explained : ndarray, shape (n, p), optional
        From :func:`explained_by`.
    first : ndarray of int, optional
        Variables to put first.
    """
    order = np.arange(len(sigma))
    if first is not None and len(first):
        order = np.concatenate([first, np.setdiff1d(order, first)]).astype(np.intp)
    lower = cholesky(sigma[np.ix_(order, order)])
    if lower is None:
        return None
    # The factor is small and has many right-hand sides: its inverse is ten times faster.
    inverse = np.asarray(np.linalg.inv(lower), dtype=np.float64)[:, np.argsort(order)]
    rows: Array = inverse @ deviations.T
    fitted: Array | None = None if explained is None else inverse @ explained.T
    return Turned(rows, lower, order, fitted)


def saturated_trace(of: Turned, *, means: bool) -> float:
    """Return ``tr(V Gamma)``, Gamma about the sample moments.

    Parameters
    ----------
    of : Turned
    means : bool
        Whether means are among the moments.
    """
    cov = of.cov
    fourth = (of.rows**2).sum(axis=0) ** 2
    if of.explained is not None:
        fourth -= 2.0 * (of.rows * of.explained).sum(axis=0) ** 2
        fourth += (of.explained**2).sum(axis=0) ** 2
    trace = 0.5 * (float(fourth.mean()) - float((cov**2).sum()))
    # The residuals are uncorrelated with what is explained: their covariance is the rest.
    return trace + float(np.trace(cov)) if means else trace


def independence_trace(of: Turned, n_covariates: int) -> float:
    """Return ``tr(U Gamma)`` of the model in which only covariates are related.

    Parameters
    ----------
    of : Turned
        By the covariances of that model; its covariates first.
    n_covariates : int
    """
    squares, n = of.rows**2, of.rows.shape[1]
    products = squares @ squares.T
    if of.explained is not None:
        both, given = of.rows * of.explained, of.explained**2
        products += given @ given.T - 2.0 * (both @ both.T)
    products = products / n - of.cov**2
    products[:n_covariates, :n_covariates] = 0.0
    return float(np.tril(products, -1).sum())


def independence_scores_trace(of: Turned, n_covariates: int, *, means: bool) -> float:
    """Return ``tr(A^-1 B)`` of that model: scores of its variances (and means) there.

    Covariates count where they are not fixed, with all their moments.
    """
    k = n_covariates
    squares = of.rows**2
    trace = 0.5 * float(((squares[k:] - 1.0) ** 2).mean(axis=1).sum())
    trace += float(squares[k:].mean(axis=1).sum()) if means else 0.0
    if of.explained is not None or not k:
        return trace
    total = squares[:k].sum(axis=0)
    trace += 0.5 * (float((total**2).mean()) - 2.0 * float(total.mean()) + k)
    return trace + (float(total.mean()) if means else 0.0)
