"""What is looked at in a workbook before its cells are unfolded.

A small file can name a cell in the last row and column, repeat one cell a
billion times, or hold formulas whose results were never stored.  The parts are
searched as bytes; no XML is parsed, so no entity is expanded.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from gainsem.diagnostics import Diagnostic, warning
from gainsem.errors import FileError
from gainsem.io.columns import MAX_COLUMNS

MAX_CELLS = 20_000_000
CELLS_SHOWN = 5
WORKBOOK_PART = "xl/workbook.xml"
RELATIONS_PART = "xl/_rels/workbook.xml.rels"
ODS_PART = "content.xml"

CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
REFERENCE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
ROW = re.compile(rb"<(?:\w+:)?row\b")
ROW_NUMBER = re.compile(rb"[^>]*?\br\s*=\s*[\"']([0-9]{1,7})[\"']")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
STORED = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]|<(?:\w+:)?is[\s>]|\bt=\"str\"")
ERROR_CELL = re.compile(rb"\bt=\"e\"")
SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
ODS_ROW = re.compile(rb"<table:table-row\b([^>]*)(?<!/)>(.*?)</table:table-row>", re.DOTALL)
ODS_CELL = re.compile(rb"<table:table-cell\b([^>]*)(?<!/)>")
ROWS_REPEATED = re.compile(rb"number-rows-repeated=\"(\d+)\"")
COLUMNS_REPEATED = re.compile(rb"number-columns-repeated=\"(\d+)\"")


@dataclass(frozen=True)
class SheetFacts:
    """Cells of one sheet that look empty and are not: formulas without result, errors."""

    without_result: tuple[str, ...] = ()
    with_error: tuple[str, ...] = ()


def check_extents(parts: Mapping[str, bytes], source: str) -> None:
    """Refuse a workbook with a cell far away, or with too many repeated ones (E-FILE-10)."""
    for name, text in parts.items():
        if b"sheetData" in text:
            _check_xlsx_sheet(text, f"{source} ({posixpath.basename(name)})")
    _check_repeats(parts.get(ODS_PART, b""), source)


def sheet_facts(parts: Mapping[str, bytes], sheet: str) -> SheetFacts:
    """Return what looks empty in one sheet of an XLSX file and is not."""
    text = parts.get(_part_of(parts, sheet), b"")
    empty: list[str] = []
    errors: list[str] = []
    if FORMULA.search(text) or ERROR_CELL.search(text):
        for attributes, content in CELL.findall(text):
            if FORMULA.search(content) and not STORED.search(attributes + b">" + content):
                empty.append(_name_of(attributes))
            elif ERROR_CELL.search(attributes):
                errors.append(_name_of(attributes))
    return SheetFacts(tuple(empty), tuple(errors))


def check_size(n_rows: int, n_columns: int, source: str) -> None:
    """Refuse a sheet that is too wide, or too large for memory once unfolded (E-FILE-10)."""
    if n_columns > MAX_COLUMNS or n_rows * n_columns > MAX_CELLS:
        raise FileError.of(
            "E-FILE-10",
            f"{source} reaches to row {n_rows:,} and column {n_columns:,}; up to "
            f"{MAX_COLUMNS:,} columns and {MAX_CELLS:,} cells are read.",
            why="a stray cell far outside the table has the same effect",
            do="delete what stands outside the table, or save it as CSV",
        )


def refuse_without_result(cells: tuple[str, ...], source: str) -> None:
    """Refuse formulas whose results were never stored: their cells would look empty."""
    if cells:
        raise FileError.of(
            "E-SEC-08",
            f"{source}: {_named(cells)} a formula without a stored result.",
            why="gainsem reads values and runs no formula; these answers would be missing",
            do="open the workbook in Excel or LibreOffice and save it, or paste values",
        )


def error_cells(cells: tuple[str, ...], source: str) -> tuple[Diagnostic, ...]:
    """Return the warning for cells that show #N/A, #DIV/0! and the like."""
    if not cells:
        return ()
    return (
        warning(
            "W-FILE-17",
            f"{source}: {_named(cells)} an error (#N/A, #DIV/0!, ...), read as missing.",
            do="correct the formulas, if the answers should be there",
        ),
    )


def _check_xlsx_sheet(text: bytes, source: str) -> None:
    named = REFERENCE.findall(text)
    last_row = max((int(digits) for digits in {digits for _, digits in named}), default=0)
    last_column = max((_column_number(name) for name in {name for name, _ in named}), default=0)
    for row in ROW.split(text)[1:]:
        number = ROW_NUMBER.match(row)
        last_row = max(last_row, int(number.group(1)) if number else 0)
        last_column = max(last_column, row.count(b"<c") or row.count(b":c"))
    check_size(last_row, last_column, source)


def _check_repeats(text: bytes, source: str) -> None:
    n_rows = n_columns = 0
    for row, cells in ODS_ROW.findall(text):
        width = sum(_repeats(COLUMNS_REPEATED, cell) for cell in ODS_CELL.findall(cells))
        if width:
            n_rows += _repeats(ROWS_REPEATED, row)
            n_columns = max(n_columns, width)
    check_size(n_rows, n_columns, source)


def _repeats(pattern: re.Pattern[bytes], attributes: bytes) -> int:
    found = pattern.search(attributes)
    return int(found.group(1)) if found else 1


def _part_of(parts: Mapping[str, bytes], sheet: str) -> str:
    """Return the name of a sheet's part, or the empty string."""
    book = parts.get(WORKBOOK_PART, b"").decode("utf-8", "replace")
    relations = parts.get(RELATIONS_PART, b"").decode("utf-8", "replace")
    wanted = next((tag for tag in SHEET.findall(book) if _attribute(tag, "name") == sheet), "")
    key = _attribute(wanted, r"\w+:id")
    for tag in RELATION.findall(relations):
        if key and _attribute(tag, "Id") == key:
            path = posixpath.join("/xl", _attribute(tag, "Target"))
            return posixpath.normpath(path).lstrip("/")
    return ""


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\s{name}\s*=\s*(\"[^\"]*\"|'[^']*')", tag)
    return unescape(found.group(1)[1:-1]) if found else ""


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _name_of(attributes: bytes) -> str:
    found = REFERENCE.search(attributes)
    return (found.group(1) + found.group(2)).decode() if found else "?"


def _named(cells: tuple[str, ...]) -> str:
    if len(cells) == 1:
        return f"cell {cells[0]} holds"
    more = f" and {len(cells) - CELLS_SHOWN} more" if len(cells) > CELLS_SHOWN else ""
    return f"cells {', '.join(cells[:CELLS_SHOWN])}{more} hold"
