"""The answers behind a fit: their covariances, and the answers themselves where handed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.core.moments import pairwise_covariance
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import OptionError
from gainsem.results.fitted import Fitted
from gainsem.results.reading import answers_from
from gainsem.survey.columns import require_columns
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Responses

LIKELIHOOD = ("fiml", "two_stage", "robust_two_stage")
"""Treatments whose moments are those of maximum likelihood from all answers."""


@dataclass(frozen=True)
class GivenAnswers:
    """Answers that were handed in.

    Parameters
    ----------
    values : ndarray, shape (n, p)
        Of the respondents used, in the order of the fit's observed variables.
    responses : Responses
        Everything handed in.
    used : ndarray of bool
        Which respondents of ``responses`` these are.
    weights : ndarray, shape (n,), or None
        Of a weighted fit.
    """

    values: Array
    responses: Responses
    used: NDArray[np.bool_]
    weights: Array | None


@dataclass(frozen=True)
class AnswerMoments:
    """Covariances of the observed variables of a fit, as they were answered.

    Parameters
    ----------
    cov : ndarray, shape (p, p), or None
        None when neither the fit nor the caller has them.
    answers : GivenAnswers or None
        None when none were handed in.
    diagnostics : tuple of Diagnostic
    """

    cov: Array | None
    answers: GivenAnswers | None = None
    diagnostics: tuple[Diagnostic, ...] = ()


def answer_moments(fit: Fitted, data: Any) -> AnswerMoments:
    """Return the covariances of answers, from data if given and from the fit if not.

    Raises
    ------
    OptionError
        E-OPT-02 for a covariance matrix as data.
    UnknownVariableError, ResponseError
        For answers that are not there, or are not numbers.
    """
    if data is not None:
        return _given(fit, data)
    if not fit.table.levels:
        return AnswerMoments(fit.moments.cov)
    if fit.sample.answer_cov:
        return AnswerMoments(np.array(fit.sample.answer_cov, dtype=np.float64))
    said = note(
        "I-REL-17",
        "This fit was saved without the covariances of the answers, so alpha of the answers "
        "and item-total correlations are not known; ordinal alpha and omega are.",
        do="hand in the answers:  fit.reliability(data)",
    )
    return AnswerMoments(None, diagnostics=(said,))


def _given(fit: Fitted, data: Any) -> AnswerMoments:
    found = answers_from(data)
    if isinstance(found, Moments):
        raise OptionError.of(
            "E-OPT-02",
            "The data of reliability() are the answers of respondents; a covariance matrix has"
            " none.",
            do="give a survey or a table of answers, or call it without data",
        )
    needed = require_columns(found, fit.table.observed)
    values, absent = needed.values, np.isnan(needed.values)
    treatment = treatment_of(fit)
    incomplete = treatment != "listwise"
    used: NDArray[np.bool_] = np.logical_not(
        absent.all(axis=1) if incomplete else absent.any(axis=1)
    )
    same = int(used.sum()) == fit.n_obs
    said = () if same else (_other_answers(int(used.sum()), fit.n_obs),)
    kept, weights = np.ascontiguousarray(values[used]), None
    if fit.options.weights is not None:
        from gainsem.survey.weights import sampling_weights

        weights = sampling_weights(found, fit.options.weights, used).values
    answers = GivenAnswers(kept, found, used, weights)
    if same and treatment in LIKELIHOOD:
        return AnswerMoments(fit.moments.cov, answers, said)
    return AnswerMoments(pairwise_covariance(kept, weights), answers, said)


def treatment_of(fit: Fitted) -> str:
    """Return what was done about missing answers; "listwise" also where none are missing."""
    return fit.treatment or fit.options.missing or "listwise"


def _other_answers(given: int, fitted: int) -> Diagnostic:
    return warning(
        "W-REL-18",
        f"{given} respondents answered here, {fitted} in the fit: these are other answers.",
        why="alpha and intervals are of these answers, omega, AVE and loadings of the fit",
        do="hand in the answers the model was fitted to",
    )
