"""Score tests of what a model holds equal: what would be gained by letting go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from gainsem.core.chi_square import upper_tail
from gainsem.core.linalg import Array
from gainsem.errors import EstimationError, NonConvergenceError
from gainsem.model.constraints import constraint_matrix
from gainsem.model.matrix_map import compile_table, restricted_space
from gainsem.model.parameter_table import Parameter, ParameterTable
from gainsem.model.restricted import restrictions_of
from gainsem.results.discrepancies import discrepancy_of
from gainsem.results.fitted import Fitted
from gainsem.results.one_of_several import refuse_one_of_several

if TYPE_CHECKING:
    from pandas import DataFrame

NOTHING_LEFT = 1e-10


@dataclass(frozen=True, slots=True)
class ReleaseTest:
    """The test of one equality (``all``: of all together); NaN where it cannot be told.

    ``epc`` is the expected change of what is let go: of the parameter that shares its label,
    or of the left side of a constraint less the right side.
    """

    released: str
    statistic: float
    df: int
    pvalue: float
    epc: float


@dataclass(frozen=True)
class Freed:
    """The model with every equality let go, at the estimates of the model that holds them."""

    score: Array
    information: Array
    held: Array

    @cached_property
    def left(self) -> Array:
        """What the information tells apart from what is estimated anyway, shape (Q, Q)."""
        across = self.held.T @ self.information
        inner = np.linalg.pinv(across @ self.held, hermitian=True)
        left: Array = self.information - across.T @ inner @ across
        return left

    def test(self, name: str, directions: Array, reach: float = 1.0) -> ReleaseTest:
        """Return the test of directions (Q, k) the model does not have.

        ``reach`` is how much what is let go changes along a single direction of length 1.
        """
        own = directions.T @ self.information @ directions
        left = directions.T @ self.left @ directions
        score = directions.T @ self.score
        nan = float("nan")
        rank = int(np.linalg.matrix_rank(left, tol=NOTHING_LEFT * max(1.0, own.max())))
        if rank == 0:
            return ReleaseTest(name, nan, 0, nan, nan)
        solved = np.linalg.pinv(left, rcond=NOTHING_LEFT, hermitian=True) @ score
        statistic = float(score @ solved)
        epc = reach * float(solved[0]) if directions.shape[1] == 1 else nan
        return ReleaseTest(name, statistic, rank, upper_tail(statistic, float(rank)), epc)


def release_tests(fit: Fitted) -> tuple[ReleaseTest, ...]:
    """Return score tests of equal labels and equality constraints: all together, then each.

    ``(d's)^2 / (d'Id - d'IB (B'IB)^-1 B'Id)`` with score s and expected information I of the
    model that lets go, the directions B of the model that holds and d of what is let go
    (Rao 1948; Sorbom 1989, doi:10.1007/BF02294623).

    Raises
    ------
    NonConvergenceError
        ``E-EST-99`` without a minimum.
    EstimationError
        ``E-GRP-67`` for one group of several.
    """
    refuse_one_of_several(fit, "Score tests", "score_tests()")
    if not fit.converged:
        raise NonConvergenceError.of(
            "E-EST-99",
            "There are no score tests: the search found no minimum.",
            why=fit.solution.status,
        )
    table, copies = _with_own_parameters(fit.table)
    basis = restricted_space(fit.table).directions(fit.solution.params)
    freed = _freed(fit, table, copies, copies @ basis)
    each = list(_directions(fit, table, copies, basis))
    if not each:
        return ()
    rest = np.eye(table.n_free)
    together = freed.test("all", rest)
    single = (freed.test(name, direction[:, None], reach) for name, direction, reach in each)
    return (together, *single)


def release_frame(tests: Sequence[ReleaseTest]) -> DataFrame:
    """Return tests as a data frame."""
    import pandas as pd

    columns = list(ReleaseTest.__slots__)
    rows = [[getattr(row, name) for name in columns] for row in tests]
    return pd.DataFrame(rows, columns=columns)


def _with_own_parameters(table: ParameterTable) -> tuple[ParameterTable, Array]:
    """Return the table with a parameter for every row, and which old one each copies (Q, q)."""
    seen: set[int] = set()
    source = list(range(table.n_free))
    rows: list[Parameter] = []
    for row in table.rows:
        if row.is_free and row.free in seen:
            source.append(row.free)
            row = replace(row, free=len(source) - 1)
        elif row.is_free:
            seen.add(row.free)
        rows.append(row)
    wider = replace(
        table, rows=tuple(rows), n_free=len(source), constraints=(), restrictions=(), definitions=()
    )
    return wider, np.eye(table.n_free)[source]


def _freed(fit: Fitted, table: ParameterTable, copies: Array, held: Array) -> Freed:
    params = copies @ fit.solution.params
    found = discrepancy_of(fit, table, compile_table(table))
    point = found.group.at(params)
    if point is None:
        raise EstimationError.of("E-EST-98", "The estimates imply no moments.")
    score = -found.n_score * found.group.gradient(point)
    return Freed(score, found.n * found.group.expected(point), held)


def _directions(
    fit: Fitted, table: ParameterTable, copies: Array, basis: Array
) -> Iterator[tuple[str, Array, float]]:
    """Yield name, direction (Q,) and reach of everything that can be let go alone."""
    shared = [row.free for row in fit.table.rows if row.is_free]
    unit = np.eye(table.n_free)
    for old, new in zip(fit.table.rows, table.rows, strict=True):
        if old.is_free and shared.count(old.free) > 1:
            yield f"{old.name} ({old.label})" if old.label else old.name, unit[new.free], 1.0
    for text, direction, reach in constraint_directions(fit.table, fit.solution.params, basis):
        yield text, copies @ direction, reach


def constraint_directions(
    table: ParameterTable, params: Array, basis: Array
) -> Iterator[tuple[str, Array, float]]:
    """Yield text, direction (q,) and reach of every equality constraint that binds alone.

    The direction is the one the parameters may move in without that constraint and all others
    kept, and at right angles to those they may move in with it (``basis``).
    """
    for text, without, slopes in _without_one(table, params):
        direction = _beyond(basis, without)
        if direction is not None:
            yield text, direction, float(slopes @ direction)


def _without_one(table: ParameterTable, params: Array) -> Iterator[tuple[str, Array, Array]]:
    """Yield text, directions without it (q, r), and slopes (q,) of every equality constraint."""
    matrix, _ = constraint_matrix(table.constraints, table.n_free)
    for k, constraint in enumerate(table.constraints):
        others = table.constraints[:k] + table.constraints[k + 1 :]
        less = restricted_space(replace(table, constraints=others))
        yield constraint.text, less.directions(params), matrix[k]
    restrictions = restrictions_of(table)
    for k, restriction in enumerate(table.restrictions):
        if restrictions is not None and restriction.relation == "==":
            rest = table.restrictions[:k] + table.restrictions[k + 1 :]
            less = restricted_space(replace(table, restrictions=rest))
            yield restriction.text, less.directions(params), restrictions.jacobian(params)[k]


def _beyond(basis: Array, without: Array) -> Array | None:
    """Return the direction (q,) that one constraint takes away, None for a redundant one."""
    extra = without - basis @ (basis.T @ without)
    left, sizes, _ = np.linalg.svd(extra, full_matrices=False)
    return left[:, 0] if len(sizes) and sizes[0] > NOTHING_LEFT else None
