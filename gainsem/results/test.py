"""A test as a value: what was tested, with which result, by whose method."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gainsem.results.cells import number_text, pvalue_text
from gainsem.results.continuous import continuous_method_of
from gainsem.results.corrections import CORRECTIONS, correction_of
from gainsem.results.fitted import FittedModel
from gainsem.results.least_squares import method_of
from gainsem.results.reported_measures import test_version


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
        df = number_text(self.df, 2) if self.df % 1 else f"{self.df:g}"
        if self.df == 0:
            return f"{self.name}: not applicable (df = {df})"
        if math.isnan(self.pvalue):
            value = number_text(self.statistic)
            return f"{self.name}: chi-square({df}) = {value}, p unknown (no known distribution)"
        pvalue = pvalue_text(self.pvalue)
        equals = "" if pvalue[0] in "<>" else "= "
        return f"{self.name}: chi-square({df}) = {number_text(self.statistic)}, p {equals}{pvalue}"


MODEL, BASELINE, PLAIN = "Test of the model", "Test of the baseline model", ", not corrected"
LIKELIHOOD_RATIO = (
    "Jöreskog, K. G. (1969). A general approach to confirmatory maximum likelihood factor "
    "analysis. Psychometrika, 34, 183-202. https://doi.org/10.1007/BF02289343"
)
INDEPENDENCE = (
    "Bentler, P. M., & Bonett, D. G. (1980). Significance tests and goodness of fit in the "
    "analysis of covariance structures. Psychological Bulletin, 88, 588-606. "
    "https://doi.org/10.1037/0033-2909.88.3.588"
)


MOMENTS = (
    "Muthén, B. (1984). A general structural equation model with dichotomous, ordered "
    "categorical, and continuous latent variable indicators. Psychometrika, 49, 115-132. "
    "https://doi.org/10.1007/BF02294210"
)
GENERALISED = (
    "Jöreskog, K. G., & Goldberger, A. S. (1972). Factor analysis by generalized least squares. "
    "Psychometrika, 37, 243-260. https://doi.org/10.1007/BF02306782"
)
DISTRIBUTION_FREE = (
    "Browne, M. W. (1984). Asymptotically distribution-free methods for the analysis of covariance "
    "structures. British Journal of Mathematical and Statistical Psychology, 37, 62-83. "
    "https://doi.org/10.1111/j.2044-8317.1984.tb00789.x"
)
PLAIN_TESTS = {"ML": LIKELIHOOD_RATIO, "GLS": GENERALISED}
RESIDUAL_NAMES = {
    "browne_residual_adf": "Test of the residuals, distribution-free",
    "browne_residual_nt": "Test of the residuals, normal theory",
}
EXACT = "the model reproduces the covariances (and means) of the population exactly"
EXACT_ORDINAL = "the model reproduces the thresholds and correlations of the population exactly"
UNCORRELATED = "the endogenous variables are uncorrelated in the population"


def tests_of(fit: FittedModel) -> tuple[Test, ...]:
    """Return the test of the model and the test of its baseline, where they were computed.

    Where they were corrected, the corrected ones come first and the plain ones follow;
    then further tests that were asked for, and a test of the residuals last.
    """
    corrected = [_corrected(fit, "", MODEL), _corrected(fit, "baseline_", BASELINE)]
    extra = PLAIN if any(corrected) else ""
    plain = [_plain(fit, "", f"{MODEL}{extra}"), _plain(fit, "baseline_", f"{BASELINE}{extra}")]
    first = tuple(test for test in (*corrected, *plain) if test is not None)
    return (*first, *further_tests_of(fit))


def further_tests_of(fit: FittedModel) -> tuple[Test, ...]:
    """Return the tests that were asked for beside the reported one, those of residuals last."""
    further = [_further(fit, name) for name in fit.options.tests[1:]]
    residual = [_residual(fit, name) for name in RESIDUAL_NAMES]
    return tuple(test for test in (*further, *residual) if test is not None)


def _further(fit: FittedModel, test: str) -> Test | None:
    """Return a test that was asked for beside the reported one."""
    words, key, measures = CORRECTIONS.get(test), test.replace(".", "_"), fit.fit_measures
    if words is None or f"chisq_{key}" not in measures:
        return None
    return Test(
        f"{MODEL}, {words.title}",
        measures[f"chisq_{key}"],
        measures[f"df_{key}"],
        measures[f"pvalue_{key}"],
        _null(fit),
        words.title,
        words.reference,
    )


def _corrected(fit: FittedModel, prefix: str, name: str) -> Test | None:
    measures, words = fit.fit_measures, correction_of(fit)
    if words is None or not test_version(measures) or f"{prefix}chisq_scaled" not in measures:
        return None
    return Test(
        name,
        measures[f"{prefix}chisq_scaled"],
        measures[f"{prefix}df_scaled"],
        measures[f"{prefix}pvalue_scaled"],
        UNCORRELATED if prefix else _null(fit),
        words.title,
        words.reference,
    )


def _null(fit: FittedModel) -> str:
    return EXACT if method_of(fit) is None else EXACT_ORDINAL


def _plain(fit: FittedModel, prefix: str, name: str) -> Test | None:
    measures, method = fit.fit_measures, continuous_method_of(fit)
    statistic, df = measures.get(f"{prefix}chisq"), measures.get(f"{prefix}df")
    if statistic is None or df is None:
        return None
    if method is None:
        reference = MOMENTS
    else:
        reference = PLAIN_TESTS.get(method.discrepancy, DISTRIBUTION_FREE)
    if prefix:
        reference = INDEPENDENCE if method is not None else MOMENTS
    pvalue = measures.get(f"{prefix}pvalue", math.nan)
    null = UNCORRELATED if prefix else _null(fit)
    return Test(name, statistic, df, pvalue, null, reference=reference)


def _residual(fit: FittedModel, key: str) -> Test | None:
    measures = fit.fit_measures
    if f"chisq_{key}" not in measures:
        return None
    return Test(
        RESIDUAL_NAMES[key],
        measures[f"chisq_{key}"],
        measures[f"df_{key}"],
        measures[f"pvalue_{key}"],
        EXACT,
        reference=DISTRIBUTION_FREE,
    )
