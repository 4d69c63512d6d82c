"""Derivatives of the moments of all groups by their parameters, for tests of nested models."""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array
from gainsem.errors import EstimationError
from gainsem.model.matrix_map import compile_table
from gainsem.results.continuous import continuous_method_of
from gainsem.results.discrepancies import discrepancy_of
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.groups.joint import places_of, tangent_basis
from gainsem.results.moment_slopes import Key, explained_slopes, moment_names


def grouped_moment_names(fit: GroupedFit) -> list[Key]:
    """Return a name for each moment, its group's label first."""
    return [(part.label, *name) for part in fit.parts for name in moment_names(part.table)]


def grouped_slopes(fit: GroupedFit) -> tuple[Array, Array]:
    """Return the Jacobian (P, q) of the moments of all groups, and the free directions (q, r).

    Raises
    ------
    EstimationError
        ``E-EST-98`` when the estimates imply nothing.
    """
    slopes = [
        places.columns(explained_slopes(view)[0])
        for view, places in zip(fit.by_group.values(), places_of(fit), strict=True)
    ]
    return np.concatenate(slopes), tangent_basis(fit)


def grouped_plain_vcov(fit: GroupedFit) -> Array:
    """Return the covariances of the estimates were the fit's own weight the right one, (q, q).

    Those of least squares weigh groups by respondents, and their divisor is ``N - G``: as of
    the errors of the fit.

    Raises
    ------
    EstimationError
        ``E-EST-98`` when the estimates imply nothing.
    """
    size, method = fit.table.n_free, continuous_method_of(fit)
    likelihood = method is not None and method.discrepancy == "ML"
    information = np.zeros((size, size))
    for view, places in zip(fit.by_group.values(), places_of(fit), strict=True):
        found = discrepancy_of(view, view.table, compile_table(view.table))
        point = found.group.at(view.solution.params)
        if point is None:
            raise EstimationError.of("E-EST-98", "The estimates imply no moments.")
        n = found.n if likelihood else view.n_obs * (fit.n_obs - len(fit.parts)) / fit.n_obs
        information += places.matrix(n * found.group.expected(point))
    basis = tangent_basis(fit)
    inner = np.linalg.pinv(basis.T @ information @ basis, hermitian=True)
    inverse: Array = basis @ inner @ basis.T
    return inverse
