"""One table model for terminal, notebook, PDF and data frame, so they cannot disagree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from textwrap import wrap
from typing import Any

from gainsem.results.cells import Kind, cell_text
from gainsem.results.text_width import clip, one_line, pad, width

__all__ = ["Column", "Kind", "Table"]

WIDEST_CELL = 60
NARROWEST_NOTE = 72
GAP = "  "

STYLE = """\
.gainsem table { border-collapse: collapse; margin: 0.75em 0; border-top: 2px solid currentColor;
  border-bottom: 2px solid currentColor; font-variant-numeric: tabular-nums; }
.gainsem caption { text-align: left; font-weight: bold; padding: 0.25em 0; caption-side: top; }
.gainsem th, .gainsem td { padding: 0.15em 0.7em; text-align: left; border: 0;
  vertical-align: baseline; }
.gainsem thead th { border-bottom: 1px solid currentColor; }
.gainsem .number { text-align: right; white-space: nowrap; }
.gainsem .note { margin: 0.25em 0; font-size: 0.9em; }
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the key it has in a data frame, its heading, how its cells are written."""

    key: str
    title: str
    kind: Kind = "text"
    decimals: int = 3

    @property
    def is_numeric(self) -> bool:
        """Whether the cells are numbers, to be aligned at the right."""
        return self.kind != "text"


@dataclass(frozen=True)
class Table:
    """Rows of values with their columns, caption and notes.

    Cells hold values (str, float, int, bool, None), never formatted text; a
    missing number is None or NaN and is written as an empty cell.

    Parameters
    ----------
    columns : tuple of Column
    rows : tuple of tuple
        One value a column.
    caption : str
        Heading of the table.
    notes : tuple of str
        Remarks below it.
    row_keys : tuple of str
        Stable name of each row where rows have one (the measures of a fit
        table), for those who translate; empty otherwise.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    caption: str = ""
    notes: tuple[str, ...] = ()
    row_keys: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the columns."""
        return tuple(column.key for column in self.columns)

    def values(self, key: str) -> tuple[Any, ...]:
        """Return the unformatted values of one column."""
        place = self.keys.index(key)
        return tuple(row[place] for row in self.rows)

    def without(self, *keys: str) -> Table:
        """Return the table without some of its columns."""
        return self.only(*(key for key in self.keys if key not in keys))

    def only(self, *keys: str) -> Table:
        """Return the table with some of its columns, in the order given."""
        places = [self.keys.index(key) for key in keys]
        columns = tuple(self.columns[place] for place in places)
        rows = tuple(tuple(row[place] for place in places) for row in self.rows)
        return replace(self, columns=columns, rows=rows)

    def without_empty_columns(self) -> Table:
        """Return the table without the columns in which no cell shows anything."""
        columns = zip(self.keys, zip(*self.cells(), strict=True), strict=False)
        return self.without(*(key for key, cells in columns if not any(cells)))

    def cells(self) -> list[list[str]]:
        """Return every cell as the text all faces show."""
        return [
            [
                cell_text(value, column.kind, column.decimals)
                for value, column in zip(row, self.columns, strict=True)
            ]
            for row in self.rows
        ]

    def to_text(self) -> str:
        """Return the table for a terminal (wide Chinese characters counted as two).

        Examples
        --------
        >>> columns = (Column("item", "Item"), Column("p", "p", "pvalue"))
        >>> print(Table(columns, (("获得感", 0.0004), ("x1", 0.25))).to_text())
        Item        p
        -------------
        获得感  <.001
        x1       .250
        """
        lines = [[one_line(column.title) for column in self.columns]]
        lines += [[clip(cell, WIDEST_CELL) for cell in row] for row in self.cells()]
        widths = [max(map(width, cells)) for cells in zip(*lines, strict=True)]
        head, *body = [self._text_line(line, widths) for line in lines]
        rule = "-" * (sum(widths) + len(GAP) * (len(widths) - 1))
        caption = [one_line(self.caption), ""] if self.caption else []
        notes = ["", *_wrapped(self.notes, len(rule))] if self.notes else []
        return "\n".join([*caption, head, rule, *body, *notes])

    def to_html(self) -> str:
        """Return the table as an HTML fragment; every cell escaped."""
        caption = f"<caption>{escape(one_line(self.caption))}</caption>" if self.caption else ""
        head = "".join(
            f'<th scope="col"{_css_class(column)}>{escape(one_line(column.title))}</th>'
            for column in self.columns
        )
        body = "\n".join(f"<tr>{self._html_row(row)}</tr>" for row in self.cells())
        notes = "".join(f'\n<p class="note">{escape(one_line(note))}</p>' for note in self.notes)
        return (
            f"<table>{caption}\n<thead><tr>{head}</tr></thead>\n"
            f"<tbody>\n{body}\n</tbody>\n</table>{notes}"
        )

    def to_frame(self) -> Any:
        """Return a pandas DataFrame with the unrounded values."""
        import pandas as pd

        return pd.DataFrame(
            {column.key: _series(self.values(column.key), column) for column in self.columns},
            columns=list(self.keys),
        )

    def _repr_html_(self) -> str:
        return f'<div class="gainsem"><style>\n{STYLE}</style>\n{self.to_html()}</div>'

    def _text_line(self, cells: list[str], widths: list[int]) -> str:
        columns = zip(cells, widths, self.columns, strict=True)
        padded = [pad(cell, wide, right=column.is_numeric) for cell, wide, column in columns]
        return GAP.join(padded).rstrip()

    def _html_row(self, cells: list[str]) -> str:
        return "".join(
            f"<td{_css_class(column)}>{escape(_typographic(cell, column))}</td>"
            for cell, column in zip(cells, self.columns, strict=True)
        )


def _wrapped(notes: tuple[str, ...], room: int) -> list[str]:
    lines = (wrap(one_line(note), max(room, NARROWEST_NOTE)) for note in notes)
    return [line for note in lines for line in note]


def _css_class(column: Column) -> str:
    return ' class="number"' if column.is_numeric else ""


def _typographic(cell: str, column: Column) -> str:
    """Write a true minus sign where a number begins with a hyphen."""
    return "\u2212" + cell[1:] if column.is_numeric and cell.startswith("-") else cell


def _series(values: tuple[Any, ...], column: Column) -> Any:
    import pandas as pd

    if column.kind == "text":
        return pd.Series(list(values), dtype=object if None in values else None)
    numbers = pd.Series(list(values), dtype="float64")
    whole = bool((numbers.dropna() % 1 == 0).all())
    if column.kind != "integer" or not whole:
        return numbers
    return numbers.astype("Int64" if numbers.isna().any() else "int64")
