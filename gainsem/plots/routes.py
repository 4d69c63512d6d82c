"""The way every arrow takes: clipped at borders, round boxes, covariances in nested arcs."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.plots.diagram import Edge
from gainsem.plots.geometry import (
    Array,
    Point,
    box_border,
    boxes_hit,
    crossings,
    curve_points,
    ellipse_border,
)
from gainsem.plots.plan import PlacedNode

CLEARANCE = 3.0
ARC_STEPS = (1.0, 0.75, 0.55, 0.4)
BULGES = (0.0, 14.0, -14.0, 26.0, -26.0, 42.0, -42.0, 62.0, -62.0, 90.0, -90.0, 130.0, -130.0)
ARC_BESIDE = 50.0
ARC_BULGES = (24.0, -24.0, 38.0, -38.0, 56.0, -56.0, 80.0, -80.0, 120.0, -120.0, 180.0, -180.0)


@dataclass(frozen=True, slots=True)
class Route:
    """An edge with its control points: 2 for a straight line, 4 for a Bezier curve."""

    edge: Edge
    points: tuple[Point, ...]


def route_edges(
    edges: Sequence[Edge], nodes: Mapping[str, PlacedNode], arc_step: float
) -> list[Route]:
    """Return the way of every edge, loadings first, covariances last."""
    routes = [Route(e, _loading(e, nodes)) for e in edges if e.kind == "loading"]
    twice = {(e.end, e.start) for e in edges if e.kind == "path"}
    for edge in edges:
        if edge.kind == "path":
            both_ways = (edge.start, edge.end) in twice
            routes.append(Route(edge, _path(edge, nodes, routes, both_ways)))
    drawn = [e for e in edges if e.kind == "covariance"]
    columns = _arc_columns([e for e in drawn if e.start != e.end], nodes)
    for group in columns.values():
        routes += _column_arcs(group, nodes, routes, arc_step)
    in_column = {id(edge) for group in columns.values() for edge in group}
    for edge in drawn:
        if edge.start == edge.end:
            routes.append(Route(edge, _variance(nodes[edge.start])))
        elif id(edge) not in in_column:
            routes.append(Route(edge, _free_arc(edge, nodes, routes)))
    return routes


def border(node: PlacedNode, towards: Point) -> Point:
    """Return where the line from a node's centre to a point leaves the node."""
    clip = ellipse_border if node.kind == "latent" else box_border
    return clip((node.x, node.y), node.width, node.height, towards)


def _loading(edge: Edge, nodes: Mapping[str, PlacedNode]) -> tuple[Point, ...]:
    start, end = nodes[edge.start], nodes[edge.end]
    if end.kind == "latent" or end.out == (0.0, 0.0):
        tip = border(end, (start.x, start.y))
    else:
        beyond = (start.x - end.x) * end.out[0] + (start.y - end.y) * end.out[1] > 0
        sign = 1.0 if beyond else -1.0
        tip = (
            end.x + sign * end.out[0] * end.width / 2,
            end.y + sign * end.out[1] * end.height / 2,
        )
    return border(start, tip), tip


def _obstacles(nodes: Mapping[str, PlacedNode], *but: str) -> Array:
    return np.array([node.box for name, node in nodes.items() if name not in but]).reshape(-1, 4)


def _path(
    edge: Edge, nodes: Mapping[str, PlacedNode], drawn: list[Route], both_ways: bool
) -> tuple[Point, ...]:
    """Return the straight line, or the flattest curve that avoids the other nodes."""
    boxes = _obstacles(nodes, edge.start, edge.end)
    others = [curve_points(route.points) for route in drawn if route.edge.kind == "path"]
    best: tuple[float, tuple[Point, ...]] | None = None
    for bulge in BULGES[1:] if both_ways else BULGES:
        points = _bow(nodes[edge.start], nodes[edge.end], bulge)
        samples = curve_points(points)
        cost = 1000.0 * boxes_hit(samples, boxes, CLEARANCE).sum() + 0.3 * abs(bulge)
        if both_ways and bulge < 0:
            cost += 5.0
        if best is not None and cost >= best[0]:
            continue
        cost += 4.0 * sum(crossings(samples, other) for other in others)
        if best is None or cost < best[0]:
            best = cost, points
        if cost == 0.0:
            break
    assert best is not None
    return best[1]


