"""Further tests of a fit, beside the one it is reported with."""

from __future__ import annotations

from dataclasses import replace

from gainsem.estimation.estimate import estimate
from gainsem.options import Options
from gainsem.results.continuous import RESIDUAL_TESTS
from gainsem.results.fit import Fit
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Responses
from gainsem.syntax.statements import ModelText


def with_further_tests(
    fit: Fit, model: ModelText, data: Responses | Moments, options: Options
) -> Fit:
    """Return a fit with the statistics of the other tests that were asked for.

    They stand in its measures as ``chisq_<test>``, ``df_<test>``, ``pvalue_<test>``; the
    uncorrected statistic is there anyway.  A test that could not be corrected is NaN.

    Parameters
    ----------
    fit : Fit
        With the first test.
    model : ModelText
    data : Responses or Moments
        The answers it was fitted to.
    options : Options
    """
    measures = dict(fit.fit_measures)
    for test in options.tests[1:]:
        if test == "standard":
            continue
        found = estimate(model, data, replace(options, test=test, se="none")).fit_measures
        name = test.replace(".", "_")
        for part in ("chisq", "df", "pvalue"):
            own = f"{part}_{name}" if test in RESIDUAL_TESTS else f"{part}_scaled"
            measures[f"{part}_{name}"] = found.get(own, float("nan"))
    return replace(fit, fit_measures=measures, options=options)
