from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainsem.plots.geometry import (
    box_border,
    boxes_hit,
    boxes_overlap,
    crossings,
    curve_points,
    ellipse_border,
    spread,
)

sizes = st.floats(1.0, 40.0)
places = st.lists(st.tuples(st.floats(-100, 100), sizes), min_size=1, max_size=12)


@given(places)
def test_spread_things_keep_apart_and_in_order(
    things: list[tuple[float, float]],
) -> None:
    wanted, size = zip(*sorted(things), strict=True)
    placed = spread(wanted, size)
    for n in range(len(placed) - 1):
        assert placed[n + 1] - placed[n] >= (size[n] + size[n + 1]) / 2 - 1e-9


@given(places)
def test_spread_leaves_their_mean_where_it_was(things: list[tuple[float, float]]) -> None:
    wanted, size = zip(*sorted(things), strict=True)
    assert np.mean(spread(wanted, size)) == pytest.approx(np.mean(wanted), abs=1e-9)


def test_spread_moves_nothing_that_has_room() -> None:
    assert spread([0.0, 50.0, 90.0], [10.0, 10.0, 10.0]) == [0.0, 50.0, 90.0]


@given(st.floats(0.01, 2 * math.pi), sizes, sizes)
def test_borders_lie_on_the_shape_and_the_ray(angle: float, width: float, height: float) -> None:
    towards = 100 * math.cos(angle), 100 * math.sin(angle)
    x, y = ellipse_border((0.0, 0.0), width, height, towards)
    assert (2 * x / width) ** 2 + (2 * y / height) ** 2 == pytest.approx(1.0)
    assert x * towards[1] == pytest.approx(y * towards[0], abs=1e-6)
    x, y = box_border((0.0, 0.0), width, height, towards)
    assert max(abs(2 * x / width), abs(2 * y / height)) == pytest.approx(1.0)
    assert x * towards[1] == pytest.approx(y * towards[0], abs=1e-6)


def test_a_bezier_curve_begins_and_ends_at_its_ends() -> None:
    control = [(0.0, 0.0), (0.0, 8.0), (8.0, 8.0), (8.0, 0.0)]
    points = curve_points(control, 5)
    assert points[0].tolist() == [0.0, 0.0]
    assert points[2].tolist() == [4.0, 6.0]
    assert points[-1].tolist() == [8.0, 0.0]


def test_parallel_and_touching_lines_do_not_cross() -> None:
    flat = np.array([[0.0, 0.0], [4.0, 0.0]])
    assert crossings(flat, flat + np.array([0.0, 1.0])) == 0
    assert crossings(flat, np.array([[2.0, 0.0], [2.0, 5.0]])) == 0
    assert crossings(flat, np.array([[2.0, -1.0], [2.0, 5.0]])) == 1


def test_boxes_hit_and_overlapped() -> None:
    boxes = np.array([[0.0, 0.0, 2.0, 2.0], [5.0, 0.0, 7.0, 2.0]])
    assert boxes_hit(np.array([[4.5, 1.0]]), boxes).tolist() == [False, False]
    assert boxes_hit(np.array([[4.5, 1.0]]), boxes, 1.0).tolist() == [False, True]
    assert boxes_overlap(np.array([1.0, 1.0, 6.0, 3.0]), boxes).tolist() == [True, True]
    assert boxes_overlap(np.array([2.0, 0.0, 5.0, 2.0]), boxes).tolist() == [False, False]
    assert boxes_hit(np.array([[0.0, 0.0]]), np.zeros((0, 4))).tolist() == []
