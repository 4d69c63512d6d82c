"""What least squares of continuous variables weighs its moments by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.continuous_moments import (
    continuous_model,
    continuous_rows,
    continuous_vector,
)
from gainsem.core.generalised import GeneralisedLeastSquares
from gainsem.core.inverse import inverse_information
from gainsem.core.least_squares import LeastSquares
from gainsem.core.linalg import Array
from gainsem.core.moment_rows import MomentRows
from gainsem.core.moments import SampleMoments
from gainsem.core.response_moments import ResponseModel
from gainsem.core.structure import Indices
from gainsem.diagnostics import Diagnostic, warning
from gainsem.errors import ResponseError
from gainsem.estimation.sample import Sample
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import ParameterTable, covariates
from gainsem.results.continuous import ContinuousMethod
from gainsem.survey.moments import Moments

# Below so many respondents a moment the weight of WLS is mostly chance (Hu, Bentler & Kano 1992).
ENOUGH_A_MOMENT = 10


@dataclass(frozen=True)
class Weighted:
    """What is minimised, and the moments it is minimised over."""

    group: GeneralisedLeastSquares | LeastSquares
    model: ResponseModel
    rows: MomentRows | None
    unrelated: Indices
    gamma: Array | None = None
    variances: Array | None = None


def weighted_moments(
    table: ParameterTable,
    compiled: CompiledModel,
    sample: SampleMoments,
    statistics: Sample,
    method: ContinuousMethod,
) -> Weighted:
    """Return what the method minimises, and the moments it minimises over."""
    model = continuous_model(compiled.structure)
    rows = None
    if statistics.answers is not None:
        rows = continuous_rows(model, statistics.answers)
    first = model.order.first_pair - model.kept.start
    given = np.isin(np.arange(model.order.n_variables), covariate_positions(table))
    row, col = model.order.pairs
    unrelated = first + np.flatnonzero(~(given[row] & given[col]))
    if method.discrepancy == "GLS":
        group = GeneralisedLeastSquares(compiled.structure, sample)
        return Weighted(group, model, rows, unrelated)
    target = continuous_vector(model, sample.cov, sample.mean)
    if method.discrepancy == "ULS":
        weight = np.ones(len(target))
        return Weighted(LeastSquares(model, target, weight), model, rows, unrelated)
    if rows is None:
        raise ValueError("this weight needs answers")
    if method.discrepancy == "DWLS":
        variances = rows.variances()
        least = LeastSquares(model, target, 1.0 / variances)
        return Weighted(least, model, rows, unrelated, variances=variances)
    gamma = distribution_free(rows, statistics.moments)
    least = LeastSquares(model, target, gamma[1])
    return Weighted(least, model, rows, unrelated, gamma[0], np.diag(gamma[0]).copy())


def distribution_free(rows: MomentRows, moments: Moments) -> tuple[Array, Array]:
    """Return Gamma and its inverse, the weight of WLS (Browne 1984).

    Raises
    ------
    ResponseError
        E-EST-89 or E-EST-100.
    """
    if moments.n_obs <= rows.size:
        raise ResponseError.of(
            "E-EST-89",
            f"the weight of WLS is the inverse of a matrix of {rows.size} sample moments, which"
            f" {moments.n_obs} respondents do not determine.",
            why="its rank is below its size",
            do="use estimator=MLR or ULSMV, which need no such matrix",
        )
    gamma = rows.gamma()
    inverse = inverse_information(gamma)
    if inverse is None:
        raise ResponseError.of(
            "E-EST-100",
            "the asymptotic covariance matrix of the sample moments is singular, so WLS has no"
            " weight.",
            why="the square or the products of some variables follow from those of others, as"
            " with variables of two values",
            do="use estimator=MLR or ULSMV; for items with few categories, ordered=all",
        )
    return gamma, inverse


def few_respondents(
    method: ContinuousMethod, moments: Moments, weighted: Weighted
) -> tuple[Diagnostic, ...]:
    """Return a warning (W-EST-100) where the weight of WLS is mostly chance."""
    if method.discrepancy != "WLS" or weighted.rows is None:
        return ()
    needed = ENOUGH_A_MOMENT * weighted.rows.size
    if moments.n_obs >= needed:
        return ()
    return (
        warning(
            "W-EST-100",
            f"WLS weighs {weighted.rows.size} sample moments by a matrix estimated from"
            f" {moments.n_obs} respondents; it takes thousands to be trusted.",
            why="with few respondents its test rejects true models and its standard errors are"
            " too small (Hu, Bentler & Kano, 1992)",
            do="use estimator=MLR (or MLM), which stand non-normal answers as well",
        ),
    )


def covariate_positions(table: ParameterTable) -> Indices:
    """Return where the covariates stand among the variables; they are related in the baseline."""
    names = covariates(table)
    return np.array([table.observed.index(name) for name in names], dtype=np.intp)
