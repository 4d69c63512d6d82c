from __future__ import annotations

import pytest

from gainsem.errors import FileError
from gainsem.io.exports.read_export import recognise_export


def test_a_plain_table_is_no_export(records) -> None:
    assert recognise_export(records(["x1", "x2"], ["1", "2"])) is None
    assert recognise_export(records(["StartDate", "x1"], ["2024-01-01", "2"])) is None


def test_a_respondent_in_the_place_of_the_header_is_refused(records) -> None:
    answers = ["1", "2024-06-01 09:03:48", "4"]
    with pytest.raises(FileError) as caught:
        recognise_export(records(answers, ["2", "2024-06-01 09:13:48", "5"]))
    assert caught.value.code == "E-EXP-01"
    assert "'2024-06-01 09:03:48' stands where" in str(caught.value)


def test_a_column_named_by_a_time_is_not_refused(records) -> None:
    assert recognise_export(records(["2024-06-01 09:00", "x"], ["3.5", "1"])) is None


def test_empty_columns_without_a_name_are_left_out(table) -> None:
    raw = table(["Timestamp", "How are you?", ""], ["2024-06-01 09:03:48", "well", " "])
    assert raw.names == ("Timestamp", "Q1")


def test_answers_without_a_heading_are_called_by_their_column(table) -> None:
    own = ["_id", "_uuid", "_submission_time", "_index"]
    raw = table(["q", "", *own], ["1", "2", "9", "a", "2024-06-01T09:03:48", "1"])
    assert raw.names[:2] == ("q", "column_2")
