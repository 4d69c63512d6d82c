"""Unweighted, diagonally and fully weighted least squares of continuous variables, once more.

What is asked of a fit after it was made: score tests of parameters left out, residuals.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gainsem.core.continuous_moments import continuous_model, continuous_vector
from gainsem.core.implied import Implied
from gainsem.core.least_squares import LeastSquares
from gainsem.core.linalg import Array
from gainsem.core.modification import ScoreTests, score_tests_of
from gainsem.core.moments import SampleMoments
from gainsem.core.response_moments import ResponseModel, response_jacobian
from gainsem.core.structure import Structure
from gainsem.errors import EstimationError
from gainsem.model.candidates import Candidates
from gainsem.model.matrix_map import compile_table
from gainsem.results.computed import sample_of
from gainsem.results.continuous import continuous_method_of
from gainsem.results.fitted import Fitted


def uses_moments(fit: Fitted) -> bool:
    """Return whether a fit is least squares of continuous variables, other than generalised."""
    method = continuous_method_of(fit)
    return method is not None and method.discrepancy in ("ULS", "DWLS", "WLS")


def moment_score_tests(
    fit: Fitted, wanted: Candidates, inverse: Array | None = None
) -> tuple[ScoreTests, Implied]:
    """Return the score tests of all candidates, and what the model implies.

    Parameters
    ----------
    fit : Fitted
    wanted : Candidates
    inverse : ndarray, shape (q, q), optional
        Of the information about the free parameters, where more is known of them than this
        fit does: as one of several groups.

    Raises
    ------
    EstimationError
        ``E-EST-98`` when the estimates imply nothing.
    """
    sample = sample_of(fit)
    if sample is None:
        raise _unknown()
    structure = wanted.compiled.structure
    group = moment_group(fit, structure, sample)
    point = group.at(fit.solution.params)
    if point is None:
        raise _unknown()
    matrix, row, col = wanted.places.T
    count = len(matrix)
    extra = replace(
        structure,
        matrix=matrix,
        row=row,
        col=col,
        param=np.arange(count, dtype=np.intp),
        n_params=count,
    )
    own = point.jacobian
    if inverse is None:
        own = own @ compile_table(fit.table).near(fit.solution.params).reduction.basis
    new = response_jacobian(continuous_model(extra), point.at)
    jacobian = np.concatenate([own, new], axis=1)
    information = sample.n * jacobian.T @ group.weighted(jacobian)
    score = sample.n * (jacobian.T @ point.pull)
    return score_tests_of(score, information, own.shape[1], inverse=inverse), point.implied


def moment_group(fit: Fitted, structure: Structure, sample: SampleMoments) -> LeastSquares:
    """Return the discrepancy of such a fit for a structure of its variables."""
    model = continuous_model(structure)
    target = continuous_vector(model, sample.cov, sample.mean)
    return LeastSquares(model, target, _weight(fit, sample, model))


def _weight(fit: Fitted, sample: SampleMoments, model: ResponseModel) -> Array:
    moments, method = fit.moments, continuous_method_of(fit)
    if method is not None and method.discrepancy == "ULS":
        return np.ones(len(continuous_vector(model, sample.cov, sample.mean)))
    if moments.gamma is not None:
        return np.asarray(np.linalg.inv(moments.gamma), dtype=np.float64)
    if moments.variances is None:
        raise _unknown()
    weight: Array = 1.0 / moments.variances
    return weight


def _unknown() -> EstimationError:
    return EstimationError.of("E-EST-98", "The estimates imply no moments.")


def residual_errors(fit: Fitted) -> tuple[Array, Array] | None:
    """Return the standard errors of the residuals of covariances (p, p) and means (p,).

    None where the fit has none of its own.
    """
    errors = fit.solution.residual_se
    if errors is None:
        return None
    p = len(fit.table.observed)
    row, col = np.tril_indices(p)
    order = np.lexsort((row, col, row != col))
    row, col = row[order], col[order]
    of_cov = np.full((p, p), np.nan)
    values = errors[len(errors) - len(row) :]
    of_cov[row, col] = of_cov[col, row] = values
    of_mean = np.full(p, np.nan)
    if len(errors) > len(row):
        of_mean = np.asarray(errors[:p], dtype=np.float64)
    return of_cov, of_mean
