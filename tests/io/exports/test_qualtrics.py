from __future__ import annotations

import numpy as np
import pytest

from gainsem.errors import FileError

TAGS = ["StartDate", "EndDate", "Status", "Progress", "Duration (in seconds)", "Finished"]
TAGS += ["RecordedDate", "ResponseId"]
WORDED = ["Start Date", "End Date", "Response Type", "Progress", "Duration (in seconds)"]
WORDED += ["Finished", "Recorded Date", "Response ID"]
IMPORTS = [f'{{"ImportId":"{tag}"}}' for tag in TAGS]


def row(number: int, *, status: str = "IP Address", finished: str = "True") -> list[str]:
    start, end = "2024-06-01 09:00:00", "2024-06-01 09:05:00"
    return [start, end, status, "100", "300", finished, end, f"R_{number:015d}"]


def column(raw, name):
    return raw.columns[raw.names.index(name)]


def test_one_two_or_three_header_rows(table) -> None:
    answers = [*row(1), "4"]
    three = table([*TAGS, "Q1"], [*WORDED, "Happy?"], [*IMPORTS, '{"ImportId":"QID7"}'], answers)
    two = table([*TAGS, "Q1"], [*WORDED, "Happy?"], answers)
    one = table([*TAGS, "Q1"], answers)
    for raw in (three, two, one):
        assert (raw.tool, len(raw.lines)) == ("qualtrics", 1)
        np.testing.assert_array_equal(column(raw, "Q1"), [4])
    assert three.headings[-1].ids == ("Q1", "QID7")
    assert two.headings[-1].wordings == ("Happy?",)
    assert one.headings[-1].wordings == ()
    assert (three.lines[0], two.lines[0], one.lines[0]) == (4, 3, 2)


def test_previews_and_tests_are_left_out_also_by_number(table) -> None:
    rows = [[*row(i, status=s), "4"] for i, s in enumerate(["0", "1", "2", "8", "17", "4"])]
    raw = table([*TAGS, "Q1"], [*WORDED, "Happy?"], *rows)
    assert raw.lines.tolist() == [3, 6, 8]
    (said,) = [d for d in raw.diagnostics if d.code == "I-EXP-02"]
    assert (said.where, "3 rows" in said.message) == ("lines 4, 5, 7", True)


def test_unfinished_responses_are_left_out_unless_they_are_wanted(table) -> None:
    rows = [[*row(1), "4"], [*row(2, finished="False"), "2"], [*row(3, finished="0"), "1"]]
    raw = table([*TAGS, "Q1"], [*WORDED, "Happy?"], *rows)
    np.testing.assert_array_equal(column(raw, "Q1"), [4])
    kept = table([*TAGS, "Q1"], [*WORDED, "Happy?"], *rows, keep_unfinished=True)
    np.testing.assert_array_equal(column(kept, "Q1"), [4, 2, 1])


def test_an_export_of_previews_only_holds_nobody(table) -> None:
    with pytest.raises(FileError) as caught:
        table([*TAGS, "Q1"], [*WORDED, "Happy?"], [*row(1, status="Survey Preview"), "4"])
    assert caught.value.code == "E-FILE-02"


def test_rows_and_stems_may_hold_the_sign_between_them(table) -> None:
    stem = "Agree? - Think of today"
    raw = table(
        [*TAGS, "Q4_1", "Q4_2"],
        [*WORDED, f"{stem} - work - life is fine", f"{stem} - I am heard"],
        [*row(1), "4", "5"],
    )
    assert raw.headings[-2].wordings[0] == "work - life is fine"
    assert raw.headings[-1].wordings[0] == "I am heard"


def test_one_column_a_choice(table) -> None:
    asked = "Which apps? - Selected Choice - "
    raw = table(
        [*TAGS, "Q5_1", "Q5_2", "Q5_2_TEXT"],
        [*WORDED, f"{asked}Maps", f"{asked}Other", "Which apps? - Other - Text"],
        [*IMPORTS, '{"ImportId":"QID9_1"}', '{"ImportId":"QID9_2"}', '{"ImportId":"QID9_2_TEXT"}'],
        [*row(1), "1", "", "none"],
    )
    assert [h.option for h in raw.headings[-3:]] == ["Maps", "Other", ""]
    assert raw.headings[-3].ids == ("Q5", "QID9")
    assert raw.headings[-3].wordings[0] == "Which apps?"
