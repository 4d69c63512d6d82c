"""A heat map of loadings: items down, factors across, the number in every cell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gainsem.plots.canvas import FAINT, GREY, INK, canvas
from gainsem.plots.text_fit import clipped, text_width, wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, ROW, SIZE, SMALL, TITLE = 468.0, 13.0, 7.5, 6.5, 9.5
GAP, WIDEST_CELL, WIDEST_NAME = 8.0, 46.0, 300.0
POSITIVE, NEGATIVE, WHITE = (11, 60, 111), (163, 73, 28), (255, 255, 255)
DARK = 0.55


def draw_loading_map(
    loadings: NDArray[np.float64],
    labels: Sequence[str],
    factors: Sequence[str],
    *,
    title: str,
    note: str = "",
    cut: float = 0.3,
    font: str | Path | None = None,
) -> Figure:
    """Draw loadings as coloured cells: blue for positive, brown for negative ones.

    Parameters
    ----------
    loadings : ndarray, shape (p, m)
        In the order to show them.
    labels, factors : sequence of str
        Of the rows and the columns.
    title, note : str
    cut : float
        Smaller loadings are written in grey.
    font : str or Path, optional
        A font file to use before the shipped one.
    """
    remarks = wrap(note, WIDTH - 10.0, SMALL) if note else ()
    below = 8.0 + SMALL * 1.35 * len(remarks)
    height = below + ROW * len(labels) + 20.0 + TITLE * 2.0
    count = max(len(factors), 1)
    longest = max(text_width(label, SIZE) for label in labels) + 2.0 * GAP
    left = min(longest, WIDEST_NAME, WIDTH - count * 26.0)
    cell = min(WIDEST_CELL, (WIDTH - left - 4.0) / count)
    top = height - TITLE * 2.0 - 18.0
    with canvas(WIDTH, height, font) as sheet:
        sheet.text(4.0, height - TITLE, title, size=TITLE, bold=True)
        for j, name in enumerate(factors):
            x = left + (j + 0.5) * cell
            sheet.text(x, top + 9.0, name, size=SIZE, align="center", bold=True)
        main = np.abs(loadings).argmax(axis=1)
        for i, label in enumerate(labels):
            y = top - (i + 0.5) * ROW
            if i and main[i] != main[i - 1]:
                end = left + count * cell
                sheet.line((4.0, y + ROW / 2), (end, y + ROW / 2), colour=GREY, width=0.5)
            sheet.text(4.0, y, clipped(label, left - GAP, SIZE), size=SIZE)
            for j, value in enumerate(loadings[i].tolist()):
                colour = INK if abs(value) >= cut else GREY
                colour = "#ffffff" if abs(value) >= DARK else colour
                x = left + j * cell
                sheet.band(x + 0.4, y - ROW / 2 + 0.4, cell - 0.8, ROW - 0.8, _shade(value))
                shown = number(value)
                sheet.text(x + cell / 2, y, shown, size=SMALL, align="center", colour=colour)
        sheet.line((left, top), (left + count * cell, top), colour=FAINT)
        for k, line in enumerate(remarks):
            y = below - 6.0 - (k + 0.2) * SMALL * 1.35
            sheet.text(4.0, y, line, size=SMALL, colour=GREY)
    return sheet.figure


def number(value: float) -> str:
    """Return a loading as it is printed.

    Examples
    --------
    >>> number(0.714), number(-0.05), number(1.02)
    ('.71', '−.05', '1.02')
    """
    text = f"{abs(value):.2f}"
    shown = text[1:] if text.startswith("0") else text
    return ("\N{MINUS SIGN}" if value < 0 and float(text) else "") + shown


def _shade(value: float) -> str:
    share = min(abs(value), 1.0)
    full = POSITIVE if value >= 0 else NEGATIVE
    mixed = (round(w + share * (f - w)) for w, f in zip(WHITE, full, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)
