from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import matplotlib
import pytest

from gainsem.plots.diagram import Diagram, Node
from gainsem.plots.layout import lay_out
from gainsem.plots.path_diagram import NARROWEST, draw_path_diagram
from tests.plots.drawn_models import MODELS, cfa, chinese, loading, mediation

ROOT = Path(__file__).parents[2]


def drawn_texts(diagram: Diagram) -> list[str]:
    return [text.get_text() for text in draw_path_diagram(diagram).axes[0].texts]


@pytest.mark.parametrize("name", MODELS)
def test_every_label_and_estimate_is_written(name: str) -> None:
    layout = lay_out(MODELS[name])
    texts = drawn_texts(MODELS[name])
    wanted = [line for node in layout.nodes for line in node.lines]
    wanted += [placed.label.text for placed in layout.edges if placed.label]
    wanted += [cell.label.text for triangle in layout.triangles for cell in triangle.cells]
    for text in set(wanted):
        assert texts.count(text) >= wanted.count(text)


def test_the_figure_has_its_printed_size() -> None:
    layout = lay_out(cfa(5, 5))
    width, height = draw_path_diagram(cfa(5, 5)).get_size_inches() * 72.0
    assert width == pytest.approx(max(layout.width, NARROWEST))
    assert layout.height < height < layout.height + 60


def test_drawing_leaves_matplotlib_as_it_was() -> None:
    before = dict(matplotlib.rcParams)
    draw_path_diagram(chinese())
    assert dict(matplotlib.rcParams) == before


def test_pyplot_is_not_touched() -> None:
    code = (
        "import sys; from gainsem.plots.path_diagram import draw_path_diagram as draw;"
        "from tests.plots.drawn_models import mediation; draw(mediation());"
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_a_title_and_a_note_are_written() -> None:
    texts = drawn_texts(replace(mediation(), title="Mediation", note="N = 100."))
    assert "Mediation" in texts
    assert any(text.startswith("N = 100. ") for text in texts)


def test_dollar_signs_and_markup_are_plain_text() -> None:
    nodes = (Node("f", "$\\alpha$", "latent"), Node("a", "<b>_x^2"), Node("b", "#read"))
    texts = drawn_texts(Diagram(nodes, (loading("f", "a"), loading("f", "b"))))
    assert {"$\\alpha$", "<b>_x^2", "#read"} <= set(texts)


def test_a_character_without_a_glyph_is_drawn_as_a_square() -> None:
    nodes = (Node("f", "trust \U00020000", "latent"), Node("a", "a"), Node("b", "b"))
    assert "trust □" in drawn_texts(Diagram(nodes, (loading("f", "a"), loading("f", "b"))))


def test_an_empty_diagram_can_be_drawn() -> None:
    assert drawn_texts(Diagram((), ())) == []
