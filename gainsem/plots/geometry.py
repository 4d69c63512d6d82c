"""Points, boxes and curves of a drawing, in points (1/72 inch), y upwards."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Array = NDArray[np.float64]
SAMPLES = 33


def curve_points(points: Sequence[Point], count: int = SAMPLES) -> Array:
    """Return ``count`` points along a straight line (2 points) or a cubic Bezier curve (4).

    Examples
    --------
    >>> curve_points([(0.0, 0.0), (4.0, 2.0)], 3).tolist()
    [[0.0, 0.0], [2.0, 1.0], [4.0, 2.0]]
    """
    return curve_at(points, np.linspace(0.0, 1.0, count))


def curve_at(points: Sequence[Point], t: Array) -> Array:
    """Return the points of a curve at the given places between 0 and 1."""
    control = np.asarray(points, dtype=float)
    s = 1.0 - t
    if len(control) == 2:
        weights = np.stack([s, t], axis=1)
    else:
        weights = np.stack([s**3, 3 * s**2 * t, 3 * s * t**2, t**3], axis=1)
    placed: Array = weights @ control
    return placed


def boxes_hit(samples: Array, boxes: Array, margin: float = 0.0) -> NDArray[np.bool_]:
    """Return which boxes (rows xmin ymin xmax ymax) hold one of the sampled points.

    Examples
    --------
    >>> boxes_hit(np.array([[1.0, 1.0]]), np.array([[0.0, 0, 2, 2], [5, 5, 6, 6]])).tolist()
    [True, False]
    """
    if not len(boxes):
        return np.zeros(0, dtype=bool)
    x, y = samples[:, :1], samples[:, 1:]
    inside = (
        (x > boxes[:, 0] - margin)
        & (x < boxes[:, 2] + margin)
        & (y > boxes[:, 1] - margin)
        & (y < boxes[:, 3] + margin)
    )
    return np.asarray(inside.any(axis=0))


def boxes_overlap(box: Array, boxes: Array, margin: float = 0.0) -> NDArray[np.bool_]:
    """Return which boxes overlap one box."""
    if not len(boxes):
        return np.zeros(0, dtype=bool)
    found: NDArray[np.bool_] = (
        (box[0] < boxes[:, 2] + margin)
        & (box[2] > boxes[:, 0] - margin)
        & (box[1] < boxes[:, 3] + margin)
        & (box[3] > boxes[:, 1] - margin)
    )
    return found


def crossings(one: Array, other: Array) -> int:
    """Return how often two sampled curves cross.

    Examples
    --------
    >>> crossings(np.array([[0.0, 0], [2, 2]]), np.array([[0.0, 2], [2, 0]]))
    1
    """
    a, b = one[:-1, None], one[1:, None]
    c, d = other[None, :-1], other[None, 1:]
    sides = _turn(a, b, c) * _turn(a, b, d) < 0
    return int((sides & (_turn(c, d, a) * _turn(c, d, b) < 0)).sum())


def _turn(a: Array, b: Array, c: Array) -> Array:
    turn: Array = (b[..., 0] - a[..., 0]) * (c[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (
        c[..., 0] - a[..., 0]
    )
    return turn


def ellipse_border(centre: Point, width: float, height: float, towards: Point) -> Point:
    """Return where the line from the centre of an ellipse to a point leaves it.

    Examples
    --------
    >>> ellipse_border((0.0, 0.0), 20.0, 10.0, (50.0, 0.0))
    (10.0, 0.0)
    """
    dx, dy = towards[0] - centre[0], towards[1] - centre[1]
    scale = math.hypot(dx / (width / 2), dy / (height / 2)) or 1.0
    return centre[0] + dx / scale, centre[1] + dy / scale


def box_border(centre: Point, width: float, height: float, towards: Point) -> Point:
    """Return where the line from the centre of a box to a point leaves it.

    Examples
    --------
    >>> box_border((0.0, 0.0), 20.0, 10.0, (40.0, 5.0))
    (10.0, 1.25)
    """
    dx, dy = towards[0] - centre[0], towards[1] - centre[1]
    scale = max(abs(dx) / (width / 2), abs(dy) / (height / 2)) or 1.0
    return centre[0] + dx / scale, centre[1] + dy / scale


def spread(wanted: Sequence[float], sizes: Sequence[float]) -> list[float]:
    """Move centres as little as possible so that things of given sizes do not overlap.

    The order is kept (pool adjacent violators on the least-squares problem).

    Examples
    --------
    >>> spread([0.0, 0.0, 10.0], [4.0, 4.0, 4.0])
    [-2.0, 2.0, 10.0]
    """
    offsets = [0.0]
    for before, after in itertools.pairwise(sizes):
        offsets.append(offsets[-1] + (before + after) / 2)
    pools: list[tuple[float, int]] = []
    for place, offset in zip(wanted, offsets, strict=False):
        mean, count = place - offset, 1
        while pools and pools[-1][0] > mean:
            other, size = pools.pop()
            mean = (mean * count + other * size) / (count + size)
            count += size
        pools.append((mean, count))
    means = [mean for mean, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=False)]
