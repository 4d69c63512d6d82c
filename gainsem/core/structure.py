"""Where the free elements of the model matrices are, worked out once as index arrays.

A :class:`Structure` is what :mod:`gainsem.model.matrix_map` compiles a parameter
table to; everything an evaluation at a point needs to look up is a cached property
of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array

Indices = NDArray[np.intp]


class Matrix(IntEnum):
    """The matrices a parameter can stand in; thresholds and scales move no moments of y*."""

    LAMBDA = 0
    BETA = 1
    PSI = 2
    THETA = 3
    NU = 4
    ALPHA = 5
    TAU = 6
    DELTA = 7


def _no_scales() -> Array:
    return np.zeros(0)


def _no_thresholds() -> Array:
    return np.zeros((0, 0))


@dataclass(frozen=True)
class Matrices:
    """The model matrices of one group.

    Shapes: ``lambda_`` (p, m), ``beta`` (m, m), ``psi`` (m, m), ``theta`` (p, p),
    ``nu`` (p,), ``alpha`` (m,); where there are ordinal variables, thresholds ``tau``
    (p, most), one row a variable, and scales ``delta`` (p,) of the latent responses.
    """

    lambda_: Array
    beta: Array
    psi: Array
    theta: Array
    nu: Array
    alpha: Array
    tau: Array = field(default_factory=_no_thresholds)
    delta: Array = field(default_factory=_no_scales)

    @property
    def as_arrays(self) -> tuple[Array, ...]:
        """The matrices in the order of :class:`Matrix`."""
        means = (self.nu, self.alpha)
        return (self.lambda_, self.beta, self.psi, self.theta, *means, self.tau, self.delta)

    @property
    def as_columns(self) -> tuple[Array, ...]:
        """The matrices in the order of :class:`Matrix`, vectors as single columns."""
        return tuple(each if each.ndim == 2 else each[:, None] for each in self.as_arrays)


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

    def only(self, keep: NDArray[np.bool_], *, n_params: int | None = None) -> Structure:
        """Return the structure with some of the elements; the others stay at their fixed values.

        Parameters
        ----------
        keep : ndarray of bool, shape (e,)
        n_params : int, optional
            Length of the shorter parameter vector (default: unchanged).
        """
        return replace(
            self,
            matrix=self.matrix[keep],
            row=self.row[keep],
            col=self.col[keep],
            param=self.param[keep],
            n_params=self.n_params if n_params is None else n_params,
        )

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
    still = kind >= Matrix.TAU
    u, v = np.where(still, 0, u), np.where(still, 0, v)
    variance = ((kind == Matrix.PSI) | (kind == Matrix.THETA)) & (row == col)
    c = np.where(of_mean | still, 0.0, np.where(variance, 0.5, 1.0))
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
    kind, arrays = structure.matrix, structure.fixed.as_arrays
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
