"""The block of the terminal summary on respondents that were left out."""

from __future__ import annotations

from gainsem.results.cells import number_text
from gainsem.results.exclusion import Exclusion
from gainsem.results.exclusion_tables import (
    SHOWN_NOTE,
    exclusion_table,
    main_rows,
    measures_table,
)
from gainsem.results.fitted import FittedModel
from gainsem.results.summary_lines import Entry, grid, section
from gainsem.results.table import Table
from gainsem.results.text_width import clip, one_line

ROWS_SHOWN = 40
WIDEST = 34


def excluded_entries(fit: FittedModel) -> list[Entry]:
    """Return the line on who was left out, for the head of the summary."""
    found = fit.exclusion
    if found is None:
        return []
    names = ", ".join(flag.name for flag in found.flags)
    return [("Respondents excluded", f"{found.n_excluded} of {found.n_screened} ({names})")]


def exclusion_text(fit: FittedModel) -> list[str]:
    """Return the blocks that show the fit with and without the excluded; none without any."""
    found = fit.exclusion
    if found is None or not found.n_excluded:
        return []
    who = section(
        "Respondents left out, by flag",
        [(f"{flag.name}: {flag.threshold}", str(flag.count)) for flag in found.flags],
    )
    if found.groups:
        who += "\n\n" + section(
            "Respondents left out, by group",
            [
                (clip(one_line(each.label), WIDEST), f"{each.n_excluded} of {each.n_screened}")
                for each in found.groups
            ],
        )
    if not found.rows:
        return [who, f"No comparison with everybody: {found.status_all}"]
    return [who, _measures(fit), _estimates(found)]


def _measures(fit: FittedModel) -> str:
    rows = [
        (str(name), tuple("" if v is None else _text(str(name), v) for v in values))
        for name, *values in measures_table(fit).rows
    ]
    return grid("Fit with and without them", ("Everybody", "Without"), rows) if rows else ""


def _text(name: str, value: float) -> str:
    whole = name in ("Respondents used", "Degrees of freedom") and value == int(value)
    return str(int(value)) if whole else number_text(value)


def _estimates(found: Exclusion) -> str:
    rows = main_rows(found)
    hidden = len(found.rows) - len(rows[:ROWS_SHOWN])
    notes = [SHOWN_NOTE]
    if hidden:
        notes.append(f"{hidden} more parameters move less than 1 SE; they are in exclusion.csv.")
    group = ("group",) if found.groups else ()
    table = exclusion_table(found, rows[:ROWS_SHOWN]).only(
        *("lhs", "op", "rhs", *group, "est_all", "se_all", "est", "se"),
        *("difference", "difference_se", "change"),
    )
    return Table(table.columns, table.rows, table.caption, tuple(notes)).to_text()
