"""What must hold of every drawing, whatever the model."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from gainsem.plots.diagram import Diagram, Edge, Node
from gainsem.plots.geometry import curve_points
from gainsem.plots.layout import Layout, PlacedEdge, lay_out
from gainsem.plots.page import FULL, LANDSCAPE
from gainsem.plots.plan import PlacedNode
from tests.plots.drawn_models import MODELS, acceptance, cfa, covary, loading, measured, path

LAYOUTS = {name: lay_out(diagram) for name, diagram in MODELS.items()}
everywhere = pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
Box = tuple[float, float, float, float]


def overlap(one: Box, other: Box, margin: float = 0.0) -> bool:
    apart = one[2] <= other[0] + margin or other[2] <= one[0] + margin
    return not (apart or one[3] <= other[1] + margin or other[3] <= one[1] + margin)


def within(point: tuple[float, float], node: PlacedNode) -> bool:
    """Return whether a point lies inside the shape that is drawn (not just its box)."""
    dx, dy = (point[0] - node.x) / (node.width / 2), (point[1] - node.y) / (node.height / 2)
    if node.kind == "latent":
        return math.hypot(dx, dy) < 0.99
    return max(abs(dx), abs(dy)) < 0.99


def named(layout: Layout) -> dict[str, PlacedNode]:
    return {node.name: node for node in layout.nodes}


def texts(layout: Layout) -> list[Box]:
    cells = [cell.label for triangle in layout.triangles for cell in triangle.cells]
    return [e.label.box for e in layout.edges if e.label] + [label.box for label in cells]


@everywhere
def test_no_two_nodes_overlap(layout: Layout) -> None:
    pairs = itertools.combinations(layout.nodes, 2)
    assert [(a.name, b.name) for a, b in pairs if overlap(a.box, b.box)] == []


@everywhere
def test_no_arrow_passes_through_a_node(layout: Layout) -> None:
    hits = []
    for placed in layout.edges:
        own = {placed.edge.start, placed.edge.end}
        for point in curve_points(placed.points, 120):
            hits += [
                (placed.edge, node.name)
                for node in layout.nodes
                if node.name not in own and within((point[0], point[1]), node)
            ]
    assert hits == []


@everywhere
def test_no_arrow_runs_through_the_nodes_it_joins(layout: Layout) -> None:
    nodes = named(layout)
    for placed in layout.edges:
        inner = curve_points(placed.points, 60)[1:-1]
        for name in (placed.edge.start, placed.edge.end):
            assert not any(within((x, y), nodes[name]) for x, y in inner), placed.edge


def border_distance(point: tuple[float, float], node: PlacedNode) -> float:
    dx, dy = abs(point[0] - node.x) / (node.width / 2), abs(point[1] - node.y) / (node.height / 2)
    return abs((math.hypot(dx, dy) if node.kind == "latent" else max(dx, dy)) - 1.0)


@everywhere
def test_every_arrow_begins_and_ends_on_a_border(layout: Layout) -> None:
    nodes = named(layout)

    def off(placed: PlacedEdge) -> float:
        ends = zip(
            (placed.edge.start, placed.edge.end),
            (placed.points[0], placed.points[-1]),
            strict=True,
        )
        straight = max(border_distance(point, nodes[name]) for name, point in ends)
        swapped = max(
            border_distance(placed.points[-1], nodes[placed.edge.start]),
            border_distance(placed.points[0], nodes[placed.edge.end]),
        )
        return min(straight, swapped) if placed.edge.kind == "covariance" else straight

    assert max(off(placed) for placed in layout.edges) < 1e-6


@everywhere
def test_no_label_covers_a_node(layout: Layout) -> None:
    covered = [
        (label, node.name)
        for label in texts(layout)
        for node in layout.nodes
        if overlap(label, node.box)
    ]
    assert covered == []


@everywhere
def test_no_two_labels_overlap(layout: Layout) -> None:
    assert [p for p in itertools.combinations(texts(layout), 2) if overlap(*p)] == []


@everywhere
def test_every_estimate_is_written(layout: Layout) -> None:
    assert layout.unlabelled == 0
    assert layout.hidden == 0


@everywhere
def test_every_edge_is_drawn_once(layout: Layout) -> None:
    diagram = next(d for name, d in MODELS.items() if LAYOUTS[name] is layout)
    cells = [cell.edge for triangle in layout.triangles for cell in triangle.cells]
    drawn = [placed.edge for placed in layout.edges] + cells
    assert sorted(map(str, drawn)) == sorted(map(str, diagram.edges))


@everywhere
def test_type_is_legible_and_the_drawing_fits_a4(layout: Layout) -> None:
    assert layout.style.font >= 6.0
    assert layout.style.label_font >= 6.0
    page = FULL if layout.orientation == "portrait" else LANDSCAPE
    assert layout.width <= page[0] + 1.0
    assert layout.height <= page[1] + 1.0


@everywhere
def test_everything_lies_inside_the_drawing(layout: Layout) -> None:
    boxes = np.array([node.box for node in layout.nodes] + texts(layout))
    curves = np.concatenate([curve_points(placed.points) for placed in layout.edges])
    assert min(boxes[:, :2].min(), curves.min()) >= 0.0
    assert max(boxes[:, 2].max(), curves[:, 0].max()) <= layout.width
    assert max(boxes[:, 3].max(), curves[:, 1].max()) <= layout.height


@everywhere
def test_the_same_diagram_is_laid_out_the_same(layout: Layout) -> None:
    diagram = next(d for name, d in MODELS.items() if LAYOUTS[name] is layout)
    assert lay_out(diagram) == layout


def test_items_stand_outside_and_higher_orders_inside() -> None:
    nodes = named(LAYOUTS["third order, 35 items"])
    assert nodes["gain"].x < nodes["d0"].x < nodes["c00"].x < nodes["c000"].x
    assert nodes["d0"].y > nodes["d4"].y
    assert nodes["c000"].y > nodes["c003"].y > nodes["c010"].y


def test_items_keep_the_order_of_the_model() -> None:
    layout = LAYOUTS["5 factors x 5"]
    items = [node.y for node in layout.nodes if node.kind == "observed"]
    assert items == sorted(items, reverse=True)


def test_constructs_stand_from_left_to_right_by_their_longest_path() -> None:
    nodes = named(lay_out(acceptance()))
    order = [nodes[f"factor {f}"].x for f in (2, 1, 3, 4, 5)]
    assert order == sorted(order)


def test_a_mediator_stands_off_the_direct_path() -> None:
    nodes = named(LAYOUTS["mediation"])
    assert nodes["X"].x < nodes["M"].x < nodes["Y"].x
    assert nodes["M"].box[1] > max(nodes["X"].y, nodes["Y"].y)


def test_a_general_factor_stands_beyond_the_items() -> None:
    nodes = named(LAYOUTS["bifactor"])
    assert nodes["factor 1"].x < nodes["item 1.1"].x < nodes["general"].x


def test_time_varying_covariates_stand_beyond_the_items() -> None:
    nodes = named(LAYOUTS["growth"])
    assert nodes["x1"].x < nodes["i"].x < nodes["t1"].x < nodes["c1"].x


def test_residual_covariances_stay_outside_the_items() -> None:
    layout = LAYOUTS["political democracy"]
    nodes = named(layout)
    edge = max(nodes[f"y{n}"].box[2] for n in range(1, 9))
    arcs = [placed for placed in layout.edges if placed.edge.kind == "covariance"]
    assert len(arcs) == 6
    assert all(curve_points(arc.points).min(axis=0)[0] >= edge - 1e-6 for arc in arcs)


def test_wider_arcs_enclose_narrower_ones() -> None:
    layout = LAYOUTS["3 factors x 3"]
    reach = {
        frozenset((p.edge.start, p.edge.end)): curve_points(p.points)[:, 0].min()
        for p in layout.edges
        if p.edge.kind == "covariance"
    }
    outer = reach[frozenset(("factor 1", "factor 3"))]
    assert outer < min(value for pair, value in reach.items() if "factor 2" in pair) - 10


def test_many_covariances_become_a_triangle_of_numbers() -> None:
    layout = LAYOUTS["10 factors x 5"]
    assert [len(triangle.cells) for triangle in layout.triangles] == [45]
    assert not any(placed.edge.kind == "covariance" for placed in layout.edges)
    assert LAYOUTS["5 factors x 5"].triangles == ()


def test_covariances_without_a_free_side_are_counted_as_hidden() -> None:
    plain = cfa(9, 3, correlated=False)
    causes = [f"factor {f}" for f in range(1, 9)]
    pairs = list(itertools.combinations(causes, 2))
    edges = [path(c, "factor 9") for c in causes] + [covary(a, b) for a, b in pairs]
    layout = lay_out(Diagram(plain.nodes, (*plain.edges, *edges)))
    assert layout.hidden == 28


def test_labels_of_5000_characters_are_cut() -> None:
    nodes = (Node("f", "获" * 5000, "latent"), Node("a", "x" * 5000), Node("b", "very long " * 500))
    layout = lay_out(Diagram(nodes, (loading("f", "a"), loading("f", "b"))))
    lines = {node.name: node.lines for node in layout.nodes}
    assert lines["f"][-1].endswith("…")
    assert lines["a"][-1].endswith("...")
    assert layout.width < FULL[0]


def test_short_labels_are_never_cut_when_there_is_room() -> None:
    layout = LAYOUTS["13 factors x 3, Chinese"]
    assert not any(node.lines[-1].endswith("…") for node in layout.nodes)


def test_reciprocal_effects_are_two_separate_curves() -> None:
    nodes = tuple(Node(name, name) for name in "abcd")
    edges = (path("a", "b"), path("c", "d"), path("b", "d"), path("d", "b"))
    layout = lay_out(Diagram(nodes, edges))
    curves = [
        curve_points(p.points) for p in layout.edges if {p.edge.start, p.edge.end} == {"b", "d"}
    ]
    assert np.hypot(*(curves[0][16] - curves[1][16])) > 10


def test_variances_are_drawn_with_their_estimate() -> None:
    nodes, edges = measured({"f": ["a", "b", "c"]})
    layout = lay_out(Diagram(nodes, (*edges, covary("f", "f"), covary("a", "a"))))
    variances = [p for p in layout.edges if p.edge.start == p.edge.end]
    assert all(p.label is not None for p in variances)


@pytest.mark.parametrize("kind", ["latent", "observed"])
def test_a_single_node_is_a_drawing(kind: str) -> None:
    node = Node("a", "alone", "latent" if kind == "latent" else "observed")
    assert lay_out(Diagram((node,), ())).width > 0


def test_small_cross_loadings_are_faint_where_every_item_loads_on_every_factor() -> None:
    plain = cfa(3, 3)
    others = [
        loading(f"factor {f}", f"item {g}.{i}", 0.08)
        for f in (1, 2, 3)
        for g in (1, 2, 3)
        for i in (1, 2, 3)
        if f != g
    ]
    layout = lay_out(Diagram(plain.nodes, (*plain.edges, *others)))
    faint = [placed.edge for placed in layout.edges if placed.faint]
    assert sorted(map(str, faint)) == sorted(map(str, others))


def test_geometry_snapshot() -> None:
    layout = LAYOUTS["latent mediation"]
    places = {n.name: (round(n.x), round(n.y)) for n in layout.nodes if n.kind == "latent"}
    assert (round(layout.width), round(layout.height)) == (462, 179)
    assert places == {"X": (100, 35), "M": (231, 104), "Y": (362, 35)}


def test_a_covariance_of_distant_nodes_goes_round_the_others() -> None:
    nodes = tuple(Node(name, name) for name in "abc")
    edges = (path("a", "b"), path("b", "c"), covary("a", "c"))
    placed = next(p for p in lay_out(Diagram(nodes, edges)).edges if p.edge == edges[-1])
    assert len(placed.points) == 4


def test_an_untested_edge_is_solid() -> None:
    edge = Edge("a", "b", "path", 0.1, None)
    layout = lay_out(Diagram((Node("a", "a"), Node("b", "b")), (edge,)))
    assert not layout.edges[0].dashed
