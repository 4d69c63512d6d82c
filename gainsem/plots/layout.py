"""The layout of a path diagram on paper: pure geometry, the same every time.

The page is A4; the text sizes given here are the printed ones.  Larger type and
wider boxes are tried first, and given up only when the drawing would leave the
page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from gainsem.plots.correlation_triangle import Cell, Triangle, correlation_triangle, crowded
from gainsem.plots.diagram import Diagram, Edge
from gainsem.plots.edge_labels import PlacedLabel, is_dashed, place_labels
from gainsem.plots.geometry import Point, curve_points
from gainsem.plots.page import PORTRAIT, chosen_style
from gainsem.plots.placement import moved, place
from gainsem.plots.plan import PlacedNode
from gainsem.plots.routes import Route, route_edges
from gainsem.plots.sizing import Style
from gainsem.plots.structure import structure_of

MARGIN = 5.0
SMALL_LOADING = 0.30
MOST_FAINT = 40


@dataclass(frozen=True, slots=True)
class PlacedEdge:
    """An edge with its control points and its label.

    ``faint`` edges are drawn thin and without their estimate.
    """

    edge: Edge
    points: tuple[Point, ...]
    label: PlacedLabel | None = None
    dashed: bool = False
    faint: bool = False


@dataclass(frozen=True)
class Layout:
    """Everything that is drawn, in points from the lower left corner.

    ``unlabelled`` counts estimates without room, ``hidden`` covariances that
    are not drawn because there are too many for the place they would need,
    ``omitted`` small loadings left out because so many would cover the others.
    """

    width: float
    height: float
    style: Style
    nodes: tuple[PlacedNode, ...]
    edges: tuple[PlacedEdge, ...]
    triangles: tuple[Triangle, ...] = ()
    unlabelled: int = 0
    hidden: int = 0
    omitted: int = 0

    @property
    def orientation(self) -> str:
        """``"portrait"`` or ``"landscape"``: how the page should lie."""
        return "portrait" if self.width <= PORTRAIT[0] + 6.0 else "landscape"


def lay_out(diagram: Diagram) -> Layout:
    """Return the layout of a diagram.

    Examples
    --------
    >>> from gainsem.plots.diagram import Edge, Node
    >>> nodes = (Node("f", "trust", "latent"), Node("x", "item 1"), Node("y", "item 2"))
    >>> edges = (Edge("f", "x", "loading", 0.8, 0.0), Edge("f", "y", "loading", 0.7, 0.0))
    >>> layout = lay_out(Diagram(nodes, edges))
    >>> len(layout.nodes), len(layout.edges), layout.orientation
    (3, 2, 'portrait')
    """
    if not diagram.nodes:
        return Layout(2 * MARGIN, 2 * MARGIN, Style(), (), ())
    structure = structure_of(diagram)
    style = chosen_style(diagram, structure)
    nodes = place(diagram, structure, style)
    crowds = crowded(diagram.edges, nodes)
    outermost = min(node.x for node in nodes.values())
    drawn = [g for g in crowds if nodes[g[0].start].x < outermost + 1.0]
    triangles = tuple(correlation_triangle(group, nodes, style.label_font) for group in drawn)
    apart = {id(edge) for group in crowds for edge in group}
    edges = [edge for edge in diagram.edges if id(edge) not in apart]
    routes = route_edges(edges, nodes, 3.9 * style.label_font)
    hidden = len(apart) - sum(len(group) for group in drawn)
    return _finished(diagram, style, nodes, routes, triangles, hidden)


def _finished(
    diagram: Diagram,
    style: Style,
    nodes: dict[str, PlacedNode],
    routes: list[Route],
    triangles: tuple[Triangle, ...],
    hidden: int,
) -> Layout:
    """Add the labels and move everything into the page."""
    quiet = _small_loadings(routes)
    omitted = len(quiet) if len(quiet) > MOST_FAINT else 0
    if omitted:
        routes = [route for number, route in enumerate(routes) if number not in quiet]
        quiet = set()
    labels = place_labels(routes, nodes, style.label_font, quiet)
    cells = [cell.label for triangle in triangles for cell in triangle.cells]
    boxes = [label.box for label in (*labels, *cells) if label is not None]
    boxes += [node.box for node in nodes.values()]
    corners = [np.array(boxes).reshape(-1, 2)]
    points = np.concatenate([*corners, *(curve_points(route.points) for route in routes)])
    left, bottom = (float(value) - MARGIN for value in points.min(axis=0))
    right, top = (float(value) + MARGIN for value in points.max(axis=0))
    edges = tuple(
        PlacedEdge(
            route.edge,
            _shifted(route.points, left, bottom),
            None if label is None else _label_shifted(label, left, bottom),
            is_dashed(route.edge),
            number in quiet,
        )
        for number, (route, label) in enumerate(zip(routes, labels, strict=True))
    )
    unlabelled = sum(
        placed.label is None and placed.edge.value is not None and not placed.faint
        for placed in edges
    )
    placed_nodes = tuple(moved(nodes[node.name], -left, -bottom) for node in diagram.nodes)
    shifted = tuple(
        Triangle(
            tuple(Cell(c.edge, _label_shifted(c.label, left, bottom)) for c in triangle.cells),
            tuple(_shifted(thread, left, bottom) for thread in triangle.threads),
        )
        for triangle in triangles
    )
    return Layout(
        right - left,
        top - bottom,
        style,
        placed_nodes,
        edges,
        shifted,
        unlabelled,
        hidden,
        omitted,
    )


def _shifted(points: tuple[Point, ...], left: float, bottom: float) -> tuple[Point, ...]:
    return tuple((x - left, y - bottom) for x, y in points)


def _label_shifted(label: PlacedLabel, left: float, bottom: float) -> PlacedLabel:
    return replace(label, x=label.x - left, y=label.y - bottom)


def _small_loadings(routes: list[Route]) -> set[int]:
    """Return the loadings left unwritten where (almost) every item loads on every factor."""
    loadings = [n for n, route in enumerate(routes) if route.edge.kind == "loading"]
    items = {routes[n].edge.end for n in loadings}
    if len(loadings) < 2.5 * len(items) or len(items) <= 8:
        return set()
    largest = {
        item: max(abs(routes[n].edge.value or 0.0) for n in loadings if routes[n].edge.end == item)
        for item in items
    }
    return {
        n
        for n in loadings
        if math.isfinite(routes[n].edge.value or 0.0)
        and abs(routes[n].edge.value or 0.0) < min(SMALL_LOADING, largest[routes[n].edge.end])
    }
