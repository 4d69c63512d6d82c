"""The measures of fit as a table, and what each is called."""

from __future__ import annotations

from typing import Any

from gainsem.results.fitted import Fitted
from gainsem.results.table import Column, Table
from gainsem.results.verdict import WITHHELD_TEXT, estimates_withheld

NAMES = {
    "chisq": "Chi-square, model",
    "baseline_chisq": "Chi-square, baseline model",
    "cfi": "Comparative Fit Index (CFI)",
    "tli": "Tucker-Lewis Index (TLI)",
    "nnfi": "Non-Normed Fit Index (NNFI)",
    "nfi": "Normed Fit Index (NFI)",
    "pnfi": "Parsimony Normed Fit Index (PNFI)",
    "rfi": "Relative Fit Index (RFI)",
    "ifi": "Incremental Fit Index (IFI)",
    "rni": "Relative Noncentrality Index (RNI)",
    "rmsea": "Root Mean Square Error of Approximation (RMSEA)",
    "srmr": "Standardized Root Mean Square Residual (SRMR)",
    "srmr_bentler": "SRMR (Bentler)",
    "srmr_mplus": "SRMR (Mplus)",
    "crmr": "Correlation Root Mean Square Residual (CRMR)",
    "rmr": "Root Mean Square Residual (RMR)",
    "gfi": "Goodness of Fit Index (GFI)",
    "agfi": "Adjusted Goodness of Fit Index (AGFI)",
    "pgfi": "Parsimony Goodness of Fit Index (PGFI)",
    "mfi": "McDonald Fit Index (MFI)",
    "ecvi": "Expected Cross-Validation Index (ECVI)",
    "cn_05": "Hoelter critical N, alpha = .05",
    "cn_01": "Hoelter critical N, alpha = .01",
    "logl": "Log-likelihood, model",
    "unrestricted_logl": "Log-likelihood, unrestricted model",
    "aic": "Akaike information criterion (AIC)",
    "bic": "Bayesian information criterion (BIC)",
    "bic2": "Sample-size adjusted BIC",
    "fmin": "Minimum of the discrepancy function",
    "npar": "Free parameters",
    "ntotal": "Respondents",
}
MAIN = (
    *("chisq", "baseline_chisq", "cfi", "tli", "rmsea", "srmr"),
    *("logl", "unrestricted_logl", "aic", "bic", "bic2"),
)
NEED_DF = frozenset(
    ("cfi", "tli", "nnfi", "nfi", "pnfi", "rfi", "ifi", "rni", "rmsea", "mfi", "agfi", "pgfi")
) | {"cn_05", "cn_01"}

SATURATED = "Indices of fit are not applicable: the model has no degrees of freedom (df = 0)."
RMSEA_NOTE = (
    "RMSEA: 90 % confidence interval; p is for the hypothesis that the RMSEA is .05 or less."
)


def fit_table(fit: Fitted, *, full: bool = False) -> Table:
    """Return the measures of fit, one a row, with the measure's key as row key.

    Parameters
    ----------
    fit : Fitted
    full : bool
        All measures that were computed instead of those every paper prints.
    """
    keys = tuple(key for key in (NAMES if full else MAIN) if key in fit.fit_measures)
    columns = (
        Column("measure", "Measure"),
        Column("value", "Value", "number"),
        Column("df", "df", "integer"),
        Column("pvalue", "p", "pvalue"),
        Column("ci_lower", "Lower", "number"),
        Column("ci_upper", "Upper", "number"),
    )
    caption = "Fit of the model"
    if estimates_withheld(fit):
        return Table(columns, (), caption, (WITHHELD_TEXT,))
    notes = (SATURATED,) if is_saturated(fit) else (RMSEA_NOTE,) if "rmsea" in keys else ()
    return Table(columns, tuple(_row(fit, key) for key in keys), caption, notes, keys)


def is_saturated(fit: Fitted) -> bool:
    """Return whether the model has no degrees of freedom, so that nothing can misfit."""
    return fit.fit_measures.get("df") == 0


def _row(fit: Fitted, key: str) -> tuple[Any, ...]:
    if key in NEED_DF and is_saturated(fit):
        return (NAMES[key], None, None, None, None, None)
    measures = fit.fit_measures
    prefix = {"chisq": "", "baseline_chisq": "baseline_", "rmsea": "rmsea_"}.get(key)
    if prefix is None:
        return (NAMES[key], measures[key], None, None, None, None)
    parts = ("df", "pvalue", "ci_lower", "ci_upper")
    return (NAMES[key], measures[key], *(measures.get(f"{prefix}{part}") for part in parts))
