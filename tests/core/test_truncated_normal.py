"""Draws between cuts: their distribution, and what happens far out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest, truncnorm

from gainsem.core.truncated_normal import draw_between


@pytest.mark.parametrize(
    ("mean", "sd", "lower", "upper"),
    [(0.0, 1.0, -1.0, 0.5), (2.0, 0.7, -np.inf, 1.0), (-1.0, 2.0, 3.0, np.inf), (0.0, 1.0, 6, 6.5)],
)
def test_draws_have_the_distribution_of_a_truncated_normal(
    mean: float, sd: float, lower: float, upper: float
) -> None:
    n = 4000
    uniform = np.random.default_rng(1).random(n)
    drawn = draw_between(np.full(n, mean), sd, np.full(n, lower), np.full(n, upper), uniform)
    exact = truncnorm((lower - mean) / sd, (upper - mean) / sd, mean, sd)
    assert kstest(drawn, exact.cdf).pvalue > 0.001


@given(
    st.floats(-60, 60),
    st.floats(0.01, 5),
    st.floats(-60, 60),
    st.floats(1e-6, 50),
    st.floats(1e-9, 1 - 1e-9),
)
def test_draws_lie_between_their_cuts(
    mean: float, sd: float, lower: float, width: float, uniform: float
) -> None:
    arrays = [np.array([each]) for each in (mean, lower, lower + width, uniform)]
    drawn = draw_between(arrays[0], sd, arrays[1], arrays[2], arrays[3])[0]
    assert lower <= drawn <= lower + width
