"""Restricted searches from a nearby minimum end where searches from afresh do."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.minimize import Problem
from gainsem.core.near_restricted import restricted_minimum_near
from gainsem.core.restricted_minimum import minimize_restricted
from gainsem.core.restrictions import Restrictions


def bowl(middle: np.ndarray) -> Problem:
    size = np.diag([1.0, 2.0, 3.0])
    return Problem(
        lambda x: float((x - middle) @ size @ (x - middle)) / 2.0,
        lambda x: size @ (x - middle),
        lambda _: size,
        lambda _: size,
    )


CIRCLE_AND_BOUNDS = Restrictions(
    lambda x: np.array([x @ x - 1.0, x[1], x[2]]),
    lambda x: np.array([2.0 * x, [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    np.array([True, False, False]),
)


@pytest.mark.parametrize(
    "middle",
    [
        [2.0, 1.0, 0.5],
        [2.0, -1.0, 0.5],
        [2.0, 1.0, -0.5],
        [0.3, -0.2, -0.1],
    ],
)
@pytest.mark.parametrize("start", [[0.8, 0.6, 0.0], [0.8, 0.0, 0.6], [0.6, 0.6, 0.5]])
def test_restrictions_are_let_go_and_taken_up(middle: list[float], start: list[float]) -> None:
    problem = bowl(np.array(middle))
    found = restricted_minimum_near(problem, CIRCLE_AND_BOUNDS, np.array(start))
    cold = minimize_restricted(problem, CIRCLE_AND_BOUNDS, np.array([1.0, 0.1, 0.1]))
    assert cold.converged
    assert found is not None
    assert found.params == pytest.approx(cold.params, abs=1e-7)
    assert found.value == pytest.approx(cold.value, abs=1e-12)


def test_no_value_asks_for_a_search_from_afresh() -> None:
    nowhere = Problem(lambda _: float("inf"), np.negative, np.diag, np.diag)
    assert restricted_minimum_near(nowhere, CIRCLE_AND_BOUNDS, np.array([1.0, 0.0, 0.0])) is None


def test_a_maximum_is_not_taken_for_a_minimum() -> None:
    """On the circle the bowl's middle is closest at one end, farthest at the other."""
    circle = Restrictions(
        lambda x: np.array([x @ x - 1.0]), lambda x: 2.0 * x[None], np.array([True])
    )
    problem = bowl(np.array([2.0, 0.0, 0.0]))
    assert restricted_minimum_near(problem, circle, np.array([-1.0, 0.0, 0.0])) is None
