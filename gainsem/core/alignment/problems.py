"""The two problems of alignment: factor standard deviations, and factor means.

With ``c = alpha / sqrt(psi)`` instead of the factor mean, the aligned parameters are
``lambda / sqrt(psi)`` and ``nu - lambda c`` (Asparouhov & Muthén 2014, eq. 7 and 8): the
loss of the loadings depends on the standard deviations alone and that of the intercepts on
c alone.  The whole therefore falls apart into small problems, a factor each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import null_space

from gainsem.core.alignment.component_loss import LossPoint, loss_at, values_at
from gainsem.core.alignment.parameters import MeasurementTable, pair_weights
from gainsem.core.alignment.search import Objective, Slope
from gainsem.core.linalg import Array
from gainsem.core.structure import Indices


@dataclass(frozen=True)
class SpreadProblem:
    """The logarithms u of a factor's standard deviations in the groups, with sum 0.

    ``psi_1 ... psi_G = 1`` keeps the loss from falling because all loadings shrink.

    Parameters
    ----------
    loadings : ndarray, shape (G, R)
    weights : ndarray, shape (R, G, G)
    epsilon : float
    """

    loadings: Array
    weights: Array
    epsilon: float

    @property
    def basis(self) -> Array:
        """Orthonormal directions in which the sum stays 0, shape (G, G - 1)."""
        n_groups = len(self.loadings)
        basis: Array = null_space(np.full((1, n_groups), 1.0 / n_groups))
        return basis

    def cells(self, u: Array) -> Array:
        """Return the aligned loadings, shape (B, G, R)."""
        aligned: Array = self.loadings * np.exp(-u)[:, :, None]
        return aligned

    def hessians(self, cells: Array, point: LossPoint) -> tuple[Array, Array]:
        """Return second derivatives of the loss and of what lies above it, by u."""
        own = (cells * point.slope).sum(axis=-1)
        diagonal = np.arange(own.shape[-1])
        exact = np.einsum("bgr,bhr,brgh->bgh", cells, cells, point.exact)
        above = np.einsum("bgr,bhr,brgh->bgh", cells, cells, point.above)
        exact[:, diagonal, diagonal] += own
        above[:, diagonal, diagonal] += np.maximum(own, 0.0)
        return exact, above

    def objective(self) -> Objective:
        """Return the loss as a function of coordinates in the basis."""
        basis = self.basis

        def values(x: Array) -> Array:
            return values_at(self.cells(x @ basis.T), self.weights, self.epsilon)

        def slopes(x: Array) -> Slope:
            cells = self.cells(x @ basis.T)
            point = loss_at(cells, self.weights, self.epsilon)
            gradient = -(cells * point.slope).sum(axis=-1) @ basis
            exact, above = self.hessians(cells, point)
            return Slope(point.value, gradient, basis.T @ exact @ basis, basis.T @ above @ basis)

        return Objective(values, slopes)


@dataclass(frozen=True)
class MeanProblem:
    """The means c, in standard deviations, of the factors of a block in the groups.

    Parameters
    ----------
    positions : ndarray, shape (G, R)
    loadings : ndarray, shape (G, R, k)
        Of each position's item on the k factors.
    weights : ndarray, shape (R, G, G)
    epsilon : float
    free : ndarray of int, shape (f,)
        Which of the G k means, group by group, are sought; the others are 0.
    """

    positions: Array
    loadings: Array
    weights: Array
    epsilon: float
    free: Indices

    def means(self, x: Array) -> Array:
        """Return c, shape (B, G, k)."""
        n_groups, _, k = self.loadings.shape
        c = np.zeros((len(x), n_groups * k))
        c[:, self.free] = x
        return c.reshape(len(x), n_groups, k)

    def cells(self, c: Array) -> Array:
        """Return the aligned positions, shape (B, G, R)."""
        aligned: Array = self.positions - np.einsum("grk,bgk->bgr", self.loadings, c)
        return aligned

    def hessian(self, of_cells: Array) -> Array:
        """Return second derivatives by all means, shape (B, G k, G k)."""
        full = np.einsum("grj,hrk,brgh->bgjhk", self.loadings, self.loadings, of_cells)
        size = self.loadings.shape[0] * self.loadings.shape[2]
        return np.asarray(full.reshape(len(full), size, size))

    def objective(self) -> Objective:
        """Return the loss as a function of the free means."""

        def values(x: Array) -> Array:
            return values_at(self.cells(self.means(x)), self.weights, self.epsilon)

        def slopes(x: Array) -> Slope:
            point = loss_at(self.cells(self.means(x)), self.weights, self.epsilon)
            by_mean = -np.einsum("grk,bgr->bgk", self.loadings, point.slope)
            gradient = by_mean.reshape(len(x), -1)[:, self.free]
            exact = self.hessian(point.exact)[:, self.free[:, None], self.free]
            above = self.hessian(point.above)[:, self.free[:, None], self.free]
            return Slope(point.value, gradient, exact, above)

        return Objective(values, slopes)


def spread_problem(
    table: MeasurementTable, factor: int, sizes: Array, epsilon: float
) -> SpreadProblem:
    """Return the problem of one factor's standard deviations (weights with mean 1)."""
    own = table.factor == factor
    weights = pair_weights(table.has_loading[:, own], sizes)
    return SpreadProblem(table.loadings[:, own], weights / mean_weight(sizes), epsilon)


def mean_problem(
    table: MeasurementTable, block: Indices, sizes: Array, epsilon: float, held: int | None
) -> MeanProblem:
    """Return the problem of the means of a block of factors; ``held``: the group with mean 0."""
    rows = np.flatnonzero(np.isin(table.of_item, table.item[np.isin(table.factor, block)]))
    loadings = np.zeros((table.n_groups, len(rows), len(block)))
    for k, factor in enumerate(block):
        for place in np.flatnonzero(table.factor == factor):
            mine = table.of_item[rows] == table.item[place]
            loadings[:, mine, k] = table.loadings[:, place, None]
    weights = pair_weights(table.has_position[:, rows], sizes) / mean_weight(sizes)
    group = np.repeat(np.arange(table.n_groups), len(block))
    free = np.flatnonzero(group != (-1 if held is None else held))
    return MeanProblem(table.positions[:, rows], loadings, weights, epsilon, free)


def mean_weight(sizes: Array) -> float:
    """Return a size of weights that keeps slopes comparable with a tolerance."""
    return float(np.sqrt(sizes).mean() ** 2) * len(sizes)
