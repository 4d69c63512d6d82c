from __future__ import annotations

import numpy as np

OWN = ["id. Response ID", "submitdate. Date submitted", "lastpage. Last page"]
OWN += ["startlanguage. Start language"]
SENT = ["1", "2024-06-01 09:03:48", "5", "en"]


def column(raw, name):
    return raw.columns[raw.names.index(name)]


def heading(raw, name):
    return raw.headings[raw.names.index(name)]


def test_headings_of_codes_only(table) -> None:
    own = ["id", "submitdate", "lastpage", "startlanguage", "startdate", "interviewtime"]
    answers = ["1", "2024-06-01 09:03:48", "5", "en", "2024-06-01 09:00:00", "228.4"]
    raw = table([*own, "sex", "att[SQ001]", "dual[SQ001][2]"], [*answers, "F", "A4", "A1"])
    assert raw.names[-3:] == ("sex", "att_SQ001", "dual_SQ001_2")
    assert heading(raw, "att_SQ001").ids == ("att_SQ001", "att[SQ001]", "SQ001")
    np.testing.assert_array_equal(column(raw, "interviewtime"), [228.4])


def test_headings_of_wordings_only(table) -> None:
    own = ["Response ID", "Date submitted", "Last page", "Start language", "Total time"]
    raw = table(
        [*own, "Which apps? [Maps]", "Which apps? [Trains]", "Agree? [I am heard]"],
        ["1", "2024-06-01 09:03:48", "5", "en", "61.2", "Yes", "No", "Agree"],
    )
    assert raw.names[:5] == ("id", "submitdate", "lastpage", "startlanguage", "interviewtime")
    assert [h.option for h in raw.headings[-3:]] == ["Maps", "Trains", ""]
    assert raw.headings[-1].wordings[0] == "I am heard"


def test_ticks_become_numbers_and_not_asked_stays_missing(table) -> None:
    raw = table(
        [*OWN, "app[1]. Apps [Maps]", "app[2]. Apps [Trains]", "app[other]. Apps [Other]"],
        [*SENT, "Y", "", "a tram"],
        [*SENT, "", "Y", ""],
        [*SENT, "N/A", "N/A", "N/A"],
    )
    np.testing.assert_array_equal(column(raw, "app_1"), [1, 0, np.nan])
    np.testing.assert_array_equal(column(raw, "app_2"), [0, 1, np.nan])
    assert column(raw, "app_other") == ("a tram", "", "")
    assert (heading(raw, "app_1").option, heading(raw, "app_1").ids) == ("1", ("app",))


def test_a_block_of_yes_no_uncertain_is_no_question_with_boxes(table) -> None:
    raw = table([*OWN, "t[1]. Do you? [a]", "t[2]. Do you? [b]"], [*SENT, "Y", "N"])
    assert [h.option for h in raw.headings[-2:]] == ["", ""]
    assert column(raw, "t_2") == ("N",)


def test_brackets_in_a_question_of_its_own_are_part_of_it(table) -> None:
    raw = table([*OWN, "q1. Are you well? [be honest]"], [*SENT, "A1"])
    assert heading(raw, "q1").wordings[0] == "Are you well? [be honest]"


def test_timings_of_groups_and_questions_are_the_tools_own(table) -> None:
    raw = table(
        [*OWN, "q1. Well?", "groupTime9. Group time: A", "q1Time. Question time: q1"],
        [*SENT, "A1", "9.1", "3.0"],
    )
    assert [h.role for h in raw.headings[-3:]] == ["", "other", "other"]
