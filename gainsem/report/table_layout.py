"""How a table is laid on a page: alignment, widths of columns, breaks between rows."""

from __future__ import annotations

from typing import Any

from gainsem.report.document import TableBlock
from gainsem.report.numbers import MINUS, without_zero
from gainsem.results.table import Column
from gainsem.results.text_width import width

NARROW = 18
NARROW_ALONE = 40
WIDEST = 60


def table_data(block: TableBlock) -> dict[str, Any]:
    """Return caption, columns, rows and headings of a table as data.

    A column is ``"number"`` (right-aligned, never wrapped), ``"decimal"`` (aligned
    at the point) or ``"text"``; a text column whose texts are long has a
    ``weight``: its share of the width that the others leave.
    """
    cells = [_row(block, cells) for cells in block.table.cells()]
    texts = [column for column in block.table.columns if not _is_aligned(block, column)]
    columns = [
        _column(block, column, [row[place] for row in cells], alone=len(texts) == 1)
        for place, column in enumerate(block.table.columns)
    ]
    return {
        "caption": block.table.caption,
        "columns": columns,
        "spanners": [
            {"first": spanner.first, "last": spanner.last, "title": spanner.title}
            for spanner in block.spanners
        ],
        "parts": _parts(block, cells),
    }


def _row(block: TableBlock, cells: list[str]) -> list[str]:
    return [
        _cell(block, column, cell) for column, cell in zip(block.table.columns, cells, strict=True)
    ]


def _cell(block: TableBlock, column: Column, cell: str) -> str:
    if not column.is_numeric:
        return cell
    signed = MINUS + cell[1:] if cell.startswith("-") else cell
    return without_zero(signed) if column.key in block.bounded else signed


def _column(block: TableBlock, column: Column, cells: list[str], *, alone: bool) -> dict[str, Any]:
    """Return one column; a text column that is the only one may be wider before it wraps."""
    if _is_aligned(block, column):
        whole = column.is_numeric or all(cell.startswith("[") for cell in cells if cell)
        return {"title": column.title, "align": "number" if whole else "decimal", "weight": 0}
    longest = max(map(width, [column.title, *cells]))
    weight = 0 if longest <= (NARROW_ALONE if alone else NARROW) else min(longest, WIDEST)
    return {"title": column.title, "align": "text", "weight": weight}


def _is_aligned(block: TableBlock, column: Column) -> bool:
    return column.is_numeric or column.key in block.aligned


def _parts(block: TableBlock, cells: list[list[str]]) -> list[dict[str, Any]]:
    """Return the rows below each heading inside the table."""
    starts = [(0, ""), *block.sections] if not _begins(block) else list(block.sections)
    ends = [start for start, _ in starts[1:]] + [len(cells)]
    return [
        {"title": title, "rows": cells[start:end]}
        for (start, title), end in zip(starts, ends, strict=True)
    ]


def _begins(block: TableBlock) -> bool:
    return bool(block.sections) and block.sections[0][0] == 0
