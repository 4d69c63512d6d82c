"""Tails and quantiles against scipy.stats, which the package itself does not import."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from gainsem.core import chi_square
from gainsem.core.chi_square import (
    noncentral_lower_tail,
    noncentrality_at,
    normal_quantile,
    two_sided,
    upper_quantile,
    upper_tail,
)


@pytest.mark.parametrize(("statistic", "df"), [(3.84, 1), (85.3055, 24), (4165.47, 265)])
def test_central_tail(statistic, df):
    assert upper_tail(statistic, df) == pytest.approx(stats.chi2.sf(statistic, df), rel=1e-12)


def test_no_degrees_of_freedom_no_tail():
    assert np.isnan(upper_tail(0.0, 0))


def test_a_chi_square_a_hair_below_zero_is_zero():
    assert upper_tail(-1e-12, 5) == 1.0


@pytest.mark.parametrize(
    ("statistic", "df", "nc"),
    [(30.0, 24, 5.0), (800.0, 265, 600.0), (108.74, 75.19, 114.4)],
)
def test_noncentral_tail(statistic, df, nc):
    # 1e-10: both go through series of about a hundred terms.
    expected = stats.ncx2.cdf(statistic, df, nc)
    assert noncentral_lower_tail(statistic, df, nc) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("probability", [0.05, 0.5, 0.95])
@pytest.mark.parametrize(("statistic", "df"), [(85.3055, 24), (4165.47, 265)])
def test_noncentrality_inverts_the_tail(statistic, df, probability):
    nc = noncentrality_at(statistic, df, probability)
    assert noncentral_lower_tail(statistic, df, nc) == pytest.approx(probability, rel=1e-9)


@pytest.mark.parametrize("probability", [0.001, 0.05, 0.5, 0.95, 0.999])
@pytest.mark.parametrize(
    ("statistic", "df"), [(3.9, 1), (10.0, 2), (33.3, 12.7), (500.0, 0.7), (9000.0, 265)]
)
def test_noncentrality_against_scipy(statistic, df, probability):
    nc = noncentrality_at(statistic, df, probability)
    expected = stats.ncx2.cdf(statistic, df, nc) if nc > 0.0 else stats.chi2.cdf(statistic, df)
    assert expected <= probability * (1.0 + 1e-10)
    assert nc == 0.0 or expected == pytest.approx(probability, rel=1e-10)


@pytest.mark.parametrize(("statistic", "df"), [(4165.47, 265), (85.3055, 24), (3.9, 1)])
def test_noncentrality_takes_three_evaluations_at_most(monkeypatch, statistic, df):
    calls = []

    def counted(*point):
        calls.append(point)
        return noncentral(*point)

    noncentral = chi_square._noncentral
    monkeypatch.setattr(chi_square, "_noncentral", counted)
    noncentrality_at(statistic, df, 0.05)
    assert len(calls) <= 3


@pytest.mark.parametrize("probability", [1e-12, 0.01, 0.05, 0.5, 0.999])
@pytest.mark.parametrize("df", [0.5, 1, 2, 24, 265, 5000])
def test_upper_quantile(df, probability):
    expected = stats.chi2.isf(probability, df)
    assert upper_quantile(probability, df) == pytest.approx(expected, rel=1e-10)


def test_noncentrality_is_zero_where_the_statistic_is_small():
    assert noncentrality_at(10.0, 24, 0.95) == 0.0


def test_normal():
    assert normal_quantile(0.975) == pytest.approx(stats.norm.ppf(0.975), rel=1e-14)
    assert two_sided(-1.96) == pytest.approx(2 * stats.norm.cdf(-1.96), rel=1e-12)
    assert upper_quantile(0.05, 24) == pytest.approx(stats.chi2.isf(0.05, 24), rel=1e-12)
