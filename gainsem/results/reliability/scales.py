"""Coefficients of the answers themselves: alpha with its interval, halves, item statistics."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from gainsem.core.alpha import (
    alpha,
    alpha_se,
    alpha_se_any_distribution,
    alpha_without_each,
    average_correlation,
    correlations,
    feldt_interval,
    item_total_correlations,
    lambda2,
    lambda6,
)
from gainsem.core.linalg import Array
from gainsem.core.reliability_difference import bonett_se
from gainsem.core.reliability_interval import log_interval
from gainsem.core.resampling import bias_corrected_interval, resampled
from gainsem.core.split_half import split_halves
from gainsem.errors import OptionError, did_you_mean
from gainsem.results.fitted import Fitted
from gainsem.results.reliability.answers import AnswerMoments
from gainsem.results.reliability.constructs import Construct
from gainsem.results.reliability.record import Settings

INTERVALS = ("robust", "feldt", "normal", "bootstrap")


def interval_kind(asked: str | None, given: AnswerMoments, fit: Fitted, draws: int) -> str:
    """Return which interval alpha gets.

    Asked for, or by default the one that holds for any distribution, where there are
    answers to compute it from, else Feldt's.

    Raises
    ------
    OptionError
        E-OPT-01 for another interval; E-REL-02 where it takes answers, and there are none.
    """
    # Both of these see single respondents; neither has a place for their weights.
    possible = given.answers is not None and fit.options.weights is None
    if asked is None:
        return "robust" if possible else "feldt"
    if asked not in INTERVALS:
        raise OptionError.of(
            "E-OPT-01",
            f"interval={asked!r} is not available.{did_you_mean(str(asked), INTERVALS)}",
            do=f"interval can be: {', '.join(INTERVALS)}",
        )
    if asked in ("robust", "bootstrap") and not possible:
        reason = "the fit is weighted" if given.answers is not None else "there are no answers"
        raise OptionError.of(
            "E-REL-02",
            f"interval={asked!r} is not possible: {reason}.",
            why="it is computed respondent by respondent",
            do='hand in the answers of an unweighted fit, or use  interval="feldt"',
        )
    if asked == "bootstrap" and draws < 1:
        raise OptionError.of(
            "E-REL-02",
            'interval="bootstrap" is not possible without draws.',
            do="give their number:  bootstrap=1000",
        )
    return asked


def alpha_figures(
    fit: Fitted, given: AnswerMoments, construct: Construct, settings: Settings
) -> dict[str, Any]:
    """Return what the covariances of a construct's answers say of its sum."""
    at = construct.places
    found: dict[str, Any] = {}
    if construct.ordinal:
        found["alpha_ordinal"] = alpha(correlations(fit.moments.cov[np.ix_(at, at)]))
    if given.cov is None or len(at) < 2:
        return found
    cov = given.cov[np.ix_(at, at)]
    if np.isnan(cov).any():
        return found
    cor, value = correlations(cov), alpha(cov)
    se, lower, upper = _interval(given, construct, settings, value, cov)
    found |= {
        "alpha": value,
        "alpha_se": se,
        "alpha_lower": lower,
        "alpha_upper": upper,
        "alpha_std": alpha(cor),
        "lambda2": lambda2(cov),
        "lambda6": lambda6(cor),
        "average_r": average_correlation(cor),
    }
    if cov.sum() > 0.0:
        found["halves"] = split_halves(cov)
    return found


def item_figures(given: AnswerMoments, construct: Construct) -> tuple[Array, Array]:
    """Return corrected item-total correlations and alpha without each item, NaN without."""
    at, nothing = construct.places, np.full(len(construct.places), np.nan)
    if given.cov is None or len(at) < 2:
        return nothing, nothing
    cov = given.cov[np.ix_(at, at)]
    if np.isnan(cov).any():
        return nothing, nothing
    return item_total_correlations(cov), alpha_without_each(cov)


def _interval(
    given: AnswerMoments, construct: Construct, settings: Settings, value: float, cov: Array
) -> tuple[float, float, float]:
    """Return the standard error of alpha, and the limits of its interval."""
    level, n = settings.level, settings.n_obs
    if settings.interval == "feldt":
        limits = feldt_interval(value, n, len(cov), level=level)
        return bonett_se(value, n, len(cov)), *limits
    if settings.interval == "normal":
        se = alpha_se(cov, n)
        return se, *log_interval(value, se, level=level)
    assert given.answers is not None
    answers = given.answers.values[:, construct.places]
    answers = answers[~np.isnan(answers).any(axis=1)]
    if len(answers) < 3:
        return math.nan, math.nan, math.nan
    se = alpha_se_any_distribution(answers)
    if settings.interval == "robust":
        return se, *log_interval(value, se, level=level)
    draws = resampled(
        lambda rows: np.array(alpha(np.cov(answers[rows].T))),
        len(answers),
        draws=settings.bootstrap,
        seed=settings.seed,
    )
    lower, upper = bias_corrected_interval(draws, np.array(value), level=level)
    return se, float(lower), float(upper)
