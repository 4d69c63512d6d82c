"""Intervals against R's boot on the same draws, and against closed forms."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from gainsem.core.bootstrap_intervals import acceleration_of, bootstrap_interval

REFERENCE = Path(__file__).parents[1] / "reference" / "bootstrap" / "boot_intervals.json"


@pytest.mark.parametrize("kind", ["percentile", "basic", "bca"])
def test_the_same_draws_give_the_intervals_of_r_boot(kind: str) -> None:
    """Same formulas on same numbers: only rounding of normal quantiles may differ."""
    known = json.loads(REFERENCE.read_text(encoding="utf-8"))
    bend = acceleration_of(np.array(known["left_out"])[:, None])
    lower, upper = bootstrap_interval(
        np.array(known["draws"])[:, None],
        np.array([known["estimate"]]),
        kind=kind,
        level=0.95,
        acceleration=bend,
    )
    assert [lower[0], upper[0]] == pytest.approx(known[kind], rel=1e-6)


def test_the_acceleration_of_a_mean_is_a_sixth_of_its_skewness() -> None:
    """Efron (1987): for a mean a = skewness / (6 sqrt(n))."""
    x = np.random.default_rng(3).exponential(size=200)
    left_out = (x.sum() - x) / (len(x) - 1)
    apart = x - x.mean()
    skewness = (apart**3).mean() / (apart**2).mean() ** 1.5
    expected = skewness / (6.0 * np.sqrt(len(x)))
    assert acceleration_of(left_out[:, None])[0] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("kind", ["percentile", "basic", "bc", "bca"])
def test_draws_of_a_normal_mean_give_its_normal_interval(kind: str) -> None:
    """All kinds agree for a normal distribution; 4 Monte Carlo errors of a 2.5 % quantile."""
    draws = np.random.default_rng(1).normal(2.0, 0.5, (40_000, 1))
    lower, upper = bootstrap_interval(
        draws, np.array([2.0]), kind=kind, level=0.95, acceleration=np.zeros(1)
    )
    error = 4.0 * 0.5 * np.sqrt(0.025 * 0.975 / 40_000) / 0.0584
    assert lower[0] == pytest.approx(2.0 - 1.96 * 0.5, abs=2 * error)
    assert upper[0] == pytest.approx(2.0 + 1.96 * 0.5, abs=2 * error)


def test_draws_without_a_value_are_left_out_and_constants_stay() -> None:
    draws = np.array([[1.0, 3.0], [np.nan, 3.0], [2.0, 3.0], [3.0, 3.0]])
    lower, upper = bootstrap_interval(draws, np.array([2.0, 3.0]), kind="percentile", level=0.5)
    assert (lower[0], upper[0]) == (1.0, 3.0)
    assert (lower[1], upper[1]) == (3.0, 3.0)


def test_nothing_is_said_where_nothing_is_known() -> None:
    draws = np.array([[np.nan], [1.0]])
    lower, upper = bootstrap_interval(draws, np.array([1.0]), kind="bca", level=0.95)
    assert np.isnan([lower[0], upper[0]]).all()
