"""Parts of gaps: identities, and a decomposition computed by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gainsem.core.delta_method import Smooth
from gainsem.core.latent_gaps import GroupMoments, equality_test, gap_parts, trend, weighted_mean


def _known(value):
    value = np.asarray(value, dtype=float)
    return Smooth(value, np.zeros((1, *value.shape)))


def _group(mean, slopes, predictors):
    return GroupMoments(_known([mean]), _known([1.0]), _known([slopes]), _known(predictors))


numbers = st.floats(-5, 5, allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(numbers, min_size=12, max_size=12),
    st.sampled_from(["pooled", "reference"]),
    st.floats(0.1, 10),
)
def test_parts_sum_to_the_gap_and_do_not_depend_on_the_origin(values, slopes, ratio):
    own = _group(values[0], values[1:3], values[3:5])
    other = _group(values[5], values[6:8], values[8:10])
    centre = weighted_mean([own.predictors, other.predictors], np.array([ratio, 1.0]))
    sizes = (ratio * 100, 100.0)
    found = gap_parts(own, other, centre, 0, sizes=sizes, slopes=slopes)
    total = found.explained.value.sum() + found.slopes.value.sum() + found.intercept.value
    assert total == pytest.approx(values[0] - values[5], abs=1e-9)
    moved = np.array([3.0, -7.0])
    again = gap_parts(
        _group(values[0], values[1:3], np.array(values[3:5]) + moved),
        _group(values[5], values[6:8], np.array(values[8:10]) + moved),
        centre + moved,
        0,
        sizes=sizes,
        slopes=slopes,
    )
    for name in ("explained", "slopes", "intercept"):
        assert getattr(again, name).value == pytest.approx(getattr(found, name).value, abs=1e-9)


def test_a_decomposition_by_hand():
    """Means 10 and 6, one predictor with slope 2 and mean 3, slope 1 and mean 1."""
    own, other = _group(10.0, [2.0], [3.0]), _group(6.0, [1.0], [1.0])
    centre = _known([2.0])
    found = gap_parts(own, other, centre, 0, sizes=(50, 50), slopes="reference")
    # Conditional means at 2 are 8 and 7.
    assert found.intercept.value == pytest.approx(1.0)
    assert found.explained.value == pytest.approx([2.0])
    assert found.slopes.value == pytest.approx([1.0])
    found = gap_parts(own, other, centre, 0, sizes=(50, 50), slopes="pooled")
    assert found.explained.value == pytest.approx([3.0])
    assert found.slopes.value == pytest.approx([0.0])


def test_the_trend_is_the_slope_of_least_squares():
    times, values = np.array([2011.0, 2013.0, 2018.0]), np.array([-0.6, -0.3, -0.1])
    expected = np.polyfit(times, values, 1)[0]
    assert trend([_known(v) for v in values], times).value == pytest.approx(expected, rel=1e-9)


def test_equality_of_two_gaps_is_the_squared_z():
    a = Smooth(np.asarray(-0.5), np.array([1.0, 0.0]))
    b = Smooth(np.asarray(-0.1), np.array([0.0, 1.0]))
    statistic, df = equality_test([a, b], np.diag([0.01, 0.02]))
    assert df == 1
    assert statistic == pytest.approx(0.4**2 / 0.03, rel=1e-12)
