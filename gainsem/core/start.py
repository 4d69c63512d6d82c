"""Cheap closed-form start values for one group.

Loadings by the centroid method within each factor (Thurstone 1931, Multiple
factor analysis), factor covariances through least-squares composites, paths by
regression among these, higher orders by the same steps one level up.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gainsem.core.implied import imply
from gainsem.core.linalg import Array, cholesky
from gainsem.core.structure import Matrices, Matrix, Structure

Mask = NDArray[np.bool_]
LEAST_SHARE, MOST_SHARE = 0.05, 0.95
# Loadings of the plain starts, in standard deviations of the items.
PLAIN_LOADINGS = (0.1, 0.3, 0.5)


def start_values(structure: Structure, cov: Array, mean: Array | None) -> Array:
    """Return start values at which Sigma is positive definite.

    Parameters
    ----------
    structure : Structure
    cov : ndarray, shape (p, p)
    mean : ndarray, shape (p,) or None

    Returns
    -------
    ndarray, shape (q,)
        Parameters shared by several elements get the average of their values.
    """
    matrices = _estimates(structure, cov)
    if structure.means and mean is not None:
        matrices = _with_means(structure, matrices, mean)
    for shrink in (1.0, 0.5, 0.0):
        params = _collect(structure, _shrunk(structure, matrices, shrink))
        implied = imply(structure, params)
        if implied is not None and cholesky(implied.sigma) is not None:
            return params
    return _collect(structure, _plain(structure, cov, PLAIN_LOADINGS[0]))


def further_starts(structure: Structure, cov: Array) -> Iterator[Array]:
    """Yield plain start values for a search that the closed forms led astray.

    All loadings alike, half of every variance error, no paths and no covariances.

    Parameters
    ----------
    structure : Structure
    cov : ndarray, shape (p, p)
    """
    for loading in PLAIN_LOADINGS:
        yield _collect(structure, _plain(structure, cov, loading))


def _estimates(structure: Structure, cov: Array) -> Matrices:
    free_lambda, free_beta = _free(structure, Matrix.LAMBDA), _free(structure, Matrix.BETA)
    fixed = structure.fixed
    lambda_, share = _loadings(fixed.lambda_, free_lambda, fixed.psi, cov)
    variances = cov.diagonal() * (1.0 - share)
    alone = ~lambda_.any(axis=1)
    variances[alone] = cov.diagonal()[alone]
    free_theta = _free(structure, Matrix.THETA)
    theta = np.where(free_theta, 0.0, fixed.theta)
    np.fill_diagonal(theta, np.where(free_theta.diagonal(), variances, theta.diagonal()))
    eta_cov = _eta_covariances(structure, lambda_, cov - theta, free_beta)
    beta, psi = _paths(structure, eta_cov, free_beta)
    return Matrices(lambda_, beta, psi, theta, fixed.nu.copy(), fixed.alpha.copy())


def _free(structure: Structure, kind: Matrix) -> Mask:
    """Return which places of a matrix are free."""
    mask = np.zeros(structure.fixed.as_arrays[kind].shape, dtype=bool)
    here = structure.elements[kind]
    mask[structure.row[here], structure.col[here]] = True
    return mask | mask.T if kind in (Matrix.PSI, Matrix.THETA) else mask


def _loadings(fixed: Array, free: Mask, psi: Array, cov: Array) -> tuple[Array, Array]:
    """Return Lambda with start loadings, and the share of each item's variance explained."""
    lambda_, share = fixed.copy(), np.zeros(len(cov))
    deviation, loads = np.sqrt(cov.diagonal()), free | (fixed != 0)
    for column in range(fixed.shape[1]):
        items = loads[:, column].nonzero()[0]
        if len(items) == 0:
            continue
        standard = centroid(cov[items[:, None], items])
        share[items] = np.maximum(share[items], standard**2)
        values = standard * deviation[items]
        scale = _scale(values, fixed[items, column], psi[column, column])
        here = free[items, column]
        lambda_[items[here], column] = values[here] * scale
    return lambda_, np.clip(share, LEAST_SHARE, MOST_SHARE)


