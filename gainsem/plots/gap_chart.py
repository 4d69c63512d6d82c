"""Dots with whiskers for several series beside each other: gaps before and after, by wave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.plots.canvas import FAINT, GREY, INK, WASH, Canvas, canvas, round_steps
from gainsem.plots.invariance_picture import COLOURS, Scale
from gainsem.plots.text_fit import text_width, wrap
from gainsem.results.cells import number_text

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH = 468.0
LINE, HEAD, APART = 7.6, 14.0, 4.8
SIZE, SMALL, TITLE = 7.5, 6.5, 9.5
WIDEST_NAME = 150.0
NUMBERS = 92.0
INDENT = 8.0
FOOT, LEGEND = 50.0, 18.0


@dataclass(frozen=True, slots=True)
class Whisker:
    """A number with its interval; NaN where it is not known."""

    value: float = float("nan")
    lower: float = float("nan")
    upper: float = float("nan")


@dataclass(frozen=True, slots=True)
class GapLine:
    """One variable: a whisker a series; without any a heading."""

    label: str
    whiskers: tuple[Whisker, ...] = ()
    indent: int = 0


@dataclass(frozen=True, slots=True)
class GapWords:
    """Title, what the axis measures, the names of the series, a note below."""

    title: str
    axis: str
    series: tuple[str, ...]
    note: str = ""


def draw_gaps(
    lines: Sequence[GapLine], words: GapWords, *, font: str | Path | None = None
) -> Figure:
    """Draw the gaps of several variables, the first at the top, around a line at 0.

    Parameters
    ----------
    lines : sequence of GapLine
    words : GapWords
        With at most six series.
    font : str or Path, optional
        A font file to use before the shipped one.
    """
    remarks = wrap(words.note, WIDTH - 10.0, SMALL) if words.note else ()
    foot = FOOT if len(words.series) > 1 else FOOT - LEGEND
    below = foot + SMALL * 1.4 * len(remarks)
    heights = [_height(line) for line in lines]
    height = below + sum(heights) + TITLE * 2.2
    longest = max(text_width(line.label, SIZE) + INDENT * line.indent for line in lines)
    left = min(longest, WIDEST_NAME) + 18.0
    scale, ticks = _scale(lines, left)
    with canvas(WIDTH, height, font) as sheet:
        sheet.text(4.0, height - TITLE, words.title, size=TITLE, bold=True)
        top = height - TITLE * 2.2
        _axis(sheet, scale, ticks, words.axis, below, top)
        shaded = False
        for line, own in zip(lines, heights, strict=True):
            if line.whiskers and shaded:
                sheet.band(0.0, top - own, WIDTH, own, WASH)
            shaded = bool(line.whiskers) and not shaded
            _draw_line(sheet, line, scale, top, own, left)
            top -= own
        _legend(sheet, words.series, below - 36.0)
        for number, text in enumerate(remarks):
            y = below - foot - (number + 0.1) * SMALL * 1.4
            sheet.text(4.0, y, text, size=SMALL, colour=GREY)
    return sheet.figure


def _height(line: GapLine) -> float:
    return LINE * len(line.whiskers) + APART if line.whiskers else HEAD


def _scale(lines: Sequence[GapLine], left: float) -> tuple[Scale, list[float]]:
    """Return the scale of the axis, 0 within it, and its ticks."""
    ends = [0.0]
    for line in lines:
        for each in line.whiskers:
            ends += [end for end in (each.value, each.lower, each.upper) if end == end]
    low, high = min(ends), max(ends)
    ticks = round_steps(low, high if high > low else low + 0.1)
    return Scale(ticks[0], ticks[-1], left, WIDTH - NUMBERS), list(ticks)


def _axis(
    sheet: Canvas, scale: Scale, ticks: Sequence[float], title: str, below: float, top: float
) -> None:
    for tick in ticks:
        x = scale(tick)
        sheet.line((x, below - 2.0), (x, top), colour=FAINT, width=0.5)
        shown = f"{tick:g}".replace("-", "\N{MINUS SIGN}")
        sheet.text(x, below - 9.0, shown, size=SMALL, colour=GREY, align="center")
    sheet.line((scale(0.0), below - 2.0), (scale(0.0), top), colour=GREY, dashed=True)
    middle = 0.5 * (scale.start + scale.end)
    sheet.text(middle, below - 20.0, title, size=SMALL, colour=GREY, align="center")


def _draw_line(
    sheet: Canvas, line: GapLine, scale: Scale, top: float, height: float, left: float
) -> None:
    middle = top - 0.5 * height
    if not line.whiskers:
        sheet.text(4.0, middle, line.label, size=SIZE, colour=INK, bold=True)
        return
    room = left - 14.0 - INDENT * line.indent
    names = wrap(line.label, room, SIZE)[:2]
    for number, name in enumerate(names):
        y = middle + (0.5 * (len(names) - 1) - number) * LINE
        sheet.text(4.0 + INDENT * line.indent, y, name, size=SIZE)
    for number, each in enumerate(line.whiskers):
        if each.value != each.value:
            continue
        y = middle + (0.5 * (len(line.whiskers) - 1) - number) * LINE
        colour = COLOURS[number]
        if each.lower == each.lower:
            sheet.line((scale(each.lower), y), (scale(each.upper), y), colour=colour, width=1.1)
        sheet.dot(scale(each.value), y, colour=colour, size=5.0)
        sheet.text(WIDTH - 4.0, y, _numbers(each), size=SMALL, colour=colour, align="right")


def _numbers(each: Whisker) -> str:
    value, lower, upper = (
        number_text(end, 2).replace("-", "\N{MINUS SIGN}") if end == end else ""
        for end in (each.value, each.lower, each.upper)
    )
    return f"{value}  [{lower}, {upper}]" if lower else value


def _legend(sheet: Canvas, series: Sequence[str], y: float) -> None:
    if len(series) < 2:
        return
    x = 4.0
    for number, name in enumerate(series):
        sheet.dot(x + 4.0, y, colour=COLOURS[number], size=4.5)
        sheet.text(x + 11.0, y, name, size=SIZE)
        x += text_width(name, SIZE) + 30.0
