"""Refuse a model whose parameters cannot be told apart, naming them."""

from __future__ import annotations

from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic
from gainsem.errors import IdentificationError
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import ParameterTable
from gainsem.model.response import moment_order

TAKES_PART = 1e-4
NAMES_SHOWN = 8


def n_moments(table: ParameterTable) -> int:
    """Return how many sample moments the model explains (fixed covariates' own excluded)."""
    if table.levels:
        return moment_order(table).size
    p, x = len(table.observed), len(table.exogenous)
    means = p - x if table.meanstructure else 0
    return p * (p + 1) // 2 - x * (x + 1) // 2 + means


def degrees_of_freedom(table: ParameterTable, compiled: CompiledModel) -> int:
    """Return moments less estimated parameters.

    Raises
    ------
    IdentificationError
        E-MOD-84 when there are more parameters than moments.
    """
    df = n_moments(table) - compiled.n_estimated
    if df >= 0:
        return df
    free = unscaled_latent(table)
    hint = f"; the scale of {' and '.join(free)} is free as well" if free else ""
    raise IdentificationError.of(
        "E-MOD-84",
        f"the model has {compiled.n_estimated} parameters, and the data only"
        f" {n_moments(table)} moments to estimate them from (df = {df}){hint}.",
        why="infinitely many solutions fit the data equally well",
        do="fix parameters, set some equal by giving them one label, or add items",
    )


def refuse_unidentified(table: ParameterTable, weights: Array) -> None:
    """Raise when some parameters take part in a direction the data cannot determine.

    Parameters
    ----------
    table : ParameterTable
    weights : ndarray, shape (q,)
        Part each free parameter takes; all zero for an identified model.

    Raises
    ------
    IdentificationError
        E-MOD-85 for a latent variable without a scale, else E-MOD-79.
    """
    if not (weights > TAKES_PART).any():
        return
    unscaled = unscaled_latent(table)
    if unscaled:
        raise IdentificationError(*(_unscaled(name) for name in unscaled))
    named = {
        row.name: float(weights[row.free])
        for row in table.rows
        if row.is_free and weights[row.free] > TAKES_PART
    }
    order = sorted(named, key=lambda name: -named[name])
    shown = ", ".join(order[:NAMES_SHOWN])
    more = "" if len(order) <= NAMES_SHOWN else f" and {len(order) - NAMES_SHOWN} more"
    raise IdentificationError.of(
        "E-MOD-79",
        f"the data cannot determine these parameters: {shown}{more}.",
        why="they can be changed together without changing what the model implies",
        do="fix one of them, set some equal by giving them one label, or remove a path",
    )


def unscaled_latent(table: ParameterTable) -> list[str]:
    """Return latent variables with neither a fixed loading nor a fixed variance."""
    constrained = {index for each in table.constraints for index, _ in each.coefficients}
    scaled = {
        row.lhs
        for row in table.rows
        if (row.op == "=~" or (row.op == "~~" and row.lhs == row.rhs))
        and (row.free in constrained or (not row.is_free and row.value))
    }
    return [name for name in table.latent if name not in scaled]


def _unscaled(name: str) -> Diagnostic:
    return Diagnostic(
        "E-MOD-85",
        "error",
        f"the scale of the latent variable '{name}' is free.",
        why="its loadings can all be doubled while its variance is divided by four",
        do=f"fix a loading ({name} =~ 1*item) or its variance ({name} ~~ 1*{name})",
    )
