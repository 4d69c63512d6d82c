"""The verdict on a fit, in one sentence: the first thing a reader must know."""

from __future__ import annotations

import math
from collections.abc import Mapping

from gainsem.diagnostics import Diagnostic
from gainsem.results.cells import number_text, pvalue_text
from gainsem.results.fitted import Fitted, FittedModel
from gainsem.results.reported_measures import index_versions, reported_measures, test_version

WITHHELD = "E-EST-94"
WITHHELD_TEXT = "Estimates and measures of fit are withheld: they are not an answer."


def verdict(fit: FittedModel) -> str:
    """Return whether the fit can be used, and why not."""
    warnings = sum(finding.severity == "warning" for finding in fit.diagnostics)
    if fit.usable:
        after = {0: "", 1: ", with 1 warning"}.get(warnings, f", with {warnings} warnings")
        return f"Usable{after}: a proper solution was found."
    refusals = refusals_of(fit)
    if refusals:
        return f"NOT usable ({refusals[0].code}): {refusals[0].message}"
    return f"NOT usable: no minimum was found ({fit.solution.status})"


def refusals_of(fit: FittedModel) -> tuple[Diagnostic, ...]:
    """Return the findings that make the fit unusable."""
    return tuple(finding for finding in fit.diagnostics if finding.code.startswith("E-"))


def estimates_withheld(fit: FittedModel) -> bool:
    """Return whether the estimates are so far from an answer that no table shows them."""
    return any(finding.code == WITHHELD for finding in fit.diagnostics)


def one_line_verdict(fit: Fitted) -> str:
    """Return ``repr(fit)``: estimator, size, test, indices, and whether it is usable."""
    table = fit.table
    measures = {} if estimates_withheld(fit) else fit.fit_measures
    parts = [
        f"{len(table.observed)} observed and {len(table.latent)} latent variables",
        f"n = {fit.n_obs}",
    ]
    if {"chisq", "df"} <= measures.keys():
        parts += measured_words(measures)
    state = "usable" if fit.usable else "NOT usable"
    return f"<Fit by {fit.estimator}: {', '.join(parts)}; {state}>"


def measured_words(measures: Mapping[str, float]) -> list[str]:
    """Return test and indices in the version to report."""
    shown = reported_measures(measures)
    test, index = test_version(measures), index_versions(measures)[0]
    df = number_text(shown["df"], 2) if shown["df"] % 1 else f"{shown['df']:g}"
    parts = [_named("chisq", f"({df}) = {number_text(shown['chisq'])}", test)]
    if not measures["df"] > 0:
        return parts
    if math.isfinite(shown.get("pvalue", math.nan)):
        parts.append(f"p {_equals(pvalue_text(shown['pvalue']))}")
    known = {"CFI": "cfi", "RMSEA": "rmsea", "SRMR": "srmr"}
    return parts + [
        _named(name, f" = {shown[key]:.3f}", "" if key == "srmr" else index)
        for name, key in known.items()
        if key in measures
    ]


def _named(name: str, value: str, version: str) -> str:
    return f"{version} {name}{value}".lstrip()


def _equals(pvalue: str) -> str:
    return pvalue if pvalue[0] in "<>" else f"= {pvalue}"
