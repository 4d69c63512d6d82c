"""Means of several factors in all groups: a panel a factor, the groups in the same lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.plots.canvas import BLUE, FAINT, GREY, INK, Canvas, canvas, round_steps
from gainsem.plots.text_fit import clipped, clipped_apart, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, TALLEST = 468.0, 660.0
"""A page of a report has no more room."""
MARGIN, GAP = 4.0, 16.0
WIDEST_NAME, NARROWEST_PANEL = 120.0, 74.0
ROW, LOWEST_ROW, SIZE, SMALL, TITLE = 11.0, 5.5, 7.5, 6.5, 9.5
HEAD, AXIS = 14.0, 18.0


@dataclass(frozen=True, slots=True)
class Panel:
    """One factor: its name, and value, lower and upper end a group (NaN: not known)."""

    title: str
    intervals: tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class PanelWords:
    """Title of the figure; what the axes measure; what is said where groups are left out."""

    title: str
    axis: str
    hidden: str = ""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where panels and lines stand."""

    left: float
    across: int
    row: float
    shown: tuple[int, ...]

    @property
    def panel(self) -> float:
        """The width of a panel."""
        return (WIDTH - MARGIN - self.left - GAP * (self.across - 1)) / self.across

    @property
    def tall(self) -> float:
        """The height of a line of panels, with titles and axes."""
        return HEAD + self.row * len(self.shown) + AXIS


def draw_mean_panels(
    groups: Sequence[str],
    panels: Sequence[Panel],
    words: PanelWords,
    *,
    font: str | Path | None = None,
) -> Figure:
    """Draw all factors on one page and one scale; the groups stand in the order given.

    Where a page has no room for all groups, those in the middle are left out.

    Parameters
    ----------
    groups : sequence of str
    panels : sequence of Panel
        One interval a group.
    words : PanelWords
    font : str or Path, optional
        A font file to use before the shipped one.
    """
    layout = _laid_out(groups, len(panels))
    hidden = len(groups) - sum(k >= 0 for k in layout.shown)
    said = [words.axis, *([words.hidden.format(count=hidden)] if hidden else [])]
    remarks = [line for text in said for line in wrap(text, WIDTH - 10.0, SMALL)]
    lines = ceil(len(panels) / layout.across)
    height = TITLE * 2.2 + layout.tall * lines + SMALL * 1.4 * len(remarks) + 6.0
    known = [x for each in panels for ends in each.intervals for x in ends if isfinite(x)]
    ends = min([0.0, *known]), max([0.1, *known])
    with canvas(WIDTH, height, font) as sheet:
        sheet.text(MARGIN, height - TITLE, words.title, size=TITLE, bold=True)
        for number, panel in enumerate(panels):
            line, column = divmod(number, layout.across)
            top = height - TITLE * 2.2 - line * layout.tall
            if column == 0:
                _draw_names(sheet, groups, layout, top - HEAD)
            start = layout.left + column * (layout.panel + GAP)
            _draw_panel(sheet, panel, layout, (start, top), ends)
        for number, text in enumerate(remarks):
            y = 6.0 + SMALL * 1.4 * (len(remarks) - 1 - number)
            sheet.text(MARGIN, y, text, size=SMALL, colour=GREY)
    return sheet.figure


def _laid_out(groups: Sequence[str], count: int) -> _Layout:
    """Return as many panels side by side as fit, in lines of about the same length."""
    longest = max((text_width(name, SIZE) for name in groups), default=0.0)
    left = MARGIN + min(longest, WIDEST_NAME) + 12.0
    most = max(1, int((WIDTH - MARGIN - left + GAP) // (NARROWEST_PANEL + GAP)))
    lines = ceil(count / most)
    room = (TALLEST - TITLE * 2.2 - 4.0 * SMALL) / lines - HEAD - AXIS
    fitting = max(3, int(room // LOWEST_ROW))
    shown = tuple(range(len(groups)))
    if len(groups) > fitting:
        half = (fitting - 1) // 2
        shown = (*shown[:half], -1, *shown[-half:])
    return _Layout(left, ceil(count / lines), min(ROW, room / len(shown)), shown)


def _draw_names(sheet: Canvas, groups: Sequence[str], layout: _Layout, top: float) -> None:
    size = min(SIZE, 0.95 * layout.row)
    names = clipped_apart(groups, layout.left - 10.0, size)
    for number, group in enumerate(layout.shown):
        y = top - (number + 0.5) * layout.row
        sheet.text(MARGIN, y, "…" if group < 0 else names[group], size=size)


def _draw_panel(
    sheet: Canvas, panel: Panel, layout: _Layout, at: tuple[float, float], ends: tuple[float, float]
) -> None:
    (start, top), (low_end, high_end) = at, ends
    first = top - HEAD
    bottom = first - layout.row * len(layout.shown)
    scale = layout.panel / (high_end - low_end)
    title = clipped(panel.title, layout.panel, SIZE)
    sheet.text(start + 0.5 * layout.panel, top - 5.0, title, size=SIZE, align="center")
    for tick in round_steps(low_end, high_end, 5):
        if not low_end <= tick <= high_end:
            continue
        x = start + (tick - low_end) * scale
        zero = tick == 0.0
        sheet.line((x, first), (x, bottom), colour=GREY if zero else FAINT, dashed=zero)
        text = f"{tick:g}".replace("-", "\N{MINUS SIGN}")
        sheet.text(x, bottom - 6.0, text, size=SMALL - 0.5, colour=GREY, align="center")
    for number, group in enumerate(layout.shown):
        if group < 0:
            continue
        y = first - (number + 0.5) * layout.row
        value, low, high = (start + (end - low_end) * scale for end in panel.intervals[group])
        if isfinite(low) and isfinite(high):
            sheet.line((low, y), (high, y), colour=BLUE, width=1.0)
        if isfinite(value):
            fixed = not isfinite(low)
            sheet.dot(value, y, colour=INK if fixed else BLUE, size=min(4.5, 0.7 * layout.row))
