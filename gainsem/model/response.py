"""A compiled table as a model of ordinal and mixed moments."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gainsem.core.categorical import MomentOrder
from gainsem.core.linalg import Array
from gainsem.core.response_moments import ResponseModel
from gainsem.core.structure import Indices, Structure
from gainsem.model.matrix_map import CompiledModel, given_covariates
from gainsem.model.parameter_table import ParameterTable


def moment_order(table: ParameterTable) -> MomentOrder:
    """Return the order of the sample moments of a table's variables."""
    counts = dict(table.levels)
    categories = tuple(counts[name] + 1 if name in counts else 0 for name in table.explained)
    return MomentOrder(categories, len(table.exogenous) if table.conditional else 0)


def response_model(
    table: ParameterTable, compiled: CompiledModel, *, levels: bool
) -> ResponseModel:
    """Return how a model implies thresholds, means, slopes and correlations.

    Parameters
    ----------
    table : ParameterTable
    compiled : CompiledModel
    levels : bool
        Whether thresholds and means are among the moments.  Without them the parameters
        are the first ones only, up to :func:`n_without_levels`.
    """
    order = moment_order(table)
    structure = given_covariates(compiled.structure, compiled.given)
    if not levels:
        structure = _without_levels(table, structure)
    elif compiled.derived is not None and not compiled.derived.structural:
        # These variances move no moment that takes part.
        structure = structure.only(structure.param < table.n_free, n_params=table.n_free)
    ordinal = np.array([count > 0 for count in order.n_categories], dtype=bool)
    return ResponseModel(
        structure=structure,
        order=order,
        y=np.array([table.observed.index(name) for name in table.explained], dtype=np.intp),
        x=np.array(compiled.given, dtype=np.intp),
        rescaled=ordinal & (table.parameterization == "theta"),
        levels=levels,
        scale=_fixed_scales(table),
    )


def _fixed_scales(table: ParameterTable) -> Array:
    """Return the fixed scale of each explained variable, 1 where there is none or it is free."""
    fixed = {row.lhs: row.value for row in table.rows if row.op == "~*~" and row.free < 0}
    return np.array([fixed.get(name) or 1.0 for name in table.explained])


def n_without_levels(table: ParameterTable) -> int:
    """Return how many free parameters are neither thresholds nor intercepts."""
    late = [row.free for row in table.rows if row.is_free and row.op in ("|", "~1")]
    return min(late, default=table.n_free)


def level_places(table: ParameterTable) -> Indices:
    """Return which threshold or mean (of all variables) each of the last parameters is."""
    order, first = moment_order(table), n_without_levels(table)
    start = dict(zip(table.explained, order.starts.tolist(), strict=True))
    found = {
        row.free: start[row.lhs] + (int(row.rhs[1:]) - 1 if row.op == "|" else 0)
        for row in table.rows
        if row.is_free and row.free >= first
    }
    return np.array([found[free] for free in sorted(found)], dtype=np.intp)


def levels_unrestricted(table: ParameterTable, compiled: CompiledModel) -> bool:
    """Return whether every threshold and mean has a parameter to itself.

    They are then reproduced exactly and can be left out of the search (with a diagonal
    weight; Muthen 1984).  Not so where their scale depends on other parameters.
    """
    if table.parameterization == "theta" or table.constraints or table.restrictions:
        return False
    if compiled.derived is not None and compiled.derived.structural:
        return False
    if any(row.op == "~*~" and (row.is_free or row.value != 1.0) for row in table.rows):
        return False
    late = [row for row in table.rows if row.op in ("|", "~1")]
    free = [row.free for row in late if row.is_free]
    first = n_without_levels(table)
    shared = any(row.free >= first for row in table.rows if row.op not in ("|", "~1"))
    own_means = set(table.explained) - set(table.ordinal)
    return (
        len(set(free)) == len(free)
        and not shared
        and all(row.is_free for row in late if row.op == "|" or row.lhs in own_means)
        and all(
            not row.is_free and (row.exogenous or not row.value)
            for row in late
            if row.op == "~1" and row.lhs not in own_means
        )
    )


def _without_levels(table: ParameterTable, structure: Structure) -> Structure:
    """Return the structure of covariances and slopes alone."""
    n_params = n_without_levels(table)
    first = structure.only(structure.param < n_params, n_params=n_params)
    return replace(first, means=False)
