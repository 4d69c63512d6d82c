"""Searches from the minimum of a function that is alike."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.minimize import Problem
from gainsem.core.near_minimum import minimum_near


def quartic(middle: np.ndarray) -> Problem:
    """``sum (x - m)^2 / 2 + (x - m)^4 / 4``, whose minimum is m."""

    def hessian(x):
        return np.diag(1.0 + 3.0 * (x - middle) ** 2)

    return Problem(
        lambda x: float(((x - middle) ** 2 / 2 + (x - middle) ** 4 / 4).sum()),
        lambda x: (x - middle) + (x - middle) ** 3,
        hessian,
        hessian,
    )


@pytest.mark.parametrize("distance", [0.0, 0.01, 1.0, 5.0])
def test_the_minimum_is_found(distance: float) -> None:
    middle = np.array([1.0, -2.0])
    found = minimum_near(quartic(middle), middle + distance, np.eye(2))
    assert found is not None
    assert found.params == pytest.approx(middle, abs=1e-9)


def test_a_point_without_a_value_asks_for_a_search_from_afresh() -> None:
    problem = Problem(lambda _: float("inf"), np.negative, np.diag, np.diag)
    assert minimum_near(problem, np.ones(1), np.eye(1)) is None


def test_a_saddle_asks_for_a_search_from_afresh() -> None:
    bend = np.diag([1.0, -1.0])
    saddle = Problem(
        lambda x: float(x @ bend @ x) / 2.0, lambda x: bend @ x, lambda _: bend, lambda _: bend
    )
    assert minimum_near(saddle, np.array([0.5, 0.0]), np.eye(2)) is None
