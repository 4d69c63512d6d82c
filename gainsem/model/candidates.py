"""Parameters a model leaves out and a modification index can be computed for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from gainsem.core.structure import Indices
from gainsem.model.defaults import Key, key_of
from gainsem.model.matrix_map import CompiledModel, compile_table, place_of
from gainsem.model.parameter_table import Parameter, ParameterTable


@dataclass(frozen=True)
class Candidates:
    """Rows that could be freed, with their places in the structure they need.

    A path between observed variables may need columns of Lambda the model itself
    does not have; ``compiled`` is the model with these columns.
    """

    rows: tuple[Parameter, ...]
    places: Indices
    compiled: CompiledModel


def candidates(table: ParameterTable) -> Candidates:
    """Return loadings, covariances, regressions and intercepts that are not free.

    Cross-loadings of all items on all latent variables; covariances among
    residuals of observed variables and among latent variables; regressions among
    the variables that take part in one; fixed intercepts.
    """
    free = {key_of(row) for row in table.rows if row.is_free}
    rotated = {name for block in table.blocks for name in block.factors}
    given = {key_of(row) for row in table.rows if row.exogenous}
    rows = {key_of(row): row for row in _all(table) if _fits(row, free | given, rotated)}
    compiled = compile_table(_with_columns_for(table, tuple(rows.values())))
    # A loading of a structural variable is its regression under another name.
    taken = {place_of(row, table.observed, compiled.eta) for row in table.rows if row.is_free}
    placed = [(row, place_of(row, table.observed, compiled.eta)) for row in rows.values()]
    chosen = [(row, place) for row, place in placed if place not in taken]
    places = np.array([place for _, place in chosen], dtype=np.intp).reshape(-1, 3)
    return Candidates(tuple(row for row, _ in chosen), places, compiled)


def _fits(row: Parameter, taken: set[Key], rotated: set[str]) -> bool:
    """Whether a row is new; one that names a rotated factor would stop the rotation."""
    return key_of(row) not in taken and not {row.lhs, row.rhs} & rotated


def _all(table: ParameterTable) -> Iterator[Parameter]:
    covariates = set(table.exogenous)
    items = [name for name in table.observed if name not in covariates]
    for factor in table.latent:
        for item in items:
            yield Parameter(factor, "=~", item, user=False)
    for one, other in combinations(items, 2):
        yield Parameter(one, "~~", other, user=False)
    for one, other in combinations(table.latent, 2):
        yield Parameter(one, "~~", other, user=False)
    yield from _regressions(table, covariates)
    for row in table.rows:
        if not row.is_free and not row.exogenous and not row.derived and row.op != "~*~":
            yield replace(row, user=False)


def _regressions(table: ParameterTable, covariates: set[str]) -> Iterator[Parameter]:
    paths = [row for row in table.rows if row.op == "~"]
    inner = dict.fromkeys(name for row in paths for name in (row.lhs, row.rhs))
    # An item's regression on its factor is the loading under another name.
    loadings = {(row.rhs, row.lhs) for row in table.rows if row.op == "=~"}
    for target in inner:
        if target in covariates:
            continue
        for source in inner:
            if source != target and (target, source) not in loadings:
                yield Parameter(target, "~", source, user=False)


def _with_columns_for(table: ParameterTable, rows: tuple[Parameter, ...]) -> ParameterTable:
    """Return the table with the rows as fixed zeros, so that their columns exist."""
    present = {key_of(row) for row in table.rows}
    zeros = tuple(replace(row, free=-1, value=0.0) for row in rows if key_of(row) not in present)
    return replace(table, rows=(*table.rows, *zeros))
