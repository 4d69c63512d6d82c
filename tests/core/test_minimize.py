"""The Newton loop on functions whose minimum is known."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.minimize import Problem, minimize


def _rosenbrock():
    def value(x):
        return 100.0 * (x[1] - x[0] ** 2) ** 2 + (1.0 - x[0]) ** 2

    def gradient(x):
        outer = x[1] - x[0] ** 2
        return np.array([-400.0 * x[0] * outer - 2.0 * (1.0 - x[0]), 200.0 * outer])

    def hessian(x):
        return np.array(
            [[1200.0 * x[0] ** 2 - 400.0 * x[1] + 2.0, -400.0 * x[0]], [-400.0 * x[0], 200.0]]
        )

    def expected(x):
        # Gauss-Newton, positive definite everywhere.
        jacobian = np.array([[-20.0 * x[0], 10.0], [-1.0, 0.0]])
        return 2.0 * jacobian.T @ jacobian

    return Problem(value, gradient, expected, hessian)


@pytest.mark.parametrize("start", [(-1.2, 1.0), (3.0, -4.0), (0.0, 0.0)])
def test_finds_the_minimum_of_rosenbrock(start):
    minimum = minimize(_rosenbrock(), np.array(start))
    assert minimum.converged
    np.testing.assert_allclose(minimum.params, [1.0, 1.0], atol=1e-9)
    assert np.abs(minimum.gradient).max() < 1e-8


def test_says_when_it_ran_out_of_iterations():
    minimum = minimize(_rosenbrock(), np.array([-1.2, 1.0]), max_iterations=3)
    assert not minimum.converged
    assert minimum.status == "no minimum within 3 iterations"


def test_an_inadmissible_start_is_said():
    problem = Problem(lambda x: float("inf"), lambda x: x, lambda x: np.eye(1), lambda x: np.eye(1))
    minimum = minimize(problem, np.zeros(1))
    assert not minimum.converged
    assert "start values" in minimum.status


def test_a_saddle_is_not_a_minimum():
    problem = Problem(
        lambda x: float(x[0] ** 2 - x[1] ** 2),
        lambda x: np.array([2.0 * x[0], -2.0 * x[1]]),
        lambda x: np.eye(2),
        lambda x: np.diag([2.0, -2.0]),
    )
    assert not minimize(problem, np.array([1.0, 0.0]), max_iterations=20).converged


def test_nothing_to_estimate():
    problem = Problem(
        lambda x: 0.25, lambda x: np.zeros(0), lambda x: np.eye(0), lambda x: np.eye(0)
    )
    assert minimize(problem, np.zeros(0)).converged
