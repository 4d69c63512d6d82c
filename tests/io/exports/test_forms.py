from __future__ import annotations

import numpy as np

WHEN = "2024/06/01 9:03:48 AM GMT+8"
MICROSOFT = ["ID", "Start time", "Completion time", "Email", "Name"]


def test_rows_of_a_grid_are_one_question(table) -> None:
    raw = table(
        ["Timestamp", "Happy? [be honest]", "Agree? [I am heard]", "Agree? [I am here]", "age"],
        [WHEN, "yes", "Agree", "Disagree", "40"],
    )
    assert raw.names == ("Timestamp", "Q1", "Q2_1", "Q2_2", "age")
    assert raw.headings[1].wordings[0] == "Happy? [be honest]"
    assert raw.headings[2].wordings[0] == "I am heard"
    assert raw.headings[0].role == "ended"


def test_in_chinese_and_in_a_sheet(table) -> None:
    raw = table(["时间戳记", "您的年龄？", "总分"], ["2024-06-01 09:03:48", "40", "3 / 5"])
    assert (raw.tool, raw.names) == ("forms", ("时间戳记", "Q1", "总分"))
    assert [h.role for h in raw.headings] == ["ended", "", "total"]


def test_two_questions_with_one_wording_are_kept_apart(table) -> None:
    raw = table(["Timestamp", "Why is that?", "Why is that?"], [WHEN, "a", "b"])
    assert raw.names == ("Timestamp", "Q1", "Q2")


def test_a_plain_table_that_begins_with_a_time_stays_plain(table) -> None:
    raw = table(["Timestamp", "x1", "x2"], ["2024-06-01 09:03:48", "1", "2"])
    assert (raw.tool, raw.names, raw.headings) == ("", ("Timestamp", "x1", "x2"), ())


def test_microsoft_forms(table) -> None:
    raw = table(
        [*MICROSOFT, "Which apps?", "I am heard.", "Points - I am heard."],
        ["1", "6/1/24 8:55:27", "6/1/24 9:03:48", "anonymous", "", "Maps;Trains;", "Agree", "0"],
    )
    assert raw.tool == "forms"
    assert raw.names[5:] == ("Q1", "Q2", "Points - I am heard.", "seconds")
    np.testing.assert_array_equal(raw.columns[-1], [501])
    assert [h.role for h in raw.headings[3:5]] == ["address", "address"]
    assert "(Microsoft, wordings)" in raw.diagnostics[0].message


def test_microsoft_forms_in_chinese(table) -> None:
    raw = table(
        ["ID", "开始时间", "完成时间", "电子邮件", "名称", "您的年龄？"],
        ["1", "2024-06-01 08:55:27", "2024-06-01 09:03:48", "anonymous", "", "40"],
    )
    assert raw.names[5:] == ("Q1", "seconds")
