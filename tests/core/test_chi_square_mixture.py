"""Weighted sums of chi-squares against closed forms and Imhof's table."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from gainsem.core.chi_square_mixture import mixture_tail

# The trapezoidal rule converges to rounding: 1e-11 leaves two digits for scipy's own error.
RELATIVE = 1e-11


@pytest.mark.parametrize("df", [1, 2, 5, 40])
@pytest.mark.parametrize("statistic", [1e-6, 0.01, 0.5, 2.0, 10.0, 100.0, 600.0])
def test_equal_weights_are_a_chi_square(df, statistic):
    expected = stats.chi2.sf(statistic / 0.3, df)
    found = mixture_tail(statistic, np.full(df, 0.3))
    assert found == pytest.approx(expected, rel=RELATIVE)


@pytest.mark.parametrize("statistic", [0.001, 0.1, 1.0, 5.0, 20.0, 100.0, 1000.0])
def test_pairs_of_weights_are_a_sum_of_exponentials(statistic):
    single = np.array([1.0, 0.6, 0.01])
    rates = 1.0 / (2.0 * single)
    expected = sum(
        math.exp(-rate * statistic)
        * math.prod(other / (other - rate) for other in rates if other != rate)
        for rate in rates
    )
    found = mixture_tail(statistic, np.repeat(single, 2))
    assert found == pytest.approx(expected, rel=RELATIVE)


@pytest.mark.parametrize(("statistic", "expected"), [(0.1, 0.9458), (0.7, 0.5064), (2.0, 0.1240)])
def test_imhof_s_table(statistic, expected):
    # Imhof (1961), table 1, Q1: weights .6, .3, .1 with one degree of freedom each.
    found = mixture_tail(statistic, np.array([0.6, 0.3, 0.1]))
    assert found == pytest.approx(expected, abs=5e-5)


def test_tiny_weights_do_not_count_and_nothing_has_no_tail():
    weights = np.array([1.0, 0.4, 0.001])
    padded = np.concatenate([weights, np.full(50, 1e-15), np.zeros(3)])
    assert mixture_tail(2.0, padded) == pytest.approx(mixture_tail(2.0, weights), rel=RELATIVE)
    assert mixture_tail(1.0, np.zeros(2)) == 0.0
    assert mixture_tail(0.0, weights) == 1.0


def test_weights_far_apart():
    # 30 weights between 1e-6 and 1; a quarter of a million draws: standard error 1e-3.
    rng = np.random.default_rng(11)
    weights = 10.0 ** rng.uniform(-6.0, 0.0, 30)
    drawn = (rng.standard_normal((250_000, 30)) ** 2) @ weights
    for statistic in (weights.sum(), 3.0 * weights.sum()):
        share = float((drawn > statistic).mean())
        assert mixture_tail(statistic, weights) == pytest.approx(share, abs=4e-3)
