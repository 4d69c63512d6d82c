"""A sheet of paper in points, on which charts are drawn with the fonts of the figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.plots.fonts import drawable, figure_family, font_files, has_bold, register

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK = "#1a1a1a"
BLUE = "#0b3c6f"
GREY = "#6b6b6b"
FAINT = "#d9d9d9"
WASH = "#f3f6fa"


@dataclass(frozen=True)
class Canvas:
    """Where a chart is drawn; x to the right and y upwards, both in points."""

    figure: Figure
    axes: Axes
    font: str | Path | None = None

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 7.5,
        colour: str = INK,
        align: str = "left",
        bold: bool = False,
        turned: bool = False,
    ) -> None:
        """Write one line, centred on its height (turned: on its width)."""
        shown = drawable(text, self.font)
        self.axes.text(
            x + (0.36 * size if turned else 0.0),
            y - (0.0 if turned else 0.36 * size),
            shown,
            fontsize=size,
            color=colour,
            ha="center" if turned else align,
            va="center" if turned else "baseline",
            rotation=90.0 if turned else 0.0,
            weight="bold" if bold and has_bold(shown, self.font) else "normal",
            family=figure_family(self.font),
            zorder=6.0,
            parse_math=False,
        )

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        *,
        colour: str = INK,
        width: float = 0.6,
        dashed: bool = False,
    ) -> None:
        """Draw a straight line."""
        style = (0, (3.0, 2.0)) if dashed else "solid"
        self.axes.plot(
            [start[0], end[0]],
            [start[1], end[1]],
            color=colour,
            linewidth=width,
            linestyle=style,
            solid_capstyle="butt",
            zorder=2.0,
        )

    def path(
        self,
        points: Sequence[tuple[float, float]],
        *,
        colour: str = INK,
        width: float = 0.6,
        dashed: bool = False,
    ) -> None:
        """Draw a line through points."""
        style = (0, (3.0, 2.0)) if dashed else "solid"
        x, y = zip(*points, strict=True)
        self.axes.plot(
            x,
            y,
            color=colour,
            linewidth=width,
            linestyle=style,
            solid_joinstyle="round",
            zorder=3.0,
        )

    def dot(self, x: float, y: float, *, colour: str = BLUE, size: float = 4.5) -> None:
        """Draw a filled circle."""
        self.axes.plot(
            [x],
            [y],
            "o",
            markersize=size,
            color=colour,
            markeredgecolor="white",
            markeredgewidth=0.5,
            zorder=4.0,
        )

    def band(self, x: float, y: float, width: float, height: float, colour: str = WASH) -> None:
        """Fill a rectangle in the background."""
        from matplotlib.patches import Rectangle

        self.axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, zorder=0.5))


@contextmanager
def canvas(width: float, height: float, font: str | Path | None = None) -> Iterator[Canvas]:
    """Give a sheet of this many points; its figure is not registered with pyplot."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    for path in font_files(font):
        register(path)
    with rc_context({"font.family": figure_family(font), "svg.fonttype": "none"}):
        figure = Figure(figsize=(width / 72.0, height / 72.0), dpi=72.0)
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0), frameon=False)
        axes.set_xlim(0.0, width)
        axes.set_ylim(0.0, height)
        axes.set_axis_off()
        yield Canvas(figure, axes, font)


def round_steps(low: float, high: float, most: int = 6) -> list[float]:
    """Return round numbers that cover a range, for an axis.

    Examples
    --------
    >>> round_steps(51.0, 67.3)
    [50.0, 55.0, 60.0, 65.0, 70.0]
    >>> round_steps(0.02, 0.41)
    [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]
    """
    from math import ceil, floor, log10

    span = max(high - low, 1e-9)
    power = 10.0 ** floor(log10(span / most))
    for factor in (1.0, 2.0, 2.5, 5.0, 10.0, 20.0, 25.0, 50.0):
        step = factor * power
        first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
        if last - first < most:
            break
    return [round(k * step, 10) for k in range(first, last + 1)]
