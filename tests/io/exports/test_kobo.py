from __future__ import annotations

import numpy as np
import pytest

from gainsem.errors import FileError

META = ["_id", "_uuid", "_submission_time", "_index"]
VALUES = ["9000", "aaaa", "2024-06-01T09:03:48", "1"]
TIMES = ["2024-06-01T08:55:27.000+08:00", "2024-06-01T09:03:48.000+08:00"]


def column(raw, name):
    return raw.columns[raw.names.index(name)]


def heading(raw, name):
    return raw.headings[raw.names.index(name)]


def test_the_seconds_from_start_to_end_are_added(table) -> None:
    raw = table(["start", "end", "att/pc1", *META], [*TIMES, "4", *VALUES])
    np.testing.assert_array_equal(column(raw, "seconds"), [501])
    assert heading(raw, "seconds").role == "seconds"
    again = table(["start", "end", "seconds", *META], [*TIMES, "4", *VALUES])
    np.testing.assert_array_equal(column(again, "seconds"), [4])
    assert again.headings[-1].role == "seconds"


def test_names_are_the_last_parts_where_these_are_unique(table) -> None:
    raw = table(["a/age", "b/age", "c/d/sex", *META], ["1", "2", "f", *VALUES])
    assert raw.names[:3] == ("a_age", "b_age", "sex")
    assert heading(raw, "sex").ids == ("sex", "d_sex", "c_d_sex", "c/d/sex")


def test_a_box_column_needs_a_question_of_that_name(table) -> None:
    raw = table(["app", "app/gov", "bg/child", *META], ["gov", "1", "0", *VALUES])
    assert [h.option for h in raw.headings[:3]] == ["", "gov", ""]
    assert raw.names[:3] == ("app", "app_gov", "child")


def test_labels_as_headings(table) -> None:
    raw = table(
        [
            "start",
            "end",
            "How old are you?",
            "Which apps?",
            "Which apps?/Maps and/or trains",
            *META,
        ],
        [*TIMES, "40", "Maps and/or trains", "1", *VALUES],
    )
    assert raw.names[2:5] == ("Q1", "Q2", "Q3_1")
    assert heading(raw, "Q1").wordings == ("How old are you?",)
    assert heading(raw, "Q3_1").option == "Maps and/or trains"
    assert heading(raw, "Q3_1").wordings == ("Which apps?",)


def test_odk_central_and_surveycto(table) -> None:
    central = table(
        ["SubmissionDate", "att-pc1", "meta-instanceID", "KEY", "SubmitterName", "start", "end"],
        ["2024-06-01T09:03:50Z", "4", "uuid:1", "uuid:1", "Ann", *TIMES],
    )
    assert (central.tool, central.names[1]) == ("kobo", "pc1")
    assert heading(central, "SubmitterName").role == "address"
    assert central.names[-1] == "seconds"
    cto = table(
        ["SubmissionDate", "starttime", "endtime", "duration", "pc1", "app", "app_1", "KEY"],
        ["Jun 1, 2024", "Jun 1", "Jun 1", "501", "4", "1", "1", "uuid:1"],
    )
    np.testing.assert_array_equal(column(cto, "duration"), [501])
    assert heading(cto, "duration").role == "seconds"
    assert cto.names[-1] == "KEY"


def test_places_are_told_from_questions(table) -> None:
    names = ["gps", "_gps_latitude", "_gps_longitude"]
    raw = table([*names, "q", *META], ["30.2 120.1", "30.2", "120.1", "1", *VALUES])
    assert [h.role for h in raw.headings[:4]] == ["", "address", "address", ""]


def test_a_time_that_is_none_is_refused(table) -> None:
    with pytest.raises(FileError) as caught:
        table(["start", "end", "q", *META], ["morning", TIMES[1], "4", *VALUES])
    assert caught.value.code == "E-EXP-03"
    assert 'column "start", line 2' in str(caught.value)
