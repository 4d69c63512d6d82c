"""Model-implied moments and the columns every derivative is gathered from.

LISREL, all-y notation (Joreskog & Sorbom; Bollen 1989, doi:10.1002/9781118619179)::

    R = (I - B)^-1,  A = Lambda R,  E = R Psi R',  G = Lambda E
    Sigma = A Psi A' + Theta,  mu = nu + A alpha

Every derivative of Sigma by a matrix element is ``c (u v' + v u')`` with u and v
columns of ``C = [I | A | G]``; every derivative of mu is ``t w`` with w a column of
``C``.  A :class:`Structure` holds these columns as indices, so that gradients and
Hessians of any discrepancy are gathers from ``C' M C``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.structure import Gather, Matrices, Structure


@dataclass(frozen=True)
class Implied:
    """What a structure implies at one parameter vector.

    Parameters
    ----------
    matrices : Matrices
    r : ndarray, shape (m, m)
        (I - B)^-1.
    eta_cov : ndarray, shape (m, m)
        Covariances of the latent variables, E.
    eta_mean : ndarray, shape (m,)
        Means of the latent variables, R alpha.
    sigma : ndarray, shape (p, p)
    mu : ndarray, shape (p,)
        Zero when means are not part of the model.
    columns : ndarray, shape (p, p + 2m)
        C = [I | A | G].
    """

    matrices: Matrices
    r: Array
    eta_cov: Array
    eta_mean: Array
    sigma: Array
    mu: Array
    columns: Array


def place(structure: Structure, params: Array) -> Matrices:
    """Return the model matrices at a parameter vector."""
    layout = structure.layout
    values, flat = params[structure.param], layout.template.copy()
    flat[layout.at] = values
    flat[layout.mirrored] = values
    return Matrices(*(flat[first:last].reshape(shape) for first, last, shape in layout.shapes))


def imply(structure: Structure, params: Array) -> Implied | None:
    """Return the implied moments at a parameter vector.

    Parameters
    ----------
    structure : Structure
    params : ndarray, shape (q,)

    Returns
    -------
    Implied or None
        None when ``I - B`` is singular.
    """
    matrices = place(structure, params)
    lambda_, psi, p = matrices.lambda_, matrices.psi, structure.n_observed
    r = np.eye(structure.n_latent)
    a, eta_cov = lambda_, psi
    if structure.has_paths_between:
        try:
            r = np.asarray(np.linalg.inv(r - matrices.beta), dtype=np.float64)
        except np.linalg.LinAlgError:
            return None
        a, eta_cov = lambda_ @ r, r @ psi @ r.T
    columns = np.zeros((p, p + 2 * len(psi)))
    columns[:, :p].flat[:: p + 1] = 1.0
    columns[:, p : p + len(psi)] = a
    g = np.matmul(lambda_, eta_cov, out=columns[:, p + len(psi) :])
    sigma = g @ lambda_.T + matrices.theta
    eta_mean, mu = matrices.alpha, matrices.nu
    if structure.means:
        eta_mean = r @ matrices.alpha
        mu = matrices.nu + lambda_ @ eta_mean
    return Implied(matrices, r, eta_cov, eta_mean, (sigma + sigma.T) * 0.5, mu, columns)


def gather(structure: Structure, implied: Implied) -> Gather:
    """Return the derivative indices of every free element at one point."""
    fixed = structure.derivatives
    if not structure.means:
        return fixed
    t = fixed.t.copy()
    t[structure.paths] = implied.eta_mean[structure.col[structure.paths]]
    return Gather(fixed.c, fixed.u, fixed.v, t, fixed.w, fixed.pairs)


def sum_over_elements(structure: Structure, values: Array) -> Array:
    """Return a vector over parameters from one over elements (shared ones add up)."""
    if structure.one_to_one:
        return values
    total = np.bincount(structure.param, weights=values, minlength=structure.n_params)
    return np.asarray(total, dtype=np.float64)


def sum_over_element_pairs(structure: Structure, values: Array) -> Array:
    """Return a (q, q) matrix over parameters from an (e, e) matrix over elements."""
    if structure.one_to_one:
        return values
    param, q = structure.param, structure.n_params
    result = np.zeros((q, q))
    np.add.at(result, (param[:, None], param[None, :]), values)
    return result
