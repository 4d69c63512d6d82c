"""The effects of a fit as a table, and as a text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gainsem.results.parameter_tables import PVALUE, T_PVALUE, T_VALUE, Z_VALUE
from gainsem.results.table import Column, Table

if TYPE_CHECKING:
    from gainsem.results.effects import Effect, Effects

COLUMNS = (
    Column("target", "On"),
    Column("source", "Of"),
    Column("effect", "Effect"),
    Column("est", "Estimate", "number"),
    Column("se", "Std.Err", "number"),
    Z_VALUE,
    PVALUE,
    Column("ci_lower", "ci.lower", "number"),
    Column("ci_upper", "ci.upper", "number"),
    Column("std_lv", "Std.lv", "number"),
    Column("std_all", "Std.all", "number"),
)
ERRORS = {
    "delta": "Standard errors by the delta method (Sobel 1982); intervals: estimate +- {z} se.",
    "bootstrap": "Standard errors and intervals from the bootstrap.",
    "replicates": "Standard errors and intervals (t) from the replicates of the design.",
    "monte.carlo": "Standard errors and intervals by Monte Carlo (Preacher & Selig 2012).",
}


def effects_table(found: Effects, rows: Sequence[Effect]) -> Table:
    """Return a table of some of the effects; each pair is named once."""
    by_t = {Z_VALUE: T_VALUE, PVALUE: T_PVALUE} if found.method == "replicates" else {}
    columns = tuple(by_t.get(column, column) for column in COLUMNS)
    return Table(columns, tuple(_cells(rows)), "Effects", _notes(found))


def _cells(rows: Sequence[Effect]) -> list[tuple[Any, ...]]:
    cells = []
    last: tuple[str, str] | None = None
    for row in rows:
        pair = (row.target, row.source)
        names = pair if pair != last else ("", "")
        last = pair
        known = row.se > 0
        tests = (row.se, row.z, row.pvalue) if known else (None, None, None)
        limits = (row.ci_lower, row.ci_upper) if known else (None, None)
        cells.append((*names, effect_text(row), row.est, *tests, *limits, row.std_lv, row.std_all))
    return cells


def effect_text(row: Effect) -> str:
    """Return what kind of effect a row is: an indirect one by the variables on its way."""
    if row.kind != "indirect":
        return row.kind
    inner = row.path.split(" -> ")[1:-1]
    return "via " + ", ".join(inner)


def _notes(found: Effects) -> tuple[str, ...]:
    from gainsem.core.chi_square import normal_quantile

    reach = f"{normal_quantile(0.5 + found.level / 2.0):.2f}"
    said = [f"{each.message}" for each in found.diagnostics]
    return (ERRORS[found.method].format(z=reach), *said)


def effects_text(found: Effects, rows: Sequence[Effect]) -> str:
    """Return the table for a terminal."""
    if not rows:
        return "No effects: no path leads from one variable to another."
    return effects_table(found, rows).to_text()
