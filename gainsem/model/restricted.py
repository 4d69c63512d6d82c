"""The restrictions of a parameter table as functions of the parameter vector."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.reduction import Reduction
from gainsem.core.restrictions import Restrictions, null_space
from gainsem.errors import SpecificationError
from gainsem.model.labels import Labels, evaluate_definitions, evaluate_with_gradient
from gainsem.model.parameter_table import ParameterTable, Restriction

Values = tuple[dict[str, float], dict[str, Array]]


def restrictions_of(table: ParameterTable) -> Restrictions | None:
    """Return what restricts the parameters beside linear equalities, None where nothing does."""
    if not table.restrictions:
        return None
    own = _Functions(table, Labels.of(table.rows))
    equal = np.array([each.relation == "==" for each in table.restrictions])
    nonlinear = any(each.expression is not None for each in table.restrictions)
    bent = sorted(set(own.labels.free.values())) if nonlinear else []
    return Restrictions(own.values, own.jacobian, equal, np.array(bent, dtype=np.intp))


@dataclass(frozen=True)
class _Functions:
    """The restrictions of a table; a record and no closure, so that it can be sent to workers."""

    table: ParameterTable
    labels: Labels

    def values(self, params: Array) -> Array:
        return np.array([value for value, _ in self._each_at(params)])

    def jacobian(self, params: Array) -> Array:
        return np.array([slopes for _, slopes in self._each_at(params)])

    def _each_at(self, params: Array) -> list[tuple[float, Array]]:
        known = self._known(params)
        return [_at(restriction, params, known) for restriction in self.table.restrictions]

    def _known(self, params: Array) -> Values:
        if all(each.expression is None for each in self.table.restrictions):
            return {}, {}
        with np.errstate(invalid="ignore", over="ignore"):
            return evaluate_definitions(self.table.definitions, self.labels, params)


def _at(restriction: Restriction, params: Array, known: Values) -> tuple[float, Array]:
    if restriction.expression is not None:
        return evaluate_with_gradient(restriction.expression, *known, len(params))
    slopes = np.zeros(len(params))
    for index, coefficient in restriction.coefficients:
        slopes[index] += coefficient
    return float(slopes @ params) - restriction.constant, slopes


def n_independent(restrictions: Restrictions | None, reduction: Reduction) -> int:
    """Return how many parameters nonlinear equalities take away.

    The rank of their Jacobian at a point in general position.
    """
    if restrictions is None or not restrictions.equal.any():
        return 0
    size = reduction.basis.shape[1]
    point = np.modf(np.arange(1.0, size + 1.0) * 0.6180339887498949)[0] + 0.1
    rows = restrictions.jacobian(reduction.expand(point))[restrictions.equal] @ reduction.basis
    return size - null_space(rows).shape[1] if np.isfinite(rows).all() else len(rows)


def refuse_impossible(table: ParameterTable, reduction: Reduction) -> None:
    """Raise where linear inequalities and bounds leave no point at all.

    Raises
    ------
    SpecificationError
        E-MOD-87
    """
    linear = [each for each in table.restrictions if each.expression is None]
    if not linear or _possible(linear, reduction):
        return
    texts = ", ".join(f"'{each.text}'" for each in linear)
    equal = ", ".join(f"'{each.text}'" for each in table.constraints)
    raise SpecificationError.of(
        "E-MOD-87",
        f"the constraints contradict each other: {texts}{', ' + equal if equal else ''}.",
        why="no values of the parameters meet them all",
        do="remove one of them",
    )


def _possible(linear: Sequence[Restriction], reduction: Reduction) -> bool:
    from scipy.optimize import linprog

    rows = np.zeros((len(linear), len(reduction.offset)))
    for number, each in enumerate(linear):
        for index, coefficient in each.coefficients:
            rows[number, index] += coefficient
    constants = np.array([each.constant for each in linear])
    within, left = rows @ reduction.basis, rows @ reduction.offset - constants
    found = linprog(
        np.zeros(within.shape[1]), A_ub=-within, b_ub=left, bounds=(None, None), method="highs"
    )
    return bool(found.status != 2)
