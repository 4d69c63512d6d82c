"""Little's test against its closed form, and its size in a simulation."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.em_moments import em_moments
from gainsem.core.mcar import little_test
from tests.core.incomplete_answers import with_holes


def test_two_patterns_have_a_closed_form():
    """One variable is complete: the test compares its mean between the two patterns.

    With b the regression of the incomplete on the complete variable, the distance of the
    complete respondents' residuals is 0, so that what is left is
    ``n1 n2 / n (m1 - m2)^2 / s^2``, s^2 with divisor n - 1.
    """
    rng = np.random.default_rng(3)
    values = rng.multivariate_normal([0.0, 1.0], [[2.0, 0.8], [0.8, 1.0]], size=80)
    values[50:, 1] = np.nan
    first, second = values[:50, 0], values[50:, 0]
    expected = 50 * 30 / 80 * (first.mean() - second.mean()) ** 2 / values[:, 0].var(ddof=1)
    found = little_test(em_moments(values))
    assert found.df == 1
    assert found.statistic == pytest.approx(expected, rel=1e-8)


def test_complete_answers_leave_nothing_to_test():
    found = little_test(em_moments(with_holes(missing=0.0)))
    assert found.df == 0
    assert np.isnan(found.pvalue)


@pytest.mark.slow
def test_it_rejects_as_often_as_it_should():
    """400 draws at 5 %: the standard error of the share is 1.1 %, so 3.5 of them."""
    rejected = 0
    for seed in range(400):
        values = with_holes(300, 3, missing=0.15, seed=seed)
        values = values[~np.isnan(values).all(axis=1)]
        rejected += little_test(em_moments(values)).pvalue < 0.05
    assert abs(rejected / 400 - 0.05) < 0.038
