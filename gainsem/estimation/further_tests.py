"""Further tests of a fit, beside the one it is reported with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from gainsem.options import Options
from gainsem.results.continuous import RESIDUAL_TESTS
from gainsem.results.fitted import FittedModel

AnyFit = TypeVar("AnyFit", bound=FittedModel)


def with_further_tests(
    fit: AnyFit, options: Options, again: Callable[[Options], FittedModel]
) -> AnyFit:
    """Return a fit with the statistics of the other tests that were asked for.

    They stand in its measures as ``chisq_<test>``, ``df_<test>``, ``pvalue_<test>``; the
    uncorrected statistic is there anyway.  A test that could not be corrected is NaN.

    Parameters
    ----------
    fit : Fit or GroupedFit
        With the first test.
    options : Options
    again : callable
        Fits the same model to the same answers with other options.
    """
    measures = dict(fit.fit_measures)
    for test in options.tests[1:]:
        if test == "standard":
            continue
        found = again(replace(options, test=test, se="none")).fit_measures
        name = test.replace(".", "_")
        for part in ("chisq", "df", "pvalue"):
            own = f"{part}_{name}" if test in RESIDUAL_TESTS else f"{part}_scaled"
            measures[f"{part}_{name}"] = found.get(own, float("nan"))
    return replace(fit, fit_measures=measures, options=options)
