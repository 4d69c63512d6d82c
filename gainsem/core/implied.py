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
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array

Indices = NDArray[np.intp]


class Matrix(IntEnum):
    """The six matrices a parameter can stand in."""

    LAMBDA = 0
    BETA = 1
    PSI = 2
    THETA = 3
    NU = 4
    ALPHA = 5


@dataclass(frozen=True)
class Matrices:
    """The model matrices of one group.

    Shapes: ``lambda_`` (p, m), ``beta`` (m, m), ``psi`` (m, m), ``theta`` (p, p),
    ``nu`` (p,), ``alpha`` (m,).
    """

    lambda_: Array
    beta: Array
    psi: Array
    theta: Array
    nu: Array
    alpha: Array


@dataclass(frozen=True)
class Structure:
    """Where the free elements of one group's matrices are.

    Parameters
    ----------
    fixed : Matrices
        The matrices with their fixed values; free elements hold 0.
    matrix, row, col : ndarray of int, shape (e,)
        Place of each free element (``row >= col`` in psi and theta; ``col`` is 0
        in nu and alpha).
    param : ndarray of int, shape (e,)
        Index of each element's parameter; elements may share one.
    n_params : int
    means : bool
        Whether mu is part of the model.
    """

    fixed: Matrices
    matrix: Indices
    row: Indices
    col: Indices
    param: Indices
    n_params: int
    means: bool

    @property
    def n_observed(self) -> int:
        """Number of observed variables, p."""
        return int(self.fixed.lambda_.shape[0])

    @property
    def n_latent(self) -> int:
        """Number of columns of Lambda, m (latent and structural observed variables)."""
        return int(self.fixed.lambda_.shape[1])

    def is_in(self, *matrices: Matrix) -> NDArray[np.bool_]:
        """Return which elements stand in one of the given matrices."""
        return np.isin(self.matrix, matrices)


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


@dataclass(frozen=True)
class Gather:
    """Indices and factors of the derivatives: c (u v' + v u') and t w.

    ``c`` is 0 for nu and alpha, ``t`` is 0 for psi and theta.  Shapes (e,).
    """

    c: Array
    u: Indices
    v: Indices
    t: Array
    w: Indices


def place(structure: Structure, params: Array) -> Matrices:
    """Return the model matrices at a parameter vector."""
    fixed = structure.fixed
    arrays = (fixed.lambda_, fixed.beta, fixed.psi, fixed.theta, fixed.nu, fixed.alpha)
    filled = [array.copy() for array in arrays]
    values = params[structure.param]
    for kind, array in zip(Matrix, filled, strict=True):
        here = structure.matrix == kind
        if not here.any():
            continue
        row, col = structure.row[here], structure.col[here]
        if array.ndim == 1:
            array[row] = values[here]
            continue
        array[row, col] = values[here]
        if kind in (Matrix.PSI, Matrix.THETA):
            array[col, row] = values[here]
    return Matrices(*filled)


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
    m = structure.n_latent
    try:
        r = np.eye(m)
        if matrices.beta.any():
            r = np.asarray(np.linalg.inv(r - matrices.beta), dtype=np.float64)
    except np.linalg.LinAlgError:
        return None
    a = matrices.lambda_ @ r
    eta_cov = r @ matrices.psi @ r.T
    g = matrices.lambda_ @ eta_cov
    sigma = g @ matrices.lambda_.T + matrices.theta
    eta_mean = r @ matrices.alpha
    mu = matrices.nu + matrices.lambda_ @ eta_mean
    columns = np.concatenate([np.eye(len(sigma)), a, g], axis=1)
    return Implied(matrices, r, eta_cov, eta_mean, (sigma + sigma.T) / 2.0, mu, columns)


def gather(structure: Structure, implied: Implied) -> Gather:
    """Return the derivative indices of every free element at one point."""
    p, m = structure.n_observed, structure.n_latent
    kind, row, col = structure.matrix, structure.row, structure.col
    a_row, a_col, g_col = p + row, p + col, p + m + col
    in_columns = structure.is_in(Matrix.THETA, Matrix.LAMBDA, Matrix.NU)
    u = np.where(in_columns, row, a_row)
    v = np.select(
        [structure.is_in(Matrix.LAMBDA, Matrix.BETA), kind == Matrix.PSI, kind == Matrix.THETA],
        [g_col, a_col, col],
        default=0,
    )
    symmetric = structure.is_in(Matrix.PSI, Matrix.THETA)
    of_mean = structure.is_in(Matrix.NU, Matrix.ALPHA)
    c = np.where(symmetric & (row == col), 0.5, 1.0)
    c[of_mean] = 0.0
    path = structure.is_in(Matrix.LAMBDA, Matrix.BETA)
    t = np.where(of_mean, 1.0, 0.0)
    if structure.means:
        t[path] = implied.eta_mean[col[path]]
    return Gather(c, u, v, t, u)


def sum_over_elements(structure: Structure, values: Array) -> Array:
    """Return a vector over parameters from one over elements (shared ones add up)."""
    total = np.bincount(structure.param, weights=values, minlength=structure.n_params)
    return np.asarray(total, dtype=np.float64)


def sum_over_element_pairs(structure: Structure, values: Array) -> Array:
    """Return a (q, q) matrix over parameters from an (e, e) matrix over elements."""
    param, q = structure.param, structure.n_params
    if len(param) == q and np.array_equal(param, np.arange(q)):
        return values
    result = np.zeros((q, q))
    np.add.at(result, (param[:, None], param[None, :]), values)
    return result
