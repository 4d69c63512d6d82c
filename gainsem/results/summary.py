"""The page a fit prints in a terminal: verdict first, then measures, estimates, diagnostics."""

from __future__ import annotations

from gainsem.results.continuous import ContinuousMethod, continuous_method_of
from gainsem.results.finding_tables import modification_table, residual_highlights_table
from gainsem.results.fitted import Fitted, FittedModel
from gainsem.results.least_squares import LeastSquaresMethod, errors_of, method_of
from gainsem.results.parameter_tables import r_squared_table
from gainsem.results.rotated_tables import rotated_texts
from gainsem.results.second_opinion import second_opinion_text
from gainsem.results.summary_design import design_entries, designed
from gainsem.results.summary_effects import bootstrap_entries, effects_block
from gainsem.results.summary_estimates import estimates_text
from gainsem.results.summary_exclusion import excluded_entries, exclusion_text
from gainsem.results.summary_incomplete import missing_entries
from gainsem.results.summary_lines import NOT_COMPUTED, Entry, section
from gainsem.results.summary_measures import measures_text
from gainsem.results.summary_replication import replication_entries
from gainsem.results.verdict import WITHHELD_TEXT, estimates_withheld, refusals_of, verdict

NOT_USABLE = "The estimates below are NOT usable; they show where it went wrong."
ERRORS = {
    "none": NOT_COMPUTED,
    "standard": "standard",
    "robust": "robust",
    "robust.hessian": "robust, from second derivatives",
    "first.order": "first-order (outer products of scores)",
    "robust.sem": "robust (Satorra-Bentler)",
    "robust.huber.white": "robust (Huber-White)",
    "bootstrap": "bootstrap",
    "replicates": "replicates of the sampling design",
}


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
    parts = [headline(fit), section("", _how(fit))]
    if estimates_withheld(fit):
        parts.append(WITHHELD_TEXT)
    else:
        parts += [
            *measures_text(fit),
            *_estimates(fit, standardized=standardized, ci=ci or fit.refitted),
        ]
        parts += rotated_texts(fit)
        parts += effects_block(fit)
        parts += exclusion_text(fit)
        parts += second_opinion_text(fit.second_opinion)
        if residuals:
            parts.append(residual_highlights_table(fit).to_text())
        if modification and fit.converged:
            parts.append(modification_table(fit).to_text())
    if fit.diagnostics:
        parts.append("Diagnostics\n\n" + "\n".join(map(str, fit.diagnostics)))
    return "\n\n".join(part for part in parts if part) + "\n"


def headline(fit: FittedModel) -> str:
    """Return the first lines: version, verdict, and what makes a fit unusable."""
    head = f"gainsem {fit.provenance.gainsem}. {verdict(fit)}"
    refusals = [f"{found.code}  {found.message}" for found in refusals_of(fit)[1:]]
    return "\n".join([head, *refusals])


def _how(fit: Fitted) -> list[Entry]:
    solution, sample = fit.solution, fit.sample
    steps = "1 iteration" if solution.iterations == 1 else f"{solution.iterations} iterations"
    ended = "converged" if solution.converged else "NOT converged"
    equal = len(fit.table.constraints)
    equal += sum(each.relation == "==" for each in fit.table.restrictions)
    unequal = len(fit.table.constraints) + len(fit.table.restrictions) - equal
    method, continuous = method_of(fit), continuous_method_of(fit)
    return [
        *estimator_entries(fit, method, continuous)[:1],
        ("Optimisation", f"{ended} after {steps}"),
        ("Free parameters", str(fit.table.n_parameters)),
        *([("Equality constraints", str(equal))] if equal else []),
        *([("Inequalities and bounds", str(unequal))] if unequal else []),
        ("Respondents used", str(sample.n_used)),
        ("Respondents read", str(sample.n_read)),
        *excluded_entries(fit),
        *(_ordinal(fit) if method else []),
        *missing_entries(fit),
        *design_entries(fit),
        ("Standard errors", designed(fit) or ERRORS[_errors(fit, continuous)]),
        *_information(fit, continuous),
        *bootstrap_entries(fit.options, fit.bootstrap, fit.bollen_stine),
        *replication_entries(fit),
    ]


def estimator_entries(
    fit: FittedModel, method: LeastSquaresMethod | None, continuous: ContinuousMethod | None
) -> list[Entry]:
    """Return estimator and standard errors, in words."""
    used = method or continuous
    name = fit.estimator
    if used is not None and fit.estimator != "ML":
        name = f"{fit.estimator}, {used.title}"
    return [("Estimator", name), ("Standard errors", ERRORS[_errors(fit, continuous)])]


def _errors(fit: FittedModel, method: ContinuousMethod | None) -> str:
    if method is None or fit.solution.vcov is None or fit.refitted:
        return errors_of(fit)
    return method.errors


def _information(fit: Fitted, method: ContinuousMethod | None) -> list[Entry]:
    """Return which information matrix the errors come from, where there is a choice."""
    if method is None or fit.solution.vcov is None or method.discrepancy not in ("ML", "GLS"):
        return []
    if fit.refitted:
        return []
    kind: str = method.information
    if kind == "observed" and method.observed_information == "h1":
        kind += ", of the saturated model"
    return [("Information", kind)]


def _ordinal(fit: Fitted) -> list[Entry]:
    """Return what is to be known of a fit of ordinal items only."""
    table, options = fit.table, fit.options
    entries = [("Ordinal items", f"{len(table.levels)} of {len(table.observed)} variables")]
    if table.conditional:
        entries.append(("Covariates taken as given", str(len(table.exogenous))))
    entries += [
        ("Parameterization", table.parameterization),
        ("Missing answers", options.missing or "listwise"),
    ]
    return entries


def _estimates(fit: Fitted, *, standardized: bool, ci: bool) -> list[str]:
    mark = "" if fit.usable else NOT_USABLE
    without = "" if fit.solution.vcov is not None else _no_standard_errors(fit)
    blocks = estimates_text(fit, standardized=standardized, ci=ci)
    explained = r_squared_table(fit).to_text() if fit.r_squared else ""
    return [mark, without, blocks, explained]


def _no_standard_errors(fit: Fitted) -> str:
    asked = fit.options.se == "none"
    reason = "se='none' was asked for" if asked else "the information matrix cannot be inverted"
    if fit.refitted:
        reason = f"too many {'bootstrap draws' if fit.bootstrap else 'replicates'} failed"
    return f"No standard errors, z and p values: {reason}."
