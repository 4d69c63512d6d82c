"""A test as a value: what was tested, with which result, by whose method."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gainsem.results.cells import number_text, pvalue_text
from gainsem.results.fitted import Fitted
from gainsem.results.least_squares import CORRECTION_TITLES, method_of
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
SATORRA_BENTLER = (
    "Satorra, A., & Bentler, P. M. (1994). Corrections to test statistics and standard errors in "
    "covariance structure analysis. In A. von Eye & C. C. Clogg (Eds.), Latent variables "
    "analysis: Applications for developmental research (pp. 399-419). Sage."
)
SCALED_SHIFTED = (
    "Asparouhov, T., & Muthén, B. (2010). Simple second order chi-square correction. Mplus "
    "technical appendix. https://www.statmodel.com/download/WLSMV_new_chi21.pdf"
)
CORRECTIONS = {
    "mean": SATORRA_BENTLER,
    "mean.variance": SATORRA_BENTLER,
    "scaled.shifted": SCALED_SHIFTED,
}
EXACT = "the model reproduces the covariances (and means) of the population exactly"
EXACT_ORDINAL = "the model reproduces the thresholds and correlations of the population exactly"
UNCORRELATED = "the endogenous variables are uncorrelated in the population"


def tests_of(fit: Fitted) -> tuple[Test, ...]:
    """Return the test of the model and the test of its baseline, where they were computed.

    Where they were corrected, the corrected ones come first and the plain ones follow.
    """
    corrected = [_corrected(fit, "", MODEL), _corrected(fit, "baseline_", BASELINE)]
    extra = PLAIN if any(corrected) else ""
    plain = [_plain(fit, "", f"{MODEL}{extra}"), _plain(fit, "baseline_", f"{BASELINE}{extra}")]
    return tuple(test for test in (*corrected, *plain) if test is not None)


def _corrected(fit: Fitted, prefix: str, name: str) -> Test | None:
    measures, method = fit.fit_measures, method_of(fit)
    if method is None or not test_version(measures) or f"{prefix}chisq_scaled" not in measures:
        return None
    return Test(
        name,
        measures[f"{prefix}chisq_scaled"],
        measures[f"{prefix}df_scaled"],
        measures[f"{prefix}pvalue_scaled"],
        UNCORRELATED if prefix else EXACT_ORDINAL,
        CORRECTION_TITLES[method.correction],
        CORRECTIONS[method.correction],
    )


def _plain(fit: Fitted, prefix: str, name: str) -> Test | None:
    measures, ordinal = fit.fit_measures, method_of(fit) is not None
    statistic, df = measures.get(f"{prefix}chisq"), measures.get(f"{prefix}df")
    if statistic is None or df is None:
        return None
    null, reference = (EXACT_ORDINAL, MOMENTS) if ordinal else (EXACT, LIKELIHOOD_RATIO)
    if prefix:
        null, reference = UNCORRELATED, MOMENTS if ordinal else INDEPENDENCE
    pvalue = measures.get(f"{prefix}pvalue", math.nan)
    return Test(name, statistic, df, pvalue, null, reference=reference)
