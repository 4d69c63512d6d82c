"""Limits from the answers, speed, and blocks ticked alike: closed forms and scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import median_abs_deviation

from gainsem.core.distribution_limits import lower_median_limit, upper_fence
from gainsem.core.respondents.response_speed import relative_speed, seconds_per_item
from gainsem.core.straight_blocks import MixedBlock, alike, contradictory_blocks


def test_the_median_limit_against_scipy() -> None:
    values = np.random.default_rng(1).normal(5, 2, 400)
    spread = median_abs_deviation(values, scale="normal")
    expected = np.median(values) - 3 * spread
    assert lower_median_limit(np.append(values, np.nan)) == pytest.approx(expected, rel=1e-9)


def test_outliers_hardly_move_the_limits() -> None:
    values = np.random.default_rng(2).normal(size=1000)
    wild = np.concatenate([values, np.full(20, 1e6)])
    assert upper_fence(wild) == pytest.approx(upper_fence(values), abs=0.2)
    assert lower_median_limit(wild) == pytest.approx(lower_median_limit(values), abs=0.1)


def test_limits_of_nothing_are_unknown() -> None:
    nothing = np.array([np.nan])
    assert np.isnan([lower_median_limit(nothing), upper_fence(nothing)]).all()
    assert np.isnan(relative_speed(nothing)).all()


def test_a_normal_sample_is_beyond_the_limits_as_often_as_a_normal_variable() -> None:
    # Beyond Tukey's upper fence: 0.35 %; below the median less 3 sd: 0.13 %.
    values = np.random.default_rng(3).normal(size=200_000)
    assert np.mean(values > upper_fence(values)) == pytest.approx(0.0035, abs=0.0006)
    assert np.mean(values < lower_median_limit(values)) == pytest.approx(0.00135, abs=0.0004)


def test_seconds_per_item_counts_what_was_asked() -> None:
    found = seconds_per_item(np.array([80.0, 80.0, 80.0]), np.array([40, 20, 0]))
    np.testing.assert_array_equal(found, [2.0, 4.0, np.nan])


def test_blocks_are_alike_when_enough_answers_are() -> None:
    answers = np.array([[3, 3, 3], [3, np.nan, 3], [3, 3, 4], [np.nan] * 3], dtype=float)
    assert alike(answers, 3).tolist() == [True, False, False, False]
    assert alike(answers, 2).tolist() == [True, True, False, False]


def test_the_middle_box_contradicts_nothing() -> None:
    ticked = np.array(
        [[4, 4, 4, 1, 1, 1], [3, 3, 3, 5, 5, 5], [4, 4, np.nan, 2, 2, 2], [4, 4, 2, 1, 1, 2]],
        dtype=float,
    )
    blocks = [MixedBlock(np.arange(3), 3.0), MixedBlock(np.arange(3, 6), 3.0)]
    assert contradictory_blocks(ticked, blocks).tolist() == [2, 1, 1, 0]
