"""A chart of numbers with their intervals, one a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.plots.canvas import BLUE, FAINT, GREY, INK, Canvas, canvas, round_steps
from gainsem.plots.text_fit import clipped, text_width, wrap
from gainsem.results.cells import number_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH = 468.0
ROW, SIZE, SMALL = 10.5, 7.5, 6.5
TITLE = 9.5
WIDEST_NAME = 180.0
NUMBERS = 96.0
GAP = 8.0


@dataclass(frozen=True, slots=True)
class Interval:
    """One line: a name, a number and its interval; without a number a heading or a remark."""

    label: str
    value: float = float("nan")
    lower: float = float("nan")
    upper: float = float("nan")
    indent: int = 0
    strong: bool = False

    @property
    def known(self) -> bool:
        """Whether there is a number to draw."""
        return self.value == self.value


def draw_interval_chart(
    rows: Sequence[Interval],
    *,
    title: str,
    axis: str,
    note: str = "",
    reference: float | None = None,
    decimals: int = 1,
    font: str | Path | None = None,
) -> Figure:
    """Draw numbers with intervals, the first row at the top.

    Parameters
    ----------
    rows : sequence of Interval
    title, axis, note : str
        What is shown; what the axis measures; a remark below.
    reference : float, optional
        Where a dashed line is drawn through all rows.
    decimals : int
        Of the written numbers.
    font : str or Path, optional
        A font file to use before the shipped one.
    """
    remarks = wrap(note, WIDTH - 10.0, SMALL) if note else ()
    below = 30.0 + SMALL * 1.35 * len(remarks)
    above = TITLE * 2.0
    height = below + ROW * len(rows) + above
    longest = max((text_width(row.label, SIZE) + GAP * row.indent for row in rows), default=0.0)
    left = min(longest, WIDEST_NAME) + 2.0 * GAP
    right = WIDTH - NUMBERS
    known = [row for row in rows if row.known]
    ends = [end for row in known for end in (row.lower, row.upper, row.value) if end == end]
    ticks = round_steps(min(ends, default=0.0), max(ends, default=100.0))
    scale = (right - left) / (ticks[-1] - ticks[0])
    with canvas(WIDTH, height, font) as sheet:
        sheet.text(4.0, height - TITLE, title, size=TITLE, bold=True)
        for tick in ticks:
            x = left + (tick - ticks[0]) * scale
            sheet.line((x, below - 4.0), (x, height - above), colour=FAINT, width=0.5)
            sheet.text(
                x,
                below - 10.0,
                f"{tick:g}".replace("-", "\N{MINUS SIGN}"),
                size=SMALL,
                colour=GREY,
                align="center",
            )
        sheet.text((left + right) / 2, below - 20.0, axis, size=SMALL, colour=GREY, align="center")
        if reference is not None:
            x = left + (reference - ticks[0]) * scale
            sheet.line((x, below - 4.0), (x, height - above), colour=GREY, dashed=True)
        for number, row in enumerate(rows):
            y = height - above - (number + 0.5) * ROW
            _draw_row(sheet, row, y, left=left, start=ticks[0], scale=scale, decimals=decimals)
        for number, line in enumerate(remarks):
            y = below - 30.0 - (number + 0.2) * SMALL * 1.35
            sheet.text(4.0, y, line, size=SMALL, colour=GREY)
    return sheet.figure


def _draw_row(
    sheet: Canvas,
    row: Interval,
    y: float,
    *,
    left: float,
    start: float,
    scale: float,
    decimals: int,
) -> None:
    room = left - GAP - GAP * row.indent - 4.0
    lines = wrap(row.label, room, SIZE)
    name = row.label if len(lines) < 2 else clipped(row.label, room, SIZE)
    colour = INK if row.known or row.strong else GREY
    sheet.text(4.0 + GAP * row.indent, y, name, size=SIZE, colour=colour, bold=row.strong)
    if not row.known:
        return
    x, low, high = (left + (end - start) * scale for end in (row.value, row.lower, row.upper))
    if low == low and high == high:
        sheet.line((low, y), (high, y), colour=BLUE, width=1.6 if row.strong else 1.0)
    sheet.dot(x, y, size=6.0 if row.strong else 4.5)
    known = row.lower == row.lower and row.upper == row.upper
    number, low_end, high_end = (
        number_text(end, decimals).replace("-", "\N{MINUS SIGN}") if end == end else ""
        for end in (row.value, row.lower, row.upper)
    )
    shown = f"{number}  ({low_end} – {high_end})" if known else number
    sheet.text(WIDTH - 4.0, y, shown, size=SIZE, align="right", bold=row.strong)
