"""A column of text cells, each distinct cell read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic
from gainsem.errors import did_you_mean
from gainsem.survey.cells import Cell, CellKind, label_key, read_cell
from gainsem.survey.phrases import lines_text, place_text, quoted

Reading = CellKind | Literal["label"]

MISSING_KINDS: frozenset[Reading] = frozenset({"empty", "blank", "missing mark"})
NUMBER_KINDS: frozenset[Reading] = frozenset({"number", "unusual digits"})


@dataclass(frozen=True)
class TextColumn:
    """What the cells of one column say.

    ``texts`` are the distinct cells, ``kinds`` and ``numbers`` how each of them
    was read, ``index`` which of them stands in each row.
    """

    name: str
    texts: tuple[str, ...]
    kinds: tuple[Reading, ...]
    numbers: NDArray[np.float64]
    index: NDArray[np.int64]

    @property
    def values(self) -> NDArray[np.float64]:
        """The numbers, row by row; NaN where a cell is not one."""
        return self.numbers[self.index]

    def rows(self, kind: Reading) -> NDArray[np.int64]:
        """Return the rows whose cell was read as one kind."""
        of_kind = np.array([k == kind for k in self.kinds], dtype=bool)
        return np.flatnonzero(of_kind[self.index])

    def count(self, kind: Reading) -> int:
        """Return in how many rows a kind of cell stands."""
        return len(self.rows(kind))

    @property
    def is_numeric(self) -> bool:
        """Whether every cell is a number or missing, and at least one is a number."""
        kinds = set(self.kinds)
        return kinds <= NUMBER_KINDS | MISSING_KINDS and not kinds <= MISSING_KINDS

    @property
    def is_blank(self) -> bool:
        """Whether no cell says anything."""
        return set(self.kinds) <= MISSING_KINDS


def read_text_column(
    name: str,
    cells: tuple[str, ...],
    *,
    labels: Mapping[str, float] | None = None,
    decimal_comma: bool = False,
) -> TextColumn:
    """Return a column of text with every cell read.

    Parameters
    ----------
    name : str
    cells : tuple of str
    labels : mapping, optional
        Code by wording (as :func:`~gainsem.survey.cells.label_key` writes it).
    decimal_comma : bool
        Read ``3,5`` as three and a half.
    """
    texts = tuple(dict.fromkeys(cells))
    place = {text: i for i, text in enumerate(texts)}
    read = [_read(text, labels or {}, decimal_comma) for text in texts]
    read = _spreadsheet_numbers_of_measurements(read)
    return TextColumn(
        name=name,
        texts=texts,
        kinds=tuple(kind for kind, _ in read),
        numbers=np.array([value for _, value in read], dtype=np.float64),
        index=np.array([place[cell] for cell in cells], dtype=np.int64),
    )


def _read(text: str, labels: Mapping[str, float], decimal_comma: bool) -> tuple[Reading, float]:
    cell: Cell = read_cell(text)
    if cell.kind not in NUMBER_KINDS and labels:
        code = labels.get(label_key(text))
        if code is not None:
            return "label", code
    if cell.kind == "decimal comma" and decimal_comma:
        return "number", cell.value
    value = cell.value if cell.kind in NUMBER_KINDS | {"excel"} else np.nan
    return cell.kind, value


def _spreadsheet_numbers_of_measurements(
    read: list[tuple[Reading, float]],
) -> list[tuple[Reading, float]]:
    """Take ``1.0E+05`` as a number in a column of measurements: others have decimals too."""
    decimals = any(kind in NUMBER_KINDS and not value.is_integer() for kind, value in read)
    if not decimals:
        return [(kind, np.nan if kind == "excel" else value) for kind, value in read]
    return [
        ("number", value) if kind == "excel" and not np.isnan(value) else (kind, value)
        for kind, value in read
    ]


def text_problems(
    column: TextColumn,
    lines: NDArray[np.int64],
    *,
    source: str,
    labels: Mapping[str, float] | None = None,
    heading: str = "",
) -> list[Diagnostic]:
    """Return why a column of text cannot be used as numbers, one problem a kind of cell."""
    place = place_text(source, column.name, heading)
    problems = []
    if rows := column.rows("decimal comma").tolist():
        problems.append(_decimal_comma(place, column, lines[rows], rows))
    if rows := column.rows("infinite").tolist():
        problems.append(infinite_problem(place, lines[rows]))
    if rows := column.rows("excel").tolist():
        problems.append(_excel(place, column, lines[rows], rows))
    if rows := column.rows("text").tolist():
        problems.append(_text(place, column, lines[rows], rows, labels or {}))
    return problems


def infinite_problem(place: str, lines: NDArray[np.int64]) -> Diagnostic:
    """Return the refusal of infinite numbers."""
    return Diagnostic(
        "E-DATA-29",
        "error",
        f"{place}: {lines_text(lines)} {_has(lines)} an infinite number (Inf).",
        why="no mean or covariance exists with an infinite answer",
        do="correct the cell, or leave it empty if the answer is missing",
    )


def _decimal_comma(
    place: str, column: TextColumn, lines: NDArray[np.int64], rows: list[int]
) -> Diagnostic:
    example = column.texts[column.index[rows[0]]].strip()
    return Diagnostic(
        "E-DATA-14",
        "error",
        f"{place}: '{example}' has a decimal comma ({len(rows)} cells).",
        where=lines_text(lines),
        why="a comma can also part thousands, so the number is not guessed",
        do='say  decimal: ","  in the codebook, or write the numbers with a point',
    )


def _excel(place: str, column: TextColumn, lines: NDArray[np.int64], rows: list[int]) -> Diagnostic:
    seen = list(dict.fromkeys(column.texts[column.index[row]].strip() for row in rows))
    return Diagnostic(
        "E-DATA-38",
        "error",
        f"{place}: {quoted(seen[:4])} on {lines_text(lines)} looks "
        "like an answer that a spreadsheet has turned into something else.",
        why="a spreadsheet makes dates of '1-2', truth values of words and powers of long numbers",
        do="restore the answers from the original export, with the column formatted as text",
    )


def _text(
    place: str,
    column: TextColumn,
    lines: NDArray[np.int64],
    rows: list[int],
    labels: Mapping[str, float],
) -> Diagnostic:
    seen = list(dict.fromkeys(column.texts[column.index[row]].strip() for row in rows))
    read = sum(column.count(kind) for kind in NUMBER_KINDS) + column.count("label")
    if labels:
        return Diagnostic(
            "E-DATA-10",
            "error",
            f"{place}, {lines_text(lines)}: {quoted(seen[:4])} is "
            f"neither a number nor a value label.{did_you_mean(label_key(seen[0]), labels)}",
            do="correct the cell, or add the wording to the labels of the item's scale",
        )
    if read >= len(rows):
        return Diagnostic(
            "E-DATA-10",
            "error",
            f"{place}, {lines_text(lines)}: {quoted(seen[:4])} is "
            f"not a number; the other {read} answers are.",
            why="left as text the whole column would be unusable",
            do="correct the cell, or leave it empty if the answer is missing",
        )
    more = f" and {len(seen) - 6} more" if len(seen) > 6 else ""
    return Diagnostic(
        "E-DATA-36",
        "error",
        f"{place}: the answers are words ({quoted(seen[:6])}{more}), and nothing says their order.",
        where=lines_text(lines),
        why="in alphabetical order 'agree' would stand below 'disagree'",
        do="give a codebook whose scale has  labels:  for the codes of this item",
    )


def _has(lines: NDArray[np.int64]) -> str:
    return "has" if len(lines) == 1 else "have"
