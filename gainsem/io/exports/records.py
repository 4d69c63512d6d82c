"""The table of a file as text, and what a survey tool's export turns out to be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from gainsem.diagnostics import Diagnostic
from gainsem.survey.raw_table import Heading

Cells = tuple[str, ...]
ROWS_LOOKED_AT = 3


@dataclass(frozen=True)
class Records:
    """A header and rows of the same length, all as text.

    Parameters
    ----------
    header : tuple of str
        The headings as they stand in the file.
    rows : tuple of sequence of str
    lines : tuple of int
        Line (or sheet row) of the file each row came from.
    source : str
        Name of the file, for messages.
    keep_unfinished : bool
        Whether questionnaires that were never sent off are wanted.
    """

    header: Cells
    rows: tuple[Sequence[str], ...]
    lines: tuple[int, ...]
    source: str
    keep_unfinished: bool = False

    def columns(self) -> list[Cells]:
        """Return the cells column by column."""
        if not self.rows:
            return [() for _ in self.header]
        return list(zip(*self.rows, strict=True))

    def cells(self, column: int) -> Cells:
        """Return the cells of one column."""
        return tuple(row[column] for row in self.rows)

    def without(self, dropped: Sequence[int]) -> Records:
        """Return the records without the rows of these numbers (counted from 0)."""
        gone = set(dropped)
        kept = [i for i in range(len(self.rows)) if i not in gone]
        return replace(
            self,
            rows=tuple(self.rows[i] for i in kept),
            lines=tuple(self.lines[i] for i in kept),
        )


@dataclass(frozen=True)
class Column:
    """One column of an export: its name, what it is about, its cells."""

    name: str
    heading: Heading
    cells: Cells


@dataclass(frozen=True)
class Export:
    """A survey tool's file, without the rows that are no answers.

    Parameters
    ----------
    columns : tuple of Column
    lines : tuple of int
        Line of the file each row came from.
    remarks : tuple of Diagnostic
        What was left out or read as missing.
    """

    columns: tuple[Column, ...]
    lines: tuple[int, ...]
    remarks: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True)
class Tool:
    """A survey tool: how the codebook names it, how people call it, how its files are read.

    ``recognise`` is shown the header and the first rows, and returns the kind of export or
    ``""``; ``read`` is given all rows.
    """

    name: str
    called: str
    recognise: Callable[[Records], str]
    read: Callable[[Records, str], Export]


def are_mostly(cells: Iterable[str], known: Collection[str]) -> bool:
    """Return whether nine in ten cells are among those known; empty ones do not count.

    A stray cell must not hide what a column is: it is refused later, with its line.
    """
    said = [cell for text in cells if (cell := text.strip())]
    strange = sum(cell not in known for cell in said)
    return 10 * strange <= len(said)
