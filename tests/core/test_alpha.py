"""Alpha and its standard errors: closed forms, and what must not change them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gainsem.core.alpha import (
    alpha,
    alpha_se,
    alpha_se_any_distribution,
    alpha_without_each,
    average_correlation,
    feldt_interval,
    item_total_correlations,
    lambda2,
    lambda6,
)


def compound(k: int, r: float) -> np.ndarray:
    return np.full((k, k), r) + (1.0 - r) * np.eye(k)


@pytest.mark.parametrize(("k", "r"), [(2, 0.3), (5, 0.3), (10, 0.5)])
def test_equal_correlations_give_the_spearman_brown_formula(k: int, r: float) -> None:
    known = k * r / (1 + (k - 1) * r)
    assert alpha(compound(k, r)) == pytest.approx(known, rel=1e-14)
    assert lambda2(compound(k, r)) == pytest.approx(known, rel=1e-14)
    assert average_correlation(compound(k, r)) == pytest.approx(r)


def test_lambda6_of_equal_correlations() -> None:
    """The squared multiple correlation of k equally correlated items has a closed form."""
    k, r = 4, 0.4
    smc = (k - 1) * r**2 / (1 + (k - 2) * r)
    assert lambda6(compound(k, r)) == pytest.approx(1 - k * (1 - smc) / compound(k, r).sum())


def test_corrected_item_total_correlation_is_that_with_the_sum_of_the_others() -> None:
    values = np.random.default_rng(3).normal(size=(50, 4))
    rest = values.sum(axis=1)[:, None] - values
    known = [np.corrcoef(values[:, j], rest[:, j])[0, 1] for j in range(4)]
    assert item_total_correlations(np.cov(values.T)) == pytest.approx(np.array(known))


def test_what_has_no_alpha_has_none() -> None:
    assert math.isnan(alpha(np.eye(1)))
    assert math.isnan(alpha(np.array([[1.0, -1.0], [-1.0, 1.0]])))
    assert math.isnan(lambda6(np.ones((2, 2))))
    assert math.isnan(average_correlation(np.eye(1)))
    assert np.isnan(alpha_without_each(compound(2, 0.5))).all()
    assert np.isnan(feldt_interval(0.8, 1, 3, level=0.95)).all()


def test_negative_alpha_is_a_number() -> None:
    assert alpha(compound(3, -0.2)) == pytest.approx(3 * -0.2 / (1 - 0.4))


def test_normal_theory_error_of_parallel_items() -> None:
    """Van Zyl et al. (2000), parallel items: var(alpha) = 2 k (1 - alpha)^2 / ((k - 1) n)."""
    k, n = 6, 200
    cov = compound(k, 0.4)
    known = math.sqrt(2 * k * (1 - alpha(cov)) ** 2 / ((k - 1) * n))
    assert alpha_se(cov, n) == pytest.approx(known, rel=1e-12)


def test_the_two_errors_agree_for_normal_answers() -> None:
    cov = compound(5, 0.4)
    values = np.random.default_rng(1).multivariate_normal(np.zeros(5), cov, size=40_000)
    ratio = alpha_se_any_distribution(values) / alpha_se(np.cov(values.T), len(values))
    # The ratio's own error: sqrt(2 / n) times a few.
    assert ratio == pytest.approx(1.0, abs=0.03)


def test_the_error_for_any_distribution_is_that_of_the_infinitesimal_jackknife() -> None:
    """What a respondent adds to alpha is how alpha changes when he counts a little more."""
    draw, n = np.random.default_rng(2), 40
    values = draw.exponential(size=(n, 4)) + draw.exponential(size=(n, 1))

    def at(weights: np.ndarray) -> float:
        return alpha(np.cov(values.T, aweights=weights, ddof=0))

    def added(i: int) -> float:
        step = 1e-5 * np.eye(n)[i]
        return (at(1 + step) - at(1 - step)) / 2e-5

    known = math.sqrt(n / (n - 1) * sum(added(i) ** 2 for i in range(n)))
    assert alpha_se_any_distribution(values) == pytest.approx(known, rel=1e-6)
