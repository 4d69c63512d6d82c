from __future__ import annotations

import numpy as np

OWN = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
FIRST = ["1", "2024/6/1 09:03:48", "8分21秒", "微信", "N/A", "203.0.113.1(浙江-杭州)"]
SECOND = ["2", "2024/6/1 09:13:48", "1小时1秒", "微信", "N/A", "203.0.113.2(浙江-杭州)"]


def heading(raw, name):
    return raw.headings[raw.names.index(name)]


def column(raw, name):
    return raw.columns[raw.names.index(name)]


def test_durations_become_seconds_and_own_columns_have_roles(table) -> None:
    raw = table([*OWN, "1、年龄", "总分"], [*FIRST, "20", "7"], [*SECOND, "30", "9"])
    np.testing.assert_array_equal(column(raw, "所用时间"), [501, 3601])
    roles = [h.role for h in raw.headings]
    wanted = ["respondent", "ended", "seconds", "other", "other", "address", "", "total"]
    assert roles == wanted


def test_rows_of_a_block_whatever_parts_them(table) -> None:
    for sign in ("—", "_", "－", "："):
        raw = table(
            [*OWN, f"3、您同意吗{sign}我_很满意", f"3、您同意吗{sign}我很安全"], [*FIRST, "4", "5"]
        )
        assert raw.names[6:] == ("Q3_1", "Q3_2")
        assert heading(raw, "Q3_1").wordings[0] == "我_很满意"
        assert heading(raw, "Q3_2").wordings[0] == "我很安全"


def test_a_dash_inside_a_single_question_does_not_cut_it(table) -> None:
    raw = table([*OWN, "1、城市——乡村，您更喜欢哪个？"], [*FIRST, "1"])
    assert heading(raw, "Q1").wordings[0] == "城市——乡村,您更喜欢哪个？".replace(",", "，")


def test_boxes_may_have_brackets_of_their_own(table) -> None:
    raw = table([*OWN, "5、用过什么？(App(政务))", "5、用过什么？(电话)"], [*FIRST, "1", "0"])
    assert [h.option for h in raw.headings[6:]] == ["App(政务)", "电话"]
    assert heading(raw, "Q5_1").ids == ("Q5",)
    assert heading(raw, "Q5_1").wordings[0] == "用过什么？"


def test_marks_of_numbers_are_no_marks_among_wordings(table) -> None:
    raw = table([*OWN, "1、同意吗", "2、气温"], [*FIRST, "(空)", "-2"], [*SECOND, "同意", "21"])
    np.testing.assert_array_equal(column(raw, "Q2"), [-2, 21])
    assert column(raw, "Q1") == ("", "同意")
    assert heading(raw, "Q1").left_empty == (0,)


def test_marks_among_numbers_tell_skipped_from_left_empty(table) -> None:
    raw = table([*OWN, "1、同意吗"], [*FIRST, "-3"], [*SECOND, "-2"], [*SECOND, "4"])
    np.testing.assert_array_equal(column(raw, "Q1"), [np.nan, np.nan, 4])
    assert heading(raw, "Q1").left_empty == (1,)
    (said,) = [d for d in raw.diagnostics if d.code == "I-EXP-04"]
    assert "'-2' (1), '-3' (1)" in said.message


def test_a_table_with_numbered_columns_only_is_plain(table) -> None:
    raw = table(["1、年龄", "2、性别"], ["20", "1"])
    assert (raw.tool, raw.names) == ("", ("1、年龄", "2、性别"))


def test_two_questions_with_one_wording_are_kept_apart(table) -> None:
    raw = table([*OWN, "1、您的意见", "2、您的意见", "备注", "备注"], [*FIRST, "1", "2", "3", "4"])
    assert raw.names[6:] == ("Q1", "Q2", "备注", "备注_2")
