"""Pictures of exploratory blocks, where every item has an arrow from every factor."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.plots.diagram import Diagram
from gainsem.plots.from_fit import diagram_of
from gainsem.plots.geometry import boxes_overlap, curve_points
from gainsem.plots.layout import Layout, lay_out
from gainsem.plots.legend import legend_lines

ROOT = Path(__file__).parents[2]
BFI = [f"{trait}{number}" for trait in "ACENO" for number in range(1, 6)]


def block(n_factors: int, items: list[str]) -> str:
    factors = " + ".join(f'efa("b")*F{number}' for number in range(1, n_factors + 1))
    return f"{factors} =~ " + " + ".join(items)


@pytest.fixture(scope="module")
def diagrams() -> dict[str, Diagram]:
    hs = pd.read_csv(ROOT / "tests/reference/data/hs.csv")
    bfi = pd.read_csv(ROOT / "surveys/bfi/responses.csv")[BFI].dropna()
    models = {"hs": (3, [f"x{k}" for k in range(1, 10)], hs), "bfi": (5, BFI, bfi)}
    return {
        name: diagram_of(gainsem.fit(block(m, items), data, ordered="none", random_starts=5))
        for name, (m, items, data) in models.items()
    }


@pytest.fixture(scope="module", params=["hs", "bfi"])
def drawn(request: pytest.FixtureRequest, diagrams: dict[str, Diagram]) -> tuple[Diagram, Layout]:
    diagram = diagrams[request.param]
    return diagram, lay_out(diagram)


def small(diagram: Diagram) -> int:
    """Return how many loadings are below .30 and not the largest of their item."""
    own: dict[str, list[float]] = {}
    for edge in diagram.edges:
        if edge.kind == "loading":
            own.setdefault(edge.end, []).append(abs(edge.value or 0.0))
    return sum(value < 0.30 and value < max(each) for each in own.values() for value in each)


def test_no_two_labels_overlap(drawn: tuple[Diagram, Layout]) -> None:
    labels = [edge.label for edge in drawn[1].edges if edge.label is not None]
    hit = [
        (one.text, other.text)
        for one, other in itertools.combinations(labels, 2)
        if boxes_overlap(np.array(one.box), np.array([other.box]), 0.0).any()
    ]
    assert len(labels) >= 10
    assert hit == []


def test_no_label_covers_a_variable_or_the_head_of_its_arrow(
    drawn: tuple[Diagram, Layout],
) -> None:
    boxes = np.array([node.box for node in drawn[1].nodes])
    for edge in drawn[1].edges:
        if edge.label is None:
            continue
        left, bottom, right, top = edge.label.box
        assert not boxes_overlap(np.array(edge.label.box), boxes, 0.0).any()
        x, y = curve_points(edge.points)[-1]
        assert not (left < x < right and bottom < y < top)


def test_every_loading_is_written_or_said_to_be_small(drawn: tuple[Diagram, Layout]) -> None:
    diagram, layout = drawn
    loadings = [edge for edge in layout.edges if edge.edge.kind == "loading"]
    faint = sum(edge.faint for edge in loadings)
    assert layout.unlabelled == 0
    assert faint + layout.omitted == small(diagram)
    assert all((edge.label is None) == edge.faint for edge in loadings)


def test_many_small_loadings_are_left_out_and_counted(diagrams: dict[str, Diagram]) -> None:
    """Of 125 arrows most would be grey: without them the others can be followed."""
    few, many = lay_out(diagrams["hs"]), lay_out(diagrams["bfi"])
    assert few.omitted == 0
    assert many.omitted == small(diagrams["bfi"]) > 80
    assert f"not drawn: {many.omitted}" in " ".join(
        legend_lines(diagrams["bfi"], many, 400.0, 6.5)
    ).replace("\n", " ")


def test_factors_stand_beside_the_items_they_are_about(drawn: tuple[Diagram, Layout]) -> None:
    """From top to bottom in the order of the mean height of the items they load most on."""
    diagram, layout = drawn
    height = {node.name: node.y for node in layout.nodes}
    largest: dict[str, tuple[float, str]] = {}
    for edge in diagram.edges:
        if edge.kind == "loading":
            value = abs(edge.value or 0.0), edge.start
            largest[edge.end] = max(largest.get(edge.end, value), value)
    factors = sorted({factor for _, factor in largest.values()}, key=lambda name: height[name])
    means = [
        np.mean([height[item] for item, (_, home) in largest.items() if home == factor])
        for factor in factors
    ]
    assert means == sorted(means)
