"""The picture of a search for a number of factors: eigenvalues against chance, and verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.core.parallel_analysis import retained
from gainsem.plots.canvas import BLUE, FAINT, GREY, INK, Canvas, canvas, round_steps
from gainsem.plots.languages import words_in
from gainsem.plots.scree_words import KINDS, RULES, TEXTS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gainsem.results.n_factors import NFactors

WIDTH = 468.0
TITLE, SIZE, SMALL = 11.0, 7.5, 6.5
PANEL, ROW = 176.0, 11.5
HEAD, GAP, FOOT = 40.0, 30.0, 36.0
LEFT, MIDDLE, RIGHT = 26.0, 258.0, 462.0
NAMES = 176.0
MOST_SHOWN = 30
ORANGE, PALE = "#b35c00", "#8fa3b8"
SHORT = {
    "kaiser": "Kaiser's rule (above 1; not recommended)",
    "map2": "Minimum average partial (1976)",
    "map4": "Minimum average partial (2000)",
    "sabic": "Lowest adjusted BIC",
    "ebic": "Lowest empirical BIC",
    "vss1": "Very simple structure, 1",
    "vss2": "Very simple structure, 2",
}


@dataclass(frozen=True)
class _Box:
    """Where a panel lies, and its scales."""

    left: float
    right: float
    bottom: float
    top: float
    count: int
    ticks: tuple[float, ...]

    def x(self, number: float) -> float:
        return self.left + 8.0 + (number - 1.0) * self.step

    @property
    def step(self) -> float:
        return (self.right - self.left - 16.0) / max(self.count - 1, 1)

    def y(self, value: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return self.bottom + (value - low) / (high - low) * (self.top - self.bottom)


def draw_scree(found: NFactors, *, lang: str = "en", font: str | Path | None = None) -> Figure:
    """Draw eigenvalues beside those of chance, and below them the verdict of every rule.

    Parameters
    ----------
    found : NFactors
    lang : {"en", "zh"}
    font : str or Path, optional
        A font file to use before the shipped one.

    Returns
    -------
    matplotlib.figure.Figure
        Not registered with pyplot.

    Raises
    ------
    OptionError
        E-OPT-07 for another language.
    """
    words_in(lang, TEXTS)  # refused before anything is drawn
    shown = [rule for rule in found.rules if rule.n_factors is not None]
    below = FOOT + ROW * len(shown) + 18.0
    height = below + GAP + PANEL + HEAD
    with canvas(WIDTH, height, font) as sheet:
        _head(sheet, found, height, lang)
        top = height - HEAD - 12.0
        _panel(sheet, found, "components", (LEFT, MIDDLE - 32.0), (top - PANEL + 12.0, top), lang)
        _panel(sheet, found, "factors", (MIDDLE, RIGHT), (top - PANEL + 12.0, top), lang)
        _verdicts(sheet, found, below, lang)
    return sheet.figure


def _head(sheet: Canvas, found: NFactors, height: float, lang: str) -> None:
    words = TEXTS[lang]
    verdict = words["verdict"].format(n=found.n_factors, votes=found.votes, voters=found.voters)
    title = f"{words['title']}{'' if lang == 'zh' else ' '}{verdict}"
    facts = words["facts"].format(
        items=len(found.names),
        n=f"{found.n_obs:,}",
        kind=KINDS[lang][found.kind],
        draws=found.options["draws"],
    )
    sheet.text(4.0, height - 11.0, title, size=TITLE, bold=True)
    sheet.text(4.0, height - 25.0, facts, size=SMALL, colour=GREY)


def _panel(
    sheet: Canvas,
    found: NFactors,
    what: str,
    across: tuple[float, float],
    along: tuple[float, float],
    lang: str,
) -> None:
    own = found.eigenvalues
    values, limit, mean = (getattr(own, name) for name in (what, f"{what}_limit", f"{what}_mean"))
    kept = retained(values, limit)
    count = min(len(values), MOST_SHOWN)
    ticks = round_steps(min(0.0, float(values[:count].min())), float(values[0]), 9)
    box = _Box(*across, *along, count, tuple(ticks))
    words = TEXTS[lang]
    percent = f"{100 * found.options['quantile']:g}%"
    lines = [
        (words["observed"], BLUE, False),
        (words["limit"].format(percent=percent), GREY, True),
        (words["mean"], PALE, False),
    ]
    if what == "components":
        lines.append((words["reference"], ORANGE, False))
    sheet.text(across[0], along[1] + 10.0, words[what], size=SIZE, bold=True)
    _axes(sheet, box, words["number"], clear=_legend(sheet, box, lines))
    if what == "components":
        _curve(sheet, box, own.reference, ORANGE, width=0.8)
    _curve(sheet, box, mean, PALE, width=0.8)
    _curve(sheet, box, limit, GREY, width=1.0, dashed=True)
    _curve(sheet, box, values, BLUE, width=1.1)
    for k, value in enumerate(values[:count].tolist()):
        sheet.dot(box.x(k + 1), box.y(value), size=5.0)
        if k >= kept:
            sheet.dot(box.x(k + 1), box.y(value), size=3.2, colour="white")


def _axes(sheet: Canvas, box: _Box, title: str, *, clear: tuple[float, float]) -> None:
    """Draw the grid, but for the corner the legend has: right of and above ``clear``."""
    places = 0 if all(tick == int(tick) for tick in box.ticks) else 1
    for tick in box.ticks:
        y = box.y(tick)
        end = clear[0] if clear[1] < y < box.top - 2.0 else box.right
        sheet.line((box.left, y), (end, y), colour=FAINT, width=0.5)
        label = f"{tick:.{places}f}".replace("-", "\N{MINUS SIGN}")
        sheet.text(box.left - 4.0, y, label, size=SMALL, colour=GREY, align="right")
    every = 1 if box.count <= 12 else 5
    for number in range(1, box.count + 1):
        if number % every == 0 or number == 1:
            place = (box.x(number), box.bottom - 8.0)
            sheet.text(*place, str(number), size=SMALL, colour=GREY, align="center")
    middle = 0.5 * (box.left + box.right)
    sheet.text(middle, box.bottom - 18.0, title, size=SMALL, colour=GREY, align="center")


def _curve(
    sheet: Canvas, box: _Box, values: object, colour: str, *, width: float, dashed: bool = False
) -> None:
    import numpy as np

    low = box.ticks[0]
    points = [
        (box.x(k + 1), box.y(max(value, low)))
        for k, value in enumerate(np.asarray(values)[: box.count].tolist())
    ]
    sheet.path(points, colour=colour, width=width, dashed=dashed)


def _legend(sheet: Canvas, box: _Box, lines: list[tuple[str, str, bool]]) -> tuple[float, float]:
    """Name the curves, and return the lower left corner of where that is done."""
    from gainsem.plots.text_fit import text_width

    widest = max(text_width(text, SMALL) for text, _, _ in lines)
    x = box.right - widest - 4.0
    for number, (text, colour, dashed) in enumerate(lines):
        y = box.top - 8.0 - 10.0 * number
        sheet.line((x - 20.0, y), (x - 5.0, y), colour=colour, width=1.1, dashed=dashed)
        sheet.text(x, y, text, size=SMALL, colour=INK)
    return x - 24.0, box.top - 8.0 - 10.0 * len(lines)


def _verdicts(sheet: Canvas, found: NFactors, top: float, lang: str) -> None:
    words = TEXTS[lang]
    rules = [rule for rule in found.rules if rule.n_factors is not None]
    most = max([rule.n_factors or 0 for rule in rules] + [found.n_factors + 1, 3])
    left, right = NAMES + 18.0, RIGHT - 10.0
    step = (right - left) / most
    sheet.text(4.0, top - 6.0, words["rules"], size=SIZE, bold=True)
    first = top - 24.0
    last = first - ROW * (len(rules) - 1)
    band = min(step, 22.0)
    middle = left + step * found.n_factors
    sheet.band(middle - band / 2, last - 7.0, band, first - last + 14.0, colour="#e3ebf4")
    for number in range(most + 1):
        x = left + step * number
        sheet.line((x, last - 7.0), (x, first + 7.0), colour=FAINT, width=0.5)
        chosen = number == found.n_factors
        sheet.text(
            x,
            last - 14.0,
            str(number),
            size=SMALL,
            colour=BLUE if chosen else GREY,
            align="center",
            bold=chosen,
        )
    sheet.text(
        (left + right) / 2, last - 24.0, words["axis"], size=SMALL, colour=GREY, align="center"
    )
    sheet.text(4.0, last - 24.0, words["votes"], size=SMALL, colour=GREY)
    sheet.text(4.0, last - 14.0, words["note"], size=SMALL, colour=GREY)
    for place, rule in enumerate(rules):
        y = first - ROW * place
        colour = INK if rule.votes else GREY
        sheet.text(
            NAMES,
            y,
            _name(rule.key, rule.title, found, lang),
            size=SMALL,
            colour=colour,
            align="right",
        )
        x = left + step * (rule.n_factors or 0)
        sheet.dot(x, y, size=6.0 if rule.votes else 5.0, colour=BLUE if rule.votes else PALE)


def _name(key: str, title: str, found: NFactors, lang: str) -> str:
    if lang == "zh":
        percent = f"{100 * found.options['quantile']:g}%"
        return RULES["zh"].get(key, title).format(percent=percent)
    return SHORT.get(key, title)
