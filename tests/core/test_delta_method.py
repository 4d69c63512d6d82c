"""Values with derivatives: against finite differences, rule by rule and together."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.delta_method import Smooth, stacked

STEP = 1e-6


def _start(shape, start, width, values):
    """Return an array whose elements are some of the estimates."""
    size = int(np.prod(shape))
    slopes = np.zeros((width, *shape))
    for k in range(size):
        slopes[(start + k, *np.unravel_index(k, shape))] = 1.0
    return Smooth(values[start : start + size].reshape(shape), slopes)


def _formula(values):
    """Everything a Smooth can do, of a matrix (3, 3), a vector (3,) and a number."""
    a = _start((3, 3), 0, 13, values)
    b = _start((3,), 9, 13, values)
    c = _start((), 12, 13, values)
    total = (np.eye(3) - a * 0.1).inverse()
    spread = total @ (a @ a.T + np.eye(3)) @ total.T
    mean = total @ b
    root = spread[[0, 1, 2], [0, 1, 2]].root()
    fixed = np.array([0.3, -0.2, 0.5])
    parts = [
        (mean / root).sum(),
        (fixed @ mean) * c,
        (1.0 - mean[1]) / c,
        ((mean[0] - 0.2) / root[0]).normal_cdf(),
        -(b * mean)[2] + fixed @ spread @ fixed,
        (mean * fixed - root + c).sum(),
    ]
    return stacked(parts)


def test_derivatives_are_those_of_finite_differences():
    """Central differences of step 1e-6 are right to about 1e-9 of values near 1."""
    values = np.random.default_rng(11).normal(size=13) * 0.4 + 0.9
    found = _formula(values)
    for k in range(13):
        shift = np.zeros(13)
        shift[k] = STEP
        slope = (_formula(values + shift).value - _formula(values - shift).value) / (2 * STEP)
        assert found.slopes[k] == pytest.approx(slope, abs=2e-8, rel=2e-8)


def test_variance_of_a_ratio_is_the_closed_form():
    """Of a ratio of two means: ``r^2 (va / a^2 + vb / b^2 - 2 cab / (a b))``."""
    a, b = (_start((), k, 2, np.array([2.0, 5.0])) for k in (0, 1))
    vcov = np.array([[0.04, 0.01], [0.01, 0.09]])
    expected = (2 / 5) ** 2 * (0.04 / 4 + 0.09 / 25 - 2 * 0.01 / 10)
    assert float((a / b).vcov(vcov)) == pytest.approx(expected, rel=1e-12)


def test_covariances_of_several_functions():
    a, b = (_start((), k, 2, np.array([2.0, 5.0])) for k in (0, 1))
    vcov = np.array([[0.04, 0.01], [0.01, 0.09]])
    found = stacked([a + b, a - b]).vcov(vcov)
    assert found == pytest.approx(np.array([[0.15, -0.05], [-0.05, 0.11]]), rel=1e-12)
