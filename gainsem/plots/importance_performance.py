"""The importance-performance map: what matters most, and how well it is doing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.plots.canvas import BLUE, FAINT, GREY, INK, Canvas, canvas, round_steps
from gainsem.plots.text_fit import text_width, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 468.0, 372.0
LEFT, RIGHT, BOTTOM, TOP = 40.0, 456.0, 54.0, 344.0
SIZE, SMALL, TITLE = 7.5, 6.5, 9.5
# Where a label may stand beside its point: to the right, left, above, below, and between.
SIDES = (*((x, y) for y in (0, 1, -1, 2, -2, 3, -3) for x in (1, -1)), (0, 1), (0, -1))
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class MapPoint:
    """One construct; limits of intervals may be NaN."""

    label: str
    x: float
    x_lower: float
    x_upper: float
    y: float
    y_lower: float
    y_upper: float


@dataclass(frozen=True, slots=True)
class MapWords:
    """What is written on the map: title, axes, the four fields, a remark."""

    title: str
    x: str
    y: str
    improve: str
    keep: str
    low: str
    enough: str
    note: str = ""


@dataclass(frozen=True)
class _Frame:
    """From numbers to points of the sheet."""

    x_ticks: list[float]
    y_ticks: list[float]

    def x(self, value: float) -> float:
        share = (value - self.x_ticks[0]) / (self.x_ticks[-1] - self.x_ticks[0])
        return LEFT + share * (RIGHT - LEFT)

    def y(self, value: float) -> float:
        share = (value - self.y_ticks[0]) / (self.y_ticks[-1] - self.y_ticks[0])
        return BOTTOM + share * (TOP - BOTTOM)


def draw_importance_performance(
    points: Sequence[MapPoint], words: MapWords, *, font: str | Path | None = None
) -> Figure:
    """Draw the map (Martilla & James 1977, doi:10.1177/002224297704100112).

    The lines between the four fields are at the mean importance and performance.

    Parameters
    ----------
    points : sequence of MapPoint
        At least one.
    words : MapWords
    font : str or Path, optional
        A font file to use before the shipped one.
    """
    frame = _Frame(
        _ticks([(p.x, p.x_lower, p.x_upper) for p in points]),
        _ticks([(p.y, p.y_lower, p.y_upper) for p in points]),
    )
    middle = (
        frame.x(sum(p.x for p in points) / len(points)),
        frame.y(sum(p.y for p in points) / len(points)),
    )
    with canvas(WIDTH, HEIGHT, font) as sheet:
        sheet.text(4.0, HEIGHT - TITLE, words.title, size=TITLE, bold=True)
        sheet.band(middle[0], BOTTOM, RIGHT - middle[0], middle[1] - BOTTOM)
        _axes(sheet, frame, words)
        sheet.line((middle[0], BOTTOM), (middle[0], TOP), colour=GREY, dashed=True)
        sheet.line((LEFT, middle[1]), (RIGHT, middle[1]), colour=GREY, dashed=True)
        taken = _fields(sheet, words)
        for point in points:
            _cross(sheet, frame, point)
        lines = [(middle[0] - 1.0, BOTTOM, middle[0] + 1.0, TOP)]
        lines.append((LEFT, middle[1] - 1.0, RIGHT, middle[1] + 1.0))
        _names(sheet, frame, points, taken, lines)
        for number, line in enumerate(wrap(words.note, WIDTH - 10.0, SMALL) if words.note else ()):
            sheet.text(4.0, 18.0 - number * SMALL * 1.35, line, size=SMALL, colour=GREY)
    return sheet.figure


def _ticks(values: Sequence[tuple[float, float, float]]) -> list[float]:
    ends = [end for each in values for end in each if end == end]
    margin = 0.04 * (max(ends) - min(ends)) or 0.5
    return round_steps(min(ends) - margin, max(ends) + margin, most=10)


def _axes(sheet: Canvas, frame: _Frame, words: MapWords) -> None:
    for tick in frame.x_ticks:
        x = frame.x(tick)
        sheet.line((x, BOTTOM), (x, TOP), colour=FAINT, width=0.4)
        sheet.text(
            x,
            BOTTOM - 8.0,
            f"{tick:g}".replace("-", "\N{MINUS SIGN}"),
            size=SMALL,
            colour=GREY,
            align="center",
        )
    for tick in frame.y_ticks:
        y = frame.y(tick)
        sheet.line((LEFT, y), (RIGHT, y), colour=FAINT, width=0.4)
        sheet.text(
            LEFT - 5.0,
            y,
            f"{tick:g}".replace("-", "\N{MINUS SIGN}"),
            size=SMALL,
            colour=GREY,
            align="right",
        )
    sheet.text((LEFT + RIGHT) / 2, BOTTOM - 20.0, words.x, size=SIZE, align="center")
    sheet.text(8.0, (BOTTOM + TOP) / 2, words.y, size=SIZE, turned=True)


def _fields(sheet: Canvas, words: MapWords) -> list[Box]:
    """Name the four fields in their corners and return where that is."""
    taken = []
    for text, right, top in (
        (words.keep, True, True),
        (words.improve, True, False),
        (words.enough, False, True),
        (words.low, False, False),
    ):
        x, y = (RIGHT - 5.0 if right else LEFT + 5.0), (TOP - 8.0 if top else BOTTOM + 8.0)
        align = "right" if right else "left"
        sheet.text(x, y, text, size=SIZE, colour=GREY, align=align, bold=text == words.improve)
        width = text_width(text, SIZE)
        start = x - width if right else x
        taken.append((start, y - 6.0, start + width, y + 6.0))
    return taken


def _cross(sheet: Canvas, frame: _Frame, point: MapPoint) -> None:
    x, y = frame.x(point.x), frame.y(point.y)
    if point.x_lower == point.x_lower:
        ends = frame.x(point.x_lower), frame.x(point.x_upper)
        sheet.line((ends[0], y), (ends[1], y), colour="#7d9cc0", width=0.8)
    if point.y_lower == point.y_lower:
        ends = frame.y(point.y_lower), frame.y(point.y_upper)
        sheet.line((x, ends[0]), (x, ends[1]), colour="#7d9cc0", width=0.8)
    sheet.dot(x, y, colour=BLUE, size=6.0)


def _names(
    sheet: Canvas, frame: _Frame, points: Sequence[MapPoint], taken: list[Box], lines: list[Box]
) -> None:
    """Write each name on the side of its point where it covers least."""
    dots = [(frame.x(p.x), frame.y(p.y)) for p in points]
    bars = [*lines, *(box for p in points for box in _bars(frame, p))]
    for point, (x, y) in zip(points, dots, strict=True):
        width = text_width(point.label, SIZE)
        offers = [_beside(x, y, width, side) for side in SIDES]
        around = [(a - 4.0, b - 4.0, a + 4.0, b + 4.0) for a, b in dots]
        costs = [
            20.0 * sum(_overlap(box, other) for other in [*taken, *around])
            + 0.5 * sum(_overlap(box, other) for other in bars)
            + 50.0 * _outside(box)
            + 1.5 * number
            for number, box in enumerate(offers)
        ]
        best = offers[costs.index(min(costs))]
        taken.append(best)
        sheet.text(best[0], (best[1] + best[3]) / 2, point.label, size=SIZE, colour=INK)


def _bars(frame: _Frame, point: MapPoint) -> list[Box]:
    """Return the boxes of the lines of a cross."""
    x, y = frame.x(point.x), frame.y(point.y)
    found = []
    if point.x_lower == point.x_lower:
        found.append((frame.x(point.x_lower), y - 1.5, frame.x(point.x_upper), y + 1.5))
    if point.y_lower == point.y_lower:
        found.append((x - 1.5, frame.y(point.y_lower), x + 1.5, frame.y(point.y_upper)))
    return found


def _beside(x: float, y: float, width: float, side: tuple[int, int]) -> Box:
    start = x + 6.0 if side[0] > 0 else x - 6.0 - width if side[0] < 0 else x - width / 2
    middle = y + 8.0 * side[1]
    return (start, middle - 4.5, start + width, middle + 4.5)


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0.0 and high > 0.0 else 0.0


def _outside(box: Box) -> float:
    over = (LEFT - box[0], box[2] - RIGHT, BOTTOM - box[1], box[3] - TOP)
    return sum(max(each, 0.0) for each in over)
