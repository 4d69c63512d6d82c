"""Data and sample: who answered, what was changed, how the answers are distributed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gainsem.report.catalogue import Catalogue
from gainsem.report.document import Block, Heading, KeyValues, Paragraph, TableBlock, plain
from gainsem.report.facts import data_name, has_wordings, shown, titled, unique, wording_of
from gainsem.report.numbers import count, percent
from gainsem.report.sections.categories import categories_table
from gainsem.report.sections.exclusion import excluded_row
from gainsem.results.fit import Fit
from gainsem.results.table import Column, Kind, Table
from gainsem.results.text_width import one_line

SELECTION = "selection"
EXTREMES = ("min", "max")


def sample_section(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return the section on the data, the recodes and the items."""
    return (
        Heading(words.text("heading.sample")),
        _facts(fit, words),
        *_recodes(fit, words),
        *_items(fit, words),
        *categories_table(fit, words),
    )


def _facts(fit: Fit, words: Catalogue) -> KeyValues:
    sample, provenance = fit.sample, fit.provenance
    rows = {
        "survey": one_line(words.pick(sample.title)),
        "citation": one_line(sample.citation),
        "file": data_name(provenance.data_source, words),
        "selection": _selection(fit, words),
        "screened": excluded_row(fit, words),
        "read": count(sample.n_read),
        "left_out": _left_out(fit, words),
        "used": count(sample.n_used),
        "variables": str(len(fit.table.observed)),
        "ordinal": str(len(fit.table.levels) or ""),
        "weights": shown(fit.options.weights or ""),
    }
    names = {"screened": "exclusion.row"}
    shown_rows = [
        (words.text(names.get(key, f"sample.{key}")), plain(text))
        for key, text in rows.items()
        if text
    ]
    return KeyValues(tuple(shown_rows))


def _selection(fit: Fit, words: Catalogue) -> str:
    """Return which respondents were selected, empty without a selection."""
    said = [str(recode["detail"]) for recode in fit.sample.recodes if recode["kind"] == SELECTION]
    found = [re.fullmatch(r"(\d+) of (\d+) respondents selected by (.*)", text) for text in said]
    parts = [
        words.text(
            "sample.selected",
            kept=count(int(each[1])),
            all=count(int(each[2])),
            where=shown(each[3]),
        )
        for each in found
        if each
    ]
    return words.pause.join(parts)


def _left_out(fit: Fit, words: Catalogue) -> str:
    lost = fit.sample.n_read - fit.sample.n_used
    if not lost:
        return words.text("sample.left_out_none")
    missing = fit.options.missing or "listwise"
    if fit.missing is not None:
        missing = "incomplete"
    return words.text(
        f"sample.left_out_{missing}", count=count(lost), percent=percent(lost, fit.sample.n_read)
    )


def _recodes(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    if not fit.sample.descriptives:
        return (Paragraph(words.spans("sample.covariance_input")),)
    ours = {*fit.table.observed, ""}
    recodes = [
        recode
        for recode in fit.sample.recodes
        if recode["item"] in ours and recode["kind"] != SELECTION
    ]
    if not recodes:
        return (Paragraph(words.spans("sample.no_recodes")),)
    columns = (
        Column("item", words.text("recode.item")),
        Column("change", words.text("recode.change")),
        Column("count", words.text("recode.count"), "integer"),
    )
    rows = tuple(_recode(recode, words) for recode in recodes)
    return (TableBlock(Table(columns, rows, words.text("sample.recodes"))),)


def _recode(recode: Mapping[str, Any], words: Catalogue) -> tuple[Any, ...]:
    """Return a change in the language of the report; the number in its detail is kept."""
    kind, detail = str(recode["kind"]), one_line(str(recode.get("detail", "")))
    key = f"recode.{kind.replace(' ', '_')}"
    number = re.search(r"-?\d+(\.\d+)?", detail)
    if words.has(key):
        change = words.text(key, number=number.group() if number else "")
    else:
        change = f"{kind}: {detail}" if detail else kind
    return (shown(recode["item"]), change, recode["count"])


def _items(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    if not fit.sample.descriptives:
        return ()
    constructs = {item.name: item.construct for item in fit.sample.items}
    order = unique(constructs.get(row["name"], "") for row in fit.sample.descriptives)
    grouped = [
        (
            construct,
            [
                row
                for row in fit.sample.descriptives
                if constructs.get(row["name"], "") == construct
            ],
        )
        for construct in order
    ]
    rows: list[tuple[Any, ...]] = []
    sections: list[tuple[int, str]] = []
    for construct, members in grouped:
        if any(order):
            title = (
                titled(fit, words, construct)
                if construct
                else words.text("sample.not_in_construct")
            )
            sections.append((len(rows), title))
        rows += [_item(fit, words, row) for row in members]
    table = Table(_columns(fit, words), tuple(rows), words.text("sample.descriptives"))
    notes = [words.spans("sample.descriptives_note")]
    if fit.table.levels:
        notes.append(words.spans("sample.descriptives_ordinal"))
    return (TableBlock(table, sections=tuple(sections), notes=tuple(notes)),)


NUMBERS: tuple[tuple[str, Kind, int], ...] = (
    ("n", "integer", 0),
    ("missing", "integer", 0),
    ("mean", "number", 2),
    ("sd", "number", 2),
    ("min", "integer", 0),
    ("max", "integer", 0),
    ("skewness", "number", 2),
    ("kurtosis", "number", 2),
)


def _columns(fit: Fit, words: Catalogue) -> tuple[Column, ...]:
    wording = (Column("wording", words.text("column.wording")),) if has_wordings(fit) else ()
    numbers = [
        Column(key, words.text(f"column.{key}"), *_form(fit, key, kind, digits))
        for key, kind, digits in NUMBERS
    ]
    return (Column("item", words.text("column.item")), *wording, *numbers)


def _form(fit: Fit, key: str, kind: Kind, digits: int) -> tuple[Kind, int]:
    """Return how a column is printed: smallest and largest answers may be fractions."""
    cells = [row.get(key) for row in fit.sample.descriptives] if key in EXTREMES else []
    fractions = any(cell is not None and cell % 1 for cell in cells)
    return ("number", 2) if fractions else (kind, digits)


def _item(fit: Fit, words: Catalogue, row: Mapping[str, Any]) -> tuple[Any, ...]:
    wording = (wording_of(fit, words, row["name"]),) if has_wordings(fit) else ()
    return (shown(row["name"]), *wording, *(row.get(key) for key, _, _ in NUMBERS))
