"""One page that shows a screening: distributions with their limits, flags, items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gainsem.plots.fonts import drawable, figure_family, font_files, register
from gainsem.plots.languages import words_in
from gainsem.plots.screening_panels import (
    draw_flag_counts,
    draw_index,
    draw_items,
    draw_overlap,
    shown_indices,
)
from gainsem.plots.screening_words import TEXTS
from gainsem.plots.text_fit import wrap

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gainsem.survey.screening import Screened

WIDTH, HEIGHT = 8.27, 11.69
LEFT, RIGHT = 0.085, 0.955
INK, GREY = "#1a1a1a", "#6b6b6b"
SIZE = {
    "font.size": 7.0,
    "axes.titlesize": 7.5,
    "axes.labelsize": 7.0,
    "xtick.labelsize": 6.5,
    "ytick.labelsize": 6.5,
    "axes.linewidth": 0.5,
    "xtick.major.width": 0.5,
    "ytick.major.width": 0.5,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "axes.edgecolor": GREY,
    "axes.unicode_minus": True,
    "svg.fonttype": "none",
    "text.parse_math": False,
}


def draw_screening(screened: Screened, *, lang: str = "en") -> Figure:
    """Draw the picture of a screening at its printed size (A4).

    Nothing in it is about a single respondent.

    Parameters
    ----------
    screened : Screened
    lang : {"en", "zh"}

    Returns
    -------
    matplotlib.figure.Figure
        Not registered with pyplot.

    Raises
    ------
    OptionError
        E-OPT-07 for another language.
    """
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    words = words_in(lang, TEXTS)
    for path in font_files():
        register(path)
    settings: Any = {"font.family": figure_family(), **SIZE}
    with rc_context(settings):
        figure = Figure(figsize=(WIDTH, HEIGHT), dpi=72.0)
        _head(figure, screened, words, lang)
        _indices(figure, screened, words, lang)
        _flags(figure, screened, words, lang)
        _items(figure, screened, words)
        _write(figure, LEFT, 0.022, words["note"], 6.5, GREY)
    return figure


def _head(figure: Figure, screened: Screened, words: dict[str, str], lang: str) -> None:
    n = screened.n_respondents
    some = int(screened.any_hit.sum())
    names = screened.title
    name = names.get(lang) or names.get("en") or next(iter(names.values()), "")
    title = f"{words['title']}{': ' if lang == 'en' else '：'}{name}" if name else words["title"]
    facts = words["facts"].format(
        n=f"{n:,}",
        items=len(screened.item_rows),
        some=f"{some:,}",
        percent=f"{100 * some / n:.1f}",
    )
    room = (RIGHT - LEFT) * WIDTH * 72.0
    _write(figure, LEFT, 0.968, wrap(title, room, 13.0, lines=1)[0], 13.0, INK)
    _write(figure, LEFT, 0.951, facts, 8.0, GREY)


def _heading(figure: Figure, x: float, y: float, text: str) -> None:
    _write(figure, x, y, text, 8.5, INK)


def _write(figure: Figure, x: float, y: float, text: str, size: float, colour: str) -> None:
    figure.text(x, y, drawable(text), fontsize=size, color=colour, ha="left", va="baseline")


def _indices(figure: Figure, screened: Screened, words: dict[str, str], lang: str) -> None:
    _heading(figure, LEFT, 0.922, words["indices"])
    found = shown_indices(screened)
    if not found:
        _write(figure, LEFT, 0.88, words["none"], 7.0, GREY)
    columns, gap = 3, 0.062
    width = (RIGHT - LEFT - gap * (columns - 1)) / columns
    for place, (judged, limit) in enumerate(found):
        row, column = divmod(place, columns)
        box = (LEFT + column * (width + gap), 0.800 - row * 0.158, width, 0.098)
        draw_index(figure.add_axes(box), judged, limit, words, lang)


def _flags(figure: Figure, screened: Screened, words: dict[str, str], lang: str) -> None:
    top = 0.572
    _heading(figure, LEFT, top, words["flags"])
    draw_flag_counts(figure.add_axes((0.20, top - 0.192, 0.24, 0.164)), screened, words, lang)
    _heading(figure, 0.52, top, words["overlap"])
    draw_overlap(figure.add_axes((0.65, top - 0.192, 0.29, 0.164)), screened, lang)
    _write(figure, 0.52, top - 0.016, words["overlap_note"], 6.5, GREY)


def _items(figure: Figure, screened: Screened, words: dict[str, str]) -> None:
    _heading(figure, LEFT, 0.298, words["items"])
    axes: Any = figure.add_axes((LEFT, 0.085, RIGHT - LEFT, 0.195))
    hidden = draw_items(axes, screened, words)
    if hidden:
        _write(figure, LEFT, 0.040, words["more_items"].format(count=hidden), 6.5, GREY)