def _scale(values: Array, fixed: Array, variance: float) -> float:
    """Return the factor that brings unit-variance loadings to the factor's own scale."""
    marker = np.flatnonzero(fixed)
    if len(marker) and abs(values[marker[0]]) > 1e-8:
        return float(fixed[marker[0]] / values[marker[0]])
    return 1.0 / np.sqrt(variance) if variance > 0 else 1.0


def centroid(cov: Array) -> Array:
    """Return standardised one-factor loadings of a few items by the centroid method.

    Examples
    --------
    >>> import numpy as np
    >>> loading = np.array([0.8, 0.8, 0.8])
    >>> centroid(np.outer(loading, loading) + 0.36 * np.eye(3)).round(3).tolist()
    [0.8, 0.8, 0.8]
    """
    if len(cov) == 1:
        return np.array([0.9])
    sign = np.where(cov[0] < 0, -1.0, 1.0)
    scale = sign / np.sqrt(cov.diagonal())
    r = cov * (scale[:, None] * scale)
    np.fill_diagonal(r, 0.0)
    np.fill_diagonal(r, np.abs(r).max(axis=1))
    total = float(r.sum())
    loadings = r.sum(axis=1) / np.sqrt(total) if total > 0 else np.full(len(r), 0.5)
    bounded: Array = sign * np.clip(loadings, 0.2, np.sqrt(MOST_SHARE))
    return bounded


def _eta_covariances(structure: Structure, lambda_: Array, common: Array, free_beta: Mask) -> Array:
    """Return covariances of all columns of Lambda, higher orders from their children."""
    m = structure.n_latent
    known = np.flatnonzero(np.abs(lambda_).any(axis=0))
    eta_cov = np.zeros((m, m))
    inverse = np.linalg.pinv(lambda_[:, known])
    eta_cov[np.ix_(known, known)] = inverse @ common @ inverse.T
    _repair_variances(eta_cov, known)
    pointing = free_beta | (structure.fixed.beta != 0)
    waiting = [j for j in range(m) if j not in known]
    while waiting:
        ready = [j for j in waiting if not set(np.flatnonzero(pointing[:, j])) & set(waiting)]
        if not ready:
            eta_cov[waiting, waiting] = 1.0
            break
        for factor in ready:
            _add_higher_order(structure, eta_cov, factor, np.flatnonzero(pointing[:, factor]))
            waiting.remove(factor)
    return eta_cov


def _repair_variances(eta_cov: Array, known: NDArray[np.intp]) -> None:
    """Bring the composites' covariances back into the cone, in place."""
    block = eta_cov[np.ix_(known, known)]
    block = (block + block.T) / 2.0
    variances = np.diag(block).copy()
    floor = LEAST_SHARE * max(float(np.abs(variances).max(initial=0.0)), 1e-8)
    np.fill_diagonal(block, np.maximum(variances, floor))
    while cholesky(block) is None:
        block = 0.8 * block + 0.2 * np.diag(np.diag(block))
    eta_cov[np.ix_(known, known)] = block


def _add_higher_order(
    structure: Structure, eta_cov: Array, factor: int, children: NDArray[np.intp]
) -> None:
    """Fill in the row of a factor measured by other columns, in place."""
    if len(children) == 0:
        eta_cov[factor, factor] = structure.fixed.psi[factor, factor] or 1.0
        return
    among = eta_cov[np.ix_(children, children)]
    standard = centroid(among)
    values = standard * np.sqrt(np.diag(among))
    fixed = structure.fixed
    scale = _scale(values, fixed.beta[children, factor], fixed.psi[factor, factor])
    loadings = values * scale
    weights = loadings / float(loadings @ loadings)
    eta_cov[factor] = eta_cov[:, factor] = weights @ eta_cov[children]
    eta_cov[factor, factor] = 1.0 / scale**2


