"""Derivatives of the loss against finite differences, and minima that are known."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.alignment.component_loss import component, loss_at, values_at
from gainsem.core.alignment.parameters import measurement_table, pair_weights
from gainsem.core.alignment.problems import mean_problem, spread_problem
from gainsem.core.alignment.search import Objective, Slope, search
from tests.core.alignment.groups import population

# Central differences with steps of 1e-5 are good to 1e-9 or so of values near 1.
CLOSE = {"rtol": 1e-6, "atol": 1e-8}


def _differences(function, x: np.ndarray, step: float = 1e-5) -> np.ndarray:
    columns = []
    for k in range(x.shape[-1]):
        move = np.zeros_like(x)
        move[..., k] = step
        columns.append((function(x + move) - function(x - move)) / (2.0 * step))
    return np.stack(columns, axis=-1)


def test_loss_is_the_sum_over_pairs_of_groups() -> None:
    cells = np.array([[[0.0], [1.0], [3.0]]])
    weights = pair_weights(np.ones((3, 1), dtype=bool), np.array([4.0, 9.0, 1.0]))
    by_hand = 6 * (1.01**0.25) + 2 * (9.01**0.25) + 3 * (4.01**0.25)
    assert values_at(cells, weights, 0.01)[0] == pytest.approx(by_hand, rel=1e-14)
    assert loss_at(cells, weights, 0.01).value[0] == pytest.approx(by_hand, rel=1e-14)


def test_a_group_without_a_parameter_pays_nothing() -> None:
    present = np.array([[True], [False], [True]])
    weights = pair_weights(present, np.ones(3))
    cells = np.array([[[0.0], [50.0], [1.0]]])
    assert values_at(cells, weights, 0.01)[0] == pytest.approx(1.01**0.25)


def test_the_quadratic_lies_above_the_loss_and_touches_it() -> None:
    x, here, epsilon = np.linspace(-3, 3, 301), 0.7, 0.01
    root = component(np.array([here]), epsilon)[0]
    above = root + 0.25 / root**3 * (x**2 - here**2)
    assert (above >= component(x, epsilon) - 1e-12).all()


@pytest.mark.parametrize("held", [None, 0])
def test_derivatives_of_the_mean_problem(held: int | None) -> None:
    made = population(4, biased=((1, 2, 0.3, 0.5),))
    loadings = made.configural_loadings.copy()
    loadings[:, 0, 1] = 0.3
    table = measurement_table(loadings, made.configural_positions, thresholds=False)
    problem = mean_problem(table, np.array([0, 1]), np.full(4, 100.0), 0.01, held)
    objective = problem.objective()
    x = np.random.default_rng(3).normal(size=(2, len(problem.free)))
    at = objective.slopes(x)
    np.testing.assert_allclose(at.gradient, _differences(objective.values, x), **CLOSE)
    gradients = _differences(lambda y: objective.slopes(y).gradient, x)
    np.testing.assert_allclose(at.exact, gradients, **CLOSE)
    assert np.linalg.eigvalsh(at.above).min() > -1e-12


def test_derivatives_of_the_spread_problem() -> None:
    made = population(5, biased=((1, 2, 0.3, 0.5),))
    table = measurement_table(made.configural_loadings, made.configural_positions, thresholds=False)
    objective = spread_problem(table, 1, np.array([50.0, 80, 90, 20, 70]), 0.01).objective()
    x = 0.3 * np.random.default_rng(3).normal(size=(3, 4))
    at = objective.slopes(x)
    np.testing.assert_allclose(at.gradient, _differences(objective.values, x), **CLOSE)
    gradients = _differences(lambda y: objective.slopes(y).gradient, x)
    np.testing.assert_allclose(at.exact, gradients, **CLOSE)
    assert np.linalg.eigvalsh(at.above).min() > -1e-12


def test_search_finds_the_minima_of_a_polynomial_and_says_which_is_lower() -> None:
    def values(x: np.ndarray) -> np.ndarray:
        return (x**4 / 4 - x**2 / 2 + 0.1 * x).sum(axis=1)

    def slopes(x: np.ndarray) -> Slope:
        second = (3 * x**2 - 1)[:, :, None]
        return Slope(values(x), x**3 - x + 0.1, second, np.maximum(second, 0.1))

    ends = search(Objective(values, slopes), np.array([[-3.0], [3.0], [-0.5], [1.1]]))
    roots = np.sort(np.roots([1.0, 0.0, -1.0, 0.1]).real)
    assert ends.converged.all()
    np.testing.assert_allclose(ends.points[ends.best], roots[0], atol=1e-9)
    np.testing.assert_allclose(ends.points[1], roots[2], atol=1e-9)
    assert ends.agreeing == 2
