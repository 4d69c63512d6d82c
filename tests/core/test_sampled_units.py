"""Variances of sums over clusters in strata, against formulas written out."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.sampled_units import SampleDesign, SampledUnits

CLUSTER = np.array([0, 0, 1, 2, 2, 2, 3, 4])
HOME = np.array([0, 0, 1, 1, 1])
ROWS = np.array([[1.0], [2.0], [4.0], [1.0], [1.0], [3.0], [2.0], [9.0]])
# Totals 3, 4 | 5, 2, 9.
FIRST, SECOND = 2.0 * 0.5, 1.5 * ((5 - 16 / 3) ** 2 + (2 - 16 / 3) ** 2 + (9 - 16 / 3) ** 2)


def variance(units, rows=ROWS):
    deviates = units.deviates(rows)
    return float((deviates.T @ deviates).item())


def test_totals_vary_around_the_means_of_their_strata():
    assert variance(SampledUnits(CLUSTER, HOME, np.ones(2))) == pytest.approx(FIRST + SECOND)


def test_what_was_sampled_of_a_finite_stratum_does_not_vary():
    units = SampledUnits(CLUSTER, HOME, np.array([0.25, 0.5]))
    assert variance(units) == pytest.approx(0.25 * FIRST + 0.5 * SECOND)


def test_respondents_are_units_where_there_are_no_clusters():
    units = SampledUnits(np.arange(8), np.zeros(8, dtype=int), np.array([0.75]))
    n, values = 8, ROWS[:, 0]
    assert variance(units) / n**2 == pytest.approx(0.75 * values.var(ddof=1) / n)


@pytest.mark.parametrize(
    ("lonely", "expected"),
    [
        ("certainty", SECOND),
        # 7 less the mean of the four totals, (7 + 5 + 2 + 9) / 4.
        ("adjust", SECOND + (7 - 23 / 4) ** 2),
        ("average", 2.0 * SECOND),
    ],
)
def test_the_only_unit_of_a_stratum(lonely, expected):
    cluster = np.array([0, 0, 0, 1, 1, 1, 2, 3])
    units = SampledUnits(cluster, np.array([0, 1, 1, 1]), np.ones(2), lonely)
    assert units.alone.tolist() == [True, False]
    assert variance(units) == pytest.approx(expected)


def test_the_order_of_respondents_does_not_matter():
    order = np.array([5, 2, 7, 0, 1, 3, 6, 4])
    units = SampledUnits(CLUSTER[order], HOME, np.ones(2))
    assert variance(units, ROWS[order]) == pytest.approx(FIRST + SECOND)


def test_without_units_the_meat_is_a_plain_mean_of_squares():
    weights = np.array([0.5, 1.5, 1.0, 1.0])
    rows = np.array([[1.0], [-2.0], [0.5], [3.0]])
    design = SampleDesign(4, weights)
    assert design.meat(rows).item() == pytest.approx(((weights * rows[:, 0]) ** 2).mean())
    assert design.simple_meat(rows).item() == pytest.approx((weights * rows[:, 0] ** 2).mean())


def test_the_simple_random_sample_has_the_variance_of_the_population():
    weights = np.array([0.5, 1.5, 1.0, 1.0])
    rows = np.array([[1.0], [-2.0], [0.5], [3.0]])
    units = SampledUnits(np.arange(4), np.zeros(4, dtype=int), np.ones(1))
    mean = np.average(rows[:, 0], weights=weights)
    expected = np.average((rows[:, 0] - mean) ** 2, weights=weights) * 4 / 3
    assert SampleDesign(4, weights, units).simple_meat(rows).item() == pytest.approx(expected)
