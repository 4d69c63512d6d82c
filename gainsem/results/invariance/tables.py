"""The tables of a study of measurement invariance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gainsem.results.invariance.cutoffs import CONVENTIONS
from gainsem.results.invariance.words_of_waves import of_waves
from gainsem.results.table import Column, Table

if TYPE_CHECKING:
    from gainsem.results.invariance.record import Invariance
    from gainsem.results.invariance.rows import InvarianceStep

LEVELS = (
    Column("level", "Level"),
    Column("constraints", "Equal in all groups"),
    Column("chisq", "Chi-square", "number"),
    Column("df", "df", "integer"),
    Column("pvalue", "p", "pvalue"),
    Column("cfi", "CFI", "number"),
    Column("rmsea", "RMSEA", "number"),
    Column("srmr", "SRMR", "number"),
    Column("mfi", "NCI", "number"),
    Column("against", "Compared with"),
    Column("delta_chisq", "Change of chi-square", "number"),
    Column("delta_df", "of df", "integer"),
    Column("delta_pvalue", "p of change", "pvalue"),
    Column("delta_cfi", "of CFI", "number"),
    Column("delta_rmsea", "of RMSEA", "number"),
    Column("delta_srmr", "of SRMR", "number"),
    Column("delta_mfi", "of NCI", "number"),
    Column("verdict", "Verdict"),
    Column("freed", "Not held equal"),
)
ANCHORS = (
    Column("factor", "Factor"),
    Column("item", "Item"),
    Column("statistic", "Score statistic", "number"),
    Column("df", "df", "integer"),
    Column("anchor", "Anchor"),
)
PARAMETERS = (
    Column("item", "Item"),
    Column("kind", "Parameter"),
    Column("part", "Of"),
    Column("group", "Group"),
    Column("est", "Estimate", "number"),
    Column("se", "SE", "number"),
    Column("ci_lower", "lower", "number"),
    Column("ci_upper", "upper", "number"),
    Column("deviates", "Deviates"),
)
ITEM_BIAS = (
    Column("item", "Item"),
    Column("group", "Group"),
    Column("difference", "Points", "number"),
    Column("dmacs", "dMACS", "number"),
    Column("signed", "SDI2", "number"),
    Column("unsigned", "UDI2", "number"),
)
SCORE_BIAS = (
    Column("factor", "Factor"),
    Column("group", "Group"),
    Column("mean", "Mean of the sum", "number"),
    Column("variance", "Variance of the sum", "number"),
)
MEANS = (
    Column("factor", "Factor"),
    Column("group", "Group"),
    Column("mean", "Mean", "number"),
    Column("se", "SE", "number"),
    Column("variance", "Variance", "number"),
    Column("pvalue", "p", "pvalue"),
    Column("effect", "d", "number"),
    Column("ci_lower", "lower", "number"),
    Column("ci_upper", "upper", "number"),
    Column("glass", "Glass", "number"),
)
ALIGNED = (
    Column("item", "Item"),
    Column("kind", "Parameter"),
    Column("part", "Of"),
    Column("n_invariant", "Groups that share it", "integer"),
    Column("n_groups", "of", "integer"),
    Column("mean", "Mean", "number"),
    Column("r_squared", "R squared", "number"),
    Column("deviating", "Groups that differ"),
)
ANCHORS_NOTE = (
    "Anchors are equal in all groups throughout; no search lets them differ. Score statistic: of"
    " letting go all that is equal of an item, all other items being anchors; the least one a"
    " degree of freedom is chosen (Woods 2009)."
)
NAMED_NOTE = "Anchors, as named, are equal in all groups throughout; no search lets them differ."
LEVELS_NOTE = (
    "Change: this level less the one it is compared with. A small p says that the groups are not"
    " equal in what the level adds."
)
SCALED_NOTE = (
    "CFI and RMSEA are scaled: robust ones of ordinal items, and their SRMR, are of correlations"
    " and do not see thresholds and intercepts."
)
UNTESTED_NOTE = (
    "There is no test: this statistic is not chi-square distributed, so CFI and RMSEA, which are"
    " made of it, hardly see what differs. Verdicts need an estimator with a corrected test."
)
CUTOFFS_NOTE = "Verdict by the cut-offs of {cited} (studied: {studied})."
BIAS_NOTE = (
    "Reference group ({reference}) less group, for people with the same value of the factor."
    " Points: of the answers; dMACS: root mean square in pooled standard deviations (Nye &"
    " Drasgow 2011); SDI2 and UDI2: with and without sign, in standard deviations of the group"
    " (Gunn, Grimm & Edwards 2020)."
)
SCORE_NOTE = "Reference group ({reference}) less group, with the factor as the group has it."
MEANS_NOTE = (
    "d: distance from {reference} in pooled latent standard deviations (Hancock 2001), with a"
    " 95% interval; Glass: in standard deviations of {reference}."
)
ALIGNED_MEANS_NOTE = (
    "Means are those of the alignment: the level with equal intercepts does not clearly hold."
)
DOUBTFUL_MEANS_NOTE = (
    "From a level that does not clearly hold: differences may be those of the items, not of the"
    " factors."
)
ALIGNED_NOTE = (
    "Groups that share a parameter: Asparouhov & Muthén (2014), p < .001. R squared: what factor"
    " means and variances explain of its differences between the groups."
)
MEANS_FROM = {"level": "", "alignment": ALIGNED_MEANS_NOTE, "doubtful": DOUBTFUL_MEANS_NOTE}
NAMES = ("levels", "anchors", "means", "items", "scores", "parameters", "aligned")


def invariance_tables(found: Invariance) -> dict[str, Table]:
    """Return the tables that have rows, by name."""
    say = of_waves if found.repeated else str
    convention = CONVENTIONS[found.convention]
    cutoffs = CUTOFFS_NOTE.format(cited=convention.cited, studied=convention.studied)
    levels = tuple(_level(step) for step in found.steps)
    methods = dict.fromkeys(s.test.method for s in found.steps if s.test and s.test.method)
    said = UNTESTED_NOTE if found.untested else SCALED_NOTE if found.ordinal else ""
    notes = (say(LEVELS_NOTE), cutoffs, *(f"Test: {each}." for each in methods), said)
    tables = {
        "levels": Table(
            _titled(LEVELS, say), levels, "Levels of invariance", tuple(filter(None, notes))
        ).without_empty_columns()
    }
    tables["anchors"] = _anchors(found, say)
    for name, (columns, rows, caption, note) in _others(found).items():
        more = (MEANS_FROM[found.means_from],) if name == "means" and found.steps else ()
        written = " ".join((say(note), *more)).strip().format(reference=found.reference)
        tables[name] = _table(_titled(columns, say), rows, caption, written)
    return {name: table for name, table in tables.items() if table.rows}


def _anchors(found: Invariance, say: Callable[[str], str]) -> Table:
    """Return the anchors, with all items they were chosen among."""
    rows = tuple(
        (row.factor, row.item, row.statistic, row.df or None, "yes" if row.chosen else "no")
        for row in found.anchors
    )
    note = ANCHORS_NOTE if found.chosen_by_score else NAMED_NOTE
    table = Table(ANCHORS, rows, "Anchor items", (say(note),))
    return table.without_empty_columns() if rows else table


def _others(found: Invariance) -> dict[str, tuple[tuple[Column, ...], Sequence[Any], str, str]]:
    """Return columns, rows, caption and note of the tables after the first one."""
    return {
        "means": (MEANS, found.means, "Factor means", MEANS_NOTE),
        "items": (ITEM_BIAS, found.item_bias, "Bias of items", BIAS_NOTE),
        "scores": (SCORE_BIAS, found.score_bias, "Bias of sums of items", SCORE_NOTE),
        "parameters": (PARAMETERS, found.parameters, "Item parameters by group", ""),
        "aligned": (ALIGNED, found.aligned, "Alignment", ALIGNED_NOTE),
    }


def _titled(columns: tuple[Column, ...], say: Callable[[str], str]) -> tuple[Column, ...]:
    return tuple(replace(column, title=say(column.title)) for column in columns)


def _level(step: InvarianceStep) -> tuple[Any, ...]:
    measures, delta, test = step.measures, step.differences, step.test
    shown = (measures.get(name) for name in ("cfi", "rmsea", "srmr", "mfi"))
    changed = (delta.get(name) for name in ("cfi", "rmsea", "srmr", "mfi"))
    return (
        step.name,
        step.constraints,
        measures.get("chisq"),
        step.df if measures else None,
        measures.get("pvalue"),
        *shown,
        step.against,
        *((test.statistic, test.df, test.pvalue) if test else (None, None, None)),
        *changed,
        step.verdict.replace("_", " "),
        ", ".join(step.freed),
    )


def _table(columns: tuple[Column, ...], rows: Sequence[Any], caption: str, note: str) -> Table:
    cells = tuple(tuple(_cell(row, column.key) for column in columns) for row in rows)
    notes = (note,) if note else ()
    table = Table(columns, cells, caption, notes)
    return table.without_empty_columns() if rows else table


def _cell(row: Any, key: str) -> Any:
    value = getattr(row, key)
    return ", ".join(value) if isinstance(value, tuple) else value
