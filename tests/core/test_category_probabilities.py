"""Category probabilities against integrals, known values and each other."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import log_ndtr, ndtr

from gainsem.core.category_probabilities import marginal, pairwise
from gainsem.core.interval import log_interval
from gainsem.core.normal import cdf2

POINTS = np.array([-np.inf, -38.0, -8.0, -3.1, -1e-9, 0.0, 1e-300, 0.4, 2.5, 8.0, 39.0, np.inf])
CUTS = [np.array([-1.3, -0.2, 0.9]), np.array([0.3]), np.array([-6.0, -0.5, 0.0, 5.5])]


def plackett(h, k, rho):
    """Return the bivariate normal probability as an integral over the correlation.

    Plackett (1954, doi:10.2307/2332716), with rho = sin(t).
    """

    def density(t):
        return np.exp(-(h * h + k * k - 2 * h * k * np.sin(t)) / (2 * np.cos(t) ** 2))

    end = np.arcsin(rho)
    # The integrand rises at the very end where |rho| is near 1.
    breaks = end * np.array([0.0, 0.5, 0.9, 0.99, 1.0])
    parts = [
        integrate.quad(density, a, b, epsabs=1e-14, epsrel=1e-12, limit=200)[0]
        for a, b in itertools.pairwise(breaks)
    ]
    return stats.norm.cdf(h) * stats.norm.cdf(k) + sum(parts) / (2 * np.pi)


@pytest.mark.parametrize("rho", [-0.999, -0.8, -0.1, 0.0, 0.3, 0.95, 0.999])
def test_the_bivariate_normal_distribution_is_the_integral(rho):
    inside = POINTS[np.isfinite(POINTS)]
    h, k = inside[:, None], inside[None, :]
    expected = np.array([[plackett(a, b, rho) for b in inside] for a in inside])
    assert np.abs(cdf2(h, k, rho) - expected).max() < 1e-13


@pytest.mark.parametrize("rho", [-0.9999999, -0.5, 0.0, 0.999, 0.9999999])
def test_its_margins_are_normal(rho):
    infinite = np.full(len(POINTS), np.inf)
    expected = stats.norm.cdf(POINTS)
    assert cdf2(POINTS, infinite, rho) == pytest.approx(expected, abs=1e-15)
    assert cdf2(infinite, POINTS, rho) == pytest.approx(expected, abs=1e-15)
    assert not cdf2(POINTS, -infinite, rho).any()
    quarter = 0.25 + np.arcsin(rho) / (2 * np.pi)
    assert cdf2(np.zeros(1), np.zeros(1), rho)[0] == pytest.approx(quarter, abs=1e-15)


@pytest.mark.parametrize("rho", [-1.0, 1.0, 1.2, np.nan])
def test_no_proper_correlation_no_probability(rho):
    assert np.isnan(cdf2(POINTS, POINTS, rho)).all()


@pytest.mark.parametrize("rho", [-0.999, -0.4, 0.0, 0.7, 0.999])
def test_a_table_adds_up_to_the_margins(rho):
    cor = np.full((3, 3), rho)
    alone = marginal(CUTS)
    pairs = [(0, 1), (2, 0), (1, 2)]
    for (i, j), table in zip(pairs, pairwise(CUTS, cor, pairs), strict=True):
        assert table.shape == (len(CUTS[i]) + 1, len(CUTS[j]) + 1)
        assert (table >= 0.0).all()
        assert table.sum(axis=1) == pytest.approx(alone[i], abs=1e-14)
        assert table.sum(axis=0) == pytest.approx(alone[j], abs=1e-14)


def test_independent_items_have_products_in_their_table():
    [table] = pairwise(CUTS, np.eye(3), [(0, 2)])
    alone = marginal(CUTS)
    assert table == pytest.approx(np.outer(alone[0], alone[2]), abs=1e-15)


def test_marginal_probabilities_keep_their_digits_in_both_tails():
    [up] = marginal([np.array([20.0, 21.0])])
    [down] = marginal([np.array([-21.0, -20.0])])
    assert up == pytest.approx(down[::-1], rel=1e-15)
    assert up[1] == pytest.approx(stats.norm.sf(20.0) - stats.norm.sf(21.0), rel=1e-13)
    assert marginal([np.empty(0)])[0].tolist() == [1.0]


@pytest.mark.parametrize("reflect", [False, True])
def test_log_probabilities_of_open_intervals(reflect):
    bound, beyond = np.array([-300.0, -38.0, -5.0, 0.0, 3.0, 37.0, 45.0]), np.full(7, np.inf)
    lower, upper = (-bound, beyond) if reflect else (-beyond, bound)
    value, slope, weight = log_interval(lower, upper)
    assert value == pytest.approx(log_ndtr(bound), rel=1e-14, abs=1e-15)
    hazard = np.exp(stats.norm.logpdf(bound) - log_ndtr(bound))
    # 1e-11: log densities of 45000 have lost that many digits before exp() sees them.
    assert slope == pytest.approx(hazard if reflect else -hazard, rel=1e-11, abs=1e-300)
    assert weight[3:] == pytest.approx(hazard[3:] * (hazard[3:] + bound[3:]), rel=1e-12, abs=1e-300)
    # The series of Mills' ratio: h (h + b) = 1 - 1/b^2 + 6/b^4 - 50/b^6 + ...
    tail = 1.0 - bound[:2] ** -2 + 6.0 * bound[:2] ** -4 - 50.0 * bound[:2] ** -6
    assert weight[:2] == pytest.approx(tail, abs=1e-9)


@pytest.mark.parametrize(
    ("lower", "upper"),
    [
        (-1.0, 0.5),
        (-0.2, 2.0),
        (30.0, 30.5),
        (-31.0, -30.0),
        (-9.0, 8.0),
        (0.3, 0.301),
        (5.0, 60.0),
    ],
)
def test_derivatives_of_log_probabilities_are_differences(lower, upper):
    def at(z):
        return np.array(log_interval(np.array([lower - z]), np.array([upper - z])))[:, 0]

    h = 1e-3
    _, slope, weight = at(0.0)
    ahead, behind, farther, before = at(h), at(-h), at(2 * h), at(-2 * h)
    rise = (8 * (ahead - behind) - (farther - before)) / (12 * h)
    assert slope == pytest.approx(rise[0], rel=1e-8, abs=1e-9)
    assert weight == pytest.approx(-rise[1], rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("rho", [-0.99999, -0.851, 0.86, 0.9, 0.9999, 0.9999999])
def test_steep_correlations_against_an_integral_over_one_variable(rho):
    spread = np.sqrt((1.0 - rho) * (1.0 + rho))
    for h, shift in itertools.product([-2.1, 0.0, 0.7], [-2.0, -0.3, 0.0, 1.1]):
        k = rho * h + shift * spread
        breaks = np.unique([-9.0, *(k / rho + spread * np.array([-9.0, -2.0, 0.0, 2.0, 9.0])), h])
        inside = breaks[(breaks >= -9.0) & (breaks <= h)]
        expected = sum(
            integrate.quad(
                lambda x, k=k: stats.norm.pdf(x) * ndtr((k - rho * x) / spread),
                *(a, b),
                epsabs=1e-16,
                epsrel=1e-13,
            )[0]
            for a, b in itertools.pairwise(inside)
        )
        assert cdf2(np.array([h]), np.array([k]), rho)[0] == pytest.approx(expected, abs=1e-14)
