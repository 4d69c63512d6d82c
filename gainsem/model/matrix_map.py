"""Parameter table to index arrays: compiled once, used by everything numeric.

An observed variable that takes part in a regression, or covaries with a latent
variable, becomes a column of Lambda of its own with loading 1 and no residual
(the all-y trick of LISREL); its parameters then stand in B, Psi and alpha.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.reduction import Reduction, no_reduction, reduction
from gainsem.core.structure import Matrices, Matrix, Structure
from gainsem.errors import SpecificationError
from gainsem.model.constraints import constraint_matrix
from gainsem.model.parameter_table import Parameter, ParameterTable

Place = tuple[Matrix, int, int]


@dataclass(frozen=True)
class CompiledModel:
    """A parameter table as arrays.

    Parameters
    ----------
    structure : Structure
    eta : tuple of str
        Names of the columns of Lambda: latent variables, then structural observed ones.
    places : tuple
        Matrix, row and column of every row of the table.
    reduction : Reduction
        The equality constraints.
    constrained : bool
        Whether there are any.
    """

    structure: Structure
    eta: tuple[str, ...]
    places: tuple[Place, ...]
    reduction: Reduction
    constrained: bool

    @property
    def n_estimated(self) -> int:
        """Free parameters less independent constraints."""
        return int(self.reduction.basis.shape[1])


def compile_table(table: ParameterTable) -> CompiledModel:
    """Return the index arrays of a table whose fixed values are all known.

    Raises
    ------
    SpecificationError
        E-MOD-87 when equality constraints contradict each other.
    """
    eta = (*table.latent, *_structural(table))
    places = tuple(place_of(row, table.observed, eta) for row in table.rows)
    fixed = _fixed_matrices(table, eta, places)
    free = [(row.free, place) for row, place in zip(table.rows, places, strict=True) if row.is_free]
    param, matrix, row_index, col_index = (
        np.array(part, dtype=np.intp)
        for part in (
            [number for number, _ in free],
            [place[0] for _, place in free],
            [place[1] for _, place in free],
            [place[2] for _, place in free],
        )
    )
    structure = Structure(
        fixed, matrix, row_index, col_index, param, table.n_free, table.meanstructure
    )
    return CompiledModel(structure, eta, places, _reduction(table), bool(table.constraints))


def place_of(row: Parameter, observed: tuple[str, ...], eta: tuple[str, ...]) -> Place:
    """Return matrix, row and column of a parameter.

    Examples
    --------
    >>> place_of(Parameter("f", "=~", "x2"), ("x1", "x2"), ("f",))
    (<Matrix.LAMBDA: 0>, 1, 0)
    """
    if row.op == "=~":
        if row.rhs in eta:
            return Matrix.BETA, eta.index(row.rhs), eta.index(row.lhs)
        return Matrix.LAMBDA, observed.index(row.rhs), eta.index(row.lhs)
    if row.op == "~":
        return Matrix.BETA, eta.index(row.lhs), eta.index(row.rhs)
    if row.op == "~1":
        if row.lhs in eta:
            return Matrix.ALPHA, eta.index(row.lhs), 0
        return Matrix.NU, observed.index(row.lhs), 0
    names, matrix = (eta, Matrix.PSI) if row.lhs in eta else (observed, Matrix.THETA)
    one, other = names.index(row.lhs), names.index(row.rhs)
    return matrix, max(one, other), min(one, other)


def with_sample_values(table: ParameterTable, cov: Array, mean: Array | None) -> ParameterTable:
    """Return the table with fixed covariates at their sample values.

    Parameters
    ----------
    table : ParameterTable
    cov : ndarray, shape (p, p)
        In the order of ``table.observed``.
    mean : ndarray, shape (p,), or None
    """
    index = {name: position for position, name in enumerate(table.observed)}

    def value(row: Parameter) -> float:
        if row.op == "~1":
            return 0.0 if mean is None else float(mean[index[row.lhs]])
        return float(cov[index[row.lhs], index[row.rhs]])

    rows = tuple(replace(row, value=value(row)) if row.exogenous else row for row in table.rows)
    return replace(table, rows=rows)


def _structural(table: ParameterTable) -> tuple[str, ...]:
    """Return the observed variables that need a column of Lambda of their own."""
    latent = set(table.latent)
    structural = {
        name for row in table.rows if row.op == "~" for name in (row.lhs, row.rhs)
    } - latent
    structural |= set(table.exogenous)
    pairs = [{row.lhs, row.rhs} for row in table.rows if row.op == "~~" and row.lhs != row.rhs]
    grown = True
    while grown:
        touched = [pair for pair in pairs if pair & (structural | latent)]
        larger = structural.union(*touched) - latent
        grown = larger != structural
        structural = larger
    return tuple(name for name in table.observed if name in structural)


def _fixed_matrices(
    table: ParameterTable, eta: tuple[str, ...], places: tuple[Place, ...]
) -> Matrices:
    p, m = len(table.observed), len(eta)
    shapes: list[tuple[int, ...]] = [(p, m), (m, m), (m, m), (p, p), (p,), (m,)]
    arrays: list[Array] = [np.zeros(shape) for shape in shapes]
    for column, name in enumerate(eta):
        if name not in table.latent:
            arrays[Matrix.LAMBDA][table.observed.index(name), column] = 1.0
    for row, (matrix, i, j) in zip(table.rows, places, strict=True):
        if row.is_free:
            continue
        value = 0.0 if row.value is None else row.value
        if matrix in (Matrix.NU, Matrix.ALPHA):
            arrays[matrix][i] = value
        else:
            arrays[matrix][i, j] = value
        if matrix in (Matrix.PSI, Matrix.THETA):
            arrays[matrix][j, i] = value
    return Matrices(*arrays)


def _reduction(table: ParameterTable) -> Reduction:
    if not table.constraints:
        return no_reduction(table.n_free)
    matrix, constant = constraint_matrix(table.constraints, table.n_free)
    result = reduction(matrix, constant)
    if result is None:
        texts = ", ".join(
            f"'{each.text}' (line {each.line})" if each.line else each.text
            for each in table.constraints
        )
        raise SpecificationError.of(
            "E-MOD-87",
            f"the equality constraints contradict each other: {texts}.",
            do="remove one of them",
        )
    return result
