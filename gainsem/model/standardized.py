"""Standardised values of a parameter table's rows and definitions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.implied import Implied
from gainsem.core.linalg import Array
from gainsem.core.standardize import (
    Standardized,
    estimates_at,
    standardize,
    standardizing_factors,
)
from gainsem.model.labels import evaluate_with_gradient
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import ParameterTable
from gainsem.syntax.expressions import evaluate


@dataclass(frozen=True)
class StandardizedRows:
    """Values of all rows, then of all definitions, with their derivatives by the parameters.

    Parameters
    ----------
    values : ndarray, shape (rows + definitions,)
    jacobian : ndarray, shape (rows + definitions, q)
    """

    values: Array
    jacobian: Array

    def standard_errors(self, vcov: Array) -> Array:
        """Return delta-method standard errors, ``sqrt(diag(J vcov J'))``."""
        variance = np.einsum("ij,jk,ik->i", self.jacobian, vcov, self.jacobian, optimize=True)
        errors: Array = np.sqrt(np.clip(variance, 0.0, None))
        return errors


def standardized_values(
    table: ParameterTable,
    compiled: CompiledModel,
    implied: Implied,
    *,
    observed: bool,
    estimates: Array | None = None,
) -> list[float]:
    """Return only the values of :func:`standardized_rows`, at a fraction of the cost.

    ``estimates`` are the matrix elements of the rows, where they are known already.
    """
    if estimates is None:
        estimates = estimates_at(implied, compiled.places)
    factors = standardizing_factors(
        compiled.structure,
        implied,
        compiled.places,
        scaled=_latent_columns(table, compiled),
        observed=observed,
    )
    with np.errstate(invalid="ignore"):
        values: list[float] = (estimates * factors).tolist()
    if observed and table.levels:
        values = [
            1.0 if row.op == "~*~" else value for row, value in zip(table.rows, values, strict=True)
        ]
    if not table.definitions:
        return values
    labelled = {
        row.label: value
        for row, value in zip(reversed(table.rows), reversed(values), strict=True)
        if row.label
    }
    for each in table.definitions:
        labelled[each.name] = evaluate(each.expression, labelled)[0]
    return [*values, *(labelled[each.name] for each in table.definitions)]


def standardized_rows(
    table: ParameterTable,
    compiled: CompiledModel,
    implied: Implied,
    *,
    observed: bool,
    chain: Array | None = None,
) -> StandardizedRows:
    """Standardise all rows; definitions are evaluated at the standardised labels.

    Parameters
    ----------
    table : ParameterTable
    compiled : CompiledModel
    implied : Implied
        At the solution.
    observed : bool
        By all variables (``std_all``), or by latent variables only (``std_lv``).
    chain : ndarray, shape (q + d, q), optional
        Derivatives of all parameters by the free ones, where some follow from others.
    """
    rows = standardize(
        compiled.structure,
        implied,
        compiled.places,
        np.array(_positions(table), dtype=np.intp),
        scaled=_latent_columns(table, compiled),
        observed=observed,
    )
    if chain is not None:
        rows = Standardized(rows.values, rows.jacobian @ chain)
    if observed:
        rows = _with_unit_scales(table, rows)
    return with_defined(table, StandardizedRows(rows.values, rows.jacobian))


def with_defined(table: ParameterTable, rows: StandardizedRows) -> StandardizedRows:
    """Return the values of all rows of a table with those of its definitions behind them."""
    if not table.definitions:
        return rows
    values, gradients = {}, {}
    for position in reversed(range(len(table.rows))):
        label = table.rows[position].label
        if label:
            values[label], gradients[label] = (
                float(rows.values[position]),
                rows.jacobian[position],
            )
    for each in table.definitions:
        values[each.name], gradients[each.name] = evaluate_with_gradient(
            each.expression, values, gradients, table.n_free
        )
    names = [each.name for each in table.definitions]
    return StandardizedRows(
        np.concatenate([rows.values, [values[name] for name in names]]),
        np.concatenate([rows.jacobian, [gradients[name] for name in names]]),
    )


def _with_unit_scales(table: ParameterTable, rows: Standardized) -> Standardized:
    """Return the values with 1 for the scales of latent responses, which are standardized."""
    scales = [position for position, row in enumerate(table.rows) if row.op == "~*~"]
    if not scales:
        return rows
    values, jacobian = rows.values.copy(), rows.jacobian.copy()
    values[scales], jacobian[scales] = 1.0, 0.0
    return Standardized(values, jacobian)


def _positions(table: ParameterTable) -> list[int]:
    """Return the parameter of each row, those that follow from others behind the free ones."""
    following = iter(range(table.n_free, table.n_free + len(table.rows)))
    return [next(following) if row.derived and row.op == "~~" else row.free for row in table.rows]


def _latent_columns(table: ParameterTable, compiled: CompiledModel) -> NDArray[np.bool_]:
    return np.array([name in table.latent for name in compiled.eta], dtype=bool)
