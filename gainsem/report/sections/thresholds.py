"""The thresholds of the ordinal items, one row an item."""

from __future__ import annotations

from typing import Any

from gainsem.report.catalogue import Catalogue
from gainsem.report.document import Block, Heading, TableBlock, Text
from gainsem.report.facts import has_standard_errors, rows_with, shown
from gainsem.report.numbers import fixed
from gainsem.results.fit import Fit, ParameterEstimate
from gainsem.results.table import Column, Table

MOST_WITH_ERRORS = 6


def thresholds_section(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return the thresholds with their standard errors, or nothing without ordinal items."""
    rows = rows_with(fit, "|")
    if not rows:
        return ()
    items: dict[str, list[ParameterEstimate]] = {}
    for row in rows:
        items.setdefault(row.lhs, []).append(row)
    most = max(map(len, items.values()))
    errors = has_standard_errors(fit) and most <= MOST_WITH_ERRORS
    scales = {row.lhs: row.est for row in rows_with(fit, "~*~")}
    columns = [
        Column("item", words.text("column.item")),
        *(Column(f"t{place + 1}", f"τ{place + 1}") for place in range(most)),
        *([Column("scale", words.text("thresholds.scale"), "number")] if scales else []),
    ]
    body: list[tuple[Any, ...]] = []
    for name, own in items.items():
        cells = [_cell(row, errors=errors) for row in own] + [""] * (most - len(own))
        body.append((shown(name), *cells, *([scales.get(name)] if scales else [])))
    block = TableBlock(
        Table(tuple(columns), tuple(body), words.text("thresholds.caption")),
        aligned=frozenset(f"t{place + 1}" for place in range(most)),
        notes=_notes(fit, words, errors=errors),
    )
    return (Heading(words.text("heading.thresholds")), block)


def _cell(row: ParameterEstimate, *, errors: bool) -> str:
    if errors and row.se > 0:
        return f"{fixed(row.est)} ({fixed(row.se).removeprefix('0')})"
    return fixed(row.est)


def _notes(fit: Fit, words: Catalogue, *, errors: bool) -> tuple[Text, ...]:
    notes = [words.spans(f"thresholds.note_{fit.table.parameterization}")]
    if fit.table.conditional:
        notes.append(words.spans("thresholds.given"))
    if errors:
        notes.append(words.spans("thresholds.errors"))
    return tuple(notes)
