from __future__ import annotations

import numpy as np
import pytest

from gainsem.errors import ResponseError, UnknownVariableError
from gainsem.survey.columns import require_columns
from gainsem.survey.recode import apply_codebook


def refused(table, name: str) -> str:
    with pytest.raises(ResponseError) as error:
        require_columns(apply_codebook(table), [name])
    return str(error.value)


def test_columns_come_in_the_order_asked_for(raw) -> None:
    got = require_columns(apply_codebook(raw(a=[1, 2], b=[3, 4], c=[5, 6])), ["c", "a"])
    assert got.names == ("c", "a")
    np.testing.assert_array_equal(got.values, [[5, 1], [6, 2]])


def test_a_bad_column_no_model_needs_does_not_block(raw) -> None:
    table = raw(x1=[1, 2], note=["fine", "3,0"])
    assert require_columns(apply_codebook(table), ["x1"]).names == ("x1",)


def test_an_unknown_item_is_named_with_the_nearest(raw) -> None:
    answers = apply_codebook(raw(stress_1=[1], stress_2=[2], stress_3=[3]))
    with pytest.raises(UnknownVariableError) as error:
        require_columns(
            answers, ["stress_1", "stress_4"], places={"stress_4": {"where": "line 3, column 18"}}
        )
    (problem,) = error.value.problems
    assert problem.code == "E-MOD-71"
    assert "'stress_4'. The survey has stress_1, stress_2, stress_3." in problem.message
    assert "Did you mean 'stress_" in problem.message
    assert problem.where == "line 3, column 18"


def test_another_case_is_suggested(raw) -> None:
    with pytest.raises(UnknownVariableError, match="Did you mean 'x1'"):
        require_columns(apply_codebook(raw(x1=[1], x2=[2])), ["X1"])


def test_a_cyrillic_twin_is_shown_by_its_code_point(raw) -> None:
    with pytest.raises(UnknownVariableError, match=r"U\+0445 CYRILLIC"):
        require_columns(apply_codebook(raw(х1=[1, 2], x2=[3, 4])), ["x1"])


def test_all_unknown_items_are_named_at_once(raw) -> None:
    with pytest.raises(UnknownVariableError) as error:
        require_columns(apply_codebook(raw(x1=[1])), ["y1", "x1", "y2"])
    assert len(error.value.problems) == 2


def test_one_word_among_numbers(raw) -> None:
    said = refused(raw(x1=["1", "2", "5", "4", "2", "agree", "3"]), "x1")
    assert said.startswith("E-DATA-10  trust.csv, column \"x1\", line 7: 'agree' is not a number")


def test_a_decimal_comma(raw) -> None:
    said = refused(raw(x1=["3,0", "4,0", "5"]), "x1")
    assert said.startswith("E-DATA-14")
    assert "'3,0'" in said
    assert "lines 2, 3" in said


def test_words_without_an_order(raw) -> None:
    said = refused(raw(x1=["agree", "disagree", "agree", "neither"]), "x1")
    assert said.startswith("E-DATA-36")
    assert "'agree', 'disagree', 'neither'" in said


@pytest.mark.parametrize("cell", ["2-Jan", "TRUE", "1.0E+05"])
def test_what_a_spreadsheet_made_of_an_answer(raw, cell: str) -> None:
    said = refused(raw(x1=["1", "2", cell, "4 "]), "x1")
    assert said.startswith("E-DATA-38")
    assert f"'{cell}' on line 4" in said


def test_capital_e_numbers_among_measurements_are_numbers(raw) -> None:
    got = require_columns(apply_codebook(raw(x1=["1.5", "2.0E-05", " "])), ["x1"])
    np.testing.assert_array_equal(got.column("x1"), [1.5, 2e-05, np.nan])


@pytest.mark.parametrize("column", [[1, 2, 3, np.inf], ["1", "2", "3", "inf"]])
def test_infinite_numbers(raw, column: list) -> None:
    said = refused(raw(x1=column), "x1")
    assert said.startswith("E-DATA-29")
    assert 'column "x1": line 5' in said
