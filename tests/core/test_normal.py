"""The normal distribution against scipy's, in one and two dimensions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from gainsem.core.normal import REACH, arc_integral, cdf, cdf2, quantile
from tests.core.normal_reference import bivariate_cdf


def test_the_distribution_function_to_the_last_digit():
    x = np.concatenate([np.linspace(-12, 12, 40_001), [-REACH, REACH, 0.0]])
    np.testing.assert_allclose(cdf(x), ndtr(x), rtol=0, atol=5e-16)
    tail = np.linspace(-8.9, -5.0, 1000)
    np.testing.assert_allclose(cdf(tail), ndtr(tail), rtol=1e-9)


def test_quantiles():
    p = np.concatenate([np.linspace(1e-6, 1 - 1e-6, 5001), [1e-12, 1e-9, 0.5]])
    # Near 0 and 1 a quantile is known to eps / density only.
    np.testing.assert_allclose(quantile(p), ndtri(p), rtol=1e-9, atol=1e-13)
    assert quantile(np.array([0.0, 1.0])).tolist() == [-REACH, REACH]
    np.testing.assert_allclose(cdf(quantile(p)), p, rtol=1e-11)


def test_quantiles_are_symmetric():
    p = np.arange(1, 16) / 32
    np.testing.assert_array_equal(quantile(p), -quantile(1.0 - p))


RHO = [-0.999, -0.95, -0.86, -0.84, -0.3, 0.0, 1e-8, 0.5, 0.849, 0.851, 0.97, 0.999]


@pytest.mark.parametrize("rho", RHO)
def test_the_bivariate_distribution_function(rho):
    grid = np.linspace(-3.5, 3.5, 29)
    found = cdf2(grid[:, None], grid[None, :], np.array(rho))
    expected = bivariate_cdf(grid[:, None], grid[None, :], rho)
    np.testing.assert_allclose(found, expected, rtol=0, atol=2e-13)


def test_its_limits():
    h = np.array([-1.3, 0.0, 0.7])
    np.testing.assert_allclose(cdf2(h, np.array(REACH), np.array(0.6)), cdf(h), atol=1e-15)
    np.testing.assert_allclose(cdf2(h, np.array(-REACH), np.array(0.6)), 0.0, atol=1e-15)
    quadrant = 0.25 + np.arcsin([-0.7, 0.2, 0.9]) / (2 * np.pi)
    found = cdf2(np.zeros(3), np.zeros(3), np.array([-0.7, 0.2, 0.9]))
    np.testing.assert_allclose(found, quadrant, atol=1e-15)


@pytest.mark.parametrize(("size", "nodes"), [(0.002, 2), (0.02, 3), (0.2, 5), (1.2, 12)])
def test_steps_along_the_correlation_are_exact_enough(size, nodes):
    grid = np.linspace(-3, 3, 13)
    h, k = grid[:, None], grid[None, :]
    start = np.arcsin(-0.3)
    grown = arc_integral(h, k, np.array(start), np.array(start + size), nodes=nodes)
    end = np.sin(start + size)
    expected = bivariate_cdf(h, k, end) - bivariate_cdf(h, k, -0.3)
    np.testing.assert_allclose(grown, expected, rtol=0, atol=2e-12)
