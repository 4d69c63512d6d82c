"""The answers a likelihood fit was made from, respondent by respondent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gainsem.core.fiml import FimlGroup, FimlPoint, casewise_scores
from gainsem.core.linalg import Array
from gainsem.core.missing_patterns import missing_patterns
from gainsem.core.respondents.respondent_fit import NormalFit, normal_fit, residual_distance
from gainsem.core.structure import Indices
from gainsem.errors import EstimationError, OptionError, ResponseError
from gainsem.model.matrix_map import CompiledModel, compile_table
from gainsem.results.continuous import continuous_method_of
from gainsem.results.fitted import Fitted
from gainsem.results.missing_answers import is_fiml
from gainsem.results.reading import answers_from
from gainsem.survey.columns import require_columns
from gainsem.survey.moments import Moments

# Log-likelihoods this near to each other, per respondent, are of the same answers.
SAME = 1e-6


@dataclass(frozen=True)
class FittedAnswers:
    """The respondents of a fit, and what the model says about each of them.

    Parameters
    ----------
    fit : Fitted
    answers : ndarray, shape (n, p)
        In the order of the fit's variables; NaN where missing.
    rows : ndarray of int, shape (n,)
        Their rows in the data.
    lines : ndarray of int, shape (n_read,)
        Line of every row of the data.
    """

    fit: Fitted
    answers: Array
    rows: Indices
    lines: NDArray[np.int64]

    @property
    def n(self) -> int:
        """Number of respondents."""
        return len(self.rows)

    @cached_property
    def deviations(self) -> Array:
        """The answers; less the sample means where the model has none of its own."""
        if self.fit.table.meanstructure or not self.n:
            return self.answers
        centred: Array = self.answers - self.answers.mean(axis=0)
        return centred

    @cached_property
    def compiled(self) -> CompiledModel:
        """The model at its estimates."""
        return compile_table(self.fit.table).near(self.fit.solution.params)

    @property
    def basis(self) -> Array:
        """Directions the estimates can move in, shape (q, r)."""
        return self.compiled.reduction.basis

    @cached_property
    def group(self) -> FimlGroup:
        """The discrepancy of these answers; complete ones are a single pattern."""
        return FimlGroup(self.compiled.structure, missing_patterns(self.deviations), 0.0)

    @cached_property
    def point(self) -> FimlPoint:
        """The discrepancy at the estimates.

        Raises
        ------
        EstimationError
            E-EST-98 when the estimates imply nothing.
        """
        point = self.group.at(self.fit.solution.params)
        if point is None:
            raise EstimationError.of(
                "E-EST-98",
                "The estimates imply no positive definite covariance matrix.",
                why=self.fit.solution.status,
                do="look at fit.diagnostics",
            )
        return point

    @property
    def given(self) -> Indices:
        """Positions of the covariates that are taken as given."""
        observed = self.fit.table.observed
        return np.array([observed.index(x) for x in self.fit.table.exogenous], dtype=np.intp)

    @cached_property
    def whole(self) -> NormalFit:
        """Likelihood and distance of all answers of a respondent."""
        implied = self.point.implied
        return normal_fit(self.deviations - implied.mu, implied.sigma)

    @cached_property
    def loglik(self) -> Array:
        """Log-likelihoods of the answers given the covariates, shape (n,): their sum is logl."""
        return self.whole.loglik - self._of_covariates(self.deviations)

    def loglik_of(self, deviations: Array) -> Array:
        """Return the log-likelihoods of other deviations of the same respondents, (n,)."""
        implied = self.point.implied
        found = normal_fit(deviations - implied.mu, implied.sigma).loglik
        return found - self._of_covariates(deviations)

    def _of_covariates(self, deviations: Array) -> Array:
        """Return the log-likelihoods of given covariates by their sample moments, (n,)."""
        x = self.given
        if not len(x):
            return np.zeros(self.n)
        own = self.deviations[:, x]
        mean = own.mean(axis=0)
        centred = own - mean
        return normal_fit(deviations[:, x] - mean, centred.T @ centred / self.n).loglik

    @cached_property
    def scores(self) -> Array:
        """Derivatives of the log-likelihoods by the directions of ``basis``, shape (n, r)."""
        return self.scores_of(self.deviations)

    def scores_of(self, deviations: Array) -> Array:
        """Return the scores of other deviations of the same respondents, shape (n, r)."""
        scores: Array = casewise_scores(self.group, self.point, deviations) @ self.basis
        return scores

    @cached_property
    def information(self) -> Array:
        """Observed information per respondent by the same directions, shape (r, r)."""
        hessian: Array = self.basis.T @ self.group.hessian(self.point) @ self.basis
        return hessian

    def latent_residuals(self) -> tuple[Array, Array]:
        """Return squared distances, and their df, of what latent variables do not explain."""
        implied = self.point.implied
        deviations = self.deviations - implied.mu
        return residual_distance(deviations, implied.sigma, implied.matrices.lambda_)


def fitted_answers(fit: Fitted, data: Any, *, asked: str) -> FittedAnswers:
    """Return the answers of the respondents a fit was made from.

    Parameters
    ----------
    fit : Fitted
    data : Responses, Survey, DataFrame, str or Path
    asked : str
        What is wanted of them, to begin a message with.

    Raises
    ------
    EstimationError
        E-INF-01 for a fit without a likelihood of single respondents, or without a minimum.
    OptionError
        E-OPT-02 for a covariance matrix.
    ResponseError
        E-INF-02 for other answers than those of the fit.
    """
    _refuse_without_likelihood(fit, asked)
    found = answers_from(data)
    if isinstance(found, Moments):
        raise OptionError.of(
            "E-OPT-02",
            f"{asked} needs the answers of respondents; a covariance matrix has none.",
            do="give the survey or table of answers the model was fitted to",
        )
    needed = require_columns(found, fit.table.observed)
    values = np.asarray(needed.values, dtype=np.float64)
    used = _used(fit, values)
    lines = needed.lines if len(needed.lines) else np.arange(1, len(values) + 1)
    result = FittedAnswers(fit, values[used], np.flatnonzero(used), np.asarray(lines))
    _refuse_others(result)
    return result


def _used(fit: Fitted, values: Array) -> NDArray[np.bool_]:
    absent = np.isnan(values)
    if not is_fiml(fit):
        return np.asarray(~absent.any(axis=1))
    given = [fit.table.observed.index(name) for name in fit.table.exogenous]
    return np.asarray(~absent.all(axis=1) & ~absent[:, given].any(axis=1))


def _refuse_without_likelihood(fit: Fitted, asked: str) -> None:
    reason, do = _no_likelihood(fit)
    if reason:
        raise EstimationError.of("E-INF-01", f"{asked} is not known of this fit: {reason}.", do=do)


def _no_likelihood(fit: Fitted) -> tuple[str, str]:
    method = continuous_method_of(fit)
    if not fit.converged:
        return f"it has no solution ({fit.solution.status})", "correct the model first"
    if method is None:
        return (
            f"{fit.estimator} of ordinal items has no likelihood of single respondents",
            "use fit.category_probabilities() and gainsem screen, or fit with estimator=MLR",
        )
    if method.discrepancy != "ML":
        return (
            f"{fit.estimator} has no likelihood",
            "fit the model with estimator=ML or estimator=MLR",
        )
    if fit.options.likelihood == "wishart":
        return (
            "likelihood=wishart is a likelihood of the covariances, not of respondents",
            "fit it with likelihood=normal",
        )
    if fit.missing is not None and not is_fiml(fit):
        return (
            f"missing={fit.missing.treatment} fits moments, not answers",
            "fit it with missing=fiml",
        )
    if fit.missing is not None and fit.missing.n_auxiliary:
        return "its likelihood is that of auxiliary variables, too", "fit it without auxiliary="
    return "", ""


def _refuse_others(found: FittedAnswers) -> None:
    """Raise when the answers are not those of the fit: their likelihood is another one."""
    fit, n = found.fit, found.n
    do = "give the answers the model was fitted to, read in the same way"
    if fit.exclusion is not None or fit.options.exclude:
        do = "fit the model without exclude=, to answers without those respondents"
    if n != fit.n_obs:
        raise ResponseError.of(
            "E-INF-02",
            f"these are not the answers of the fit: it used {fit.n_obs} respondents, and here"
            f" {n} can be used.",
            do=do,
        )
    logl = float(found.loglik.sum())
    if abs(logl - fit.fit_measures["logl"]) > SAME * n:
        raise ResponseError.of(
            "E-INF-02",
            f"these are not the answers of the fit: their log-likelihood is {logl:.3f}, that of"
            f" the fit {fit.fit_measures['logl']:.3f}.",
            do=do,
        )
