"""A model's structure with what it leaves alone made free: given covariates, correlates."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gainsem.core.correlates import correlate_values, with_correlates
from gainsem.core.linalg import Array
from gainsem.core.reduction import Reduction
from gainsem.core.structure import Structure
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import ParameterTable


@dataclass(frozen=True)
class Extended:
    """A structure with further parameters behind those of the model.

    Parameters
    ----------
    structure : Structure
    reduction : Reduction
        The model's constraints; further parameters have none.
    further : ndarray, shape (f,)
        Values of the further parameters that reproduce the sample.
    """

    structure: Structure
    reduction: Reduction
    further: Array

    def values(self, params: Array) -> Array:
        """Return the whole vector (q + f,) behind the model's parameters (q,)."""
        return np.concatenate([params, self.further])

    @property
    def n_model(self) -> int:
        """Parameters of the model, q."""
        return self.structure.n_params - len(self.further)


def extended(
    table: ParameterTable,
    compiled: CompiledModel,
    mean: Array,
    cov: Array,
    *,
    n_auxiliary: int = 0,
    covariates: bool = False,
) -> Extended:
    """Return the structure with the correlates, and with given covariates free if asked for.

    Parameters
    ----------
    table : ParameterTable
    compiled : CompiledModel
    mean, cov : ndarray, shapes (p + k,) and (p + k, p + k)
        Sample moments, auxiliary variables last.
    n_auxiliary : int
    covariates : bool
        Whether means and covariances of given covariates are parameters, too: what is
        computed from all moments needs them, and nothing else changes.
    """
    structure, further = compiled.structure, np.zeros(0)
    if covariates and table.exogenous:
        structure, further = _with_covariates(table, compiled)
    if n_auxiliary:
        q = structure.n_params
        structure = with_correlates(structure, n_auxiliary)
        further = np.concatenate([further, correlate_values(structure, q, mean, cov)])
    return Extended(structure, with_free(compiled.reduction, len(further)), further)


def _with_covariates(table: ParameterTable, compiled: CompiledModel) -> tuple[Structure, Array]:
    chosen = [k for k, row in enumerate(table.rows) if row.exogenous]
    places = compiled.places[chosen]
    structure = compiled.structure
    param = structure.n_params + np.arange(len(chosen), dtype=np.intp)
    grown = replace(
        structure,
        matrix=np.concatenate([structure.matrix, places[:, 0]]),
        row=np.concatenate([structure.row, places[:, 1]]),
        col=np.concatenate([structure.col, places[:, 2]]),
        param=np.concatenate([structure.param, param]),
        n_params=structure.n_params + len(chosen),
    )
    values = np.array([float(table.rows[k].value or 0.0) for k in chosen])
    return grown, values


def with_free(reduction: Reduction, count: int) -> Reduction:
    """Return the constraints with parameters behind that have none."""
    if not count:
        return reduction
    q, r = reduction.basis.shape
    basis = np.zeros((q + count, r + count))
    basis[:q, :r], basis[q:, r:] = reduction.basis, np.eye(count)
    return Reduction(basis, np.concatenate([reduction.offset, np.zeros(count)]))
