"""Corrected statistics: the moments they are made to have."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gainsem.core.scaled_tests import mean_adjusted, mean_variance_adjusted, scaled_shifted

# The statistic is a sum of chi-squares with these weights: mean 7, variance 2 * 21.
WEIGHTS = np.array([4.0, 2.0, 1.0])
TRACE, SQUARED, DF = float(WEIGHTS.sum()), float((WEIGHTS**2).sum()), 3


def test_the_mean_adjusted_statistic_has_mean_df():
    assert mean_adjusted(TRACE, DF, TRACE).statistic == pytest.approx(DF)
    assert mean_adjusted(14.0, DF, TRACE).scaling == pytest.approx(7 / 3)


def test_mean_and_variance_adjusted():
    test = mean_variance_adjusted(TRACE, DF, TRACE, SQUARED)
    assert test.df == pytest.approx(49 / 21)
    assert test.statistic == pytest.approx(test.df)
    assert 2.0 * SQUARED / test.scaling**2 == pytest.approx(2.0 * test.df)


def test_scaled_and_shifted():
    test = scaled_shifted(TRACE, DF, TRACE, SQUARED)
    assert test.df == DF
    assert test.statistic == pytest.approx(DF)
    assert 2.0 * SQUARED / test.scaling**2 == pytest.approx(2.0 * DF)
    assert scaled_shifted(0.0, DF, TRACE, SQUARED).statistic == pytest.approx(test.shift)


@pytest.mark.parametrize("statistic", [0.3, 5.0, 40.0])
def test_a_chi_square_is_left_alone(statistic):
    for test in (
        mean_adjusted(statistic, DF, 3.0),
        mean_variance_adjusted(statistic, DF, 3.0, 3.0),
        scaled_shifted(statistic, DF, 3.0, 3.0),
    ):
        assert (test.statistic, test.df, test.scaling) == (statistic, 3.0, 1.0)
        assert test.shift == 0.0


def test_equal_weights_only_scale():
    tests = [
        mean_adjusted(12.0, DF, 6.0),
        mean_variance_adjusted(12.0, DF, 6.0, 12.0),
        scaled_shifted(12.0, DF, 6.0, 12.0),
    ]
    assert [test.statistic for test in tests] == pytest.approx([6.0, 6.0, 6.0])
    assert len({round(test.pvalue, 12) for test in tests}) == 1


@pytest.mark.parametrize("kind", [mean_adjusted, mean_variance_adjusted, scaled_shifted])
def test_without_degrees_of_freedom_there_is_nothing_to_correct(kind):
    more = (0.0,) if kind is mean_adjusted else (0.0, 0.0)
    test = kind(1e-20, 0, *more)
    assert test.df == 0.0
    assert math.isnan(test.pvalue)
    assert math.isnan(test.scaling)
