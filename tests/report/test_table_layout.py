"""How tables are laid on a page."""

from __future__ import annotations

from gainsem.report.document import TableBlock
from gainsem.report.table_layout import table_data
from gainsem.results.table import Column, Table


def laid(*rows: tuple[object, ...], **parts: object) -> dict:
    columns = (Column("name", "Name"), Column("r", "r", "number"), Column("ci", "95% CI"))
    return table_data(TableBlock(Table(columns, rows), **parts))


def test_bounded_numbers_lose_their_zero_and_gain_a_true_minus() -> None:
    rows = laid(("a", -0.25, ""), ("b", 1.5, ""), bounded=frozenset({"r"}))["parts"][0]["rows"]
    assert [row[1] for row in rows] == ["−.250", "1.500"]


def test_unbounded_numbers_keep_their_zero() -> None:
    assert laid(("a", -0.25, ""))["parts"][0]["rows"][0][1] == "−0.250"


def test_a_minus_in_a_text_is_left_alone() -> None:
    assert laid(("-x1", 0.1, ""))["parts"][0]["rows"][0][0] == "-x1"


def test_intervals_are_one_piece_and_mixed_numbers_meet_at_the_point() -> None:
    aligned = frozenset({"ci"})
    assert laid(("a", 1.0, "[.1, .2]"), aligned=aligned)["columns"][2]["align"] == "number"
    mixed = laid(("a", 1.0, "[.1, .2]"), ("b", 1.0, "85.31"), aligned=aligned)
    assert mixed["columns"][2]["align"] == "decimal"


def test_long_texts_share_the_width_and_short_ones_take_what_they_need() -> None:
    columns = laid(("a wording that must be wrapped", 1.0, "short"))["columns"]
    assert [column["weight"] > 0 for column in columns] == [True, False, False]


def test_chinese_characters_count_double() -> None:
    weights = [laid((text, 1.0, "x"))["columns"][0]["weight"] for text in ("信" * 9, "信" * 10)]
    assert weights == [0, 20]


def test_rows_are_parted_where_their_headings_stand() -> None:
    parts = laid(*[(name, 0.0, "") for name in "abcd"], sections=((1, "I"), (3, "II")))["parts"]
    assert [(part["title"], [row[0] for row in part["rows"]]) for part in parts] == [
        ("", ["a"]),
        ("I", ["b", "c"]),
        ("II", ["d"]),
    ]


def test_a_table_without_headings_is_one_part() -> None:
    assert [part["title"] for part in laid(("a", 0.0, ""))["parts"]] == [""]
