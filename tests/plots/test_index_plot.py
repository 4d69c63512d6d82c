"""The figure of influence: every panel drawn, the largest named, no name over another."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

import gainsem
from gainsem.plots.figure_files import figure_bytes
from gainsem.plots.index_plot import LABELLED, Spikes, _named, draw_index_plot

DATA = str(Path(__file__).parents[1] / "reference" / "data" / "hs.csv")
NAN = float("nan")


def texts(figure):
    root = ElementTree.fromstring(figure_bytes(figure, "svg"))
    return ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]


@pytest.mark.parametrize(
    ("lang", "title", "panel"),
    [
        ("en", "Influence of single respondents", "Change of chi-square"),
        ("zh", "单个受访者的影响", "卡方值的变化"),
    ],
)
def test_a_fit_s_influence_is_drawn(lang, title, panel):
    found = gainsem.fit("f =~ x1 + x2 + x3 + x4", DATA).influence(DATA)
    picture = gainsem.draw(found, lang=lang)
    assert picture.name == "influence"
    said = texts(picture.figure)
    assert title in said
    assert any(text.startswith(panel) for text in said)
    # The largest distance is named by its line.
    assert str(found.lines[found.order[0]]) in said


def test_only_the_largest_are_named_and_never_on_top_of_each_other():
    values = [1.0, 9.0, 8.9, 0.5, NAN, 7.0, 6.0, 5.0, 4.0, -8.0]
    x = [0.0, 40.0, 42.0, 80.0, 120.0, 160.0, 200.0, 240.0, 280.0, 320.0]
    labels = [str(k) for k in range(10)]
    named = _named([k for k in range(10) if k != 4], values, x, labels)
    assert named == [1, 9, 5, 6, 7]
    assert len(named) == LABELLED


def test_nothing_to_draw_is_an_empty_panel():
    figure = draw_index_plot(
        [Spikes("panel", [NAN, 0.0])], [1, 2], ["1", "2"], title="title", across="across"
    )
    assert {"panel", "title", "across"} <= set(texts(figure))
