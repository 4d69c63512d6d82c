"""What the groups of a fit know of its parameters together."""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.placed import Places
from gainsem.errors import EstimationError, NonConvergenceError, OptionError
from gainsem.model.matrix_map import compile_table, restricted_space
from gainsem.results.discrepancies import discrepancy_of
from gainsem.results.groups.grouped_fit import GroupedFit


def places_of(fit: GroupedFit) -> tuple[Places, ...]:
    """Return where the parameters of every group stand."""
    size = fit.table.n_free
    return tuple(Places(np.array(part.at, dtype=np.intp), size) for part in fit.parts)


def tangent_basis(fit: GroupedFit) -> Array:
    """Return the directions the parameters of all groups may move in, shape (q, r)."""
    return restricted_space(fit.table).directions(fit.solution.params)


def expected_inverse(fit: GroupedFit) -> Array:
    """Return the inverse of the expected information of all respondents, shape (q, q)."""
    size = fit.table.n_free
    information = np.zeros((size, size))
    for view, places in zip(fit.by_group.values(), places_of(fit), strict=True):
        found = discrepancy_of(view, view.table, compile_table(view.table))
        point = found.group.at(view.solution.params)
        if point is None:
            raise EstimationError.of("E-EST-98", "The estimates imply no moments.")
        information += places.matrix(found.n * found.group.expected(point))
    basis = tangent_basis(fit)
    inner = np.linalg.pinv(basis.T @ information @ basis, hermitian=True)
    whole: Array = basis @ inner @ basis.T
    return whole


def refuse_unfinished(fit: GroupedFit, what: str) -> None:
    """Refuse indices at a point that is no minimum, and those that take what was not kept.

    Raises
    ------
    NonConvergenceError
        E-EST-99 without a minimum.
    OptionError
        E-OPT-02 where answers are missing and covariates given or auxiliary variables used.
    """
    if not fit.converged:
        raise NonConvergenceError.of(
            "E-EST-99",
            f"There are no {what}: the search found no minimum.",
            why=fit.solution.status,
        )
    if fit.treatment and (fit.table.exogenous or fit.options.auxiliary):
        raise OptionError.of(
            "E-OPT-02",
            f"{what} of several groups with missing answers are not computed where covariates"
            " are taken as given or auxiliary variables are used.",
            do="say  fixed_x=False, or leave auxiliary= out",
        )
