from __future__ import annotations

import numpy as np
import pytest

from gainsem.errors import ResponseError
from gainsem.survey.moments import Moments, moments_of


def test_moments_of_complete_rows_with_divisor_n(answers) -> None:
    data = answers(a=[1, 2, 3, np.nan], b=[2, 2, 5, 9])
    moments, listwise = moments_of(data, ["b", "a"])
    assert moments.names == ("b", "a")
    np.testing.assert_allclose(moments.mean, [3, 2])
    np.testing.assert_allclose(moments.cov, [[2, 1], [1, 2 / 3]])
    assert moments.n_obs == 3
    assert (listwise.n_read, listwise.n_used) == (4, 3)
    assert listwise.missing == {"b": 0, "a": 1}
    (said,) = listwise.diagnostics
    assert said.code == "I-DATA-32"
    assert "1 of 4 respondents (25.0 %)" in said.message
    assert said.where == "missing answers: a 1"


def test_nothing_is_said_when_nobody_is_left_out(answers) -> None:
    moments, listwise = moments_of(
        answers(a=[1, 2, 3], b=[1, 3, 2]), ["a", "b"], meanstructure_needed=False
    )
    assert (moments.mean, listwise.diagnostics) == (None, ())


def test_moments_cannot_be_changed(answers) -> None:
    moments, listwise = moments_of(answers(a=[1, 2, 3], b=[1, 3, 2]), ["a", "b"])
    for array in (moments.cov, moments.mean, listwise.used):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_an_item_nobody_answered_is_named(answers) -> None:
    with pytest.raises(ResponseError) as error:
        moments_of(answers(x1=[np.nan] * 3, x2=[1, 2, 3]), ["x1", "x2"])
    assert error.value.code == "E-DATA-21"
    assert "x1 has 0 answers" in str(error.value)


def test_nobody_left_is_refused_with_the_pair_never_answered_together(answers) -> None:
    nan = np.nan
    data = answers(x1=[1, 2, nan, nan], x2=[nan, nan, 1, 2], x3=[1, 2, 3, 4])
    with pytest.raises(ResponseError) as error:
        moments_of(data, ["x1", "x2", "x3"])
    assert error.value.code == "E-DATA-32"
    assert "None of 4 respondents answered all 3 items" in str(error.value)
    assert "never answered together: x1 and x2" in str(error.value)


def test_a_published_matrix_is_brought_to_divisor_n(answers) -> None:
    data = answers(a=[1, 2, 3, 5, 2.5, 4], b=[2, 2.5, 5, 4, 3, 1], c=[3, 1, 4, 1, 5, 9])
    ours, _ = moments_of(data, ["a", "b", "c"])
    published = np.cov(data.values.T)
    given = Moments.from_covariance(published, 6, means=[1, 2, 3], names="abc")
    np.testing.assert_allclose(given.cov, ours.cov, rtol=1e-14)
    assert (given.names, given.n_obs) == (("a", "b", "c"), 6)
    np.testing.assert_array_equal(given.mean, [1, 2, 3])
