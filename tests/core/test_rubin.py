"""Rubin's rules against worked numbers and limits."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import t

from gainsem.core.holm import holm
from gainsem.core.rubin import combine, combined


def test_a_worked_example() -> None:
    """m = 5 estimates; Rubin (1987), rules 3.1.2 to 3.1.6, worked by hand."""
    estimates = np.array([10.0, 12.0, 11.0, 9.0, 13.0])
    variances = np.array([4.0, 4.4, 3.6, 4.2, 3.8])
    found = combine(estimates, variances, np.inf)
    assert float(found.estimate) == 11.0
    assert float(found.se) ** 2 == pytest.approx(4.0 + 1.2 * 2.5)
    assert float(found.measurement) == pytest.approx(3.0 / 7.0)
    assert float(found.df) == pytest.approx(4.0 * (1.0 + 4.0 / 3.0) ** 2)
    lower, upper = found.interval()
    reach = t.ppf(0.975, found.df) * np.sqrt(7.0)
    assert (lower, upper) == (pytest.approx(11.0 - reach), pytest.approx(11.0 + reach))
    assert float(found.pvalue()) == pytest.approx(2 * t.sf(11.0 / np.sqrt(7.0), found.df))


def test_the_degrees_of_freedom_never_exceed_those_of_a_complete_sample() -> None:
    """Barnard & Rubin (1999), their equation 3 worked for 23 degrees of freedom."""
    estimates, variances = np.array([10.0, 12.0, 11.0, 9.0, 13.0]), np.full(5, 4.0)
    found = combine(estimates, variances, 23.0)
    gamma = 3.0 / 7.0
    old, observed = 4.0 / gamma**2, 24.0 / 26.0 * 23.0 * (1.0 - gamma)
    assert float(found.df) == pytest.approx(1.0 / (1.0 / old + 1.0 / observed))
    same = combine(np.full(5, 3.0), variances, 23.0)
    assert float(same.df) == pytest.approx(24.0 / 26.0 * 23.0)
    assert float(same.measurement) == 0.0


def test_holm_against_the_definition() -> None:
    p = np.array([0.04, 0.001, np.nan, 0.03, 0.5])
    np.testing.assert_allclose(holm(p), [0.09, 0.004, np.nan, 0.09, 0.5])
    assert holm(np.array([0.6, 0.7])).tolist() == [1.0, 1.0]


def test_the_older_degrees_of_freedom_take_the_sample_as_infinite() -> None:
    """Rubin (1987), rule 3.1.6, and the relative increase 3.1.7, for the numbers above."""
    found = combined(
        np.array(11.0), np.array(4.0), np.array(2.5), draws=5, freedom=23.0, rule="rubin"
    )
    assert float(found.df) == pytest.approx(4.0 * (1.0 + 4.0 / 3.0) ** 2)
    assert float(found.increase) == pytest.approx(3.0 / 4.0)


def test_the_two_ways_in_agree() -> None:
    estimates = np.array([[10.0, 1.0], [12.0, 1.5], [11.0, 0.5]])
    variances = np.array([[4.0, 0.2], [4.4, 0.3], [3.6, 0.1]])
    one = combine(estimates, variances, 50.0)
    other = combined(
        estimates.mean(0), variances.mean(0), estimates.var(0, ddof=1), draws=3, freedom=50.0
    )
    np.testing.assert_array_equal(one.se, other.se)
    np.testing.assert_array_equal(one.df, other.df)
