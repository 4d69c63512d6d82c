"""A figure in hand: shown by a notebook as it is, written to a file by its suffix."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsem.errors import OptionError, did_you_mean
from gainsem.plots.figure_files import figure_bytes, save_figure
from gainsem.results.fit import Fit
from gainsem.results.influence import Influence
from gainsem.results.invariance.record import Invariance
from gainsem.results.scores import Scores
from gainsem.results.screening import Screening

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


def draw(
    result: Fit | Influence | Invariance | Scores | Screening, name: str = "", *, lang: str = "en"
) -> Picture:
    """Return one of the figures of a result; see :func:`gainsem.draw`."""
    figures = figures_of(result, lang)
    chosen = name or next(iter(figures))
    if chosen not in figures:
        raise OptionError.of(
            "E-OPT-01",
            f"a {type(result).__name__} has no figure '{name}'.{did_you_mean(name, figures)}",
            do=f"figures are: {', '.join(figures)}",
        )
    return Picture(chosen, figures[chosen]())


def figures_of(result: Any, lang: str) -> dict[str, Callable[[], Figure]]:
    """Return what can be drawn of a result, the usual figure first.

    Raises
    ------
    OptionError
        E-OPT-01 for anything that has no figures.
    """
    if isinstance(result, Fit):
        return {"path_diagram": partial(_path_diagram, result, lang)}
    if isinstance(result, Screening):
        return {"screening": partial(_screening, result, lang)}
    if isinstance(result, Influence):
        return {"influence": partial(_influence, result, lang)}
    if isinstance(result, Scores):
        from gainsem.plots.from_scores import score_figures

        drawn = score_figures(result, lang=lang)
        return {name: partial(drawn.__getitem__, name) for name in drawn}
    if isinstance(result, Invariance):
        from gainsem.plots.from_invariance import invariance_figures

        pictures = invariance_figures(result, lang=lang)
        return {name: partial(pictures.__getitem__, name) for name in pictures}
    raise OptionError.of(
        "E-OPT-01",
        f"a {type(result).__name__} cannot be drawn.",
        do="give what gainsem.fit(), fit.influence(), gainsem.score() or gainsem.screen() return",
    )


def _path_diagram(fit: Fit, lang: str) -> Figure:
    from gainsem.plots.from_fit import diagram_of
    from gainsem.plots.path_diagram import draw_path_diagram

    return draw_path_diagram(diagram_of(fit, lang=lang))


def _screening(screening: Screening, lang: str) -> Figure:
    from gainsem.plots.screening_page import draw_screening

    return draw_screening(screening, lang=lang)


def _influence(found: Influence, lang: str) -> Figure:
    from gainsem.plots.from_influence import draw_influence

    return draw_influence(found, lang=lang)
