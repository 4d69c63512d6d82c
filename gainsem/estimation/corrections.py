"""Corrected statistics of a model and of its baseline model."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gainsem.core.fit_measures import ChiSquare
from gainsem.core.scaled_tests import (
    ScaledTest,
    mean_adjusted,
    mean_variance_adjusted,
    scaled_shifted,
)
from gainsem.diagnostics import Diagnostic, warning
from gainsem.results.continuous import Correction


@dataclass(frozen=True)
class Traces:
    """The first two moments of a statistic: ``tr(U Gamma)`` and ``tr((U Gamma)^2)``.

    ``saturated`` is the part of the first that the saturated model has, where it is the
    difference of two parts (Yuan & Bentler as in Mplus).
    """

    mean: float
    squared: float = float("nan")
    saturated: float = float("nan")


@dataclass(frozen=True)
class Corrections:
    """Corrected tests, and the scalings robust measures of fit are made of.

    Parameters
    ----------
    model, baseline : ScaledTest
    mean, baseline_mean : float
        Traces: what the plain statistics are expected to be.
    """

    model: ScaledTest
    baseline: ScaledTest
    mean: float
    baseline_mean: float


def usable(*traces: Traces) -> bool:
    """Return whether statistics can be corrected: their means exist and are positive.

    As a difference of two traces the mean of Yuan and Bentler can be negative in small
    samples.
    """
    return all(math.isfinite(each.mean) and each.mean > 0.0 for each in traces)


def no_correction(*, designed: bool = False) -> Diagnostic:
    """Return the warning that a statistic could not be corrected."""
    return warning(
        "W-EST-102",
        "the test could not be corrected for non-normality: its scaling factor is not positive.",
        why="the factor is estimated, and this sample is too small (or the solution too near a"
        " boundary) for it",
        do="read the uncorrected test with care; its design has too few clusters for this model"
        if designed
        else "use estimator=MLM, whose factor is positive, or more respondents",
    )


def corrections(
    test: Correction,
    model: ChiSquare,
    baseline: ChiSquare,
    *,
    of_model: Traces,
    of_baseline: Traces,
) -> Corrections:
    """Return both statistics, corrected."""
    return Corrections(
        corrected(test, model, of_model),
        corrected(test, baseline, of_baseline),
        of_model.mean,
        of_baseline.mean,
    )


def corrected(test: Correction, plain: ChiSquare, traces: Traces) -> ScaledTest:
    """Return one statistic, corrected."""
    if test == "mean.var.adjusted":
        return mean_variance_adjusted(plain.statistic, plain.df, traces.mean, traces.squared)
    if test == "scaled.shifted":
        return scaled_shifted(plain.statistic, plain.df, traces.mean, traces.squared)
    return mean_adjusted(plain.statistic, plain.df, traces.mean)
