from __future__ import annotations

from gainsem.io.exports.headings import split_bracket, stem_of, unique_names
from gainsem.io.exports.records import are_mostly


def test_brackets_that_do_not_close_are_no_brackets() -> None:
    assert split_bracket("a) b)") == ("a) b)", "")
    assert split_bracket("services（App）") == ("services", "App")
    assert split_bracket("plain") == ("plain", "")
    assert split_bracket("") == ("", "")


def test_a_stem_ends_with_a_sign_all_rows_share() -> None:
    assert stem_of(["x - ab", "x - ac"], [" - "]) == "x - "
    assert stem_of(["abc", "abd"], [" - "]) == ""
    assert stem_of(["q_a", "q_b", "q—c"], ["—", "_"]) == ""


def test_numbers_that_are_taken_are_skipped() -> None:
    assert unique_names(["a", "a_2", "a", "a"]) == ["a", "a_2", "a_3", "a_4"]


def test_one_stray_cell_in_ten_does_not_hide_what_a_column_is() -> None:
    assert are_mostly(["Y"] * 9 + ["7", "", ""], {"Y"})
    assert not are_mostly(["Y"] * 8 + ["7"], {"Y"})
    assert are_mostly(["", ""], {"Y"})
