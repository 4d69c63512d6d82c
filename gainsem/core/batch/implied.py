"""Model-implied moments at many parameter vectors; the notation of :mod:`gainsem.core.implied`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.batch.stacks import inverses
from gainsem.core.linalg import Array
from gainsem.core.structure import Indices, Matrix, Structure


@dataclass(frozen=True)
class ImpliedStack:
    """What a structure implies at b parameter vectors.

    Parameters
    ----------
    matrices : tuple of ndarray
        In the order of :class:`~gainsem.core.structure.Matrix`, each of shape (b, ...).
    r, eta_cov : ndarray, shape (b, m, m)
    eta_mean : ndarray, shape (b, m)
    sigma : ndarray, shape (b, p, p)
    mu : ndarray, shape (b, p)
    columns : ndarray, shape (b, p, p + 2m)
    """

    matrices: tuple[Array, ...]
    r: Array
    eta_cov: Array
    eta_mean: Array
    sigma: Array
    mu: Array
    columns: Array

    def some(self, chosen: Indices) -> ImpliedStack:
        """Return what is implied at some of the vectors."""
        return ImpliedStack(
            matrices=tuple(each[chosen] for each in self.matrices),
            r=self.r[chosen],
            eta_cov=self.eta_cov[chosen],
            eta_mean=self.eta_mean[chosen],
            sigma=self.sigma[chosen],
            mu=self.mu[chosen],
            columns=self.columns[chosen],
        )


@dataclass(frozen=True)
class FixedCells:
    """Cells whose fixed values differ from draw to draw (moments of given covariates).

    ``at`` and ``mirrored`` are positions in the structure's layout, shape (k,).
    """

    at: Indices
    mirrored: Indices


def fixed_cells(structure: Structure, places: Indices) -> FixedCells:
    """Return the cells at some places (k, 3) of the matrices."""
    layout, arrays = structure.layout, structure.fixed.as_arrays
    starts = np.array([first for first, _, _ in layout.shapes], dtype=np.intp)
    width = np.array([each.shape[1] if each.ndim == 2 else 1 for each in arrays], dtype=np.intp)
    kind, row, col = places.reshape(-1, 3).T
    at = starts[kind] + row * width[kind] + col
    turned = starts[kind] + col * width[kind] + row
    symmetric = (kind == Matrix.PSI) | (kind == Matrix.THETA)
    return FixedCells(at, np.where(symmetric, turned, at))


def imply_stack(
    structure: Structure,
    params: Array,
    cells: FixedCells | None = None,
    given: Array | None = None,
) -> ImpliedStack:
    """Return the implied moments at a stack of parameter vectors.

    Parameters
    ----------
    structure : Structure
    params : ndarray, shape (b, q)
    cells : FixedCells, optional
    given : ndarray, shape (b, k), optional
        Values of these cells.

    Returns
    -------
    ImpliedStack
        NaN where ``I - B`` is singular.
    """
    layout, size = structure.layout, len(params)
    flat = np.tile(layout.template, (size, 1))
    if cells is not None and given is not None:
        flat[:, cells.at] = given
        flat[:, cells.mirrored] = given
    values = params[:, structure.param]
    flat[:, layout.at] = values
    flat[:, layout.mirrored] = values
    matrices = tuple(flat[:, a:b].reshape(size, *shape) for a, b, shape in layout.shapes)
    lambda_, beta, psi, theta, nu, alpha = matrices[:6]
    p, m = structure.n_observed, structure.n_latent
    r, a, eta_cov = np.broadcast_to(np.eye(m), psi.shape), lambda_, psi
    if structure.has_paths_between:
        r = inverses(np.eye(m) - beta)
        a, eta_cov = lambda_ @ r, r @ psi @ r.transpose(0, 2, 1)
    columns = np.zeros((size, p, p + 2 * m))
    columns[:, np.arange(p), np.arange(p)] = 1.0
    columns[:, :, p : p + m] = a
    g = lambda_ @ eta_cov
    columns[:, :, p + m :] = g
    sigma = g @ lambda_.transpose(0, 2, 1) + theta
    eta_mean, mu = alpha, nu
    if structure.means:
        eta_mean = (r @ alpha[:, :, None])[:, :, 0]
        mu = nu + (lambda_ @ eta_mean[:, :, None])[:, :, 0]
    sigma = (sigma + sigma.transpose(0, 2, 1)) * 0.5
    return ImpliedStack(matrices, r, eta_cov, eta_mean, sigma, mu, columns)


def variances_of(implied: ImpliedStack) -> Array:
    """Return diag(E), diag(Sigma), diag(Psi) and diag(Theta), shape (b, 2m + 2p)."""
    parts = [implied.eta_cov, implied.sigma, implied.matrices[2], implied.matrices[3]]
    return np.concatenate([np.einsum("bii->bi", matrix) for matrix in parts], axis=1)


def elements_at(implied: ImpliedStack, places: Indices) -> Array:
    """Return the matrix elements at places (rows, 3) of every draw, shape (b, rows)."""
    values = np.empty((len(implied.sigma), len(places)))
    for kind, array in enumerate(implied.matrices):
        here = np.flatnonzero(places[:, 0] == kind)
        if here.size:
            whole = array if array.ndim == 3 else array[:, :, None]
            values[:, here] = whole[:, places[here, 1], places[here, 2]]
    return values
