"""The page a fit prints in a terminal: verdict first, then measures, estimates, diagnostics."""

from __future__ import annotations

import math

from gainsem.results.cells import number_text, pvalue_text
from gainsem.results.finding_tables import modification_table, residual_highlights_table
from gainsem.results.fit_table import SATURATED, is_saturated
from gainsem.results.fitted import Fitted
from gainsem.results.parameter_tables import r_squared_table
from gainsem.results.summary_estimates import estimates_text
from gainsem.results.text_width import pad, width
from gainsem.results.verdict import WITHHELD_TEXT, estimates_withheld, refusals_of, verdict

PAGE = 64
NOT_COMPUTED = "not computed"
NOT_USABLE = "The estimates below are NOT usable; they show where it went wrong."

Entry = tuple[str, str]


class Summary(str):
    """A text that a notebook or an interpreter shows as a page, not as a quoted string."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def summary_text(
    fit: Fitted,
    *,
    standardized: bool = True,
    ci: bool = False,
    modification: bool = False,
    residuals: bool = False,
) -> str:
    """Return the summary of a fit.

    Parameters
    ----------
    fit : Fitted
    standardized : bool
        Show the standardized estimates ``Std.lv`` and ``Std.all``.
    ci : bool
        Show 95 % confidence intervals of the estimates.
    modification : bool
        Add the largest modification indices.
    residuals : bool
        Add the largest residual correlations.
    """
    parts = [_headline(fit), _section("", _how(fit))]
    if estimates_withheld(fit):
        parts.append(WITHHELD_TEXT)
    else:
        parts += [*_measures(fit), *_estimates(fit, standardized=standardized, ci=ci)]
        if residuals:
            parts.append(residual_highlights_table(fit).to_text())
        if modification and fit.converged:
            parts.append(modification_table(fit).to_text())
    if fit.diagnostics:
        parts.append("Diagnostics\n\n" + "\n".join(map(str, fit.diagnostics)))
    return "\n\n".join(part for part in parts if part) + "\n"


def _headline(fit: Fitted) -> str:
    head = f"gainsem {fit.provenance.gainsem}. {verdict(fit)}"
    refusals = [f"{found.code}  {found.message}" for found in refusals_of(fit)[1:]]
    return "\n".join([head, *refusals])


def _how(fit: Fitted) -> list[Entry]:
    solution, sample = fit.solution, fit.sample
    steps = "1 iteration" if solution.iterations == 1 else f"{solution.iterations} iterations"
    ended = "converged" if solution.converged else "NOT converged"
    constraints = len(fit.table.constraints)
    errors = "standard" if solution.vcov is not None else NOT_COMPUTED
    information = fit.options.information or "expected"
    entries = [
        ("Estimator", fit.estimator),
        ("Optimisation", f"{ended} after {steps}"),
        ("Free parameters", str(fit.table.n_free)),
        *([("Equality constraints", str(constraints))] if constraints else []),
        ("Respondents used", str(sample.n_used)),
        ("Respondents read", str(sample.n_read)),
        ("Standard errors", errors),
    ]
    return entries if solution.vcov is None else [*entries, ("Information", information)]


def _measures(fit: Fitted) -> list[str]:
    test = _section("Model Test", _chi_square(fit, ""))
    criteria = _section("Log-likelihood and Information Criteria", _criteria(fit))
    if is_saturated(fit):
        return [test, SATURATED, criteria]
    return [test, *(_section(title, entries) for title, entries in _indices(fit)), criteria]


def _indices(fit: Fitted) -> list[tuple[str, list[Entry]]]:
    measures = fit.fit_measures
    incremental = [
        ("Comparative Fit Index (CFI)", _number(measures.get("cfi"))),
        ("Tucker-Lewis Index (TLI)", _number(measures.get("tli"))),
    ]
    lower, upper = measures.get("rmsea_ci_lower"), measures.get("rmsea_ci_upper")
    rmsea = [
        ("RMSEA", _number(measures.get("rmsea"))),
        ("90 % confidence interval, lower", _number(lower)),
        ("90 % confidence interval, upper", _number(upper)),
        ("p value, H0: RMSEA <= .05", _pvalue(measures.get("rmsea_pvalue"))),
    ]
    return [
        ("Baseline Model Test", _chi_square(fit, "baseline_")),
        ("Model against Baseline", incremental),
        ("Root Mean Square Error of Approximation", rmsea),
        ("Standardized Root Mean Square Residual", [("SRMR", _number(measures.get("srmr")))]),
    ]


def _criteria(fit: Fitted) -> list[Entry]:
    names = {
        "logl": "Log-likelihood, model",
        "unrestricted_logl": "Log-likelihood, unrestricted model",
        "aic": "Akaike (AIC)",
        "bic": "Bayesian (BIC)",
        "bic2": "Sample-size adjusted Bayesian",
    }
    measures = fit.fit_measures
    return [(name, _number(measures[key])) for key, name in names.items() if key in measures]


def _chi_square(fit: Fitted, prefix: str) -> list[Entry]:
    measures = fit.fit_measures
    df = measures.get(f"{prefix}df")
    if df is None:
        return [("Chi-square", NOT_COMPUTED)]
    pvalue = "not applicable (df = 0)" if df == 0 else _pvalue(measures.get(f"{prefix}pvalue"))
    return [
        ("Chi-square", _number(measures.get(f"{prefix}chisq"))),
        ("Degrees of freedom", f"{df:g}"),
        ("p value", pvalue),
    ]


def _estimates(fit: Fitted, *, standardized: bool, ci: bool) -> list[str]:
    mark = "" if fit.usable else NOT_USABLE
    without = "" if fit.solution.vcov is not None else _no_standard_errors(fit)
    blocks = estimates_text(fit, standardized=standardized, ci=ci)
    explained = r_squared_table(fit).to_text() if fit.r_squared else ""
    return [mark, without, blocks, explained]


def _no_standard_errors(fit: Fitted) -> str:
    asked = fit.options.se == "none"
    reason = "se='none' was asked for" if asked else "the information matrix cannot be inverted"
    return f"No standard errors, z and p values: {reason}."


def _number(value: float | None) -> str:
    return NOT_COMPUTED if value is None or not math.isfinite(value) else number_text(value)


def _pvalue(value: float | None) -> str:
    return NOT_COMPUTED if value is None or not math.isfinite(value) else pvalue_text(value)


def _section(title: str, entries: list[Entry]) -> str:
    lines = [f"  {pad(name, PAGE - 2 - width(value))}{value}" for name, value in entries]
    return "\n".join([title, "", *lines] if title else lines) if entries else ""
