"""Differences of reliabilities: published intervals, closed forms, and a simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import fdtri

from gainsem.core.alpha import alpha, feldt_interval
from gainsem.core.chi_square import upper_tail
from gainsem.core.reliability_difference import (
    bonett_se,
    difference_of_intervals,
    equality_test,
    feldt_test,
)
from gainsem.core.wald import wald


def test_the_interval_is_that_of_zous_example() -> None:
    """``ci.cor2.gen(.4, .35, .47, .2, .1, .32)`` of statpsych's manual: .07 and .3220656."""
    limits = difference_of_intervals((0.4, 0.35, 0.47), (0.2, 0.1, 0.32))
    assert limits == pytest.approx((0.07, 0.3220656), abs=5e-8)


def test_the_interval_of_two_alphas_is_bonett_and_wrights() -> None:
    """``ci.cronbach2(.05, .88, .76, 8, 8, 200, 250)`` of statpsych's manual.

    Its F limits have n(k - 1) degrees of freedom in the denominator, Feldt's (n - 1)(k - 1).
    """

    def limits(value: float, n: int) -> tuple[float, float, float]:
        ends = [1.0 - (1.0 - value) * float(fdtri(n - 1, n * 7, p)) for p in (0.975, 0.025)]
        return value, ends[0], ends[1]

    found = difference_of_intervals(limits(0.88, 200), limits(0.76, 250))
    assert found == pytest.approx((0.06973411, 0.173236), abs=5e-7)
    feldt = [
        (value, *feldt_interval(value, n, 8, level=0.95)) for value, n in ((0.88, 200), (0.76, 250))
    ]
    own = difference_of_intervals(feldt[0], feldt[1])
    assert own == pytest.approx(found, abs=2e-5)


def test_one_large_group_leaves_feldts_single_test() -> None:
    """With alpha known in one group W is one F variable (Feldt 1965)."""
    from scipy.special import fdtr

    _, pvalue = feldt_test((0.7, 0.8), (40, 10**9), (5, 5))
    alone = float(fdtr(39, 39 * 4, (1.0 - 0.8) / (1.0 - 0.7)))
    assert pvalue == pytest.approx(2.0 * min(alone, 1.0 - alone), rel=1e-4)


def test_feldts_test_does_not_depend_on_the_order() -> None:
    first, second = (
        feldt_test((0.7, 0.8), (40, 60), (4, 6)),
        feldt_test((0.8, 0.7), (60, 40), (6, 4)),
    )
    assert first[0] * second[0] == pytest.approx(1.0)
    assert first[1] == pytest.approx(second[1], rel=1e-12)


@pytest.mark.parametrize(
    ("alphas", "n", "k"),
    [
        ((1.0, 0.5), (9, 9), (3, 3)),
        ((math.nan, 0.5), (9, 9), (3, 3)),
        ((0.4, 0.5), (2, 9), (3, 3)),
        ((0.4, 0.5), (9, 9), (1, 3)),
    ],
)
def test_what_has_no_distribution_has_no_p(
    alphas: tuple[float, float], n: tuple[int, int], k: tuple[int, int]
) -> None:
    assert all(map(math.isnan, feldt_test(alphas, n, k)))
    assert math.isnan(bonett_se(0.5, 2, 3))
    assert math.isnan(bonett_se(0.5, 9, 1))


def test_independent_groups_have_the_weighted_sum_of_squares() -> None:
    values, variances = np.array([0.3, 0.5, 0.1, 0.45]), np.array([0.01, 0.02, 0.015, 0.04])
    weights = 1.0 / variances
    mean = weights @ values / weights.sum()
    statistic, df, pvalue = equality_test(values, np.diag(variances))
    assert df == 3
    assert statistic == pytest.approx(float(weights @ (values - mean) ** 2), rel=1e-12)
    assert pvalue == pytest.approx(upper_tail(statistic, 3.0))


def test_what_is_held_equal_adds_no_degree_of_freedom() -> None:
    shared = np.array([[1.0, 1.0, 0.2], [1.0, 1.0, 0.2], [0.2, 0.2, 2.0]])
    statistic, df, _ = equality_test(np.array([0.5, 0.5, 2.0]), shared)
    assert (statistic, df) == (pytest.approx(1.5**2 / (3.0 - 0.4)), 1)
    assert equality_test(np.array([0.5, 0.5]), np.ones((2, 2)))[1] == 0


def test_a_wald_test_that_is_not_known_has_no_rank() -> None:
    assert wald(np.array([math.nan]), np.eye(1))[1] == 0
    assert wald(np.array([1.0]), np.zeros((1, 1)))[1] == 0
    twice = wald(np.array([1.0, 2.0]), np.array([[1.0, 2.0], [2.0, 4.0]]))
    assert twice[:2] == (pytest.approx(1.0), 1)


def test_both_tests_keep_their_level_for_parallel_normal_items() -> None:
    """2,000 pairs of samples of 30 and 50: 5 % give or take 1.5 (three standard errors)."""
    generator = np.random.default_rng(20)
    rejected = np.zeros(2)
    for _ in range(2000):
        found = []
        for n in (30, 50):
            answers = generator.normal(size=(n, 1)) + generator.normal(size=(n, 4))
            found.append(alpha(np.cov(answers.T)))
        _, exact = feldt_test((found[0], found[1]), (30, 50), (4, 4))
        cov = np.diag(
            [(bonett_se(a, n, 4) / (1 - a)) ** 2 for a, n in zip(found, (30, 50), strict=True)]
        )
        _, _, wald_p = equality_test(np.log(1.0 - np.array(found)), cov)
        rejected += [exact < 0.05, wald_p < 0.05]
    assert rejected / 2000 == pytest.approx(0.05, abs=0.015)