def _bow(start: PlacedNode, end: PlacedNode, bulge: float) -> tuple[Point, ...]:
    """Return a line between two nodes that bends to its left by ``bulge`` points."""
    a, b = (start.x, start.y), (end.x, end.y)
    if bulge == 0.0:
        return border(start, b), border(end, a)
    length = math.hypot(b[0] - a[0], b[1] - a[1]) or 1.0
    normal = (-(b[1] - a[1]) / length, (b[0] - a[0]) / length)
    reach = bulge * 4.0 / 3.0
    one = (
        a[0] + (b[0] - a[0]) * 0.25 + normal[0] * reach,
        a[1] + (b[1] - a[1]) * 0.25 + normal[1] * reach,
    )
    two = (
        a[0] + (b[0] - a[0]) * 0.75 + normal[0] * reach,
        a[1] + (b[1] - a[1]) * 0.75 + normal[1] * reach,
    )
    return border(start, one), one, two, border(end, two)


def _free_arc(edge: Edge, nodes: Mapping[str, PlacedNode], drawn: list[Route]) -> tuple[Point, ...]:
    """Return the curve for a covariance of nodes that do not stand in one column."""
    boxes = _obstacles(nodes, edge.start, edge.end)
    others = [curve_points(route.points) for route in drawn]
    best: tuple[float, tuple[Point, ...]] | None = None
    ends = {edge.start, edge.end}
    beside = any({r.edge.start, r.edge.end} == ends and len(r.points) == 4 for r in drawn)
    for bulge in ARC_BULGES:
        points = _bow(nodes[edge.start], nodes[edge.end], bulge)
        samples = curve_points(points)
        cost = 1000.0 * boxes_hit(samples, boxes, CLEARANCE).sum() + 0.2 * abs(bulge)
        cost += 50.0 * (beside and abs(bulge) < ARC_BESIDE)
        if best is not None and cost >= best[0]:
            continue
        cost += 4.0 * sum(crossings(samples, other) for other in others)
        if best is None or cost < best[0]:
            best = cost, points
    assert best is not None
    return best[1]


def _variance(node: PlacedNode) -> tuple[Point, ...]:
    """Return the arrow of a residual variance: from outside to an item, a loop elsewhere."""
    if node.out != (0.0, 0.0):
        tip = (node.x + node.out[0] * node.width / 2, node.y + node.out[1] * node.height / 2)
        return (tip[0] + node.out[0] * 14.0, tip[1] + node.out[1] * 14.0), tip
    one = border(node, (node.x - 5.0, node.y + node.height))
    two = border(node, (node.x + 5.0, node.y + node.height))
    return one, (one[0] - 9.0, one[1] + 20.0), (two[0] + 9.0, two[1] + 20.0), two


def _arc_columns(
    edges: list[Edge], nodes: Mapping[str, PlacedNode]
) -> dict[tuple[str, str, int], list[Edge]]:
    groups: dict[tuple[str, str, int], list[Edge]] = {}
    for edge in edges:
        column = nodes[edge.start].column
        if column == nodes[edge.end].column:
            groups.setdefault(column, []).append(edge)
    return groups


def _column_arcs(
    edges: list[Edge], nodes: Mapping[str, PlacedNode], drawn: list[Route], step: float
) -> list[Route]:
    """Return nested arcs beside one column (or row), on the side that costs fewest crossings."""
    first = nodes[edges[0].start]
    if first.out != (0.0, 0.0):
        return _arcs(edges, nodes, first.out, step)
    boxes = np.array([node.box for node in nodes.values()])
    others = [curve_points(route.points) for route in drawn]
    best: tuple[float, list[Route]] | None = None
    preferred = (1.0, 0.0) if first.column[1] == "left" else (-1.0, 0.0)
    for out, share in itertools.product((preferred, (-preferred[0], 0.0)), ARC_STEPS):
        routes = _arcs(edges, nodes, out, share * step)
        cost = 4.0 * (1.0 - share)
        for route in routes:
            samples = curve_points(route.points)
            cost += 50.0 * boxes_hit(samples[2:-2], boxes, CLEARANCE).sum()
            cost += sum(crossings(samples, other) for other in others)
        if best is None or cost < best[0]:
            best = cost, routes
    assert best is not None
    return best[1]


