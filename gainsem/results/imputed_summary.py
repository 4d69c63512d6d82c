"""The page a fit to imputed data sets prints in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gainsem.results.fit_table import SATURATED, is_saturated
from gainsem.results.imputed_tables import (
    ESTIMATES_NOTE,
    estimates_tables,
    method_title,
    pooled_tests_table,
    sets_table,
)
from gainsem.results.parameter_tables import r_squared_table
from gainsem.results.reported_measures import index_versions, reported_measures
from gainsem.results.summary_estimates import RESIDUAL_NOTE
from gainsem.results.summary_lines import Entry, number, pvalue, remark, section
from gainsem.results.verdict import verdict

if TYPE_CHECKING:
    from gainsem.results.imputed import ImputedFit

RULES = {
    "barnard.rubin": "t, Barnard & Rubin (1999)",
    "rubin": "t, Rubin (1987)",
}


def imputed_summary(found: ImputedFit, *, ci: bool = False) -> str:
    """Return the summary.

    Parameters
    ----------
    found : ImputedFit
    ci : bool
        Show 95 % confidence intervals of the estimates.
    """
    pooled = found.pooled
    parts = [
        f"gainsem {pooled.provenance.gainsem}. {verdict(pooled)}",
        section("", _how(found)),
        *_measures(found),
        *_estimates(found, ci=ci),
        r_squared_table(pooled).to_text() if pooled.r_squared else "",
    ]
    if any(not each.used for each in found.imputations):
        parts.append(sets_table(found).to_text())
    if found.diagnostics:
        parts.append("Diagnostics\n\n" + "\n".join(map(str, found.diagnostics)))
    return "\n\n".join(part for part in parts if part) + "\n"


def _how(found: ImputedFit) -> list[Entry]:
    entries = [
        ("Estimator", found.estimator),
        ("Imputed data sets", str(len(found.imputations))),
        ("Imputed data sets used", str(found.n_imputations)),
        ("Respondents used, of each", str(found.n_obs)),
        ("Free parameters", str(found.pooled.table.n_parameters)),
        ("Estimates and standard errors", "pooled by Rubin's rules"),
        ("Tests and intervals", RULES[found.pooling.rule]),
    ]
    ordinal = len(found.pooled.table.levels)
    if ordinal:
        size = len(found.pooled.table.observed)
        entries.append(("Ordinal items", f"{ordinal} of {size} variables"))
    return entries


def _measures(found: ImputedFit) -> list[str]:
    if is_saturated(found.pooled):
        return [SATURATED]
    srmr = [("SRMR, of the pooled moments", number(found.fit_measures.get("srmr")))]
    if not found.tests:
        return [section("Standardized Root Mean Square Residual", srmr)]
    measures = reported_measures(found.fit_measures)
    version = index_versions(found.fit_measures)[0]
    of = f" ({version})" if version else ""
    indices = [
        (f"Comparative Fit Index (CFI){of}", number(measures.get("cfi"))),
        (f"Tucker-Lewis Index (TLI){of}", number(measures.get("tli"))),
        (f"RMSEA{of}", number(measures.get("rmsea"))),
        ("90 % confidence interval, lower", number(measures.get("rmsea_ci_lower"))),
        ("90 % confidence interval, upper", number(measures.get("rmsea_ci_upper"))),
        *srmr,
    ]
    title = f"Model against Baseline, by {method_title(found.tests[0])}"
    return [_first_test(found), pooled_tests_table(found).to_text(), section(title, indices)]


def _first_test(found: ImputedFit) -> str:
    test = found.tests[0]
    entries = [
        ("F", number(test.f)),
        ("Degrees of freedom", f"{test.df:g}, {test.df2:.1f}"),
        ("p value", pvalue(test.pvalue)),
    ]
    return section(f"Model Test ({method_title(test)})", entries)


def _estimates(found: ImputedFit, *, ci: bool) -> list[str]:
    hidden = ("riv",) if ci else ("riv", "ci_lower", "ci_upper")
    tables = [table.without(*hidden) for table in estimates_tables(found)]
    marked = any(
        str(name).startswith(".") for table in tables for name in table.values("parameter")
    )
    notes = [ESTIMATES_NOTE, *([RESIDUAL_NOTE] if marked else [])]
    return [*(table.to_text() for table in tables), "\n".join(remark(" ".join(notes)))]
