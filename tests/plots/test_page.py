from __future__ import annotations

from dataclasses import replace

from gainsem.plots.diagram import Diagram, Node
from gainsem.plots.layout import lay_out
from gainsem.plots.page import PORTRAIT, chosen_style
from gainsem.plots.sizing import Style
from gainsem.plots.structure import structure_of
from tests.plots.drawn_models import acceptance, cfa, latent_mediation


def style_of(diagram: Diagram) -> Style:
    return chosen_style(diagram, structure_of(diagram))


def relabelled(diagram: Diagram, text: str) -> Diagram:
    nodes = tuple(
        Node(n.name, text if n.kind == "observed" else n.label, n.kind) for n in diagram.nodes
    )
    return replace(diagram, nodes=nodes)


def test_a_small_model_gets_the_largest_type() -> None:
    assert style_of(cfa(3, 3)).font == 8.0


def test_type_shrinks_with_the_number_of_items_but_stays_legible() -> None:
    fonts = [style_of(cfa(f, 5, correlated=False)).font for f in (5, 8, 10)]
    assert fonts == sorted(fonts, reverse=True)
    assert fonts[-1] >= 6.0


def test_a_short_chain_stands_upright_and_a_long_one_turns_the_page() -> None:
    assert lay_out(latent_mediation()).orientation == "portrait"
    assert lay_out(acceptance()).orientation == "landscape"


def test_a_measurement_model_never_turns_the_page() -> None:
    layout = lay_out(relabelled(cfa(5, 5), "a label of quite some length for an item"))
    assert layout.orientation == "portrait"


def test_long_labels_are_broken_before_they_are_cut() -> None:
    text = "how satisfied are you with the street lights"
    layout = lay_out(relabelled(cfa(4, 4), text))
    lines = next(n.lines for n in layout.nodes if n.kind == "observed")
    assert " ".join(lines) == text
    assert layout.width <= PORTRAIT[0] + 1.0
