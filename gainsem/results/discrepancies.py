"""What a fit minimised, as a function of the parameters of a table of its variables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.generalised import GeneralisedLeastSquares
from gainsem.core.linalg import Array
from gainsem.core.objective import Discrepancy, Group
from gainsem.errors import EstimationError
from gainsem.model.matrix_map import CompiledModel, compile_table
from gainsem.model.parameter_table import ParameterTable
from gainsem.results.computed import sample_of
from gainsem.results.continuous import continuous_method_of
from gainsem.results.fitted import Fitted, size_of
from gainsem.results.incomplete import recorded_fiml
from gainsem.results.missing_answers import is_fiml
from gainsem.results.moment_fit import moment_group, uses_moments
from gainsem.results.ordinal_modification import least_squares_group


@dataclass(frozen=True)
class FittedDiscrepancy:
    """F / 2 of a fit, and what it is multiplied with.

    Parameters
    ----------
    group : Discrepancy
    n : float
        What makes its expected second derivatives the information the plain standard errors
        come from.
    n_score : float
        The same for the gradient.
    """

    group: Discrepancy
    n: float
    n_score: float


def discrepancy_of(
    fit: Fitted, table: ParameterTable, compiled: CompiledModel
) -> FittedDiscrepancy:
    """Return what a fit minimised.

    Parameters
    ----------
    fit : Fitted
    table : ParameterTable
        Of the fit, or the same with other free parameters.
    compiled : CompiledModel
        That table.

    Raises
    ------
    EstimationError
        ``E-EST-98`` without sample moments that have an inverse.
    """
    if table.levels:
        n = float(fit.n_obs)
        # lavaan's convention for ordinal items: the gradient of n - 1, the information of n.
        return FittedDiscrepancy(least_squares_group(fit, table, compiled), n, n - 1.0)
    if is_fiml(fit):
        return FittedDiscrepancy(recorded_fiml(fit, compiled.structure), size_of(fit), size_of(fit))
    sample = sample_of(fit)
    if sample is None:
        raise EstimationError.of("E-EST-98", "The sample covariance matrix is singular.")
    if uses_moments(fit):
        group: Discrepancy = moment_group(fit, compiled.structure, sample)
        return FittedDiscrepancy(group, sample.n, sample.n)
    method = continuous_method_of(fit)
    generalised = method is not None and method.discrepancy == "GLS"
    kind = GeneralisedLeastSquares if generalised else Group
    return FittedDiscrepancy(kind(compiled.structure, sample), sample.n, sample.n)


def stacked_scores(
    given: Sequence[tuple[Fitted, ParameterTable, Array]],
) -> tuple[Array, Array]:
    """Return score (Q,) and expected information (Q, Q) of several fits, each by itself.

    Parameters
    ----------
    given : sequence of (Fitted, ParameterTable, ndarray)
        A fit, its table or the same with other free parameters, and their values.

    Raises
    ------
    EstimationError
        ``E-EST-98`` where values imply no moments.
    """
    total, start = sum(table.n_free for _, table, _ in given), 0
    score, information = np.zeros(total), np.zeros((total, total))
    for fit, table, params in given:
        own = slice(start, start + table.n_free)
        found = discrepancy_of(fit, table, compile_table(table))
        point = found.group.at(params)
        if point is None:
            raise EstimationError.of("E-EST-98", "The estimates imply no moments.")
        score[own] = -found.n_score * found.group.gradient(point)
        information[own, own] = found.n * found.group.expected(point)
        start += table.n_free
    return score, information
