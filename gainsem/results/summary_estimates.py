"""The estimates of a fit as the blocks of the terminal summary, all on one grid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from gainsem.results.cells import cell_text
from gainsem.results.fitted import Fitted
from gainsem.results.parameter_tables import (
    INTERVAL,
    STANDARDIZED,
    covariances_table,
    defined_table,
    inference_columns,
    intercepts_table,
    loadings_table,
    regressions_table,
    scales_table,
    thresholds_table,
    variances_table,
)
from gainsem.results.table import Column, Table
from gainsem.results.text_width import clip, one_line, pad, width

WIDEST_NAME = 36
RESIDUAL_NOTE = "A point before a name marks what the model leaves unexplained (residuals)."


@dataclass(frozen=True)
class _Line:
    """One line: its name, and its cells (none: a heading)."""

    name: str
    cells: tuple[str, ...] = ()


def estimates_text(fit: Fitted, *, standardized: bool = True, ci: bool = False) -> str:
    """Return the blocks Latent Variables ... Defined Parameters.

    Parameters
    ----------
    fit : Fitted
    standardized, ci : bool
        Whether to show the standardized estimates and the 95 % intervals.
    """
    shown = (
        inference_columns(fit) + (INTERVAL if ci else ()) + (STANDARDIZED if standardized else ())
    )
    blocks = [(title, lines) for title, lines in _blocks(fit, shown) if lines]
    head = _Line("", tuple(column.title for column in shown))
    every_line = [line for _, lines in blocks for line in lines]
    widths = _widths([head, *every_line])
    texts = [
        "\n".join([title, *(_grid(line, widths) for line in (head, *lines))])
        for title, lines in blocks
    ]
    if any(line.name.lstrip().startswith(".") for line in every_line):
        texts.append(RESIDUAL_NOTE)
    return "\n\n".join(texts)


def _blocks(fit: Fitted, shown: tuple[Column, ...]) -> Iterator[tuple[str, list[_Line]]]:
    loadings = loadings_table(fit)
    yield "Latent Variables", _nested(loadings, "factor", "=~", "item", shown)
    paths = regressions_table(fit)
    yield "Regressions", _nested(paths, "outcome", "~", "predictor", shown)
    yield "Covariances", _nested(covariances_table(fit), "first", "~~", "second", shown)
    yield "Intercepts", _flat(intercepts_table(fit), "variable", shown)
    yield "Thresholds", _thresholds(thresholds_table(fit), shown)
    yield "Variances", _flat(variances_table(fit), "variable", shown)
    yield "Scales of Latent Responses", _flat(scales_table(fit), "variable", shown)
    yield "Defined Parameters", _flat(defined_table(fit), "name", shown)


def _nested(
    table: Table, outer: str, op: str, inner: str, shown: tuple[Column, ...]
) -> list[_Line]:
    """Return a heading for each left side and below it its right sides, as lavaan does."""
    lines: list[_Line] = []
    for left, rows in groupby(_named_rows(table), key=lambda row: _marked(row, outer)):
        lines.append(_Line(f" {left} {op}"))
        lines += [_line(row, inner, shown) for row in rows]
    return lines


def _flat(table: Table, key: str, shown: tuple[Column, ...]) -> list[_Line]:
    return [_line(row, key, shown) for row in _named_rows(table)]


def _thresholds(table: Table, shown: tuple[Column, ...]) -> list[_Line]:
    rows = _named_rows(table)
    named = [row | {"name": f"{row['item']}|t{row['threshold']}"} for row in rows]
    return [_line(row, "name", shown) for row in named]


def _line(row: dict[str, object], key: str, shown: tuple[Column, ...]) -> _Line:
    cells = (cell_text(row[column.key], column.kind, column.decimals) for column in shown)
    return _Line(f"   {_marked(row, key)}{_label(row)}", tuple(cells))


def _named_rows(table: Table) -> list[dict[str, object]]:
    return [dict(zip(table.keys, row, strict=True)) for row in table.rows]


def _marked(row: dict[str, object], key: str) -> str:
    point = "." if row.get("residual") else " "
    return point + clip(one_line(str(row[key])), WIDEST_NAME)


def _label(row: dict[str, object]) -> str:
    label = row.get("label")
    return f" ({clip(one_line(str(label)), WIDEST_NAME // 2)})" if label else ""


def _widths(lines: list[_Line]) -> list[int]:
    numbers = zip(*(line.cells for line in lines if line.cells), strict=True)
    return [max(width(line.name) for line in lines), *(max(map(width, cells)) for cells in numbers)]


def _grid(line: _Line, widths: list[int]) -> str:
    names, *numbers = widths
    padded = (pad(text, wide, right=True) for text, wide in zip(line.cells, numbers, strict=False))
    return "  ".join([pad(line.name, names), *padded]).rstrip()
