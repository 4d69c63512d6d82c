"""Second derivatives of the implied moments, contracted with a weight.

Only Lambda and B bend Sigma and mu: with ``x`` the column a path acts through
(``e_i`` for Lambda_ij, ``a_i`` for B_ij) the derivative of Sigma is
``x g_j' + g_j x'`` and both ``x`` and ``g_j`` move with other parameters.
"""

from __future__ import annotations

import numpy as np

from gainsem.core.implied import Gather, Implied, Matrix, Structure
from gainsem.core.linalg import Array


def sigma_curvature(structure: Structure, implied: Implied, index: Gather, w: Array) -> Array:
    """Return ``tr(W d2Sigma) / 2`` for all pairs of elements.

    Parameters
    ----------
    structure : Structure
    implied : Implied
    index : Gather
    w : ndarray, shape (p + 2m, p + 2m)
        C' W C.

    Returns
    -------
    ndarray, shape (e, e)
    """
    result = np.zeros((len(structure.param), len(structure.param)))
    path = np.flatnonzero(structure.is_in(Matrix.LAMBDA, Matrix.BETA))
    if not len(path):
        return result
    result[np.ix_(path, path)] = _path_pairs(structure, implied, index, w, path)
    psi = np.flatnonzero(structure.matrix == Matrix.PSI)
    if len(psi):
        p, r = structure.n_observed, implied.r
        source, x = structure.col[path], index.u[path]
        a, b = structure.row[psi], structure.col[psi]
        block = r[np.ix_(source, a)] * w[np.ix_(x, p + b)]
        block += r[np.ix_(source, b)] * w[np.ix_(x, p + a)]
        block *= index.c[psi]
        result[np.ix_(path, psi)] = block
        result[np.ix_(psi, path)] = block.T
    return result


def mean_curvature(structure: Structure, implied: Implied, index: Gather, y: Array) -> Array:
    """Return ``d2mu' Omega d`` for all pairs of elements.

    Parameters
    ----------
    structure : Structure
    implied : Implied
    index : Gather
    y : ndarray, shape (p + 2m,)
        C' Omega d.

    Returns
    -------
    ndarray, shape (e, e)
    """
    result = np.zeros((len(structure.param), len(structure.param)))
    path = np.flatnonzero(structure.is_in(Matrix.LAMBDA, Matrix.BETA))
    if not len(path):
        return result
    r, mean = implied.r, implied.eta_mean
    source, x = structure.col[path], index.u[path]
    in_beta = structure.matrix[path] == Matrix.BETA
    target = np.where(in_beta, structure.row[path], 0)
    moved = r[np.ix_(source, target)] * np.outer(y[x], mean[source]) * in_beta[None, :]
    result[np.ix_(path, path)] = moved + moved.T
    alpha = np.flatnonzero(structure.matrix == Matrix.ALPHA)
    if len(alpha):
        block = y[x][:, None] * r[np.ix_(source, structure.row[alpha])]
        result[np.ix_(path, alpha)] = block
        result[np.ix_(alpha, path)] = block.T
    return result


def _path_pairs(
    structure: Structure,
    implied: Implied,
    index: Gather,
    w: Array,
    path: np.ndarray[tuple[int], np.dtype[np.intp]],
) -> Array:
    g_start = structure.n_observed + structure.n_latent
    source, x = structure.col[path], index.u[path]
    in_beta = structure.matrix[path] == Matrix.BETA
    target = np.where(in_beta, structure.row[path], 0)
    result: Array = w[np.ix_(x, x)] * implied.eta_cov[np.ix_(source, source)]
    if in_beta.any():
        moved = implied.r[np.ix_(source, target)] * w[np.ix_(x, g_start + source)]
        moved *= in_beta[None, :]
        result = result + moved + moved.T
    return result
