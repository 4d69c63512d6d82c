"""Residual variances that follow from the others: latent responses of known scale.

In the delta parameterization the latent response behind an ordinal variable has
(given the covariates) variance ``1 / delta^2``, with a scale delta that is 1, fixed, or
estimated; its residual variance is no parameter but what the rest of the model leaves
(Muthen & Asparouhov 2002, Mplus Web Notes 4).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gainsem.core.implied import Implied, gather, imply
from gainsem.core.linalg import Array
from gainsem.core.structure import Indices, Matrix, Structure


@dataclass(frozen=True)
class Derived:
    """Which residual variances follow from the others.

    Parameters
    ----------
    structure : Structure
        With the derived variances as its last parameters.
    items : ndarray of int, shape (d,)
        The observed variables whose variance is that of a scale, in the order of these
        parameters.
    """

    structure: Structure
    items: Indices

    @property
    def n_free(self) -> int:
        """Number of parameters that are estimated, q."""
        return self.structure.n_params - len(self.items)

    @property
    def structural(self) -> bool:
        """Whether a derived variance stands in Psi, where it moves other moments too."""
        return bool((self._places[0] == Matrix.PSI).any())

    @property
    def _places(self) -> tuple[Indices, Indices]:
        """Matrix and row of each derived variance."""
        last = np.flatnonzero(self.structure.param >= self.n_free)
        last = last[np.argsort(self.structure.param[last])]
        return self.structure.matrix[last], self.structure.row[last]

    @cached_property
    def _scales(self) -> tuple[Indices, Indices]:
        """Position among ``items``, and parameter, of every scale that is estimated."""
        structure = self.structure
        free = structure.elements[Matrix.DELTA]
        place = {item: position for position, item in enumerate(self.items.tolist())}
        at = np.array([place[item] for item in structure.row[free].tolist()], dtype=np.intp)
        return at, structure.param[free]

    def _loads(self, implied: Implied) -> Array:
        """Return how much each derived variance adds to each of the variances, shape (d, d)."""
        p = self.structure.n_observed
        matrix, row = self._places
        loads: Array = (row == self.items[:, None]).astype(np.float64)
        inner = np.flatnonzero(matrix == Matrix.PSI)
        paths = implied.columns[np.ix_(self.items, p + row[inner])]
        loads[:, inner] = paths**2
        return loads

    def complete(self, params: Array) -> Array | None:
        """Return the parameters with the derived variances behind them, shape (q + d,).

        None where the model implies no moments, or a scale is not above 0.
        """
        whole = np.concatenate([params, np.zeros(len(self.items))])
        implied = imply(self.structure, whole)
        if implied is None:
            return None
        scales = implied.matrices.delta[self.items]
        if (scales <= 0.0).any():
            return None
        left = scales**-2.0 - np.diag(implied.sigma)[self.items]
        loads = self._loads(implied)
        whole[self.n_free :] = left if _is_unit(loads) else np.linalg.solve(loads, left)
        return whole

    def chain(self, implied: Implied) -> Array:
        """Return the derivatives of all parameters by the estimated ones, shape (q + d, q)."""
        slopes = variance_slopes(self.structure, implied)[self.items, : self.n_free]
        at, param = self._scales
        if len(at):
            scales = implied.matrices.delta[self.items[at]]
            np.add.at(slopes, (at, param), 2.0 * scales**-3.0)
        return np.concatenate([np.eye(self.n_free), -np.linalg.solve(self._loads(implied), slopes)])

    def multipliers(self, implied: Implied, pull: Array) -> Array:
        """Return Lagrange multipliers of the variances, shape (d,).

        Parameters
        ----------
        implied : Implied
        pull : ndarray, shape (q + d,)
            Derivatives of what is minimised by all parameters.
        """
        found = np.linalg.solve(self._loads(implied).T, -pull[self.n_free :])
        return np.asarray(found, dtype=np.float64)

    def scale_curvature(self, implied: Implied, weights: Array) -> Array | None:
        """Return ``sum_i w_i d2 (-1 / delta_i^2)`` by all parameters, None without free scales.

        Parameters
        ----------
        implied : Implied
        weights : ndarray, shape (d,)
        """
        at, param = self._scales
        if not len(at):
            return None
        result = np.zeros((self.structure.n_params,) * 2)
        scales = implied.matrices.delta[self.items[at]]
        np.add.at(result, (param, param), -6.0 * weights[at] * scales**-4.0)
        return result


def variance_slopes(structure: Structure, implied: Implied) -> Array:
    """Return the derivatives of the variances by the parameters, shape (p, q)."""
    index = gather(structure, implied)
    columns = implied.columns
    element = 2.0 * index.c * columns[:, index.u] * columns[:, index.v]
    return over_parameters(structure, element)


def over_parameters(structure: Structure, element: Array) -> Array:
    """Return derivatives by parameters (r, q) from those by elements (r, e)."""
    if structure.one_to_one:
        return element
    slopes = np.zeros((structure.n_params, len(element)))
    np.add.at(slopes, structure.param, element.T)
    return slopes.T


def _is_unit(loads: Array) -> bool:
    return bool((loads == np.eye(len(loads))).all())
