"""The page a fit of several groups prints: what concerns all, then group by group."""

from __future__ import annotations

from dataclasses import replace

from gainsem.results.cells import number_text
from gainsem.results.continuous import continuous_method_of
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.least_squares import method_of
from gainsem.results.parameter_tables import defined_table, r_squared_table
from gainsem.results.rotated_tables import rotated_texts
from gainsem.results.summary import NOT_USABLE, estimator_entries, headline
from gainsem.results.summary_design import design_entries, designed
from gainsem.results.summary_effects import bootstrap_entries
from gainsem.results.summary_estimates import estimates_text
from gainsem.results.summary_exclusion import excluded_entries, exclusion_text
from gainsem.results.summary_lines import Entry, section
from gainsem.results.summary_measures import measures_text
from gainsem.results.summary_replication import replication_entries
from gainsem.results.text_width import clip, one_line
from gainsem.results.verdict import WITHHELD_TEXT, estimates_withheld, measured_words

WIDEST = 34
MOST_ROWS = 40
FEW_GROUPS = 3
NOTHING_EQUAL = "nothing (configural)"


def grouped_summary_text(fit: GroupedFit, *, standardized: bool = True, ci: bool = False) -> str:
    """Return the summary of a fit of several groups.

    Parameters
    ----------
    fit : GroupedFit
    standardized, ci : bool
        Show the standardized estimates; the 95 % intervals.
    """
    parts = [headline(fit), section("", _how(fit))]
    if estimates_withheld(fit):
        parts.append(WITHHELD_TEXT)
    else:
        parts += [*measures_text(fit), _contributions(fit), "" if fit.usable else NOT_USABLE]
        parts += exclusion_text(fit)
        for number, (label, view) in enumerate(fit.by_group.items(), start=1):
            parts.append(f"Group {number}: {one_line(label)} (n = {view.n_obs})")
            shown = ci or fit.refitted
            parts.append(estimates_text(view, standardized=standardized, ci=shown))
            parts += rotated_texts(view)
            parts.append(r_squared_table(view).to_text() if view.r_squared else "")
        defined = defined_table(fit)
        parts.append(defined.without_empty_columns().to_text() if defined.rows else "")
        parts += _compared(fit)
    if fit.diagnostics:
        parts.append("Diagnostics\n\n" + "\n".join(map(str, fit.diagnostics)))
    return "\n\n".join(part for part in parts if part) + "\n"


def _compared(fit: GroupedFit) -> list[str]:
    """Return the paths and effects by group, with the differences of few groups."""
    from gainsem.results.groups.compare_values import comparisons

    texts = []
    for each in comparisons(fit):
        few = replace(each, rows=each.rows[:MOST_ROWS])
        texts.append(few.table().to_text())
        if len(each.labels) <= FEW_GROUPS:
            texts.append(few.differences_table().to_text())
    return texts


def grouped_verdict(fit: GroupedFit) -> str:
    """Return ``repr(fit)``: estimator, groups, test, indices, and whether it is usable."""
    measures = {} if estimates_withheld(fit) else fit.fit_measures
    sizes = ", ".join(f"{part.label} {part.moments.n_obs}" for part in fit.parts[:6])
    more = ", ..." if len(fit.parts) > 6 else ""
    words = [f"{len(fit.parts)} groups ({sizes}{more})", f"n = {fit.n_obs}"]
    if {"chisq", "df"} <= measures.keys():
        words += measured_words(measures)
    state = "usable" if fit.usable else "NOT usable"
    return f"<GroupedFit by {fit.estimator}: {', '.join(words)}; {state}>"


def equal_words(fit: GroupedFit) -> str:
    """Return what is the same in all groups, as the option names it."""
    equal = fit.options.group_equal
    return ", ".join(equal) if equal else NOTHING_EQUAL


def _how(fit: GroupedFit) -> list[Entry]:
    solution = fit.solution
    ended = "converged" if solution.converged else "NOT converged"
    equal = len(fit.table.constraints)
    estimator, errors = estimator_entries(fit, method_of(fit), continuous_method_of(fit))
    return [
        estimator,
        (errors[0], designed(fit) or errors[1]),
        ("Optimisation", f"{ended} after {solution.iterations} iterations"),
        ("Free parameters", str(fit.table.n_parameters)),
        *([("Equality constraints", str(equal))] if equal else []),
        ("Groups", f"{len(fit.parts)}, by {clip(one_line(fit.group), WIDEST)}"),
        ("Equal in all groups", clip(equal_words(fit), WIDEST)),
        *(
            [("... but for", clip(", ".join(fit.options.group_partial), WIDEST))]
            if fit.options.group_partial
            else []
        ),
        ("Respondents used", str(fit.n_obs)),
        *bootstrap_entries(fit.options, fit.bootstrap, fit.bollen_stine),
        *excluded_entries(fit),
        *design_entries(fit),
        *replication_entries(fit),
    ]


def _contributions(fit: GroupedFit) -> str:
    """Return what every group adds to the (uncorrected) chi-square."""
    entries = [
        (
            clip(f"{part.label} (n = {part.moments.n_obs})", WIDEST),
            number_text(part.fit_measures["chisq"]),
        )
        for part in fit.parts
        if "chisq" in part.fit_measures
    ]
    return section("Chi-square by group", entries)
