"""The measures of fit as a table, and what each is called."""

from __future__ import annotations

import math
from typing import Any

from gainsem.results.fitted import FittedModel
from gainsem.results.reported_measures import (
    Version,
    index_versions,
    measure_key,
    test_version,
)
from gainsem.results.table import Column, Table
from gainsem.results.verdict import WITHHELD_TEXT, estimates_withheld

PLAIN_NAMES = {
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
    "srmr_bentler_nomean": "SRMR (Bentler), without means and thresholds",
    "srmr_mplus": "SRMR (Mplus)",
    "crmr": "Correlation Root Mean Square Residual (CRMR)",
    "crmr_nomean": "CRMR, without means and thresholds",
    "rmr": "Root Mean Square Residual (RMR)",
    "rmr_nomean": "RMR, without means and thresholds",
    "wrmr": "Weighted Root Mean Square Residual (WRMR)",
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
VERSIONS = {
    "chisq": ("scaled",),
    "baseline_chisq": ("scaled",),
    **dict.fromkeys(("cfi", "tli", "nnfi", "rni", "rmsea"), ("robust", "scaled")),
    **dict.fromkeys(("nfi", "pnfi", "rfi", "ifi"), ("scaled",)),
}
FACTORS = {
    "chisq_scaling_factor": "Scaling correction factor, model",
    "chisq_shift_parameter": "Shift parameter, model",
    "baseline_chisq_scaling_factor": "Scaling correction factor, baseline model",
    "baseline_chisq_shift_parameter": "Shift parameter, baseline model",
}


def _all_names() -> dict[str, str]:
    """Return the names of all measures, corrected versions before the plain one."""
    names: dict[str, str] = {}
    for key, name in PLAIN_NAMES.items():
        names |= {f"{key}_{version}": f"{name}, {version}" for version in VERSIONS.get(key, ())}
        names[key] = name
        names |= {own: title for own, title in FACTORS.items() if own.partition("_s")[0] == key}
    return names


NAMES = _all_names()
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

REPORT = "Of several versions of an index, report the {} one."


def fit_table(fit: FittedModel, *, full: bool = False) -> Table:
    """Return the measures of fit, one a row, with the measure's key as row key.

    Parameters
    ----------
    fit : Fitted
    full : bool
        All measures that were computed instead of those every paper prints.
    """
    keys = _keys(fit, full=full)
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
    return Table(columns, tuple(_row(fit, key) for key in keys), caption, _notes(fit, keys), keys)


def _keys(fit: FittedModel, *, full: bool) -> tuple[str, ...]:
    """Return the measures to show: with a corrected test, all versions of the main ones."""
    known = [key for key in NAMES if key in fit.fit_measures and not _is_undefined(fit, key)]
    if full:
        return tuple(known)
    if not test_version(fit.fit_measures):
        return tuple(key for key in MAIN if key in known)
    return tuple(key for key in known if key in FACTORS or _split(key)[0] in MAIN)


def _is_undefined(fit: FittedModel, key: str) -> bool:
    """Return whether a corrected version does not exist for this fit."""
    corrected = key in FACTORS or key.endswith(("_scaled", "_robust"))
    return corrected and not math.isfinite(fit.fit_measures[key])


def _notes(fit: FittedModel, keys: tuple[str, ...]) -> tuple[str, ...]:
    if is_saturated(fit):
        return (SATURATED,)
    notes = (RMSEA_NOTE,) if "rmsea" in keys else ()
    version = index_versions(fit.fit_measures)[0]
    return (*notes, REPORT.format(version)) if version else notes


def is_saturated(fit: FittedModel) -> bool:
    """Return whether the model has no degrees of freedom, so that nothing can misfit."""
    return fit.fit_measures.get("df") == 0


def _row(fit: FittedModel, key: str) -> tuple[Any, ...]:
    name, version = _split(key)
    if name in NEED_DF and is_saturated(fit):
        return (NAMES[key], None, None, None, None, None)
    measures = fit.fit_measures
    prefix = {"chisq": "", "baseline_chisq": "baseline_", "rmsea": "rmsea_"}.get(name)
    if prefix is None:
        return (NAMES[key], measures[key], None, None, None, None)
    parts = (
        measures.get(measure_key(f"{prefix}{part}", version))
        for part in ("df", "pvalue", "ci_lower", "ci_upper")
    )
    return (NAMES[key], measures[key], *parts)


def _split(key: str) -> tuple[str, Version]:
    """Return the plain name of a measure, and its version."""
    versions: tuple[Version, ...] = ("scaled", "robust")
    for version in versions:
        if key.endswith(f"_{version}"):
            return key.removesuffix(f"_{version}"), version
    return key, ""
