from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from gainsem.errors import ResponseError
from gainsem.survey.covariance_input import read_covariance

FULL = np.array([[4.0, 1.0, 0.5], [1.0, 9.0, 2.0], [0.5, 2.0, 5.0]])


@pytest.mark.parametrize(
    "cov",
    [
        FULL,
        FULL.tolist(),
        np.tril(FULL),
        np.where(np.tri(3), FULL, np.nan),
        [[4.0], [1.0, 9.0], [0.5, 2.0, 5.0]],
        [4.0, 1.0, 9.0, 0.5, 2.0, 5.0],
        FULL + np.triu(np.full((3, 3), 1e-9), 1),
    ],
    ids=["array", "lists", "lower", "NaN above", "growing rows", "one row", "rounded"],
)
def test_every_shape_a_matrix_is_typed_in(cov: Any) -> None:
    given = read_covariance(cov, 100)
    np.testing.assert_allclose(given.cov, FULL, atol=1e-8)
    assert given.names == ("x1", "x2", "x3")
    assert given.diagnostics == ()


def test_a_diagonal_matrix_is_not_taken_for_a_triangle() -> None:
    np.testing.assert_array_equal(read_covariance(np.diag([1.0, 2.0]), 9).cov, np.diag([1.0, 2.0]))


def test_a_data_frame_brings_its_names() -> None:
    frame = pd.DataFrame(FULL, columns=list("abc"), index=list("abc"))
    assert read_covariance(frame, 100).names == ("a", "b", "c")
    assert read_covariance(frame, 100, names=["u", "v", "w"]).names == ("u", "v", "w")
    assert read_covariance(pd.DataFrame(FULL, columns=list("abc")), 100).names == ("a", "b", "c")


@pytest.mark.parametrize(
    ("cov", "options", "code", "said"),
    [
        ([[1, 2, 3], [2, 3, 4]], {}, "E-COV-01", "2 rows"),
        ([["a", 1], [1, 2]], {}, "E-COV-01", "not a number"),
        ([[1, np.inf], [np.inf, 2]], {}, "E-COV-01", "infinite"),
        ([1.0, 0.5], {}, "E-COV-01", "2 numbers are not a lower triangle"),
        (3.0, {}, "E-COV-01", "not a number"),
        ([], {}, "E-COV-01", "0 rows"),
        ([[4, 1], [2, 4]], {}, "E-COV-02", "x2 with x1 is 2 below the diagonal and 1 above"),
        ([[4, 5], [5, 4]], {}, "E-COV-03", "not positive definite"),
        ([[4, 4], [4, 4]], {}, "E-COV-03", "not positive definite"),
        ([[4, 1], [1, -4]], {}, "E-COV-03", "not positive: x2"),
        (FULL, {"names": ["a", "b"]}, "E-COV-05", "2 names were given"),
        (FULL, {"names": ["a", "b", "a"]}, "E-COV-05", "twice: a"),
        (FULL, {"means": [1, 2]}, "E-COV-05", "not 3 finite numbers"),
        (FULL, {"means": ["1", "x", 2]}, "E-COV-05", "not 3 finite numbers"),
        (pd.DataFrame(FULL, columns=list("abc"), index=list("acb")), {}, "E-COV-05", "a, c, b"),
    ],
)
def test_what_is_not_a_covariance_matrix(cov: Any, options: dict, code: str, said: str) -> None:
    with pytest.raises(ResponseError) as error:
        read_covariance(cov, 100, **options)
    assert error.value.code == code
    assert said in str(error.value)


@pytest.mark.parametrize("n", [0, 1, -5, 2.5, True, "100", None])
def test_what_is_not_a_sample_size(n: Any) -> None:
    with pytest.raises(ResponseError) as error:
        read_covariance(FULL, n)
    assert error.value.code == "E-COV-04"


def test_as_many_variables_as_respondents_are_refused() -> None:
    with pytest.raises(ResponseError) as error:
        read_covariance(FULL, 3)
    assert error.value.code == "E-DATA-27"
    assert "n=3" in str(error.value)


def test_a_correlation_matrix_is_remarked_on() -> None:
    (said,) = read_covariance([[1, 0.3], [0.3, 1]], 100).diagnostics
    assert said.code == "W-COV-07"
