"""D2, D3 and D4 against numbers worked by hand from the papers' formulas, and their limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import chi2, f

from gainsem.core.pooled_tests import denominator, pooled_d2, pooled_d3, pooled_d4


def test_d2_worked_by_hand() -> None:
    """Square roots 3, 4, 5: variance 1, r = 4/3; mean of 9, 16, 25 is 50/3; k = 2, m = 3."""
    found = pooled_d2(np.array([9.0, 16.0, 25.0]), 2.0)
    assert found.increase == pytest.approx(4.0 / 3.0)
    assert found.statistic == pytest.approx((25.0 / 3.0 - 2.0 * 4.0 / 3.0) / (7.0 / 3.0))
    assert found.df2 == pytest.approx(0.5 * 2.0 * 1.75**2)
    assert found.pvalue == pytest.approx(f.sf(found.statistic, 2, found.df2), rel=1e-12)
    assert found.chisq == pytest.approx(2.0 * found.statistic)
    assert found.pvalue_chisq == pytest.approx(chi2.sf(found.chisq, 2), rel=1e-12)


def test_d2_is_not_below_zero() -> None:
    """Statistics that differ much more than they are large leave nothing."""
    found = pooled_d2(np.array([0.0, 0.0, 25.0]), 5.0)
    assert found.statistic == 0.0
    assert found.pvalue == 1.0


def test_d3_worked_by_hand() -> None:
    """k = 3, m = 5, d = 20, d_L = 14: r = 6/12 * 6 = 3; a = 12 > 4."""
    found = pooled_d3(20.0, 14.0, 3.0, 5)
    assert found.increase == pytest.approx(3.0)
    assert found.statistic == pytest.approx(14.0 / 12.0)
    assert found.df2 == pytest.approx(4.0 + 8.0 * (1.0 + (1.0 - 2.0 / 12.0) / 3.0) ** 2)


def test_d4_worked_by_hand() -> None:
    """k = 3, m = 5, d = 20, d_S = 14 as above; robust: h = 10, gap 8, r = 6/40 * 8 = 1.2."""
    found = pooled_d4(14.0, 3.0, 5, mean=20.0)
    assert (found.statistic, found.increase) == (pytest.approx(14.0 / 12.0), pytest.approx(3.0))
    robust = pooled_d4(14.0, 3.0, 5, mean=8.0, n_increase=10.0)
    assert robust.increase == pytest.approx(1.2)
    assert robust.statistic == pytest.approx(14.0 / (3.0 * 2.2))
    assert robust.df2 == pytest.approx(4.0 + 36.0 * (1.0 + (1.0 - 2.0 / 40.0) / 1.2) ** 2)


def test_d4_has_no_negative_increase() -> None:
    """Chan & Meng (2022): the positive part of r, so that D4 cannot be inflated."""
    assert pooled_d4(14.0, 3.0, 5, mean=13.0).increase == 0.0


def test_few_degrees_of_freedom_have_a_formula_of_their_own() -> None:
    """a = k (m - 1) = 4: a (1 + 1/k) (1 + 1/r)^2 / 2 = 4 * 1.5 * 9 / 2 with k = 2, r = 1/2."""
    assert denominator(0.5, 2.0, 3) == pytest.approx(27.0)


@pytest.mark.parametrize("m", [2, 5, 20])
def test_data_sets_that_agree_give_the_single_test(m: int) -> None:
    statistics = np.full(m, 12.5)
    for found in (
        pooled_d2(statistics, 4.0),
        pooled_d3(12.5, 12.5, 4.0, m),
        pooled_d4(12.5, 4.0, m, mean=12.5),
    ):
        assert found.increase == pytest.approx(0.0, abs=1e-15)
        assert found.chisq == pytest.approx(12.5)
        assert found.pvalue == pytest.approx(chi2.sf(12.5, 4), rel=1e-12)


def test_nothing_is_tested_without_degrees_of_freedom() -> None:
    assert math.isnan(pooled_d2(np.zeros(3), 0.0).pvalue)
    assert math.isnan(pooled_d3(0.0, 0.0, 0.0, 3).pvalue)
    assert math.isnan(pooled_d4(0.0, 0.0, 3, mean=0.0).pvalue)


def test_the_size_of_d2_and_d4_under_the_hypothesis() -> None:
    """Imputed means of k normal variables: 5 % of the tests reject, within simulation error.

    n = 200 observations of k = 3 independent variables, 30 % missing completely at random,
    imputed properly (mean and variances known to be 0 and 1: drawn from the posterior of the
    mean).  4000 replications: the share is within .05 +- 4 standard errors (.0034 each) and a
    bias of .01 that the approximations of F are known for.
    """
    rng = np.random.default_rng(5)
    n, k, m, replications = 200, 3, 10, 4000
    seen = int(0.7 * n)
    observed = rng.standard_normal((replications, k)) / math.sqrt(seen)
    drawn = observed[:, None, :] + rng.standard_normal((replications, m, k)) / math.sqrt(seen)
    noise = rng.standard_normal((replications, m, k)) / math.sqrt(n - seen)
    means = (seen * observed[:, None, :] + (n - seen) * (drawn + noise)) / n
    d = n * (means**2).sum(axis=2)
    stacked = n * (means.mean(axis=1) ** 2).sum(axis=1)
    d2 = [pooled_d2(one, k).pvalue for one in d]
    d4 = [
        pooled_d4(float(s), k, m, mean=float(one.mean())).pvalue
        for s, one in zip(stacked, d, strict=True)
    ]
    for pvalues in (d2, d4):
        assert abs(np.mean(np.array(pvalues) < 0.05) - 0.05) < 4 * 0.0034 + 0.01
