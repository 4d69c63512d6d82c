"""Parameter table to index arrays: compiled once, used by everything numeric.

An observed variable that takes part in a regression, or covaries with a latent
variable, becomes a column of Lambda of its own with loading 1 and no residual
(the all-y trick of LISREL); its parameters then stand in B, Psi and alpha.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gainsem.core.derived import Derived
from gainsem.core.implied import Implied, imply, place
from gainsem.core.linalg import Array
from gainsem.core.reduction import Reduction, no_reduction, reduction
from gainsem.core.restrictions import Restrictions
from gainsem.core.structure import Indices, Matrices, Matrix, Structure
from gainsem.errors import SpecificationError
from gainsem.model.constraints import constraint_matrix
from gainsem.model.parameter_table import Parameter, ParameterTable
from gainsem.model.restricted import n_independent, refuse_impossible, restrictions_of

Place = tuple[Matrix, int, int]


@dataclass(frozen=True)
class CompiledModel:
    """A parameter table as arrays.

    Parameters
    ----------
    structure : Structure
        Variances that follow from the others are its last parameters.
    eta : tuple of str
        Names of the columns of Lambda: latent variables, then structural observed ones.
    places : ndarray of int, shape (rows, 3)
        Matrix, row and column of every row of the table.
    reduction : Reduction
        The linear equality constraints; at a solution, the tangent of all that binds.
    constrained : bool
        Whether anything restricts the parameters.
    derived : Derived or None
        How these variances follow, given the covariates.
    given : tuple of int
        Columns of Lambda of covariates the moments are given.
    rescaled : tuple of int
        Observed variables whose latent responses are brought to variance 1.
    restrictions : Restrictions or None
        Nonlinear equalities, inequalities and bounds.
    n_nonlinear : int
        How many parameters nonlinear equalities take away.
    """

    structure: Structure
    eta: tuple[str, ...]
    places: Indices
    reduction: Reduction
    constrained: bool
    derived: Derived | None = None
    given: tuple[int, ...] = ()
    rescaled: tuple[int, ...] = ()
    restrictions: Restrictions | None = None
    n_nonlinear: int = 0

    def complete(self, params: Array) -> Array | None:
        """Return the parameters with those that follow from them, None where they cannot."""
        return params if self.derived is None else self.derived.complete(params)

    def implied(self, params: Array) -> Implied | None:
        """Return what the model implies at a parameter vector, None where it implies nothing."""
        whole = self.complete(params)
        if whole is None:
            return None
        implied = imply(self.structure, whole)
        if implied is None or not self.rescaled:
            return implied
        return self._with_scales(implied, whole)

    def _with_scales(self, implied: Implied, whole: Array) -> Implied:
        """Return the moments with the scales that bring latent responses to variance 1."""
        given = imply(given_covariates(self.structure, self.given), whole)
        if given is None:
            return implied
        delta = implied.matrices.delta.copy()
        own = list(self.rescaled)
        with np.errstate(invalid="ignore", divide="ignore"):
            delta[own] = 1.0 / np.sqrt(np.diag(given.sigma)[own])
        return replace(implied, matrices=replace(implied.matrices, delta=delta))

    def chain(self, params: Array) -> Array | None:
        """Return the derivatives of all parameters by the estimated ones, None for identity."""
        whole = self.complete(params)
        if self.derived is None or whole is None:
            return None
        implied = imply(self.derived.structure, whole)
        return None if implied is None else self.derived.chain(implied)

    def without_variance(self, params: Array) -> list[str]:
        """Return the columns of Lambda that have no variance at a parameter vector."""
        whole = self.complete(params)
        if whole is None:
            return []
        psi = place(self.structure, whole).psi
        return [name for name, value in zip(self.eta, np.diag(psi), strict=True) if value == 0]

    @property
    def n_estimated(self) -> int:
        """Free parameters less independent equality constraints."""
        return int(self.reduction.basis.shape[1]) - self.n_nonlinear

    def near(self, params: Array) -> CompiledModel:
        """Return the model with the directions it may move in from a solution."""
        if self.restrictions is None:
            return self
        tangent = self.restrictions.tangent(self.reduction, params)
        return replace(self, reduction=tangent, n_nonlinear=0)


def compile_table(table: ParameterTable) -> CompiledModel:
    """Return the index arrays of a table whose fixed values are all known.

    Raises
    ------
    SpecificationError
        E-MOD-87 when equality constraints contradict each other.
    """
    eta = (*table.latent, *_structural(table))
    positions = _positions(table.observed), _positions(eta)
    places = tuple(_place(row, *positions) for row in table.rows)
    fixed = _fixed_matrices(table, eta, places)
    free = _parameters(table, places)
    param, matrix, row_index, col_index = np.array(free, dtype=np.intp).reshape(-1, 4).T.copy()
    n_params = max(table.n_free, 1 + int(param.max(initial=-1)))
    structure = Structure(fixed, matrix, row_index, col_index, param, n_params, table.meanstructure)
    given = tuple(eta.index(name) for name in table.exogenous) if table.conditional else ()
    space = restricted_space(table)
    return CompiledModel(
        structure,
        eta,
        np.array(places, dtype=np.intp).reshape(-1, 3),
        space.reduction,
        space.constrained,
        _derived(table, structure, given),
        given,
        tuple(
            table.observed.index(row.lhs) for row in table.rows if row.op == "~*~" and row.derived
        ),
        space.restrictions,
        space.n_nonlinear,
    )


@dataclass(frozen=True)
class RestrictedSpace:
    """What restricts the parameters of a table, as in :class:`CompiledModel`."""

    reduction: Reduction
    restrictions: Restrictions | None
    n_nonlinear: int
    constrained: bool

    def directions(self, params: Array) -> Array:
        """Return the directions the parameters may move in from a point, shape (q, r)."""
        if self.restrictions is None:
            return self.reduction.basis
        return self.restrictions.tangent(self.reduction, params).basis


def restricted_space(table: ParameterTable) -> RestrictedSpace:
    """Return what the constraints and bounds of a table leave to the parameters.

    Raises
    ------
    SpecificationError
        E-MOD-87 when they contradict each other.
    """
    equalities, restrictions = _reduction(table), restrictions_of(table)
    refuse_impossible(table, equalities)
    return RestrictedSpace(
        equalities,
        restrictions,
        n_independent(restrictions, equalities),
        bool(table.constraints or table.restrictions),
    )


def given_covariates(structure: Structure, given: Sequence[int]) -> Structure:
    """Return the structure of the moments given covariates: these neither vary nor move means."""
    if not given:
        return structure
    columns = np.array(given, dtype=np.intp)
    psi, alpha = structure.fixed.psi.copy(), structure.fixed.alpha.copy()
    psi[np.ix_(columns, columns)] = 0.0
    alpha[columns] = 0.0
    return replace(structure, fixed=replace(structure.fixed, psi=psi, alpha=alpha))


def place_of(row: Parameter, observed: tuple[str, ...], eta: tuple[str, ...]) -> Place:
    """Return matrix, row and column of a parameter.

    Examples
    --------
    >>> place_of(Parameter("f", "=~", "x2"), ("x1", "x2"), ("f",))
    (<Matrix.LAMBDA: 0>, 1, 0)
    """
    return _place(row, _positions(observed), _positions(eta))


def _positions(names: Sequence[str]) -> dict[str, int]:
    return {name: position for position, name in enumerate(names)}


def _place(row: Parameter, observed: Mapping[str, int], eta: Mapping[str, int]) -> Place:
    if row.op == "|":
        return Matrix.TAU, observed[row.lhs], int(row.rhs[1:]) - 1
    if row.op == "=~":
        if row.rhs in eta:
            return Matrix.BETA, eta[row.rhs], eta[row.lhs]
        return Matrix.LAMBDA, observed[row.rhs], eta[row.lhs]
    if row.op == "~*~":
        return Matrix.DELTA, observed[row.lhs], 0
    if row.op == "~":
        return Matrix.BETA, eta[row.lhs], eta[row.rhs]
    if row.op == "~1":
        if row.lhs in eta:
            return Matrix.ALPHA, eta[row.lhs], 0
        return Matrix.NU, observed[row.lhs], 0
    names, matrix = (eta, Matrix.PSI) if row.lhs in eta else (observed, Matrix.THETA)
    one, other = names[row.lhs], names[row.rhs]
    return matrix, max(one, other), min(one, other)


def _parameters(
    table: ParameterTable, places: Sequence[Place]
) -> list[tuple[int, Matrix, int, int]]:
    """Return index and place of the free parameters, then of the variances that follow."""
    rows = list(zip(table.rows, places, strict=True))
    # In the order of the parameters, so that each element is one where none are shared.
    free = sorted((row.free, *place) for row, place in rows if row.free >= 0)
    following = [place for row, place in rows if row.derived and row.op == "~~"]
    return [*free, *((table.n_free + k, *place) for k, place in enumerate(following))]


def _derived(table: ParameterTable, structure: Structure, given: Sequence[int]) -> Derived | None:
    names = [row.lhs for row in table.rows if row.derived and row.op == "~~"]
    if not names:
        return None
    position = _positions(table.observed)
    items = np.array([position[name] for name in names], dtype=np.intp)
    return Derived(given_covariates(structure, given), items)


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
    if table.levels:
        shapes += [(p, max(count for _, count in table.levels)), (p,)]
    arrays: list[Array] = [np.zeros(shape) for shape in shapes]
    for column, name in enumerate(eta):
        if name not in table.latent:
            arrays[Matrix.LAMBDA][table.observed.index(name), column] = 1.0
    symmetric = (Matrix.PSI, Matrix.THETA)
    for row, (matrix, i, j) in zip(table.rows, places, strict=True):
        if row.free >= 0 or not row.value:
            continue
        array = arrays[matrix]
        array[(i, j) if array.ndim == 2 else i] = row.value
        if matrix in symmetric:
            array[j, i] = row.value
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
