"""Minima under restrictions against closed forms and scipy's trust-constr."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize

from gainsem.core.minimize import Problem
from gainsem.core.reduction import no_reduction
from gainsem.core.restricted_minimum import minimize_restricted
from gainsem.core.restrictions import Restrictions, null_space


def quadratic(matrix, target):
    def value(x):
        return float((x - target) @ matrix @ (x - target)) / 2.0

    def gradient(x):
        return matrix @ (x - target)

    def curvature(_x):
        return matrix

    return Problem(value, gradient, curvature, curvature)


def test_the_nearest_point_of_a_circle_is_on_the_ray_to_it():
    target = np.array([3.0, 4.0])
    circle = Restrictions(
        lambda x: np.array([x @ x - 1.0]), lambda x: 2.0 * x[None, :], np.array([True])
    )
    found = minimize_restricted(quadratic(np.eye(2), target), circle, np.array([1.0, 0.1]))
    assert found.converged
    assert found.params == pytest.approx([0.6, 0.8], abs=1e-13)
    # Lagrangian I (1 - 2 l) with l = (1 - 5) / 2 along the circle: the curvature is 5.
    assert found.hessian == pytest.approx(np.array([[5.0]]), abs=1e-8)
    assert np.abs(found.gradient).max() < 1e-12


@pytest.mark.parametrize("seed", range(12))
def test_random_quadratics_under_inequalities_agree_with_scipy(seed):
    random = np.random.default_rng(seed)
    root = random.normal(size=(5, 5))
    matrix, target = root @ root.T + np.eye(5), random.normal(size=5)
    rows, limits = random.normal(size=(3, 5)), random.normal(size=3)
    within = Restrictions(lambda x: rows @ x - limits, lambda _x: rows, np.zeros(3, dtype=bool))
    problem = quadratic(matrix, target)
    found = minimize_restricted(problem, within, np.zeros(5))
    peer = optimize.minimize(
        problem.value,
        np.zeros(5),
        jac=problem.gradient,
        method="SLSQP",
        constraints={"type": "ineq", "fun": lambda x: rows @ x - limits, "jac": lambda _x: rows},
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert found.converged
    assert (rows @ found.params - limits).min() > -1e-10
    assert found.value <= peer.fun + 1e-9
    # SLSQP stops on the value, so its point is good to the root of its tolerance only.
    assert found.params == pytest.approx(peer.x, abs=1e-5)


def test_a_slack_inequality_changes_nothing():
    problem = quadratic(np.diag([1.0, 2.0]), np.array([1.0, -1.0]))
    slack = Restrictions(
        lambda x: np.array([x[0]]), lambda _x: np.array([[1.0, 0.0]]), np.array([False])
    )
    found = minimize_restricted(problem, slack, np.array([-2.0, 3.0]))
    assert found.params == pytest.approx([1.0, -1.0], abs=1e-12)
    assert found.hessian.shape == (2, 2)


def test_what_cannot_hold_is_no_minimum():
    nowhere = Restrictions(
        lambda x: np.array([x @ x + 1.0]), lambda x: 2.0 * x[None, :], np.array([True])
    )
    found = minimize_restricted(
        quadratic(np.eye(2), np.array([1.0, 1.0])), nowhere, np.array([0.5, 0.2])
    )
    assert not found.converged
    assert "no point was found" in found.status


def test_a_function_that_is_not_defined_at_a_step_is_walked_around():
    positive = Restrictions(
        lambda x: np.array([np.log(x[0]) + 1.0]) if x[0] > 0 else np.array([np.nan]),
        lambda x: np.array([[1.0 / x[0], 0.0]]),
        np.array([True]),
    )
    found = minimize_restricted(
        quadratic(np.eye(2), np.array([-3.0, 0.0])), positive, np.array([2.0, 1.0])
    )
    assert found.params == pytest.approx([np.exp(-1.0), 0.0], abs=1e-10)


def test_the_weighted_hessian_is_that_of_the_functions():
    both = Restrictions(
        lambda x: np.array([x[0] * x[1], np.exp(x[0])]),
        lambda x: np.array([[x[1], x[0]], [np.exp(x[0]), 0.0]]),
        np.array([True, True]),
    )
    at = np.array([0.3, -2.0])
    expected = np.array([[3.0 * np.exp(0.3), 2.0], [2.0, 0.0]])
    assert both.hessian(at, np.array([2.0, 3.0])) == pytest.approx(expected, abs=1e-8)


def test_a_parameter_at_its_bound_cannot_move_at_all():
    bound = Restrictions(
        lambda x: x[1:2] - 2.0, lambda _x: np.array([[0.0, 1.0, 0.0]]), np.array([False])
    )
    at = np.array([1.0, 2.0, 3.0])
    tangent = bound.tangent(no_reduction(3), at)
    assert tangent.basis.shape == (3, 2)
    assert (tangent.basis[1] == 0.0).all()
    assert tangent.expand(np.zeros(2)) == pytest.approx(at)


def test_repeated_rows_count_once():
    assert null_space(np.array([[1.0, 1.0, 0.0], [2.0, 2.0, 0.0]])).shape == (3, 2)
