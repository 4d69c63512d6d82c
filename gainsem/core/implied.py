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
from functools import cached_property

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
class Pairs:
    """Flat positions of element pairs in a (width, width) matrix, worked out once.

    ``matrix.take(pairs.uv)`` is ``matrix[u_k, v_l]`` for all pairs (k, l) of
    elements, several times faster than indexing with two vectors.
    """

    u: Indices
    v: Indices
    c: Array
    width: int

    @cached_property
    def uu(self) -> Indices:
        """Pairs of first columns, shape (e, e)."""
        return self.u[:, None] * self.width + self.u

    @cached_property
    def vv(self) -> Indices:
        """Pairs of second columns."""
        return self.v[:, None] * self.width + self.v

    @cached_property
    def uv(self) -> Indices:
        """First column of one element, second column of the other."""
        return self.u[:, None] * self.width + self.v

    @cached_property
    def cc(self) -> Array:
        """Products of the factors c."""
        return np.outer(self.c, self.c)


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
    pairs: Pairs


@dataclass(frozen=True)
class Bends:
    """Flat positions of the second derivatives, worked out once.

    Of each path: ``x`` its column of C, ``source`` its column of R.  The matrices
    of positions pair paths with paths (xx, ss, st, xg) or with elements of Psi
    (sa, sb, xa, xb); ``path_path``, ``path_psi`` and ``psi_path`` are places in a
    matrix over all elements.
    """

    path: Indices
    x: Indices
    source: Indices
    in_beta: NDArray[np.bool_]
    xx: Indices
    ss: Indices
    st: Indices
    xg: Indices
    sa: Indices
    sb: Indices
    xa: Indices
    xb: Indices
    c_psi: Array
    path_path: Indices
    path_psi: Indices
    psi_path: Indices


@dataclass(frozen=True)
class Layout:
    """All matrices behind each other in one vector.

    Parameters
    ----------
    template : ndarray
        The fixed values.
    at, mirrored : ndarray of int, shape (e,)
        Where each element goes, and where its mirror image goes (the same place
        outside psi and theta).
    shapes : tuple
        Start, end and shape of each matrix.
    """

    template: Array
    at: Indices
    mirrored: Indices
    shapes: tuple[tuple[int, int, tuple[int, ...]], ...]


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

    @cached_property
    def elements(self) -> dict[Matrix, Indices]:
        """Positions of the elements of each matrix."""
        return {kind: np.flatnonzero(self.matrix == kind) for kind in Matrix}

    @cached_property
    def paths(self) -> Indices:
        """Positions of the elements of Lambda and B, the ones that bend the moments."""
        return np.flatnonzero((self.matrix == Matrix.LAMBDA) | (self.matrix == Matrix.BETA))

    @cached_property
    def has_paths_between(self) -> bool:
        """Whether anything stands in B, so that R is more than the identity."""
        return bool(len(self.elements[Matrix.BETA]) or self.fixed.beta.any())

    @cached_property
    def one_to_one(self) -> bool:
        """Whether every element is a parameter of its own, in order."""
        return self.n_params == len(self.param) and bool(
            (self.param == np.arange(self.n_params)).all()
        )

    @cached_property
    def derivatives(self) -> Gather:
        """Derivative indices with ``t`` of the paths left at 0, where means are not modelled."""
        return _derivatives(self)

    @cached_property
    def bends(self) -> Bends:
        """Positions of what bends the moments."""
        return _bends(self)

    @cached_property
    def layout(self) -> Layout:
        """The matrices as one vector, to be filled in one step."""
        return _layout(self)


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


def _derivatives(structure: Structure) -> Gather:
    p, m = structure.n_observed, structure.n_latent
    kind, row, col = structure.matrix, structure.row, structure.col
    of_items = (kind == Matrix.THETA) | (kind == Matrix.LAMBDA) | (kind == Matrix.NU)
    u = np.where(of_items, row, p + row)
    v = np.zeros_like(col)
    v[structure.paths] = p + m + col[structure.paths]
    for matrix, first in ((Matrix.PSI, p), (Matrix.THETA, 0)):
        here = structure.elements[matrix]
        v[here] = first + col[here]
    of_mean = (kind == Matrix.NU) | (kind == Matrix.ALPHA)
    variance = ((kind == Matrix.PSI) | (kind == Matrix.THETA)) & (row == col)
    c = np.where(of_mean, 0.0, np.where(variance, 0.5, 1.0))
    return Gather(c, u, v, np.where(of_mean, 1.0, 0.0), u, Pairs(u, v, c, p + 2 * m))


def _bends(structure: Structure) -> Bends:
    p, m, e = structure.n_observed, structure.n_latent, len(structure.param)
    width, path, psi = p + 2 * m, structure.paths, structure.elements[Matrix.PSI]
    x, source = structure.derivatives.u[path], structure.col[path]
    in_beta = structure.matrix[path] == Matrix.BETA
    target = np.where(in_beta, structure.row[path], 0)
    a, b = structure.row[psi], structure.col[psi]

    def pairs(one: Indices, other: Indices, size: int) -> Indices:
        return one[:, None] * size + other

    return Bends(
        path=path,
        x=x,
        source=source,
        in_beta=in_beta,
        xx=pairs(x, x, width),
        ss=pairs(source, source, m),
        st=pairs(source, target, m),
        xg=pairs(x, p + m + source, width),
        sa=pairs(source, a, m),
        sb=pairs(source, b, m),
        xa=pairs(x, p + a, width),
        xb=pairs(x, p + b, width),
        c_psi=structure.derivatives.c[psi],
        path_path=pairs(path, path, e).ravel(),
        path_psi=pairs(path, psi, e).ravel(),
        psi_path=pairs(psi, path, e).T.ravel(),
    )


def _layout(structure: Structure) -> Layout:
    fixed, kind = structure.fixed, structure.matrix
    arrays = (fixed.lambda_, fixed.beta, fixed.psi, fixed.theta, fixed.nu, fixed.alpha)
    ends = np.cumsum([array.size for array in arrays])
    starts = ends - [array.size for array in arrays]
    width = np.array([array.shape[1] if array.ndim == 2 else 1 for array in arrays])
    at = starts[kind] + structure.row * width[kind] + structure.col
    mirrored = starts[kind] + structure.col * width[kind] + structure.row
    symmetric = (kind == Matrix.PSI) | (kind == Matrix.THETA)
    shapes = tuple(
        (int(first), int(last), array.shape)
        for first, last, array in zip(starts, ends, arrays, strict=True)
    )
    template = np.concatenate([array.ravel() for array in arrays])
    return Layout(template, at, np.where(symmetric, mirrored, at), shapes)
