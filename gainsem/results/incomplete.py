"""A full-information fit computed again from its record: modification indices, residuals.

The record keeps who answered what, not the answers, and the derivatives of the likelihood at
the solution.  That is all a score test needs with the information expected given who answered
what (as in lavaan), and all the errors of residuals need.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gainsem.core.correlates import with_correlates
from gainsem.core.fiml import FimlGroup, FimlPoint
from gainsem.core.implied import gather, imply, sum_over_elements
from gainsem.core.incomplete_normal import IncompletePoint, incomplete_point
from gainsem.core.linalg import Array
from gainsem.core.missing_patterns import Patterns
from gainsem.core.modification import ScoreTests, score_tests_of
from gainsem.core.moment_jacobian import moment_jacobian
from gainsem.core.residual_traces import MomentErrors
from gainsem.core.residuals import Residuals
from gainsem.core.structure import Indices, Structure
from gainsem.core.unrestricted import unrestricted_information
from gainsem.errors import EstimationError
from gainsem.model.candidates import Candidates
from gainsem.model.matrix_map import CompiledModel, compile_table
from gainsem.results.fitted import Fitted, size_of
from gainsem.results.missing_answers import MissingAnswers

# A residual with a smaller variance, relative to that of a moment, is always reproduced.
CERTAIN = 1e-10


def fiml_score_tests(fit: Fitted, wanted: Candidates, inverse: Array | None = None) -> ScoreTests:
    """Test candidates one at a time, with the information expected given who answered what.

    Parameters
    ----------
    fit : Fitted
    wanted : Candidates
    inverse : ndarray, shape (q, q), optional
        As in :func:`gainsem.results.modification.modification_list`.
    """
    missing = _missing(fit)
    own, params = _whole(fit, wanted.compiled, missing)
    structure, q = _with_candidates(own, wanted), own.n_params
    fixed = wanted.compiled.structure.fixed.as_columns
    values = [fixed[int(kind)][int(i), int(j)] for kind, i, j in wanted.places]
    group = FimlGroup(structure, _patterns(missing), 0.0)
    point = group.at(np.concatenate([params, values]))
    if point is None:
        raise _nothing_implied(fit)
    index, columns = gather(structure, point.implied), point.implied.columns
    score = index.t * (columns.T @ missing.pull)[index.w]
    score -= index.c * (columns.T @ missing.weight @ columns)[index.u, index.v]
    total = sum_over_elements(structure, score)
    if inverse is not None:
        n = size_of(fit)
        return score_tests_of(n * total, n * group.expected(point), q, inverse=inverse)
    return _within(fit, wanted.compiled, total, group.expected(point), q)


@dataclass(frozen=True)
class RecordedFiml:
    """The discrepancy of a full-information fit as far as its record knows it.

    The gradient is that at the solution: the answers it would take elsewhere are not kept.
    """

    group: FimlGroup
    missing: MissingAnswers
    share: float = 1.0

    def at(self, params: Array) -> FimlPoint | None:
        """Return the point at the solution."""
        return self.group.at(params)

    def gradient(self, point: FimlPoint) -> Array:
        """Return the gradient of F / 2 at the solution, shape (q,)."""
        index, columns = gather(self.group.structure, point.implied), point.implied.columns
        element = index.c * (columns.T @ self.missing.weight @ columns)[index.u, index.v]
        element -= index.t * (columns.T @ self.missing.pull)[index.w]
        return sum_over_elements(self.group.structure, element)

    def expected(self, point: FimlPoint) -> Array:
        """Return the information expected given who answered what, shape (q, q)."""
        return self.group.expected(point)

    def hessian(self, point: FimlPoint) -> Array:
        """Return the expected information: the exact Hessian takes the answers."""
        return self.group.expected(point)


def recorded_fiml(fit: Fitted, structure: Structure) -> RecordedFiml:
    """Return the discrepancy of a full-information fit for a structure of its variables.

    Raises
    ------
    EstimationError
        ``E-EST-98`` for a fit with auxiliary variables.
    """
    missing = _missing(fit)
    if missing.n_auxiliary:
        raise EstimationError.of(
            "E-EST-98",
            "This is not known of a fit with auxiliary variables.",
            do="fit the model without them, or compare two fits with  gainsem compare",
        )
    return RecordedFiml(FimlGroup(structure, _patterns(missing), 0.0), missing)


def fiml_residuals(fit: Fitted) -> Residuals:
    """Return residuals of the EM moments divided by their standard errors.

    ``R Gamma R' / n`` with ``R = I - Delta J Delta' A``: Gamma from the information expected
    at the EM moments, A and J from that at the implied ones.
    """
    missing = _missing(fit)
    compiled = compile_table(fit.table).near(fit.solution.params)
    p, mean = len(fit.table.observed), fit.moments.mean
    patterns = _patterns(missing).of(np.arange(p))
    structure, values = _with_covariates(fit, compiled)
    implied = imply(structure, values)
    at_sample = None if mean is None else incomplete_point(patterns, mean, fit.moments.cov)
    at_model = None if implied is None else incomplete_point(patterns, implied.mu, implied.sigma)
    if implied is None or mean is None or at_sample is None or at_model is None:
        raise _nothing_implied(fit)
    known = _known(patterns)
    gamma: Array = np.asarray(np.linalg.inv(_expected(patterns, at_sample, known)))
    errors = MomentErrors(gamma, _expected(patterns, at_model, known))
    basis = compiled.reduction.basis
    jacobian = moment_jacobian(structure, implied)[known]
    jacobian = np.hstack([jacobian[:, : len(basis)] @ basis, jacobian[:, len(basis) :]])
    variances = np.full(p * (p + 3) // 2, np.nan)
    variances[known] = errors.residual_variances(jacobian) / fit.n_obs
    return residuals_by(fit.moments.cov, mean, (implied.sigma, implied.mu), variances, n=fit.n_obs)


def residuals_by(
    cov: Array, mean: Array, implied: tuple[Array, Array], variances: Array, *, n: int
) -> Residuals:
    """Return residuals divided by the roots of their variances, NaN where nothing varies.

    Parameters
    ----------
    cov, mean : ndarray
    implied : tuple of ndarray
        Covariances and means of the model.
    variances : ndarray, shape (P,)
        Of the means, then of the covariances column by column of the lower triangle.
    n : int
        Respondents.
    """
    p = len(mean)
    col, row = np.triu_indices(p)
    square = np.full((p, p), np.nan)
    square[row, col] = square[col, row] = variances[p:]
    scale = np.diag(cov)
    return Residuals(
        _divided(cov - implied[0], square, np.outer(scale, scale) / n),
        _divided(mean - implied[1], variances[:p], scale / n),
    )


def _divided(residual: Array, variance: Array, unit: Array) -> Array:
    with np.errstate(invalid="ignore", divide="ignore"):
        counts = variance > CERTAIN * unit
        result: Array = np.where(counts, residual / np.sqrt(variance), np.nan)
    return result


def _missing(fit: Fitted) -> MissingAnswers:
    if fit.missing is None:
        raise ValueError("the fit has no missing answers")
    return fit.missing


def _patterns(missing: MissingAnswers) -> Patterns:
    """Return who answered what, as if all answers were at the mean."""
    observed, size = missing.observed, len(missing.names)
    nothing = np.zeros((0, size, size))
    row = np.zeros(0, dtype=np.intp)
    return Patterns(observed, missing.counts, np.zeros(observed.shape), nothing, row)


def _whole(
    fit: Fitted, compiled: CompiledModel, missing: MissingAnswers
) -> tuple[Structure, Array]:
    """Return the structure with the correlates, and its parameters at the solution."""
    structure = compiled.structure
    if missing.n_auxiliary:
        structure = with_correlates(structure, missing.n_auxiliary)
    return structure, np.concatenate([fit.solution.params, missing.correlates])


def _with_candidates(structure: Structure, wanted: Candidates) -> Structure:
    count, q = len(wanted.places), structure.n_params
    return replace(
        structure,
        matrix=np.concatenate([structure.matrix, wanted.places[:, 0]]),
        row=np.concatenate([structure.row, wanted.places[:, 1]]),
        col=np.concatenate([structure.col, wanted.places[:, 2]]),
        param=np.concatenate([structure.param, q + np.arange(count, dtype=np.intp)]),
        n_params=q + count,
    )


def _with_covariates(fit: Fitted, compiled: CompiledModel) -> tuple[Structure, Array]:
    """Return the structure with the moments of given covariates free, and its parameters."""
    structure = compiled.structure
    chosen = [k for k, row in enumerate(fit.table.rows) if row.exogenous]
    places = compiled.places[chosen].reshape(-1, 3)
    count, q = len(chosen), structure.n_params
    grown = replace(
        structure,
        matrix=np.concatenate([structure.matrix, places[:, 0]]),
        row=np.concatenate([structure.row, places[:, 1]]),
        col=np.concatenate([structure.col, places[:, 2]]),
        param=np.concatenate([structure.param, q + np.arange(count, dtype=np.intp)]),
        n_params=q + count,
    )
    values = [float(fit.table.rows[k].value or 0.0) for k in chosen]
    return grown, np.concatenate([fit.solution.params, values])


def _known(patterns: Patterns) -> Indices:
    """Return the places of the moments somebody's answers speak about."""
    together = patterns.together()
    col, row = np.triu_indices(len(together))
    every = np.concatenate([np.ones(len(together), dtype=bool), together[row, col] > 0])
    return np.flatnonzero(every)


def _expected(patterns: Patterns, point: IncompletePoint, known: Indices) -> Array:
    whole = unrestricted_information(patterns, point, expected=True)
    return whole[np.ix_(known, known)]


def _within(
    fit: Fitted, compiled: CompiledModel, score: Array, information: Array, q: int
) -> ScoreTests:
    """Return the tests, the free parameters moving within their constraints."""
    basis = compiled.near(fit.solution.params).reduction.basis
    size, extra = len(score), q - len(basis)
    whole = np.zeros((size, basis.shape[1] + size - len(basis)))
    whole[: len(basis), : basis.shape[1]] = basis
    whole[len(basis) :, basis.shape[1] :] = np.eye(size - len(basis))
    n = size_of(fit)
    return score_tests_of(
        n * (whole.T @ score), n * (whole.T @ information @ whole), basis.shape[1] + extra
    )


def _nothing_implied(fit: Fitted) -> EstimationError:
    return EstimationError.of(
        "E-EST-98",
        "The estimates imply no positive definite covariance matrix.",
        why=fit.solution.status,
        do="look at fit.diagnostics",
    )
