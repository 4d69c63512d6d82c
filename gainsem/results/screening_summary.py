"""The page data screening prints in a terminal, in plain words and about nobody in particular."""

from __future__ import annotations

from gainsem._version import __version__
from gainsem.results.screening_tables import flags_table, items_table, overlap
from gainsem.results.summary_lines import Entry, remark, section
from gainsem.results.table import Table
from gainsem.survey.screening import Screened

ITEMS_SHOWN = 15
NEXT = (
    "A flag is a reason to look, not to drop: honest people are flagged as well, and these "
    "answers are in the file as before. To see what the flagged do to a result, "
    "gainsem fit ... --exclude attention,speed  shows it with and without them."
)
FLOOR_NOTE = (
    "Floor, ceiling: 15 % of the answers or more in the lowest or highest box (Terwee et al. 2007)."
)
UNREMARKABLE = "None of the items is remarkable."


def screening_summary(screened: Screened) -> str:
    """Return the summary of a screening.

    Parameters
    ----------
    screened : Screened
    """
    blocks = [
        f"gainsem {__version__}. {headline(screened)}",
        section("", _facts(screened)),
        _flags(screened),
        section(
            "Respondents by number of flags (careless is no flag of its own)", _by_number(screened)
        ),
        _items(screened),
        "\n".join(remark(NEXT)),
    ]
    if screened.diagnostics:
        blocks.append("Diagnostics\n\n" + "\n".join(map(str, screened.diagnostics)))
    return "\n\n".join(block for block in blocks if block) + "\n"


def headline(screened: Screened) -> str:
    """Return in one sentence what was found."""
    n, careless = screened.n_respondents, screened.flag("careless")
    some = int(screened.any_hit.sum())
    found = f"{some} of {n} respondents ({100 * some / n:.1f} %) have at least one flag"
    if not careless.judged:
        return f"{found}."
    return f"{found}, {careless.count} ({100 * careless.count / n:.1f} %) show several kinds."


def one_line_screening(screened: Screened) -> str:
    """Return ``repr(screening)``."""
    counts = ", ".join(f"{each.name} {each.count}" for each in screened.judged if each.count)
    size = f"{screened.n_respondents} respondents, {len(screened.item_rows)} items"
    return f"<Screening of {size}: {counts or 'nobody flagged'}>"


def _facts(screened: Screened) -> list[Entry]:
    entries = [
        ("Respondents", str(screened.n_respondents)),
        ("Items screened", str(len(screened.item_rows))),
        ("Scales they belong to", str(screened.n_constructs)),
    ]
    gone = sum(row.missing for row in screened.item_rows)
    of = gone + sum(row.n for row in screened.item_rows)
    return [*entries, ("Missing answers", f"{gone} ({100 * gone / max(of, 1):.1f} %)")]


def _flags(screened: Screened) -> str:
    table = flags_table(screened).only("flag", "count", "percent", "threshold", "origin", "reason")
    rows = tuple(
        (*row[:3], "not judged (see below)", "", "") if row[5] else row for row in table.rows
    )
    return Table(table.columns, rows, table.caption).without("reason").to_text()


def _by_number(screened: Screened) -> list[Entry]:
    return [
        (_flags_text(number), str(count)) for number, count in overlap(screened).items() if count
    ]


def _flags_text(number: int) -> str:
    return {0: "no flag", 1: "1 flag"}.get(number, f"{number} flags")


def _items(screened: Screened) -> str:
    table = items_table(screened)
    places = [k for k, row in enumerate(screened.item_rows) if row.remarks]
    if not places:
        return UNREMARKABLE
    order = sorted(places, key=lambda k: _weight(screened.item_rows[k].remarks))
    rows = tuple(table.rows[k] for k in order[:ITEMS_SHOWN])
    hidden = len(places) - len(rows)
    more = (f"{hidden} more items with remarks are not shown.",) if hidden else ()
    shown = Table(table.columns, rows, f"Items to look at ({len(places)})", (FLOOR_NOTE, *more))
    return shown.only(
        "item", "n", "mean", "sd", "floor_share", "ceiling_share", "item_rest", "remarks"
    ).to_text()


def _weight(remarks: str) -> int:
    """Return where an item stands in the list: what breaks a model comes first."""
    order = ("nobody", "always", "worded", "unused", "floor", "ceiling")
    return next((place for place, word in enumerate(order) if word in remarks), len(order))
