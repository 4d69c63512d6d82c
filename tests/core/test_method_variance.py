"""Common method variance: closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from gainsem.core.method_variance import (
    collinearity,
    first_component_share,
    marker_adjusted,
)


def test_first_component_of_equal_correlations() -> None:
    """The largest root of k items that correlate r is 1 + (k - 1) r."""
    k, r = 6, 0.3
    cor = np.full((k, k), r) + (1 - r) * np.eye(k)
    assert first_component_share(cor) == pytest.approx((1 + (k - 1) * r) / k)


def test_collinearity_of_two_constructs() -> None:
    cor = np.array([[1.0, 0.6], [0.6, 1.0]])
    assert collinearity(cor) == pytest.approx(1 / (1 - 0.36))
    assert np.isnan(collinearity(np.ones((2, 2)))).all()


def test_lindell_and_whitney() -> None:
    """r = .40, marker .16, n = 200: (.40 - .16) / .84, tested with 197 degrees of freedom."""
    found = marker_adjusted(0.40, 0.16, 200)
    adjusted = 0.24 / 0.84
    t = adjusted / math.sqrt((1 - adjusted**2) / 197)
    assert (found.correlation, found.t, found.df) == pytest.approx((adjusted, t, 197))
    assert found.pvalue == pytest.approx(2 * stats.t.sf(t, 197))


def test_a_marker_of_nothing_changes_nothing() -> None:
    assert marker_adjusted(0.4, 0.0, 100).correlation == 0.4
    assert math.isnan(marker_adjusted(1.0, 0.2, 100).t)
