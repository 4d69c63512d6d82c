"""Sampling weights: what is refused, how they are scaled, what is said about them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gainsem.errors import ResponseError, UnknownVariableError
from gainsem.survey.responses import Item, Responses
from gainsem.survey.weights import sampling_weights

EVERYBODY = np.ones(6, dtype=bool)


def responses(*weights, lines=True):
    column = np.array(weights, dtype=float)
    at = np.arange(2, len(column) + 2) if lines else np.empty(0, dtype=int)
    return Responses(column[:, None], (Item("w"),), lines=at, source="answers.csv")


def refused(*weights, used=EVERYBODY):
    with pytest.raises(ResponseError) as caught:
        sampling_weights(responses(*weights), "w", used)
    return caught.value.problems


def test_row_w01_a_missing_weight_is_refused_with_its_line():
    (problem,) = refused(1, np.nan, 1, 1, np.nan, 1)
    assert problem.code == "E-WGT-61"
    assert problem.message == "2 of 6 weights in 'w' are missing."
    assert "3" in problem.where
    assert "6" in problem.where


def test_row_w02_a_negative_weight_is_refused():
    (problem,) = refused(1, 1, 1, -0.5, 1, 1)
    assert problem.code == "E-WGT-62"
    assert "5" in problem.where


def test_both_are_reported_together():
    assert [each.code for each in refused(1, np.nan, -1, 1, 1, 1)] == ["E-WGT-61", "E-WGT-62"]


def test_row_w03_weights_of_0_are_refused():
    (problem,) = refused(0, 0, 0, 0, 0, 0)
    assert problem.code == "E-WGT-63"


def test_only_the_respondents_used_count():
    used = np.array([True, True, False, True, False, True])
    found = sampling_weights(responses(1, 2, np.nan, 3, -1, 2), "w", used)
    np.testing.assert_allclose(found.values, [0.5, 1.0, 1.5, 1.0])


def test_row_w07_few_who_decide_are_a_warning():
    found = sampling_weights(responses(1e6, 1, 1, 1, 1, 1), "w", EVERYBODY)
    (said,) = found.diagnostics
    assert (said.code, said.severity) == ("W-WGT-67", "warning")
    assert "effective sample size is 1.0 of 6 (design effect 6.00)" in said.message


def test_even_weights_are_a_note():
    (said,) = sampling_weights(responses(2, 2, 2, 2, 2, 2), "w", EVERYBODY).diagnostics
    assert (said.code, said.severity) == ("I-WGT-67", "info")
    assert "6.0 of 6 (design effect 1.00)" in said.message


def test_an_unknown_column_is_refused_with_the_nearest_name():
    with pytest.raises(UnknownVariableError, match="Did you mean 'w'") as caught:
        sampling_weights(responses(1, 1), "W", np.ones(2, dtype=bool))
    assert caught.value.code == "E-MOD-71"


def test_an_infinite_weight_is_refused():
    with pytest.raises(ResponseError) as caught:
        sampling_weights(responses(1, np.inf), "w", np.ones(2, dtype=bool))
    assert caught.value.code == "E-DATA-29"


def test_lines_are_counted_where_the_table_has_none():
    with pytest.raises(ResponseError) as caught:
        sampling_weights(responses(1, -1, lines=False), "w", np.ones(2, dtype=bool))
    assert "3" in caught.value.problems[0].where


@given(arrays(float, st.integers(1, 30), elements=st.floats(0.01, 1e4)), st.floats(1e-3, 1e3))
def test_they_add_up_to_the_respondents_whatever_their_unit(weights, unit):
    used = np.ones(len(weights), dtype=bool)
    found = sampling_weights(responses(*weights), "w", used).values
    assert found.sum() == pytest.approx(len(weights), rel=1e-12)
    again = sampling_weights(responses(*(weights * unit)), "w", used).values
    np.testing.assert_allclose(again, found, rtol=1e-11)
