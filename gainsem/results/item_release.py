"""Score tests of what an item's release would gain: of equal parameters and of fixed ones alike."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.errors import NonConvergenceError
from gainsem.model.matrix_map import compile_table
from gainsem.model.parameter_table import Parameter, ParameterTable
from gainsem.results.discrepancies import stacked_scores
from gainsem.results.fit import Fit
from gainsem.results.fitted import FittedModel
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.groups.joint import refuse_unfinished, tangent_basis
from gainsem.results.release_tests import Freed, ReleaseTest

Place = tuple[int, str, str, str]
"""Group (from 1 on), left side, operator and right side of a parameter."""


def item_release_tests(
    fit: FittedModel, wanted: Mapping[str, Sequence[Place]]
) -> dict[str, ReleaseTest]:
    """Return what letting go of the parameters of each item would gain, all of them together.

    The model that lets go has every parameter of every group by itself, and what is fixed in a
    wanted place is a parameter of its own at its fixed value.  The statistic is that of
    :meth:`~gainsem.results.release_tests.Freed.test` (Rao 1948; Sorbom 1989,
    doi:10.1007/BF02294623): for a single parameter held at a value the modification index, with
    its expected change.  Of least squares it is not scaled: it ranks, and proves nothing.

    Parameters
    ----------
    fit : FittedModel
        Of one group or of several.
    wanted : mapping
        A name -> the parameters to let go, free or fixed.

    Returns
    -------
    dict
        Without the names of which the fit has not all parameters.

    Raises
    ------
    NonConvergenceError
        E-EST-99 without a minimum.
    EstimationError
        E-EST-98 where the estimates imply no moments.
    """
    freed, numbers = _opened(fit, {place for own in wanted.values() for place in own})
    unit = np.eye(len(freed.score))
    return {
        name: freed.test(name, unit[:, [numbers[place] for place in own]])
        for name, own in wanted.items()
        if own and all(place in numbers for place in own)
    }


def _opened(fit: FittedModel, places: Collection[Place]) -> tuple[Freed, dict[Place, int]]:
    """Return the model with everything by itself, and the number of each of its parameters."""
    numbers: dict[Place, int] = {}
    given: list[tuple[Fit, ParameterTable, Array]] = []
    copies: list[Array] = []
    for k, (view, table, at) in enumerate(_parts(fit)):
        wider, source, values = _let_go(k + 1, table, places)
        copied = source >= 0
        own = np.zeros((wider.n_free, fit.table.n_free))
        own[np.flatnonzero(copied), at[source[copied]]] = 1.0
        start = sum(map(len, copies))
        for row in wider.rows:
            if row.is_free:
                numbers[row.group, row.lhs, row.op, row.rhs] = start + row.free
        copies.append(own)
        given.append((view, wider, np.where(copied, view.solution.params[source], values)))
    return Freed(*stacked_scores(given), np.vstack(copies) @ _directions(fit)), numbers


def _parts(fit: FittedModel) -> list[tuple[Fit, ParameterTable, NDArray[np.intp]]]:
    """Return fit and table of every group, and which of all parameters its own are."""
    if isinstance(fit, GroupedFit):
        views = fit.by_group.values()
        return [
            (view, part.table, np.array(part.at, dtype=np.intp))
            for view, part in zip(views, fit.parts, strict=True)
        ]
    assert isinstance(fit, Fit)  # there are no other fits of a model
    return [(fit, fit.table, np.arange(fit.table.n_free, dtype=np.intp))]


def _directions(fit: FittedModel) -> Array:
    """Return the directions in which the parameters may move, shape (q, r)."""
    if isinstance(fit, GroupedFit):
        refuse_unfinished(fit, "score tests")
        return tangent_basis(fit)
    if not fit.converged:
        raise NonConvergenceError.of(
            "E-EST-99",
            "There are no score tests: the search found no minimum.",
            why=fit.solution.status,
        )
    return compile_table(fit.table).near(fit.solution.params).reduction.basis


def _let_go(
    group: int, table: ParameterTable, places: Collection[Place]
) -> tuple[ParameterTable, NDArray[np.intp], Array]:
    """Return a group's table with every row by itself, and what its parameters copy.

    Of each parameter: which one of the group's it was (-1: it was fixed), and its fixed value.
    """
    source: list[int] = []
    values: list[float] = []
    rows: list[Parameter] = []
    for row in table.rows:
        wanted = (group, row.lhs, row.op, row.rhs) in places and not row.exogenous
        if row.is_free or (wanted and row.value is not None):
            source.append(row.free if row.is_free else -1)
            values.append(0.0 if row.value is None else row.value)
            row = replace(row, free=len(source) - 1, group=group, derived=False)
        rows.append(row)
    wider = replace(
        table,
        rows=tuple(rows),
        n_free=len(source),
        constraints=(),
        restrictions=(),
        definitions=(),
    )
    return wider, np.array(source, dtype=np.intp), np.array(values)
