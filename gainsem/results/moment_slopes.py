"""Derivatives of the moments a fit explains, and the covariances of its estimates by its weight."""

from __future__ import annotations

import numpy as np

from gainsem.core.implied import imply
from gainsem.core.linalg import Array
from gainsem.core.moment_slopes import moment_slopes
from gainsem.errors import EstimationError
from gainsem.model.matrix_map import compile_table
from gainsem.model.parameter_table import ParameterTable
from gainsem.model.response import moment_order
from gainsem.results.discrepancies import discrepancy_of
from gainsem.results.fitted import Fitted
from gainsem.results.ordinal_modification import least_squares_group

Key = tuple[str, ...]


def moment_names(table: ParameterTable) -> list[Key]:
    """Return a name for each moment a fit explains, in the order of its Jacobian's rows.

    The same moment of two models has the same name, whatever the order of their variables.
    """
    if not table.levels:
        names = table.observed
        row, col = np.tril_indices(len(names))
        found = [_pair(names[i], names[j]) for i, j in zip(row, col, strict=True)]
        return found + [("mean", name) for name in names if table.meanstructure]
    order, names = moment_order(table), table.explained
    levels = zip(order.owner, order.level, strict=True)
    given = table.exogenous if table.conditional else ()
    row, col = order.pairs
    return [
        *(("level", names[i], str(level)) for i, level in levels),
        *(("slope", y, x) for x in given for y in names),
        *(_pair(names[i], names[i]) for i in np.flatnonzero(order.continuous)),
        *(_pair(names[i], names[j]) for i, j in zip(row, col, strict=True)),
    ]


def _pair(one: str, other: str) -> Key:
    return ("cov", *sorted((one, other)))


def explained_slopes(fit: Fitted) -> tuple[Array, Array]:
    """Return the Jacobian of the explained moments, and the parameters' free directions.

    Returns
    -------
    slopes : ndarray, shape (P, q)
    basis : ndarray, shape (q, r)

    Raises
    ------
    EstimationError
        ``E-EST-98`` when the estimates imply nothing.
    """
    params = fit.solution.params
    compiled = compile_table(fit.table).near(params)
    if fit.table.levels:
        point = least_squares_group(fit, fit.table, compiled).at(params)
        if point is None:
            raise EstimationError.of("E-EST-98", "The estimates imply no moments.")
        return point.jacobian, compiled.reduction.basis
    implied = imply(compiled.structure, params)
    if implied is None:
        raise EstimationError.of("E-EST-98", "The estimates imply no moments.")
    slopes = moment_slopes(compiled.structure, implied, means=fit.table.meanstructure)
    return slopes, compiled.reduction.basis


def plain_vcov(fit: Fitted) -> Array:
    """Return the covariances of the estimates were the fit's own weight the right one, (q, q).

    Expected information of maximum likelihood, ``(Delta' W Delta)^-1`` of least squares.
    """
    params = fit.solution.params
    compiled = compile_table(fit.table).near(params)
    found = discrepancy_of(fit, fit.table, compiled)
    point = found.group.at(params)
    if point is None:
        raise EstimationError.of("E-EST-98", "The estimates imply no moments.")
    basis = compiled.reduction.basis
    # Robust covariances of ordinal fits have the divisor n - 1.
    n = found.n_score if fit.table.levels else found.n
    information = n * basis.T @ found.group.expected(point) @ basis
    inverse: Array = basis @ np.linalg.pinv(information, hermitian=True) @ basis.T
    return inverse
