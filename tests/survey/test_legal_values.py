from __future__ import annotations

import numpy as np
import pytest

from gainsem.survey.legal_values import illegal_values, outlying_codes
from gainsem.survey.responses import Item

LIKERT = Item("x1", measure="ordinal", codes=(1.0, 2.0, 3.0, 4.0, 5.0))


def likert(n: int = 400) -> np.ndarray:
    return np.random.default_rng(1).integers(1, 6, n).astype(float)


def test_an_undeclared_missing_code_is_named_with_count_and_remedy() -> None:
    values = likert()
    values[::20] = 99
    (problem,) = illegal_values(LIKERT, values, np.arange(2, 402), source="d/responses.csv")
    assert problem.code == "E-DATA-11"
    assert problem.message == (
        'responses.csv, column "x1": 20 of 400 answers (5.0 %) are 99; the codebook allows 1-5.'
    )
    assert problem.where == "lines 2, 22, 42, ... (20 in all)"
    assert "missing_codes: [99]  under x1" in problem.do


def test_a_single_99_is_a_missing_code_not_a_typing_error() -> None:
    values = likert()
    values[3] = 99
    assert [p.code for p in illegal_values(LIKERT, values, np.arange(2, 402), source="d")] == [
        "E-DATA-11"
    ]


def test_a_typing_error_is_named_with_line_value_and_range() -> None:
    values = likert()
    values[3] = 55
    (problem,) = illegal_values(LIKERT, values, np.arange(2, 402), source="responses.csv")
    assert problem.code == "E-DATA-12"
    for part in ('"x1"', "line 5", "55", "1-5"):
        assert part in problem.message


def test_a_broken_number_in_a_rating_is_refused() -> None:
    values = likert()
    values[3] = 3.5
    (problem,) = illegal_values(LIKERT, values, np.arange(2, 402), source="responses.csv")
    assert problem.code == "E-DATA-13"
    assert "line 5" in problem.message
    assert "3.5" in problem.message


def test_many_other_codes_are_one_problem_of_another_scale() -> None:
    values = likert()
    values[:100] = np.tile([6, 7, 8, 9, 10], 20)
    (problem,) = illegal_values(LIKERT, values, np.arange(2, 402), source="responses.csv")
    assert problem.code == "E-DATA-11"
    assert "100 of 400 answers (25.0 %) are 6-10" in problem.message


def test_a_continuous_item_is_held_to_its_limits_only() -> None:
    item = Item("age", limits=(0.0, 120.0))
    lines = np.arange(2, 5)
    assert illegal_values(item, np.array([0.0, 33.3, 120.0]), lines, source="d") == []
    (problem,) = illegal_values(item, np.array([0.0, 33.3, 121.0]), lines, source="d")
    assert (problem.code, "0 to 120" in problem.message) == ("E-DATA-12", True)


def test_without_a_codebook_an_outlying_code_is_a_warning() -> None:
    values = likert()
    values[:20] = 99
    found = outlying_codes("x1", values, np.arange(2, 402), source="responses.csv")
    assert found is not None
    assert (found.code, found.severity) == ("W-DATA-11", "warning")
    assert found.message == 'responses.csv, column "x1": 99 (20 times) among answers of 1-5.'


@pytest.mark.parametrize("code", [-9, -99, 88, 999, 55, 9])
def test_codes_far_from_a_rating_are_found(code: float) -> None:
    values = likert()
    values[7] = code
    assert outlying_codes("x1", values, np.arange(2, 402), source="d") is not None


@pytest.mark.parametrize(
    "values",
    [
        likert(),
        np.arange(11, 87.0),
        np.tile([0.0, 1.0], 50),
        np.tile([1.0, 2.0, 4.0, 5.0], 50),
        np.tile([2017001.0, 2017002.0, 2018001.0], 50),
        np.linspace(0, 100, 41),
        np.tile([1.0, 2.5, 99.0], 50),
        np.array([]),
    ],
    ids=["rating", "age", "yes-no", "unused middle", "identifier", "slider", "decimals", "none"],
)
def test_ordinary_columns_have_no_outlying_code(values: np.ndarray) -> None:
    assert outlying_codes("x1", values, np.arange(len(values)), source="d") is None
