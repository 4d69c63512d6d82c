"""Numbers of respondents in the order of the data, one spike each; the largest are named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.plots.canvas import BLUE, FAINT, GREY, Canvas, canvas, round_steps
from gainsem.plots.text_fit import text_width, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, PANEL, SIZE, SMALL, TITLE = 468.0, 128.0, 7.0, 6.5, 9.5
LEFT, RIGHT, GAP = 42.0, 12.0, 20.0
LABELLED = 5
TINY = 1e-9


@dataclass(frozen=True)
class Spikes:
    """One panel: its heading and a number for every respondent (NaN: none)."""

    title: str
    values: Sequence[float]


def draw_index_plot(
    panels: Sequence[Spikes],
    positions: Sequence[int],
    labels: Sequence[str],
    *,
    title: str,
    across: str,
    note: str = "",
    font: str | Path | None = None,
) -> Figure:
    """Draw spikes over the position of each respondent, panels below each other.

    Parameters
    ----------
    panels : sequence of Spikes
    positions : sequence of int
        Where each respondent stands from left to right.
    labels : sequence of str
        Names of the respondents, written at the largest spikes.
    title, across, note : str
        Of the figure, of the horizontal axis; a remark below.
    font : str or Path, optional
        A font file to use before the shipped one.
    """
    remarks = wrap(note, WIDTH - 10.0, SMALL) if note else ()
    below = 32.0 + SMALL * 1.35 * len(remarks)
    height = below + len(panels) * (PANEL + GAP) + TITLE
    first, last = min(positions, default=0), max(positions, default=1)
    scale = (WIDTH - LEFT - RIGHT) / max(last - first, 1)
    ticks = [tick for tick in round_steps(first, last) if first <= tick <= last]
    x = [LEFT + (position - first) * scale for position in positions]
    with canvas(WIDTH, height, font) as sheet:
        sheet.text(4.0, height - TITLE, title, size=TITLE, bold=True)
        for number, panel in enumerate(panels):
            bottom = below + (len(panels) - 1 - number) * (PANEL + GAP)
            _draw_panel(sheet, panel, x, labels, bottom)
        for tick in ticks:
            at = LEFT + (tick - first) * scale
            sheet.text(at, below - 9.0, f"{tick:g}", size=SMALL, colour=GREY, align="center")
        middle = (LEFT + WIDTH - RIGHT) / 2.0
        sheet.text(middle, below - 20.0, across, size=SMALL, colour=GREY, align="center")
        for number, line in enumerate(remarks):
            y = below - 32.0 - (number + 0.2) * SMALL * 1.35
            sheet.text(4.0, y, line, size=SMALL, colour=GREY)
    return sheet.figure


def _draw_panel(
    sheet: Canvas, panel: Spikes, x: Sequence[float], labels: Sequence[str], bottom: float
) -> None:
    known = [k for k, value in enumerate(panel.values) if value == value]
    values = [panel.values[k] for k in known]
    low, top = min([0.0, *values]), max([0.0, *values])
    room = (SMALL + 3.0 if low < 0.0 else 0.0), SMALL + 3.0
    high = (PANEL - 10.0 - sum(room)) / max(top - low, TINY)
    ticks = [tick for tick in round_steps(low, top) if low <= tick <= top]

    def up(value: float) -> float:
        return bottom + room[0] + (value - low) * high

    sheet.text(LEFT, bottom + PANEL, panel.title, size=SIZE + 0.5, bold=True)
    for tick in ticks:
        sheet.line((LEFT, up(tick)), (WIDTH - RIGHT, up(tick)), colour=FAINT, width=0.5)
        shown = f"{tick:g}".replace("-", "\N{MINUS SIGN}")
        sheet.text(LEFT - 5.0, up(tick), shown, size=SMALL, colour=GREY, align="right")
    at = [x[k] for k in known]
    ends = [up(value) for value in values]
    # One collection for all spikes: there may be many thousands.
    sheet.axes.vlines(at, up(0.0), ends, colors=BLUE, linewidth=0.8, zorder=3.0)
    for k in _named(known, panel.values, x, labels):
        value = panel.values[k]
        y = up(value) + (5.0 if value >= 0.0 else -5.0)
        sheet.text(x[k], y, labels[k], size=SMALL, colour=BLUE, align="center")


def _named(
    known: Sequence[int], values: Sequence[float], x: Sequence[float], labels: Sequence[str]
) -> list[int]:
    """Return whose spikes are named: the largest, but none over another's name."""
    chosen: list[int] = []
    for k in sorted(known, key=lambda each: -abs(values[each])):
        room = text_width(labels[k], SMALL) + 2.0
        if all(abs(x[k] - x[other]) > room for other in chosen):
            chosen.append(k)
        if len(chosen) == LABELLED:
            break
    return chosen
