"""A figure in hand: shown by a notebook as it is, written to a file by its suffix."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsem.errors import OptionError, did_you_mean
from gainsem.plots.figure_files import figure_bytes, save_figure
from gainsem.plots.figures import figures_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PIXELS_PER_INCH = 96
"""What a browser takes an inch for: a notebook shows a figure at its printed size."""


@dataclass(frozen=True, eq=False, repr=False)
class Picture:
    """A figure with its name.

    Parameters
    ----------
    name : str
        Such as ``"path_diagram"``.
    figure : matplotlib.figure.Figure
        To be changed by those who know matplotlib.
    """

    name: str
    figure: Figure

    def save(self, path: str | Path) -> Path:
        """Write it to ``.svg``, ``.pdf`` or ``.png``, by the suffix, and return where."""
        return save_figure(self.figure, path)

    def __repr__(self) -> str:
        width, height = self.figure.get_size_inches()
        return f"<Picture {self.name}: {width:.1f} by {height:.1f} inches>"

    def _repr_png_(self) -> tuple[bytes, dict[str, Any]]:
        width = round(float(self.figure.get_size_inches()[0]) * PIXELS_PER_INCH)
        return figure_bytes(self.figure, "png"), {"width": width}


def draw(result: Any, name: str = "", *, lang: str = "en") -> Picture:
    """Return one of the figures of a result; see :func:`gainsem.draw`."""
    figures = figures_of(result, lang)
    chosen = name or next(iter(figures))
    if chosen not in figures:
        raise OptionError.of(
            "E-OPT-01",
            f"{type(result).__name__} has no figure '{name}'.{did_you_mean(name, figures)}",
            do=f"figures are: {', '.join(figures)}",
        )
    return Picture(chosen, figures[chosen]())
