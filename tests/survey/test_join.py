"""A second table brought to the respondents by a key."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gainsem.errors import ResponseError
from gainsem.survey.codebook import Codebook
from gainsem.survey.join import join
from gainsem.survey.raw_table import Heading
from gainsem.survey.responses import Item

DISTRICT = Item(
    "district",
    measure="nominal",
    codes=(1.0, 2.0),
    missing_codes=(99.0,),
    value_labels={"zh": {1.0: "朝阳", 2.0: "海淀"}, "en": {1.0: "Chaoyang", 2.0: "Haidian"}},
)
BOOK = Codebook(items=(Item("x1"), DISTRICT))


def refused(*arguments) -> ResponseError:
    with pytest.raises(ResponseError) as error:
        join(*arguments)
    return error.value


def second(raw, **columns):
    return replace(raw(**columns), source="data/indices.csv")


def test_values_go_to_the_respondents_of_their_district(raw) -> None:
    answers = raw(x1=[1, 2, 3, 4], district=[2, 1, 2, 1])
    joined = join(answers, second(raw, district=[1, 2], gdp=[60, 70], town=["A", "B"]), "district")
    assert joined.names == ("x1", "district", "gdp", "town")
    np.testing.assert_array_equal(joined.columns[2], [70, 60, 70, 60])
    assert joined.columns[3] == ("B", "A", "B", "A")
    (said,) = joined.diagnostics
    assert said.code == "I-JOIN-01"
    assert "indices.csv was joined by 'district': 2 columns (gdp, town), 2 of its 2 rows" in str(
        said
    )


@pytest.mark.parametrize(
    ("own", "others"),
    [
        (["朝阳", "海淀", " 朝阳"], ["Chaoyang", "haidian"]),
        ([1, 2, 1], ["朝阳", "海淀"]),
        (["１", "2", "1"], [1, 2]),
        (["North  East", "south", "north east"], ["north east", "South"]),
    ],
)
def test_words_numbers_and_labels_meet(raw, own, others) -> None:
    joined = join(raw(district=own), second(raw, district=others, gdp=[60, 70]), "district", BOOK)
    np.testing.assert_array_equal(joined.columns[-1], [60, 70, 60])


def test_respondents_without_a_row_have_no_value_and_are_said(raw) -> None:
    answers = raw(district=[1, 3, np.nan, 99], x1=[1, 2, 3, 4])
    table = second(raw, district=[1, 2, 99], gdp=[60, 70, 80])
    joined = join(answers, table, "district", BOOK)
    np.testing.assert_array_equal(joined.columns[-1], [60, np.nan, np.nan, np.nan])
    warned = joined.diagnostics[-1]
    assert warned.code == "W-JOIN-04"
    assert "no row for 3 of 4 respondents ('district' is 3, 99)" in warned.message
    assert warned.where == "lines 3, 4, 5"


def test_a_key_value_twice_is_refused_with_its_lines(raw) -> None:
    table = second(raw, district=[1, 2, 1], gdp=[60, 70, 80])
    error = refused(raw(district=[1, 2]), table, "district")
    assert error.code == "E-JOIN-02"
    assert 'indices.csv, column "district": 1 stands on more than one line' in str(error)
    assert "lines 2, 4" in str(error)


def test_a_key_that_is_not_there_is_refused_with_the_nearest(raw) -> None:
    error = refused(raw(district=[1]), second(raw, distrct=[1], gdp=[60]), "district")
    assert error.code == "E-JOIN-01"
    assert "indices.csv has no column 'district' to join by. Did you mean 'distrct'?" in str(error)
    assert refused(raw(x1=[1]), second(raw, district=[1]), "district").code == "E-JOIN-01"


def test_a_column_of_both_tables_is_refused(raw) -> None:
    error = refused(raw(district=[1], gdp=[5]), second(raw, district=[1], gdp=[60]), "district")
    assert error.code == "E-JOIN-03"
    assert "both have 'gdp'" in str(error)


def test_tables_without_a_common_value_are_refused_with_both(raw) -> None:
    error = refused(raw(district=["D1", "D2"]), second(raw, district=[1, 2], g=[6, 7]), "district")
    assert error.code == "E-JOIN-05"
    assert "has d1, d2; indices.csv has 1, 2" in str(error)


def test_headings_keep_their_number(raw) -> None:
    answers = replace(raw(district=[1]), headings=(Heading(ids=("Q1",)),))
    joined = join(answers, second(raw, district=[1], gdp=[60]), "district")
    assert joined.headings == (Heading(ids=("Q1",)), Heading())
