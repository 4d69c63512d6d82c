"""Corrected measures of fit in the terminal summary, the one to report in the first column."""

from __future__ import annotations

import math
from collections.abc import Callable

from gainsem.results.cells import number_text, pvalue_text
from gainsem.results.corrections import correction_of
from gainsem.results.fitted import FittedModel
from gainsem.results.least_squares import method_of
from gainsem.results.missing_answers import is_fiml
from gainsem.results.reported_measures import Version, index_versions, measure_key
from gainsem.results.summary_lines import Row, grid, number, section

HEADS: dict[Version, str] = {"robust": "Robust", "scaled": "Scaled", "": "Standard"}
REPORT_INCOMPLETE = "Report the robust indices (Zhang & Savalei, 2023)."
REPORT_ROBUST = "Report the robust indices (Savalei, 2021)."
NO_ROBUST = (
    "Report the scaled indices. Robust ones (Savalei, 2021) are defined for ordinal items "
    "alone, without covariates, and where the correlations are positive definite."
)
REPORT_CONTINUOUS = (
    "Report the robust indices (Brosseau-Liard, Savalei & Li, 2012; "
    "Brosseau-Liard & Savalei, 2014)."
)
NO_CONTINUOUS = (
    "Report the scaled indices. Robust ones are not defined where degrees of freedom are "
    "estimated; estimator=MLMV or MLM has them."
)
SHIFT = "chisq_shift_parameter"


def corrected_measures(fit: FittedModel) -> list[str]:
    """Return the blocks Model Test ... SRMR of a fit whose test is corrected."""
    return [
        _test(fit, "Model Test", "", note=_corrected_by(fit)),
        _test(fit, "Baseline Model Test", "baseline_"),
        *_indices(fit),
        section(
            "Standardized Root Mean Square Residual",
            [("SRMR", number(fit.fit_measures.get("srmr")))],
        ),
    ]


def _test(fit: FittedModel, title: str, prefix: str, note: str = "") -> str:
    measures = fit.fit_measures
    both: tuple[Version, ...] = ("scaled", "")
    df = [measures.get(measure_key(f"{prefix}df", version), math.nan) for version in both]
    rows: list[Row] = [
        ("Chi-square", _cells(fit, f"{prefix}chisq", both)),
        ("Degrees of freedom", tuple(map(_degrees, df))),
        ("p value", _cells(fit, f"{prefix}pvalue", both, of=pvalue_text)),
        ("Scaling correction factor", _cells(fit, f"{prefix}chisq_scaling_factor", ("",))),
    ]
    if measures.get(f"{prefix}{SHIFT}", 0.0) != 0.0:
        rows.append(("Shift parameter", _cells(fit, f"{prefix}{SHIFT}", ("",))))
    return grid(title, [HEADS[version] for version in both], rows, note)


def _corrected_by(fit: FittedModel) -> str:
    words = correction_of(fit)
    return "" if words is None else f"Scaled: {words.title} ({words.short})."


def _indices(fit: FittedModel) -> list[str]:
    versions = index_versions(fit.fit_measures)
    heads = [HEADS[version] for version in versions]
    incremental: list[Row] = [
        ("Comparative Fit Index (CFI)", _cells(fit, "cfi", versions)),
        ("Tucker-Lewis Index (TLI)", _cells(fit, "tli", versions)),
    ]
    rmsea: list[Row] = [
        ("RMSEA", _cells(fit, "rmsea", versions)),
        ("90 % confidence interval, lower", _cells(fit, "rmsea_ci_lower", versions)),
        ("90 % confidence interval, upper", _cells(fit, "rmsea_ci_upper", versions)),
        ("p value, H0: RMSEA <= .05", _cells(fit, "rmsea_pvalue", versions, of=pvalue_text)),
    ]
    ordinal, robust = method_of(fit) is not None, versions[0] == "robust"
    note = REPORT_ROBUST if robust else NO_ROBUST
    if not ordinal:
        note = REPORT_CONTINUOUS if robust else NO_CONTINUOUS
        note = REPORT_INCOMPLETE if robust and is_fiml(fit) else note
    return [
        grid("Model against Baseline", heads, incremental),
        grid("Root Mean Square Error of Approximation", heads, rmsea, note),
    ]


def _cells(
    fit: FittedModel,
    name: str,
    versions: tuple[Version, ...],
    of: Callable[[float], str] = number_text,
) -> tuple[str, ...]:
    values = (fit.fit_measures.get(measure_key(name, version), math.nan) for version in versions)
    return tuple(of(value) if math.isfinite(value) else "" for value in values)


def _degrees(df: float) -> str:
    """Return degrees of freedom, which a correction may make a fraction."""
    if not math.isfinite(df):
        return ""
    return f"{df:.0f}" if df == round(df) else number_text(df, 2)
