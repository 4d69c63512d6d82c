"""The estimates on the arrows: their text, and places where they cover nothing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.plots.diagram import Edge
from gainsem.plots.geometry import Array, boxes_overlap, curve_at, curve_points
from gainsem.plots.plan import PlacedNode
from gainsem.plots.routes import Route
from gainsem.plots.text_fit import text_width

FIXED = "\u00aa"
LEVELS = ((0.001, "***"), (0.01, "**"), (0.05, "*"))
PREFERRED = {"loading": 0.60, "path": 0.5, "covariance": 0.5}
SHIFTS = np.array([0.0, *(sign * n / 100 for n in range(3, 43, 3) for sign in (1, -1))])
SAMPLE_EVERY = 3.0
TIP = 7.0
HIDDEN_HEAD = 10.0
"""Cost of covering one end of it: more than any shift along the arrow."""


@dataclass(frozen=True, slots=True)
class PlacedLabel:
    """The text of an edge with its centre and extent."""

    text: str
    x: float
    y: float
    width: float
    height: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top."""
        half, tall = self.width / 2, self.height / 2
        return self.x - half, self.y - tall, self.x + half, self.y + tall


def edge_text(edge: Edge) -> str:
    """Return the estimate with its stars, or with a raised a when it was fixed.

    Examples
    --------
    >>> edge_text(Edge("f", "x", "loading", 0.5, 0.0001))
    '0.50***'
    >>> edge_text(Edge("f", "x", "loading", 1.0, None, fixed=True))
    '1\u00aa'
    >>> edge_text(Edge("f", "x", "path", -0.004, 0.6))
    '0.00'
    """
    if edge.value is None or not math.isfinite(edge.value):
        return FIXED if edge.fixed else ""
    if edge.fixed and edge.value == round(edge.value):
        return number_text(edge.value, 0) + FIXED
    return number_text(edge.value, 2) + (FIXED if edge.fixed else stars(edge.pvalue))


def number_text(value: float, decimals: int) -> str:
    """Return a number with a true minus sign and no negative zero."""
    text = f"{value:.{decimals}f}"
    if float(text) == 0.0:
        return text.lstrip("-")
    return text.replace("-", "\u2212")


def stars(pvalue: float | None) -> str:
    """Return the stars of a p value.

    Examples
    --------
    >>> [stars(p) for p in (0.0009, 0.001, 0.01, 0.05, None)]
    ['***', '**', '*', '', '']
    """
    if pvalue is None or math.isnan(pvalue):
        return ""
    return next((sign for level, sign in LEVELS if pvalue < level), "")


def is_dashed(edge: Edge) -> bool:
    """Return whether a tested parameter is not significant at 5 per cent."""
    return not edge.fixed and edge.pvalue is not None and edge.pvalue >= LEVELS[-1][0]


def place_labels(
    routes: Sequence[Route], nodes: Mapping[str, PlacedNode], font: float, quiet: set[int]
) -> list[PlacedLabel | None]:
    """Return a place for the text of every route, None where there is no text or no room.

    ``quiet`` are the places in ``routes`` of edges drawn without their text.
    """
    boxes = np.array([node.box for node in nodes.values()]).reshape(-1, 4)
    samples = [curve_points(route.points, _sample_count(route)) for route in routes]
    lines = np.concatenate([*samples, np.zeros((0, 2))])
    owner = np.repeat(np.arange(len(routes)), [len(points) for points in samples])
    labels: list[PlacedLabel | None] = [None] * len(routes)
    taken = np.zeros((0, 4))
    order = sorted(range(len(routes)), key=lambda n: _urgency(routes[n]))
    for number in order:
        text = "" if number in quiet else edge_text(routes[number].edge)
        if not text:
            continue
        size = text_width(text, font) + 2.0, font * 1.06
        others = lines[owner != number]
        label = _best_place(routes[number], text, size, boxes, taken, others)
        if label is not None:
            labels[number] = label
            taken = np.vstack([taken, label.box])
    return labels


def _sample_count(route: Route) -> int:
    (x0, y0), (x1, y1) = route.points[0], route.points[-1]
    return 8 + int(math.hypot(x1 - x0, y1 - y0) / SAMPLE_EVERY)


def _urgency(route: Route) -> tuple[int, float]:
    """Short arrows have the fewest places for their text, so they choose first."""
    kinds = {"path": 0, "loading": 1, "covariance": 2}
    (x0, y0), (x1, y1) = route.points[0], route.points[-1]
    return kinds[route.edge.kind], math.hypot(x1 - x0, y1 - y0)


def _best_place(
    route: Route,
    text: str,
    size: tuple[float, float],
    boxes: Array,
    taken: Array,
    lines: Array,
) -> PlacedLabel | None:
    width, height = size
    if route.edge.start == route.edge.end:
        return _variance_place(route, text, width, height)
    preferred, tips = PREFERRED[route.edge.kind], _tips(route)
    places = preferred + SHIFTS
    places = places[(places > 0.08) & (places < 0.92)]
    centres = curve_at(route.points, places)
    for lift in (0.0, 0.5 * height + 1.6, -0.5 * height - 1.6):
        best: tuple[float, PlacedLabel] | None = None
        shift = lift * _normal(route)
        for place, (x, y) in zip(places, centres + shift, strict=True):
            label = PlacedLabel(text, float(x), float(y), width, height)
            box = np.array(label.box)
            if boxes_overlap(box, boxes, 1.0).any() or boxes_overlap(box, taken, 0.6).any():
                continue
            cost = 3.0 * abs(place - preferred) + 0.12 * _covered(lines, box)
            cost += HIDDEN_HEAD * _covered(tips, box)
            if best is None or cost < best[0]:
                best = cost, label
        if best is not None:
            return best[1]
    return None


def _tips(route: Route) -> Array:
    """Return the last piece of an arrow, which must be seen to see where it points."""
    ends = curve_points(route.points, 200)
    near = np.hypot(*(ends - ends[-1]).T) < TIP
    last: Array = ends[near][[0, -1]]
    return last


def _normal(route: Route) -> Array:
    """Return the upward unit normal of the line between a route's ends."""
    (x0, y0), (x1, y1) = route.points[0], route.points[-1]
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    sign = 1.0 if x1 >= x0 else -1.0
    return sign * np.array([-(y1 - y0) / length, (x1 - x0) / length])


def _covered(points: Array, box: Array) -> int:
    x, y = points[:, 0], points[:, 1]
    return int(((x > box[0]) & (x < box[2]) & (y > box[1]) & (y < box[3])).sum())


def _variance_place(route: Route, text: str, width: float, height: float) -> PlacedLabel:
    if len(route.points) == 2:
        (x, y), (tip_x, tip_y) = route.points
        dx, dy = np.sign(round(x - tip_x, 6)), np.sign(round(y - tip_y, 6))
        x, y = x + dx * (width / 2 + 1.0), y + dy * (height / 2 + 1.0)
        return PlacedLabel(text, float(x), float(y), width, height)
    x, y = curve_at(route.points, np.array([0.5]))[0]
    return PlacedLabel(text, float(x), float(y) + height / 2 + 1.0, width, height)
