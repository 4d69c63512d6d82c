"""A test as a value: what was tested, with which result, by whose method."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gainsem.results.cells import number_text, pvalue_text
from gainsem.results.fitted import Fitted


@dataclass(frozen=True, slots=True)
class Test:
    """One test of a hypothesis.

    Parameters
    ----------
    name : str
        What it is called.
    statistic, df, pvalue : float
        ``pvalue`` is NaN when there is nothing to test (``df`` 0).
    null : str
        The hypothesis that a small p value speaks against, in words.
    correction : str
        Correction of the statistic for non-normality or order; empty for none.
    reference : str
        The paper behind it.
    """

    name: str
    statistic: float
    df: float
    pvalue: float
    null: str
    correction: str = ""
    reference: str = ""

    def __str__(self) -> str:
        df = f"{self.df:g}"
        if self.df == 0 or math.isnan(self.pvalue):
            return f"{self.name}: not applicable (df = {df})"
        pvalue = pvalue_text(self.pvalue)
        equals = "" if pvalue[0] in "<>" else "= "
        return f"{self.name}: chi-square({df}) = {number_text(self.statistic)}, p {equals}{pvalue}"


LIKELIHOOD_RATIO = (
    "Jöreskog, K. G. (1969). A general approach to confirmatory maximum likelihood factor "
    "analysis. Psychometrika, 34, 183-202. https://doi.org/10.1007/BF02289343"
)
INDEPENDENCE = (
    "Bentler, P. M., & Bonett, D. G. (1980). Significance tests and goodness of fit in the "
    "analysis of covariance structures. Psychological Bulletin, 88, 588-606. "
    "https://doi.org/10.1037/0033-2909.88.3.588"
)


def tests_of(fit: Fitted) -> tuple[Test, ...]:
    """Return the test of the model and the test of its baseline, where they were computed."""
    model = _test(
        fit,
        "",
        "Test of the model",
        "the model reproduces the covariances (and means) of the population exactly",
        LIKELIHOOD_RATIO,
    )
    baseline = _test(
        fit,
        "baseline_",
        "Test of the baseline model",
        "the endogenous variables are uncorrelated in the population",
        INDEPENDENCE,
    )
    return tuple(test for test in (model, baseline) if test is not None)


def _test(fit: Fitted, prefix: str, name: str, null: str, reference: str) -> Test | None:
    measures = fit.fit_measures
    statistic, df = measures.get(f"{prefix}chisq"), measures.get(f"{prefix}df")
    if statistic is None or df is None:
        return None
    pvalue = measures.get(f"{prefix}pvalue", math.nan)
    return Test(name, statistic, df, pvalue, null, reference=reference)
