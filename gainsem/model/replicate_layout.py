"""Where things stand in the vector that describes one replicate of a fitted model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.batch.implied import FixedCells, ImpliedStack, fixed_cells, imply_stack
from gainsem.core.structure import Indices
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import ParameterTable

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ReplicateLayout:
    """Where things are in a vector of a replicate and in the matrices.

    Parameters
    ----------
    compiled : CompiledModel
    given : ndarray of int, shape (k, 2)
        Positions among the observed variables of the moments of given covariates: row and
        column of a covariance, (row, -1) of a mean.
    cells : FixedCells or None
        Where these stand in the matrices.
    variances : ndarray of int, shape (v, 3)
        Places of all variances.
    latent : ndarray of int
        Columns of Lambda of the latent variables.
    """

    compiled: CompiledModel
    given: Indices
    cells: FixedCells | None
    variances: Indices
    latent: Indices

    def given_values(self, mean: Array, cov: Array) -> Array:
        """Return the moments of given covariates in samples: (b, p) and (b, p, p) to (b, k)."""
        row, col = self.given.T
        of_cov = cov[:, row, np.maximum(col, 0)]
        return np.where(col < 0, mean[:, row], of_cov)

    def implied(self, vectors: Array) -> ImpliedStack:
        """Return what the model implies at replicates (b, q + k)."""
        structure = self.compiled.structure
        n_free = vectors.shape[1] - len(self.given)
        params, given = vectors[:, :n_free], vectors[:, n_free:]
        if self.compiled.derived is not None:
            params = np.array([self._complete(each) for each in params])
            params = params.reshape(len(vectors), structure.n_params)
        return imply_stack(structure, params, self.cells, given)

    def _complete(self, params: Array) -> Array:
        whole = self.compiled.complete(params)
        return np.full(self.compiled.structure.n_params, np.nan) if whole is None else whole


def replicate_layout(table: ParameterTable, compiled: CompiledModel) -> ReplicateLayout:
    """Return the layout of the replicates of a model."""
    index = {name: position for position, name in enumerate(table.observed)}
    rows = [row for row in table.rows if row.exogenous]
    given = [(index[row.lhs], -1 if row.op == "~1" else index[row.rhs]) for row in rows]
    chosen = [at for at, row in enumerate(table.rows) if row.exogenous]
    own = [at for at, row in enumerate(table.rows) if row.op == "~~" and row.lhs == row.rhs]
    cells = fixed_cells(compiled.structure, compiled.places[chosen]) if chosen else None
    latent = [compiled.eta.index(name) for name in table.latent]
    return ReplicateLayout(
        compiled,
        np.array(given, dtype=np.intp).reshape(-1, 2),
        cells,
        compiled.places[own].reshape(-1, 3),
        np.array(latent, dtype=np.intp),
    )
