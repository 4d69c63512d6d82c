"""Bootstrap streams and limits."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.resampling import (
    bias_corrected_interval,
    draws_of,
    percentile_interval,
    resampled,
)


def test_a_draw_is_the_same_whichever_were_made_before() -> None:
    many, few = list(draws_of(20, 5, 3)), list(draws_of(20, 2, 3))
    assert all(map(np.array_equal, many, few))
    assert not np.array_equal(many[0], many[1])
    assert not np.array_equal(many[0], next(draws_of(20, 1, 4)))


def test_the_bootstrap_error_of_a_mean() -> None:
    values = np.random.default_rng(0).normal(size=200)
    found = resampled(lambda rows: values[rows].mean(), 200, draws=2000, seed=1)
    # 2000 draws know a standard deviation to 1.6 %.
    assert found.std() == pytest.approx(values.std() / np.sqrt(200), rel=0.06)


def test_percentiles() -> None:
    draws = np.arange(101.0)[:, None] * np.array([1.0, 2.0])
    lower, upper = percentile_interval(draws, level=0.9)
    assert lower == pytest.approx(np.array([5.0, 10.0]))
    assert upper == pytest.approx(np.array([95.0, 190.0]))


def test_without_bias_the_corrected_limits_are_the_percentiles() -> None:
    draws = np.arange(101.0)
    lower, upper = bias_corrected_interval(draws, np.array(50.0), level=0.9)
    assert (float(lower), float(upper)) == pytest.approx((5.0, 95.0))


def test_draws_below_the_estimate_move_the_limits_up() -> None:
    lower, upper = bias_corrected_interval(np.arange(101.0), np.array(70.0), level=0.9)
    assert lower > 5.0
    assert upper > 95.0


def test_draws_without_a_value_are_left_out() -> None:
    draws = np.array([np.nan, *np.arange(101.0)])
    lower, upper = percentile_interval(draws, level=0.9)
    assert (float(lower), float(upper)) == pytest.approx((5.0, 95.0))
    nothing, _ = percentile_interval(np.full(3, np.nan), level=0.9)
    assert np.isnan(nothing)
