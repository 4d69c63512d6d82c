"""The eigenvalues of the analysed correlations, and how many factors were chosen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.plots.canvas import BLUE, FAINT, GREY, WASH, canvas, round_steps

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, HEIGHT, SIZE, TITLE = 400.0, 220.0, 7.0, 9.5
LEFT, BOTTOM, RIGHT, TOP = 34.0, 34.0, 10.0, 28.0
MOST_TICKS = 12


def draw_eigenvalues(
    eigenvalues: Sequence[float],
    chosen: int,
    *,
    title: str,
    across: str,
    up: str,
    mark: str,
    font: str | Path | None = None,
) -> Figure:
    """Draw eigenvalues in their order, those of the chosen factors in colour.

    Parameters
    ----------
    eigenvalues : sequence of float
        The largest first.
    chosen : int
        Number of factors.
    title, across, up, mark : str
        Of the figure, of its axes, and of the shaded part.
    font : str or Path, optional
        A font file to use before the shipped one.
    """
    count = len(eigenvalues)
    ticks = round_steps(min(0.0, *eigenvalues), max(eigenvalues))
    high = (HEIGHT - TOP - BOTTOM) / (ticks[-1] - ticks[0])
    wide = (WIDTH - LEFT - RIGHT) / count

    def place(k: int) -> tuple[float, float]:
        return LEFT + (k + 0.5) * wide, BOTTOM + (eigenvalues[k] - ticks[0]) * high

    with canvas(WIDTH, HEIGHT, font) as sheet:
        sheet.text(4.0, HEIGHT - TITLE, title, size=TITLE, bold=True)
        sheet.band(LEFT, BOTTOM, wide * chosen, HEIGHT - TOP - BOTTOM, WASH)
        for tick in ticks:
            y = BOTTOM + (tick - ticks[0]) * high
            sheet.line((LEFT, y), (WIDTH - RIGHT, y), colour=FAINT, width=0.5)
            shown = f"{tick:g}".replace("-", "\N{MINUS SIGN}")
            sheet.text(LEFT - 5.0, y, shown, size=SIZE, colour=GREY, align="right")
        every = -(-count // MOST_TICKS)
        for k in range(0, count, every):
            x = LEFT + (k + 0.5) * wide
            sheet.text(x, BOTTOM - 9.0, str(k + 1), size=SIZE, colour=GREY, align="center")
        for k in range(count - 1):
            sheet.line(place(k), place(k + 1), colour=GREY, width=0.8)
        for k in range(count):
            sheet.dot(*place(k), colour=BLUE if k < chosen else GREY, size=5.5)
        edge = LEFT + wide * chosen
        sheet.line((edge, BOTTOM), (edge, HEIGHT - TOP), colour=BLUE, dashed=True)
        sheet.text(edge + 5.0, HEIGHT - TOP - 8.0, mark, size=SIZE, colour=BLUE)
        middle = (LEFT + WIDTH - RIGHT) / 2
        sheet.text(middle, 10.0, across, size=SIZE, colour=GREY, align="center")
        sheet.text(9.0, (HEIGHT + BOTTOM - TOP) / 2, up, size=SIZE, colour=GREY, turned=True)
    return sheet.figure
