"""The pictures of an equity view show every gap with its interval, in both languages."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

import gainsem
from gainsem.plots.figure_files import figure_bytes
from gainsem.plots.from_equity import WORDS, equity_figures
from gainsem.plots.gap_chart import GapLine, GapWords, Whisker, draw_gaps
from gainsem.plots.invariance_picture import COLOURS
from tests.results.equity.views import gap, residents


def texts(figure: object) -> list[str]:
    root = ElementTree.fromstring(figure_bytes(figure, "svg"))
    return ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]


def dots(figure: object) -> list[tuple[float, str]]:
    """Return places across and colours of the dots."""
    lines = figure.axes[0].get_lines()
    return [
        (float(line.get_xdata()[0]), line.get_markerfacecolor())
        for line in lines
        if line.get_marker() == "o"
    ]


def test_gaps_before_and_after_stand_beside_each_other() -> None:
    figures = equity_figures(residents())
    assert list(figures) == ["equity", "equity_waves"]
    shown = texts(figures["equity"])
    for text in (
        "Social gain",
        "−0.30  [−0.40, −0.20]",
        "−0.24  [−0.34, −0.14]",
        "adjusted for Age",
    ):
        assert text in shown
    # Two factors in two series, and the legend.
    assert [colour for _, colour in dots(figures["equity"])].count(COLOURS[0]) == 3
    assert {"2024", "2026"} <= set(texts(figures["equity_waves"]))


def test_the_figure_can_be_drawn_in_chinese() -> None:
    shown = texts(gainsem.draw(residents(), lang="zh").figure)
    assert "社会获得感" in shown
    assert "组间差距：户籍" in shown


def test_dots_lie_where_their_values_say() -> None:
    lines = [
        GapLine(f"g{k}", (Whisker(value, value - 0.1, value + 0.1),))
        for k, value in enumerate((-0.4, 0.0, 0.4))
    ]
    figure = draw_gaps(lines, GapWords("t", "a", ("one",)))
    left, middle, right = (x for x, _ in dots(figure))
    assert middle - left == pytest.approx(right - middle, rel=1e-9)


def test_constructs_stand_below_their_heading_and_groups_below_theirs() -> None:
    rows = (gap("SOC", -0.3), gap("ENV", 0.1, level="construct"))
    view = residents(groups=("urban", "rural", "other"), sizes=(1, 1, 1), gaps=rows, waves=())
    shown = texts(equity_figures(view)["equity"])
    assert {"Rural residents", "Dimensions", "Constructs"} <= set(shown)


def test_a_view_without_gaps_has_no_figure() -> None:
    assert equity_figures(residents(gaps=(), waves=())) == {}


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["zh"].keys()