def _arcs(
    edges: list[Edge], nodes: Mapping[str, PlacedNode], out: Point, step: float
) -> list[Route]:
    """Return arcs whose depth grows with the number of arcs they enclose."""
    spans = _spans(edges, nodes, out)
    level = _levels(spans)
    routes = []
    for edge in edges:
        pair = (nodes[edge.start], nodes[edge.end])
        low_node, high_node = sorted(pair, key=lambda node: node.y if out[0] else node.x)
        mine = spans[id(edge)]
        start = _attach(high_node, out, -1.0, _share(mine, spans, 1))
        end = _attach(low_node, out, 1.0, _share(mine, spans, 0))
        edge_line = max(
            _reach(nodes[name], out) for name in {e.start for e in edges} | {e.end for e in edges}
        )
        depth = edge_line + 9.0 + 0.5 * step + (level[id(edge)] - 1) * step
        routes.append(Route(edge, _arc_curve(start, end, out, depth)))
    return routes


def arc_levels(
    edges: Sequence[Edge], nodes: Mapping[str, PlacedNode]
) -> dict[tuple[str, str, int], int]:
    """Return how many arcs deep the covariances of every column are nested."""
    columns = _arc_columns([e for e in edges if e.kind == "covariance" and e.start != e.end], nodes)
    deepest = {}
    for column, own in columns.items():
        out = nodes[own[0].start].out
        deepest[column] = max(_levels(_spans(own, nodes, out if any(out) else (1.0, 0.0))).values())
    return deepest


def _spans(
    edges: Sequence[Edge], nodes: Mapping[str, PlacedNode], out: Point
) -> dict[int, tuple[float, float]]:
    """Return the lower and upper end of every arc along its column or row."""
    spans = {}
    for edge in edges:
        pair = (nodes[edge.start], nodes[edge.end])
        low, high = sorted(node.y if out[0] else node.x for node in pair)
        spans[id(edge)] = (low, high)
    return spans


def _levels(spans: Mapping[int, tuple[float, float]]) -> dict[int, int]:
    """Return 1 for an arc that encloses no other, else 1 more than those it encloses."""
    level: dict[int, int] = {}
    for key, (low, high) in sorted(spans.items(), key=lambda entry: _length(entry[1])):
        inside = [
            depth
            for other, depth in level.items()
            if low - 1 <= spans[other][0] and spans[other][1] <= high + 1
        ]
        level[key] = 1 + max(inside, default=0)
    return level


def _reach(node: PlacedNode, out: Point) -> float:
    return (
        node.x * out[0]
        + node.y * out[1]
        + (node.width / 2 * abs(out[0]) + node.height / 2 * abs(out[1]))
    )


def _share(mine: tuple[float, float], spans: Mapping[int, tuple[float, float]], end: int) -> float:
    """Return where among the arcs of one end this one stands: 0 is the widest, 1 the narrowest."""
    same = sorted({s for s in spans.values() if abs(s[end] - mine[end]) < 1e-6}, key=_length)
    return 1.0 if len(same) == 1 else 1.0 - same.index(mine) / (len(same) - 1)


def _length(span: tuple[float, float]) -> float:
    return span[1] - span[0]


def _attach(
    node: PlacedNode,
    out: Point,
    sign: float,
    share: float,
) -> Point:
    """Return where an arc touches a node, on the half that faces the other end."""
    if node.kind == "observed":
        offset = sign * (0.12 + 0.22 * share)
        return (
            node.x + out[0] * node.width / 2 + (offset * node.width if out[0] == 0.0 else 0.0),
            node.y + out[1] * node.height / 2 + (offset * node.height if out[1] == 0.0 else 0.0),
        )
    angle = math.radians(14.0 + 34.0 * share)
    x = math.cos(angle) * out[0] + (sign * math.sin(angle) if out[0] == 0.0 else 0.0)
    y = math.cos(angle) * out[1] + (sign * math.sin(angle) if out[1] == 0.0 else 0.0)
    return node.x + x * node.width / 2, node.y + y * node.height / 2


def _arc_curve(start: Point, end: Point, out: Point, depth: float) -> tuple[Point, ...]:
    """Return the curve whose middle lies ``depth`` out along the direction ``out``."""
    if out[0] != 0.0:
        mean = (start[0] + end[0]) / 2
        far = (depth * out[0] - 0.25 * mean) / 0.75
        return start, (far, start[1]), (far, end[1]), end
    mean = (start[1] + end[1]) / 2
    far = (depth * out[1] - 0.25 * mean) / 0.75
    return start, (start[0], far), (end[0], far), end
