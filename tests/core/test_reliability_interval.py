"""Intervals on the scale of log(1 - value)."""

from __future__ import annotations

import math

import pytest

from gainsem.core.reliability_interval import log_interval


def test_the_limits_are_symmetric_on_the_log_scale() -> None:
    lower, upper = log_interval(0.8, 0.03, level=0.9)
    assert lower < 0.8 < upper < 1.0
    assert math.log(1 - lower) + math.log(1 - upper) == pytest.approx(2 * math.log(0.2))
    half = (math.log(1 - lower) - math.log(1 - upper)) / 2
    assert half == pytest.approx(1.6448536269514722 * 0.03 / 0.2)


@pytest.mark.parametrize(("value", "se"), [(math.nan, 0.1), (0.5, math.nan), (1.0, 0.1)])
def test_without_a_value_or_an_error_there_is_no_interval(value: float, se: float) -> None:
    assert all(map(math.isnan, log_interval(value, se, level=0.95)))
