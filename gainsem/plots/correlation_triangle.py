"""Many covariances of one column of constructs: a triangle of numbers instead of arcs.

The number of two constructs stands where the thin lines that leave them meet.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gainsem.plots.diagram import Edge
from gainsem.plots.edge_labels import PlacedLabel, is_dashed, number_text
from gainsem.plots.geometry import Point
from gainsem.plots.plan import PlacedNode
from gainsem.plots.text_fit import text_width

MOST_ARCS = 21
NEAREST = 16.0


@dataclass(frozen=True, slots=True)
class Cell:
    """The number of one covariance; brackets mark one that is not significant."""

    edge: Edge
    label: PlacedLabel


@dataclass(frozen=True, slots=True)
class Triangle:
    """Numbers and the thin lines that lead to them."""

    cells: tuple[Cell, ...]
    threads: tuple[tuple[Point, ...], ...]


def triangle_step(font: float) -> float:
    """Return the distance between two columns of numbers."""
    return text_width("(\u22120.00)", font) - 2.0


def correlation_triangle(
    edges: Sequence[Edge], nodes: Mapping[str, PlacedNode], font: float
) -> Triangle:
    """Return the triangle to the left of the constructs that the edges join.

    Examples
    --------
    >>> column = ("tier", "right", 1)
    >>> a = PlacedNode("a", "latent", 0.0, 20.0, 40.0, 20.0, ("a",), column)
    >>> b = PlacedNode("b", "latent", 0.0, -20.0, 40.0, 20.0, ("b",), column)
    >>> edge = Edge("a", "b", "covariance", 0.25, 0.3)
    >>> drawn = correlation_triangle([edge], {"a": a, "b": b}, 6.0)
    >>> drawn.cells[0].label.text, drawn.cells[0].label.y
    ('(0.25)', 0.0)
    """
    names = {name for edge in edges for name in (edge.start, edge.end)}
    ordered = sorted((nodes[name] for name in names), key=lambda node: -node.y)
    rank = {node.name: number for number, node in enumerate(ordered)}
    edge_line = min(node.x - node.width / 2 for node in ordered)
    step = triangle_step(font)

    def meeting(one: PlacedNode, other: PlacedNode) -> Point:
        span = abs(rank[one.name] - rank[other.name])
        return edge_line - NEAREST - (span - 0.5) * step, (one.y + other.y) / 2

    cells = tuple(_cell(edge, meeting(nodes[edge.start], nodes[edge.end]), font) for edge in edges)
    joined = {frozenset((edge.start, edge.end)) for edge in edges}
    threads = []
    for node in ordered:
        for side in (ordered[: rank[node.name]][::-1], ordered[rank[node.name] + 1 :]):
            far = [
                n for n, other in enumerate(side) if frozenset((node.name, other.name)) in joined
            ]
            steps = side[: far[-1] + 1] if far else []
            points = [(node.x - node.width / 2, node.y), *(meeting(node, other) for other in steps)]
            threads += [tuple(points)] if steps else []
    return Triangle(cells, tuple(threads))


def _cell(edge: Edge, place: Point, font: float) -> Cell:
    text = "" if edge.value is None else number_text(edge.value, 2)
    shown = f"({text})" if is_dashed(edge) else text
    width = text_width(shown, font) + 1.6
    return Cell(edge, PlacedLabel(shown, place[0], place[1], width, 1.06 * font))


def crowded(edges: Sequence[Edge], nodes: Mapping[str, PlacedNode]) -> list[list[Edge]]:
    """Return the groups of covariances, one a column of constructs, that are too many for arcs."""
    between = [
        edge
        for edge in edges
        if edge.kind == "covariance"
        and edge.start != edge.end
        and nodes[edge.start].column == nodes[edge.end].column
        and nodes[edge.start].out == (0.0, 0.0)
    ]
    between.sort(key=lambda edge: nodes[edge.start].column)
    groups = [list(g) for _, g in itertools.groupby(between, lambda e: nodes[e.start].column)]
    return [group for group in groups if len(group) > MOST_ARCS]
