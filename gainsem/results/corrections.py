"""How the test of a fit was corrected, in words and with its paper; one place for all readers."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from gainsem.results.continuous import continuous_method_of
from gainsem.results.fitted import FittedModel
from gainsem.results.least_squares import method_of

SATORRA_BENTLER = (
    "Satorra, A., & Bentler, P. M. (1994). Corrections to test statistics and standard errors in "
    "covariance structure analysis. In A. von Eye & C. C. Clogg (Eds.), Latent variables "
    "analysis: Applications for developmental research (pp. 399-419). Sage."
)
SCALED_SHIFTED = (
    "Asparouhov, T., & Muthén, B. (2010). Simple second order chi-square correction. Mplus "
    "technical appendix. https://www.statmodel.com/download/WLSMV_new_chi21.pdf"
)
YUAN_BENTLER = (
    "Yuan, K.-H., & Bentler, P. M. (2000). Three likelihood-based methods for mean and covariance "
    "structure analysis with nonnormal missing data. Sociological Methodology, 30, 165-200. "
    "https://doi.org/10.1111/0081-1750.00078"
)


@dataclass(frozen=True, slots=True)
class CorrectionWords:
    """One correction.

    Parameters
    ----------
    key : {"mean", "scaled_shifted", "mean_variance"}
        What it does; the sentences of the report go by it.
    title : str
        Its name.
    short : str
        Authors and year.
    paper : str
        Key of the paper in the bibliography of the report.
    reference : str
        The paper.
    """

    key: str
    title: str
    short: str
    paper: str
    reference: str


_SB = ("Satorra & Bentler, 1994", "satorra_bentler_1994", SATORRA_BENTLER)
_YB = ("Yuan & Bentler, 2000", "yuan_bentler_2000", YUAN_BENTLER)
MEAN = CorrectionWords("mean", "mean-adjusted", *_SB)
MEAN_VARIANCE = CorrectionWords("mean_variance", "mean- and variance-adjusted", *_SB)
SHIFTED = CorrectionWords(
    "scaled_shifted",
    "scaled and shifted",
    "Asparouhov & Muthén, 2010",
    "asparouhov_2010",
    SCALED_SHIFTED,
)
CORRECTIONS = MappingProxyType(
    {
        "mean": MEAN,
        "mean.variance": MEAN_VARIANCE,
        "scaled.shifted": SHIFTED,
        "satorra.bentler": MEAN,
        "mean.var.adjusted": MEAN_VARIANCE,
        "yuan.bentler": CorrectionWords("mean", "mean-adjusted by Yuan and Bentler", *_YB),
        "yuan.bentler.mplus": CorrectionWords(
            "mean", "mean-adjusted by Yuan and Bentler, as in Mplus", *_YB
        ),
    }
)


def correction_of(fit: FittedModel) -> CorrectionWords | None:
    """Return how the test of a fit is corrected, None where it is not."""
    ordinal = method_of(fit)
    if ordinal is not None:
        return CORRECTIONS.get(ordinal.correction)
    method = continuous_method_of(fit)
    return None if method is None or not method.scales else CORRECTIONS.get(method.test)
