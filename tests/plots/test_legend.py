from __future__ import annotations

import pytest

from gainsem.plots.diagram import Diagram, Edge, Node
from gainsem.plots.fonts import missing_glyphs
from gainsem.plots.layout import lay_out
from gainsem.plots.legend import TEXTS, legend_lines
from tests.plots.drawn_models import cfa, chinese, mediation


def legend(diagram: Diagram) -> str:
    lines = legend_lines(diagram, lay_out(diagram), 400.0, 6.5)
    return " ".join(lines).replace("\u00a0", " ")


def test_only_signs_that_occur_are_explained() -> None:
    text = legend(mediation())
    assert "Dashed: p ≥ .05." in text
    assert "* p < .05" in text
    assert "Ellipses" not in text
    assert "Two-headed" not in text
    assert "ª" not in text


def test_signs_of_a_measurement_model() -> None:
    text = legend(cfa(3, 3))
    for sign in ("Ellipses", "Two-headed", "ª Fixed"):
        assert sign in text
    assert "Dashed" not in text


def test_the_triangle_is_explained() -> None:
    assert "in brackets if p ≥ .05" in legend(cfa(8, 3))


def test_the_key_is_in_the_language_of_the_diagram() -> None:
    text = legend(chinese())
    assert "椭圆：潜变量" in text
    assert "Ellipses" not in text


def test_nothing_to_explain_is_no_line() -> None:
    diagram = Diagram((Node("a", "a"), Node("b", "b")), (Edge("a", "b", "path", 0.5),))
    assert legend_lines(diagram, lay_out(diagram), 400.0, 6.5) == ()


@pytest.mark.parametrize("lang", TEXTS)
def test_every_language_has_every_text_and_glyph(lang: str) -> None:
    assert set(TEXTS[lang]) == set(TEXTS["en"])
    assert missing_glyphs("".join(TEXTS[lang].values())) == set()
