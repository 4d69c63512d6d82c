"""Tables of a fit with and without the respondents that were left out."""

from __future__ import annotations

import math

from gainsem.results.exclusion import ComparedEstimate, Exclusion
from gainsem.results.fitted import FittedModel
from gainsem.results.reported_measures import reported_measures
from gainsem.results.table import Column, Table
from gainsem.results.verdict import estimates_withheld

PATHS = ("~", ":=")
ONE_ERROR = 1.0
LOADINGS = ("=~", "<~")
MEASURES = {
    "chisq": "Chi-square",
    "df": "Degrees of freedom",
    "cfi": "CFI",
    "tli": "TLI",
    "rmsea": "RMSEA",
    "srmr": "SRMR",
}
COLUMNS = (
    Column("lhs", "Left"),
    Column("op", ""),
    Column("rhs", "Right"),
    Column("est_all", "Everybody", "number"),
    Column("se_all", "Std.Err", "number"),
    Column("pvalue_all", "p", "pvalue"),
    Column("std_all_all", "Std.all everybody", "number"),
    Column("est", "Without", "number"),
    Column("se", "Std.Err", "number"),
    Column("pvalue", "p", "pvalue"),
    Column("std_all", "Std.all without", "number"),
    Column("difference", "Difference", "number"),
    Column("difference_se", "in SE", "number", 2),
    Column("change", "Changes"),
)
GROUP = Column("group", "Group", "integer")
SHOWN_NOTE = (
    "Difference: without less everybody; in SE: in standard errors of everybody. Changes: sign, "
    "or significance at .05 (thresholds: none is told)."
)


def exclusion_table(
    exclusion: Exclusion, rows: tuple[ComparedEstimate, ...] | None = None
) -> Table:
    """Return the comparison, one row a parameter; of several groups with the group's number.

    Parameters
    ----------
    exclusion : Exclusion
    rows : tuple of ComparedEstimate, optional
        Some of the parameters (default: all).
    """
    chosen = exclusion.rows if rows is None else rows
    columns = (*COLUMNS[:3], GROUP, *COLUMNS[3:]) if exclusion.groups else COLUMNS
    cells = tuple(tuple(getattr(row, column.key) for column in columns) for row in chosen)
    return Table(columns, cells, "With and without the respondents left out")


def main_rows(exclusion: Exclusion) -> tuple[ComparedEstimate, ...]:
    """Return paths and defined parameters (loadings where there are none), and what moves.

    That is what changes sign or significance, or by one standard error or more.
    """
    paths = [row for row in exclusion.rows if row.op in PATHS]
    main = paths or [row for row in exclusion.rows if row.op in LOADINGS]
    moved = [row for row in exclusion.rows if row.change or abs(row.difference_se) >= ONE_ERROR]
    return (*main, *(row for row in moved if row not in main))


def measures_table(fit: FittedModel) -> Table:
    """Return the measures of fit to report, of everybody and of those who are left."""
    columns = (
        Column("measure", "Measure"),
        Column("everybody", "Everybody", "number"),
        Column("without", "Without", "number"),
    )
    exclusion = fit.exclusion
    if exclusion is None or estimates_withheld(fit):
        return Table(columns, (), "Fit with and without the respondents left out")
    before, after = reported_measures(exclusion.measures_all), reported_measures(fit.fit_measures)
    rows: list[tuple[str, float | None, float | None]] = [
        ("Respondents used", exclusion.n_used_all or None, fit.n_obs)
    ]
    rows += [
        (label, _known(before.get(key)), _known(after.get(key)))
        for key, label in MEASURES.items()
        if key in after
    ]
    return Table(columns, tuple(rows), "Fit with and without the respondents left out")


def _known(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value
