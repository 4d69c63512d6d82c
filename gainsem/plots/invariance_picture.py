"""One picture of a study of measurement invariance: fit of the levels, parameters of the items."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.plots.canvas import BLUE, FAINT, GREY, INK, Canvas, canvas, round_steps
from gainsem.plots.text_fit import clipped, clipped_apart, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, MARGIN, GAP = 468.0, 4.0, 24.0
ROW, SIZE, SMALL, TITLE = 11.5, 7.5, 6.5, 9.5
WIDEST_NAME = 130.0
VERDICT = 62.0
HEAD, AXIS, BETWEEN = 26.0, 14.0, 20.0
COLOURS = (BLUE, "#c8553d", "#3a7d44", "#8a5a9e", "#b8860b", "#4a4a4a")
"""Of the groups, while there are few; dark enough to be told apart in print."""
ODD = "#c8553d"
APART = 7.0
"""How far the dots of one item are spread upwards, so that equal ones can be seen."""


@dataclass(frozen=True, slots=True)
class FitValue:
    """A measure of one level, and the worst value its limit allows (NaN: none)."""

    value: float
    limit: float = float("nan")


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level: its name, a value a measure, a verdict, and whether it failed."""

    label: str
    values: tuple[FitValue, ...]
    verdict: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class GroupDot:
    """A parameter of one group."""

    group: int
    value: float
    deviates: bool = False


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item: dots in each panel (loadings; intercepts or thresholds)."""

    label: str
    panels: tuple[tuple[GroupDot, ...], ...]


@dataclass(frozen=True, slots=True)
class PictureWords:
    """Titles: of the picture, of both halves, of measures and panels; a note below."""

    title: str
    levels: str
    measures: tuple[str, ...]
    items: str
    panels: tuple[str, ...]
    note: str


def draw_invariance(
    levels: Sequence[LevelRow],
    items: Sequence[ItemRow],
    groups: Sequence[str],
    words: PictureWords,
    *,
    font: str | Path | None = None,
) -> Figure:
    """Draw the fit of every level above the parameters of every item.

    Groups have colours while there are at most six of them; more are grey dots, among which
    those that deviate are red.

    Parameters
    ----------
    levels : sequence of LevelRow
    items : sequence of ItemRow
    groups : sequence of str
    words : PictureWords
    font : str or Path, optional
        A font file to use before the shipped one.
    """
    remarks = wrap(words.note, WIDTH - 10.0, SMALL) if words.note else ()
    legend = _legend_rows(groups) if items else []
    height = TITLE * 2.2 + SMALL * 1.4 * len(remarks) + 8.0
    height += _block_height(len(levels)) + _block_height(len(items)) + ROW * len(legend)
    with canvas(WIDTH, height, font) as sheet:
        sheet.text(MARGIN, height - TITLE, words.title, size=TITLE, bold=True)
        top = height - TITLE * 2.2
        if levels:
            top = _draw_levels(sheet, levels, words, top)
        if items:
            top = _draw_items(sheet, items, words, top, n_groups=len(groups))
        _draw_legend(sheet, legend, top)
        for number, line in enumerate(remarks):
            y = 6.0 + SMALL * 1.4 * (len(remarks) - 1 - number)
            sheet.text(MARGIN, y, line, size=SMALL, colour=GREY)
    return sheet.figure


def _block_height(count: int) -> float:
    return HEAD + AXIS + ROW * count + BETWEEN if count else 0.0


def _draw_levels(
    sheet: Canvas, levels: Sequence[LevelRow], words: PictureWords, top: float
) -> float:
    left = _names_width([row.label for row in levels])
    columns = _columns(left, WIDTH - VERDICT, len(words.measures))
    sheet.text(MARGIN, top - 6.0, words.levels, size=SIZE + 0.5, bold=True)
    first = top - HEAD
    bottom = first - ROW * len(levels)
    for place, (title, (start, end)) in enumerate(zip(words.measures, columns, strict=True)):
        shown = [row.values[place] for row in levels]
        ends = [x for each in shown for x in (each.value, each.limit) if math.isfinite(x)]
        scale = _axis(sheet, title, ends, (start, end), (first, bottom))
        if scale is None:
            continue
        for number, (row, each) in enumerate(zip(levels, shown, strict=True)):
            y = first - (number + 0.5) * ROW
            if math.isfinite(each.limit):
                x = scale(each.limit)
                sheet.line((x, y - 4.0), (x, y + 4.0), colour=GREY, width=1.0)
            if math.isfinite(each.value):
                sheet.dot(scale(each.value), y, colour=ODD if row.failed else BLUE, size=5.0)
    for number, row in enumerate(levels):
        y = first - (number + 0.5) * ROW
        sheet.text(MARGIN, y, clipped(row.label, left - 10.0, SIZE), size=SIZE)
        colour = ODD if row.failed else INK
        sheet.text(WIDTH - VERDICT + 8.0, y, row.verdict, size=SMALL, colour=colour)
    return bottom - AXIS - BETWEEN


def _draw_items(
    sheet: Canvas, items: Sequence[ItemRow], words: PictureWords, top: float, *, n_groups: int
) -> float:
    coloured = n_groups <= len(COLOURS)
    left = _names_width([row.label for row in items])
    columns = _columns(left, WIDTH - MARGIN - 6.0, len(words.panels))
    sheet.text(MARGIN, top - 6.0, words.items, size=SIZE + 0.5, bold=True)
    first = top - HEAD
    bottom = first - ROW * len(items)
    names = clipped_apart([row.label for row in items], left - 10.0, SIZE)
    for number, name in enumerate(names):
        y = first - (number + 0.5) * ROW
        sheet.text(MARGIN, y, name, size=SIZE)
        sheet.line((left, y), (WIDTH - MARGIN, y), colour=FAINT, width=0.4)
    for place, (title, (start, end)) in enumerate(zip(words.panels, columns, strict=True)):
        ends = [dot.value for row in items for dot in row.panels[place]]
        scale = _axis(sheet, title, ends, (start, end), (first, bottom))
        if scale is None:
            continue
        for number, row in enumerate(items):
            # Those that deviate last, so that nothing hides them.
            for dot in sorted(row.panels[place], key=lambda each: each.deviates):
                level = (dot.group + 0.5) / n_groups - 0.5
                y = first - (number + 0.5 + (level * APART / ROW if coloured else 0.0)) * ROW
                colour = _colour(dot, coloured)
                size = 5.5 if dot.deviates else (4.0 if coloured else 3.0)
                sheet.dot(scale(dot.value), y, colour=colour, size=size)
                if dot.deviates and coloured:
                    x = scale(dot.value)
                    sheet.line((x, y - 4.5), (x, y + 4.5), colour=colour, width=0.8)
    return bottom - AXIS - BETWEEN


def _colour(dot: GroupDot, coloured: bool) -> str:
    if coloured:
        return COLOURS[dot.group]
    return ODD if dot.deviates else "#9aa3ad"


def _axis(
    sheet: Canvas,
    title: str,
    ends: Sequence[float],
    across: tuple[float, float],
    down: tuple[float, float],
) -> Scale | None:
    """Draw the grid of one column and return its scale; None where there is nothing to show."""
    middle = 0.5 * (across[0] + across[1])
    sheet.text(middle, down[0] + 7.0, title, size=SMALL, colour=GREY, align="center")
    if not ends:
        return None
    low, high = min(ends), max(ends)
    ticks = round_steps(low, high if high > low else low + 0.1, 4)
    scale = Scale(ticks[0], ticks[-1], *across)
    for tick in ticks:
        x = scale(tick)
        sheet.line((x, down[0]), (x, down[1]), colour=FAINT, width=0.5)
        text = f"{tick:g}".replace("-", "\N{MINUS SIGN}")
        sheet.text(x, down[1] - 7.0, text, size=SMALL - 0.5, colour=GREY, align="center")
    return scale


@dataclass(frozen=True, slots=True)
class Scale:
    """From values to points on the paper."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return where a value is drawn."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def _columns(left: float, right: float, count: int) -> list[tuple[float, float]]:
    width = (right - left - GAP * (count - 1)) / max(count, 1)
    return [(left + k * (width + GAP), left + k * (width + GAP) + width) for k in range(count)]


def _names_width(names: Sequence[str]) -> float:
    longest = max((text_width(name, SIZE) for name in names), default=0.0)
    return MARGIN + min(longest, WIDEST_NAME) + 14.0


def _legend_rows(groups: Sequence[str]) -> list[list[tuple[float, int, str]]]:
    """Return the names of few groups in lines: left edge, number, name."""
    if len(groups) > len(COLOURS):
        return []
    rows: list[list[tuple[float, int, str]]] = [[]]
    x = MARGIN
    for number, name in enumerate(clipped_apart(groups, WIDEST_NAME, SIZE)):
        wide = text_width(name, SIZE) + 24.0
        if rows[-1] and x + wide > WIDTH:
            rows.append([])
            x = MARGIN
        rows[-1].append((x, number, name))
        x += wide
    return rows


def _draw_legend(
    sheet: Canvas, rows: Sequence[Sequence[tuple[float, int, str]]], top: float
) -> None:
    for line, row in enumerate(rows):
        y = top + 10.0 - ROW * line
        for x, number, name in row:
            sheet.dot(x + 4.0, y, colour=COLOURS[number], size=4.5)
            sheet.text(x + 10.0, y, name, size=SIZE)
