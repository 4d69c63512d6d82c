"""Which answers are missing together, as a picture: a row a pattern, a column an item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from gainsem.plots.fonts import drawable, figure_family, font_files, register
from gainsem.plots.languages import words_in

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gainsem.results.missing_answers import MissingAnswers

WIDTH, ROW, HEAD, FOOT = 7.2, 0.17, 1.15, 0.55
MOST_PATTERNS, MOST_NAMES = 30, 60
INK, GREY, ANSWERED, GONE = "#1a1a1a", "#6b6b6b", "#dfe6ee", "#0b3c6f"
SIZE = {
    "font.size": 7.0,
    "axes.linewidth": 0.0,
    "svg.fonttype": "none",
    "text.parse_math": False,
}
TEXTS = {
    "en": {
        "title": "Which answers are missing together",
        "facts": "{n} respondents, {patterns} patterns, {percent} % of the answers missing",
        "people": "respondents",
        "gone": "missing",
        "there": "answered",
        "more": "{count} rarer patterns of {people} respondents are not drawn.",
        "share": "% missing",
    },
    "zh": {
        "title": "哪些回答一起缺失",
        "facts": "{n} 名受访者，{patterns} 种缺失模式，缺失回答占 {percent}%",
        "people": "人数",
        "gone": "缺失",
        "there": "已回答",
        "more": "另有 {count} 种较少见的模式（{people} 人）未画出。",
        "share": "缺失 %",
    },
}


def draw_missing(answers: MissingAnswers, *, lang: str = "en") -> Figure:
    """Draw the patterns of missing answers at their printed size.

    The commonest patterns are drawn, how many respondents have each at the right, and the
    share of answers missing below every item.

    Parameters
    ----------
    answers : MissingAnswers
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
    shown = min(len(answers.patterns), MOST_PATTERNS)
    height = HEAD + ROW * shown + FOOT
    settings: Any = {"font.family": figure_family(), **SIZE}
    with rc_context(settings):
        figure = Figure(figsize=(WIDTH, height), dpi=72.0)
        box = (0.04, FOOT / height, 0.82, ROW * shown / height)
        axes: Any = figure.add_axes(box)
        _cells(axes, answers, shown, words)
        _head(figure, answers, words, height)
        hidden = answers.patterns[shown:]
        if hidden:
            people = sum(count for _, count in hidden)
            note = words["more"].format(count=len(hidden), people=people)
            figure.text(0.04, 0.08 / height, drawable(note), fontsize=6.5, color=GREY)
    return figure


def _head(figure: Figure, answers: MissingAnswers, words: dict[str, str], height: float) -> None:
    facts = words["facts"].format(
        n=f"{answers.n_used:,}",
        patterns=len(answers.patterns),
        percent=f"{100 * answers.share_missing:.1f}",
    )
    for text, inches, size, colour in (
        (words["title"], 0.22, 11.0, INK),
        (facts, 0.40, 7.5, GREY),
    ):
        place = 1.0 - inches / height
        figure.text(0.04, place, drawable(text), fontsize=size, color=colour)


def _cells(axes: Any, answers: MissingAnswers, shown: int, words: dict[str, str]) -> None:
    from matplotlib.colors import ListedColormap

    seen = answers.observed[:shown]
    axes.pcolormesh(
        np.where(seen, 0.0, 1.0),
        cmap=ListedColormap([ANSWERED, GONE]),
        vmin=0.0,
        vmax=1.0,
        edgecolors="white",
        linewidth=0.6,
    )
    axes.invert_yaxis()
    size = len(answers.names)
    axes.tick_params(length=0)
    axes.xaxis.tick_top()
    step = max(1, -(-size // MOST_NAMES))
    places = np.arange(0, size, step)
    names = [drawable(answers.names[k]) for k in places]
    axes.set_xticks(places + 0.5, names, rotation=60, ha="left", fontsize=6.5)
    axes.set_yticks([])
    for row, (_, count) in enumerate(answers.patterns[:shown]):
        axes.text(size + 0.15 + size * 0.01, row + 0.5, f"{count:,}", va="center", fontsize=6.5)
    people = drawable(words["people"])
    axes.text(size + 0.15 + size * 0.01, -0.4, people, va="center", fontsize=6.5, color=GREY)
    missing = 1.0 - np.diag(answers.together) / max(answers.n_used, 1)
    for k in places:
        share = f"{100 * missing[k]:.0f}"
        axes.text(k + 0.5, shown + 0.6, share, ha="center", va="center", fontsize=6.0, color=GREY)
    end = size + 0.15 + size * 0.01
    axes.text(end, shown + 0.6, drawable(words["share"]), va="center", fontsize=6.0, color=GREY)