def _paths(structure: Structure, eta_cov: Array, free_beta: Mask) -> tuple[Array, Array]:
    """Return B and Psi by regressions among the columns of Lambda."""
    beta, m = structure.fixed.beta.copy(), structure.n_latent
    residual = np.diag(eta_cov).copy()
    for row in range(m):
        sources = np.flatnonzero(free_beta[row])
        given = np.flatnonzero(beta[row])
        if len(sources):
            target = eta_cov[sources, row] - eta_cov[np.ix_(sources, given)] @ beta[row, given]
            among = eta_cov[np.ix_(sources, sources)]
            ridge = 1e-6 * np.diag(np.diag(among))
            beta[row, sources] = np.linalg.lstsq(among + ridge, target, rcond=None)[0]
        if len(sources) or len(given):
            all_in = np.flatnonzero(beta[row])
            explained = beta[row, all_in] @ eta_cov[np.ix_(all_in, all_in)] @ beta[row, all_in]
            residual[row] = max(eta_cov[row, row] - explained, 0.1 * eta_cov[row, row])
    free_psi = _free(structure, Matrix.PSI)
    exogenous = ~(free_beta.any(axis=1) | (structure.fixed.beta != 0).any(axis=1))
    both = np.outer(exogenous, exogenous) & free_psi
    psi = np.where(both, eta_cov, 0.0)
    np.fill_diagonal(psi, residual)
    return beta, np.where(free_psi, psi, structure.fixed.psi)


def _with_means(structure: Structure, matrices: Matrices, mean: Array) -> Matrices:
    """Return the matrices with intercepts that reproduce the sample means as far as they can."""
    free_alpha = structure.row[structure.elements[Matrix.ALPHA]]
    free_nu = structure.row[structure.elements[Matrix.NU]]
    if not len(free_alpha) and not len(free_nu):
        return matrices
    r = np.linalg.inv(np.eye(structure.n_latent) - matrices.beta)
    a = matrices.lambda_ @ r
    alpha, nu = matrices.alpha.copy(), matrices.nu.copy()
    left = mean - nu - a @ alpha
    rows = np.setdiff1d(np.arange(len(mean)), free_nu)
    if len(free_alpha) and len(rows):
        alpha[free_alpha] = np.linalg.lstsq(a[np.ix_(rows, free_alpha)], left[rows], rcond=None)[0]
    nu[free_nu] = (mean - a @ alpha)[free_nu]
    return Matrices(matrices.lambda_, matrices.beta, matrices.psi, matrices.theta, nu, alpha)


def _shrunk(structure: Structure, matrices: Matrices, factor: float) -> Matrices:
    """Return the matrices with their free covariances drawn towards zero."""
    if factor == 1.0:
        return matrices
    keep = {}
    for kind, array in ((Matrix.PSI, matrices.psi), (Matrix.THETA, matrices.theta)):
        off = _free(structure, kind) & ~np.eye(len(array), dtype=bool)
        keep[kind] = np.where(off, factor * array, array)
    return Matrices(
        matrices.lambda_,
        matrices.beta if factor else np.where(_free(structure, Matrix.BETA), 0.0, matrices.beta),
        keep[Matrix.PSI],
        keep[Matrix.THETA],
        matrices.nu,
        matrices.alpha,
    )


def _plain(structure: Structure, cov: Array, loading: float) -> Matrices:
    """Return matrices in which half of every variance is error and paths are zero."""
    fixed = structure.fixed
    deviation = np.sqrt(np.diag(cov))
    lambda_ = np.where(_free(structure, Matrix.LAMBDA), loading * deviation[:, None], fixed.lambda_)
    psi = np.where(_free(structure, Matrix.PSI), 0.0, fixed.psi)
    free = np.diag(_free(structure, Matrix.PSI))
    owner = np.where(np.abs(fixed.lambda_) > 0, np.diag(cov)[:, None], 0.0).max(axis=0, initial=0.0)
    np.fill_diagonal(psi, np.where(free, np.where(owner > 0, 0.5 * owner, 0.5), np.diag(psi)))
    theta = np.where(_free(structure, Matrix.THETA), 0.5 * np.diag(np.diag(cov)), fixed.theta)
    return Matrices(lambda_, fixed.beta, psi, theta, fixed.nu, fixed.alpha)


def _collect(structure: Structure, matrices: Matrices) -> Array:
    """Return the parameter vector from filled matrices."""
    values = np.zeros(len(structure.param))
    for kind, array in zip(Matrix, matrices.as_columns, strict=True):
        here = structure.elements[kind]
        if len(here):
            values[here] = array[structure.row[here], structure.col[here]]
    if structure.one_to_one:
        return values
    count = np.bincount(structure.param, minlength=structure.n_params)
    count = np.maximum(count, 1)
    return np.bincount(structure.param, weights=values, minlength=structure.n_params) / count
