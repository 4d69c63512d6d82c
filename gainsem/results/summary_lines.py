"""Lines of the terminal summary: a name at the left, what it is at the right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import wrap

from gainsem.results.cells import number_text, pvalue_text
from gainsem.results.text_width import pad, width

PAGE = 64
COLUMN = 10
NOT_COMPUTED = "not computed"

Entry = tuple[str, str]
Row = tuple[str, tuple[str, ...]]


def section(title: str, entries: Sequence[Entry]) -> str:
    """Return a title and below it one line an entry; nothing without entries."""
    lines = [f"  {pad(name, PAGE - 2 - width(value))}{value}" for name, value in entries]
    return "\n".join([title, "", *lines] if title else lines) if entries else ""


def grid(title: str, heads: Sequence[str], rows: Sequence[Row], note: str = "") -> str:
    """Return a title and below it rows with several values, each column with its head."""
    first = PAGE - COLUMN * len(heads)
    lines = [title]
    for name, values in (("", tuple(heads)), *rows):
        cells = "".join(pad(value, COLUMN, right=True) for value in values)
        lines.append(f"{pad(f'  {name}' if name else '', first)}{cells}".rstrip())
    return "\n".join([*lines, *([""] if note else []), *remark(note)])


def remark(text: str) -> list[str]:
    """Return a remark below a block, in lines."""
    return [f"  {line}" for line in wrap(text, PAGE - 2)]


def number(value: float | None) -> str:
    """Return a number, or that there is none."""
    return NOT_COMPUTED if value is None or not math.isfinite(value) else number_text(value)


def pvalue(value: float | None) -> str:
    """Return a p value, or that there is none."""
    return NOT_COMPUTED if value is None or not math.isfinite(value) else pvalue_text(value)
