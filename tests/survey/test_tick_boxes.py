from __future__ import annotations

import numpy as np
import pytest

from gainsem.survey.cells import label_key
from gainsem.survey.tick_boxes import Question, joined_ticks, split_ticks, ticks_by_column

KNOWN = {
    "parks, squares": "green",
    "parks": "park",
    "squares, streets": "street",
    "shops": "shop",
    "other": "other",
}
NEAR = Question("near", ("green", "park", "street", "shop"), KNOWN)
AT = np.arange(2, 12)


def values(cells, question=NEAR, **more):
    ticks = joined_ticks(
        question, tuple(cells), AT[: len(cells)], source="a.csv", heading="Q5", **more
    )
    assert ticks.problems == ()
    return ticks.values


@pytest.mark.parametrize(
    ("cell", "ticked"),
    [
        ("Parks, squares", {"green"}),
        ("Parks, squares,Shops", {"green", "shop"}),
        ("Parks, Squares, streets", {"park", "street"}),
        ("shops;parks;", {"shop", "park"}),
        ("shops┋parks", {"shop", "park"}),
        ("shops parks", {"shop", "park"}),
        ("SHOPS ， parks", {"shop", "park"}),
        ("shops、parks|", {"shop", "park"}),
        ("", set()),
    ],
)
def test_wordings_that_hold_the_sign_between_them_are_found(cell, ticked) -> None:
    assert split_ticks(cell, NEAR) == (ticked, [])


def test_what_is_unknown_is_told_piece_by_piece() -> None:
    assert split_ticks("shops, a tram, parks", NEAR) == ({"shop", "park"}, ["a tram"])
    assert split_ticks("shopsy", NEAR) == (set(), ["shopsy"])


def test_what_was_written_in_beside_a_box_does_not_count() -> None:
    question = Question("q", ("other", "shop"), KNOWN)
    assert split_ticks("other〖a, tram〗┋shops", question) == ({"other", "shop"}, [])


def test_a_long_cell_takes_no_long_time() -> None:
    known = {"a": "x", "a a": "y"}
    ticked, unknown = split_ticks("a " * 2000 + "b", Question("q", ("x", "y"), known))
    assert (ticked >= {"y"}, unknown) == (True, ["b"])


def test_empty_is_missing_unless_the_question_was_seen() -> None:
    got = values(["parks", "", ""], left_empty=[2])
    np.testing.assert_array_equal(got, [[0, 1, 0, 0], [np.nan] * 4, [0] * 4])


def test_numbers_of_options_in_a_column_of_numbers() -> None:
    question = Question("q", ("a", "b"), {"1": "a", "2": "b"})
    ticks = joined_ticks(question, np.array([1, np.nan, 2.0]), AT[:3], source="a", heading="q")
    np.testing.assert_array_equal(ticks.values, [[1, 0], [np.nan, np.nan], [0, 1]])


def test_an_unknown_option_is_refused_with_lines_and_a_suggestion() -> None:
    ticks = joined_ticks(
        NEAR, ("parks", "parks,shps", "shps"), AT[:3], source="x/a.csv", heading="Q5"
    )
    (problem,) = ticks.problems
    assert problem.code == "E-EXP-12"
    wanted = 'a.csv, column "near" ("Q5" in the file), lines 3, 4: \'shps\' is none of the options'
    assert problem.message.startswith(wanted)
    assert "Did you mean 'shops'?" in problem.message


def test_own_words_count_as_the_option_other_where_there_is_one() -> None:
    question = Question("near", ("shop", "other"), {"shops": "shop", "other": "other"})
    ticks = joined_ticks(
        question, ("shops, a tram, a bus", "shops", "x"), AT[:3], source="a", heading="q"
    )
    np.testing.assert_array_equal(ticks.values, [[1, 1], [1, 0], [0, 1]])
    assert (ticks.problems, ticks.others) == ((), 2)


def by_column(columns, **more):
    question = Question("q", ("a", "b"), {label_key("Maps"): "a", "b": "b"})
    columns = {
        option: np.array(c) if not isinstance(c[0], str) else c for option, c in columns.items()
    }
    n = len(next(iter(columns.values())))
    return ticks_by_column(question, columns, AT[:n], source="f.csv", headings={}, **more)


def test_words_and_wordings_in_columns_of_boxes() -> None:
    got = by_column({"a": ("Maps", "", "Checked", "yes"), "b": ("", "b", "1.0", "TRUE")})
    np.testing.assert_array_equal(got.values, [[1, 0], [0, 1], [1, 1], [1, 1]])


def test_empty_is_missing_where_the_file_has_a_sign_for_not_ticked() -> None:
    got = by_column({"a": [1, 0, np.nan], "b": [0, 0, 1.0]})
    np.testing.assert_array_equal(got.values, [[1, 0], [0, 0], [np.nan, 1]])


def test_empty_is_not_ticked_only_beside_a_ticked_box() -> None:
    got = by_column({"a": ("Y", "", ""), "b": ("", "", "Y")})
    np.testing.assert_array_equal(got.values, [[1, 0], [np.nan, np.nan], [0, 1]])
    seen = by_column({"a": ("Y", "", ""), "b": ("", "", "Y")}, left_empty=[1])
    np.testing.assert_array_equal(seen.values, [[1, 0], [0, 0], [0, 1]])


def test_a_code_of_zero_is_no_tick() -> None:
    question = Question("q", ("none", "a"), {"0": "none", "none": "none", "1": "a"})
    columns = {"none": np.array([0.0, 1.0]), "a": np.array([1.0, 0.0])}
    got = ticks_by_column(question, columns, AT[:2], source="f", headings={})
    np.testing.assert_array_equal(got.values, [[0, 1], [1, 0]])


def test_what_is_no_tick_is_refused_with_its_lines() -> None:
    got = by_column({"a": ("1", "7", "perhaps"), "b": ("0", "0", "1")})
    (problem,) = got.problems
    assert problem.code == "E-EXP-13"
    assert problem.message.startswith("f.csv, column \"q_a\", lines 3, 4: '7', 'perhaps' says")
