"""The Gini coefficient against its definition, closed forms and the jackknife."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gainsem.core.gini import gini, gini_influence


def by_definition(values: np.ndarray, weights: np.ndarray) -> float:
    pairs = np.abs(values[:, None] - values[None, :]) * np.outer(weights, weights)
    return float(pairs.sum() / (2.0 * weights.sum() * (weights @ values)))


@given(
    arrays(float, 12, elements=st.floats(0.0, 100.0).map(lambda v: round(v, 2))),
    arrays(float, 12, elements=st.floats(0.1, 5.0)),
)
def test_half_the_relative_mean_difference(values: np.ndarray, weights: np.ndarray) -> None:
    if values.sum() > 0:
        assert gini(values, weights) == pytest.approx(by_definition(values, weights), abs=1e-10)


def test_textbook_values() -> None:
    assert gini(np.array([1.0, 1.0, 1.0]), np.ones(3)) == pytest.approx(0.0)
    assert gini(np.array([0.0, 0.0, 0.0, 8.0]), np.ones(4)) == pytest.approx(0.75)
    assert gini(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 2.0])) == pytest.approx(
        gini(np.array([1.0, 2.0, 3.0, 3.0]), np.ones(4))
    )
    assert np.isnan(gini(np.zeros(3), np.ones(3)))
    assert np.isnan(gini_influence(np.zeros(3), np.ones(3))).all()


def test_closed_forms_of_distributions() -> None:
    """1/3 for the uniform distribution, 1/2 for the exponential one (Gastwirth 1972)."""
    share = (np.arange(200_000) + 0.5) / 200_000
    assert gini(share, np.ones(share.size)) == pytest.approx(1 / 3, abs=1e-5)
    assert gini(-np.log1p(-share), np.ones(share.size)) == pytest.approx(0.5, abs=1e-4)


def test_the_influence_is_the_derivative_by_the_weights() -> None:
    rng = np.random.default_rng(1)
    values, weights = rng.gamma(3.0, size=30), rng.uniform(0.5, 2.0, 30)
    values[4] = values[9]
    found, step = gini_influence(values, weights), 1e-6
    for k in range(30):
        up, down = weights.copy(), weights.copy()
        up[k] += step
        down[k] -= step
        slope = (gini(values, up) - gini(values, down)) / (2 * step)
        assert found[k] == pytest.approx(slope, abs=1e-8)
    assert weights @ found == pytest.approx(0.0, abs=1e-12)


def test_the_linearised_error_is_that_of_the_jackknife() -> None:
    rng = np.random.default_rng(2)
    n = 400
    values, weights = rng.gamma(4.0, size=n), rng.uniform(0.5, 2.0, n)
    part = weights * gini_influence(values, weights)
    linear = np.sqrt(n / (n - 1) * (part**2).sum())
    left_out = np.array([gini(np.delete(values, k), np.delete(weights, k)) for k in range(n)])
    jackknife = np.sqrt((n - 1) / n * ((left_out - left_out.mean()) ** 2).sum())
    assert linear == pytest.approx(jackknife, rel=0.01)


def test_the_error_of_an_exponential_sample_is_the_one_theory_gives() -> None:
    """Variance of sqrt(n) G of the exponential distribution: 1/12 (Gail & Gastwirth 1978)."""
    n = 5000
    values = np.random.default_rng(3).exponential(size=n)
    part = gini_influence(values, np.ones(n))
    assert n * (part**2).sum() == pytest.approx(1 / 12, rel=0.05)
