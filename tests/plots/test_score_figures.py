"""Figures of a scoring: all that is shown is drawn, nothing hidden is, no label is covered."""

from __future__ import annotations

import itertools
import math
import xml.etree.ElementTree as ElementTree

import pytest

from gainsem.plots.canvas import round_steps
from gainsem.plots.figure_files import figure_bytes
from gainsem.plots.from_scores import score_figures
from gainsem.plots.importance_performance import (
    MapPoint,
    MapWords,
    _overlap,
    draw_importance_performance,
)
from gainsem.plots.interval_chart import Interval, draw_interval_chart
from gainsem.plots.text_fit import text_width
from gainsem.results.scores import Scores

WORDS = MapWords("Title", "x", "y", "Improve first", "Keep", "Low", "Enough", "Note")


def texts(figure: object) -> list[str]:
    root = ElementTree.fromstring(figure_bytes(figure, "svg"))
    return ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize(("lang", "title"), [("en", "Index by construct"), ("zh", "各构念指数")])
def test_every_construct_has_its_line(made_scores: Scores, lang: str, title: str) -> None:
    figures = score_figures(made_scores, lang=lang)
    assert set(figures) == {"index", "ranking_district", "importance_performance"}
    said = texts(figures["index"])
    assert title in said
    labels = {"en": ["Gain", "Income", "Services"], "zh": ["获得感", "收入", "服务"]}[lang]
    assert set(labels) <= set(said)
    assert "62.0  (60.0 – 64.0)" in said


def test_hidden_groups_are_counted_and_not_drawn(made_scores: Scores) -> None:
    said = texts(score_figures(made_scores)["ranking_district"])
    assert "North" in said
    assert not {"South", "East"} & set(said)
    assert any("2 groups are not shown" in text for text in said)


def test_many_groups_are_cut_in_the_middle(made_scores: Scores) -> None:
    rows = [Interval(f"g{k}", 50.0 + k, 49.0 + k, 51.0 + k) for k in range(3)]
    figure = draw_interval_chart([*rows, Interval("... 7 more ...")], title="T", axis="a")
    said = texts(figure)
    assert "... 7 more ..." in said
    assert "51.0  (50.0 – 52.0)" in said


def test_texts_are_never_markup() -> None:
    row = Interval("$x^2$ <b>&", 1.0, 0.5, 1.5)
    assert "$x^2$ <b>&" in texts(draw_interval_chart([row], title="$t$", axis="a"))


def crowded() -> list[MapPoint]:
    return [
        MapPoint(
            f"A construct with a name {k}",
            0.3 + 0.01 * k,
            0.2,
            0.5,
            60.0 + 0.3 * (k % 3),
            58.0,
            62.0,
        )
        for k in range(8)
    ]


def test_labels_do_not_cover_each_other() -> None:
    figure = draw_importance_performance(crowded(), WORDS)
    boxes = []
    for text in figure.axes[0].texts:
        if text.get_text().startswith("A construct"):
            x, y = text.get_position()
            boxes.append((x, y, x + text_width(text.get_text(), 7.5), y + 7.5))
    assert len(boxes) == 8
    crossing = [_overlap(a, b) for a, b in itertools.combinations(boxes, 2)]
    # A little of the line height may touch; no text lies on another.
    assert max(crossing) < 0.25 * 7.5 * 80


def test_a_map_without_intervals_and_with_one_point() -> None:
    nan = math.nan
    figure = draw_importance_performance([MapPoint("Only", 0.4, nan, nan, 60.0, nan, nan)], WORDS)
    assert "Only" in texts(figure)


@pytest.mark.parametrize(("low", "high"), [(0.0, 1e-12), (59.9, 60.1), (-3.0, 900.0), (0.31, 0.32)])
def test_axes_have_a_few_round_steps(low: float, high: float) -> None:
    steps = round_steps(low, high)
    assert 2 <= len(steps) <= 8
    assert steps[0] <= low
    assert steps[-1] >= high
