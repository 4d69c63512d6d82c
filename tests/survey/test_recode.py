from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gainsem.errors import CodebookError, ResponseError
from gainsem.survey.raw_table import Declared
from gainsem.survey.recode import apply_codebook, turn
from gainsem.survey.responses import Item, Recode


def codes(error: pytest.ExceptionInfo[ResponseError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_without_a_codebook_numbers_stay_numbers_and_words_stay_words(raw) -> None:
    got = apply_codebook(raw(x1=[1, 2, np.nan], name=["ann", "bo", "cy"]))
    assert got.names == ("x1",)
    np.testing.assert_array_equal(got.values[:, 0], [1, 2, np.nan])
    assert got.text == {"name": ("ann", "bo", "cy")}
    assert (got.recodes, got.diagnostics) == ((), ())
    assert not got.values.flags.writeable


def test_full_width_digits_are_read_counted_and_said(raw) -> None:
    got = apply_codebook(raw(x1=["１", "2", "３"], x2=["1", "２", ""]))
    np.testing.assert_array_equal(got.values, [[1, 1], [2, 2], [3, np.nan]])
    (warned,) = got.diagnostics
    assert warned.code == "W-DATA-15"
    assert "x1 (2), x2 (1)" in warned.message
    assert [(r.item, r.kind, r.count) for r in got.recodes] == [
        ("x1", "unusual digits", 2),
        ("x2", "unusual digits", 1),
    ]


def test_blank_cells_are_missing_counted_and_said(raw) -> None:
    got = apply_codebook(raw(x1=["1", "  ", "\u3000", "2"]))
    np.testing.assert_array_equal(got.column("x1"), [1, np.nan, np.nan, 2])
    (warned,) = got.diagnostics
    assert (warned.code, "x1 (2)" in warned.message) == ("W-DATA-16", True)


def test_marks_of_missing_answers_are_noted(raw) -> None:
    got = apply_codebook(raw(x1=["1", "n/a", "2"]))
    np.testing.assert_array_equal(got.column("x1"), [1, np.nan, 2])
    assert [d.code for d in got.diagnostics] == ["I-DATA-16"]


def test_missing_codes_of_scale_and_item_become_missing(raw, book) -> None:
    codebook = book("  x1: {scale: agree, missing_codes: [99]}\n")
    got = apply_codebook(raw(x1=[1, 99, 5, 88, 99]), codebook)
    np.testing.assert_array_equal(got.column("x1"), [1, np.nan, 5, np.nan, np.nan])
    assert got.recodes == (
        Recode("x1", "missing code", 1, "88 read as missing"),
        Recode("x1", "missing code", 2, "99 read as missing"),
    )


def test_reverse_keyed_answers_and_their_labels_are_turned(raw, book) -> None:
    codebook = book("  x1: {scale: agree, reverse: true, construct: trust}\n")
    got = apply_codebook(raw(x1=[1, 2, 5, np.nan]), codebook)
    np.testing.assert_array_equal(got.column("x1"), [5, 4, 1, np.nan])
    (item,) = got.items
    assert item.value_labels["en"] == {1.0: "agree", 3.0: "neither", 5.0: "disagree"}
    assert item.reverse
    assert got.recodes == (Recode("x1", "reverse", 3, "answer x counted as 6 - x"),)


def test_turning_twice_gives_the_item_back() -> None:
    item = Item("x", codes=(1.0, 2.0, 4.0), value_labels={"en": {1.0: "no", 4.0: "yes"}})
    assert turn(item).codes == (1.0, 3.0, 4.0)
    assert turn(turn(item)) == item


def test_missing_codes_are_taken_out_before_answers_are_turned(raw, book) -> None:
    codebook = book("  x1: {scale: agree, reverse: true}\n")
    got = apply_codebook(raw(x1=[88, 1]), codebook)
    np.testing.assert_array_equal(got.column("x1"), [np.nan, 5])


def test_value_labels_of_any_language_become_codes(raw, book) -> None:
    got = apply_codebook(
        raw(x1=["Agree", " disagree ", "说不清", "同意", "2", ""]), book("  x1: {scale: agree}\n")
    )
    np.testing.assert_array_equal(got.column("x1"), [5, 1, 3, 5, 2, np.nan])
    assert got.recodes == (Recode("x1", "label", 4, "value labels read as codes"),)


def test_the_label_of_a_missing_code_is_missing(raw, book) -> None:
    head = """\
title: T
scales:
  s: {range: [1, 2], labels: {en: {1: "no", 2: "yes", 9: do not know}}, missing_codes: [9]}
items:
"""
    got = apply_codebook(raw(x=["yes", "Do not know", "no"]), book("  x: {scale: s}\n", head))
    np.testing.assert_array_equal(got.column("x"), [2, np.nan, 1])
    assert got.items[0].value_labels["en"] == {1.0: "no", 2.0: "yes"}


def test_a_word_that_is_no_label_is_refused_with_line_and_near_miss(raw, book) -> None:
    with pytest.raises(ResponseError) as error:
        apply_codebook(raw(x1=["agree", "agre", "1"]), book("  x1: {scale: agree}\n"))
    assert codes(error) == ["E-DATA-10"]
    assert 'trust.csv, column "x1", line 3' in str(error.value)
    assert "Did you mean 'agree'?" in str(error.value)


def test_all_problems_of_a_file_are_raised_together(raw, book) -> None:
    items = "".join(f"  x{i}: {{scale: agree}}\n" for i in range(1, 7))
    table = raw(
        x1=[1, 2, 55],
        x2=[1, 3.5, 2],
        x3=["1", "3,0", "2"],
        x4=["1", "2-Jan", "2"],
        x5=[1, np.inf, 2],
        x6=[99, 99, 1],
    )
    with pytest.raises(ResponseError) as error:
        apply_codebook(table, book(items))
    assert codes(error) == [
        "E-DATA-12",
        "E-DATA-13",
        "E-DATA-14",
        "E-DATA-38",
        "E-DATA-29",
        "E-DATA-11",
    ]
    for name in ("x1", "x2", "x3", "x4", "x5", "x6"):
        assert f'column "{name}"' in str(error.value)


def test_a_declared_decimal_comma_is_read(raw, book) -> None:
    head = "title: T\ndecimal: ','\nitems:\n"
    codebook = book("  income: {scale: {measure: continuous, range: [0, 9]}}\n", head)
    got = apply_codebook(raw(income=["1,5", "2", "0,25"], other=["3,5", "4", ""]), codebook)
    np.testing.assert_array_equal(got.values, [[1.5, 3.5], [2, 4], [0.25, np.nan]])


def test_an_unlabelled_nominal_item_may_hold_words(raw, book) -> None:
    head = "title: T\nitems:\n"
    codebook = book("  city: {scale: {measure: nominal}}\n  x: {}\n", head)
    got = apply_codebook(raw(city=["A", "B"], x=[1, 2]), codebook)
    assert got.text == {"city": ("A", "B")}


def test_columns_the_codebook_does_not_know_are_kept(raw, book) -> None:
    got = apply_codebook(raw(x1=[1, 2], extra=[7, 8]), book("  x1: {scale: agree}\n"))
    assert got.names == ("x1", "extra")
    assert got.items[1] == Item("extra")


def test_items_the_file_does_not_have_are_noted(raw, book) -> None:
    codebook = book("  x1: {scale: agree}\n  y9: {scale: agree}\n")
    (said,) = apply_codebook(raw(x1=[1, 2]), codebook).diagnostics
    assert (said.code, said.severity) == ("I-DATA-40", "info")
    assert "y9" in said.message


def test_a_column_written_in_another_case_is_warned_about(raw, book) -> None:
    codebook = book("  x1: {scale: agree}\n  X2: {scale: agree}\n")
    (said,) = apply_codebook(raw(x1=[1, 2], x2=[1, 2]), codebook).diagnostics
    assert said.code == "W-DATA-40"
    assert "Did you mean 'x2'?" in said.message


def test_the_codebook_of_another_survey_is_refused(raw, book) -> None:
    with pytest.raises(CodebookError) as error:
        apply_codebook(raw(x1=[1, 2]), book("  q1: {scale: agree}\n"))
    assert error.value.code == "E-BOOK-07"


def test_title_constructs_and_file_travel_with_the_answers(raw, book) -> None:
    got = apply_codebook(raw(x1=[1, 2]), book("  x1: {scale: agree, construct: trust}\n"))
    assert got.title == {"en": "Trust", "zh": "信任"}
    assert got.constructs == {"trust": {"en": "Trust", "zh": "信任"}}
    assert got.items[0].construct == "trust"
    assert got.source == "answers/trust.csv"


def declared(raw, **columns):
    words = raw(**columns)
    item = Item(
        "x1",
        measure="ordinal",
        codes=(1.0, 2.0),
        value_labels={"en": {1.0: "disagree", 2.0: "agree"}},
    )
    return replace(words, declared={"x1": Declared(item, np.array([2.0, np.nan, 1.0]))})


def test_a_column_its_source_declares_needs_no_codebook(raw) -> None:
    got = apply_codebook(declared(raw, x1=["agree", "", "disagree"]))
    np.testing.assert_array_equal(got.column("x1"), [2, np.nan, 1])
    assert (got.items[0].measure, got.items[0].codes, got.text) == ("ordinal", (1.0, 2.0), {})
    assert got.recodes == (Recode("x1", "label", 2, "value labels read as codes"),)


def test_a_codebook_has_precedence_over_what_a_source_declares(raw, book) -> None:
    table = declared(raw, x1=["agree", "", "disagree"])
    got = apply_codebook(table, book("  x1: {scale: agree}\n"))
    np.testing.assert_array_equal(got.column("x1"), [5, np.nan, 1])


def test_f11o_an_undeclared_code_of_an_ordinal_item_never_becomes_a_category(raw, book) -> None:
    answers = [1, 2, 3, 4, 5, 99, 99, 3]
    with pytest.raises(ResponseError) as error:
        apply_codebook(raw(x1=answers), book("  x1: {scale: agree}\n"))
    assert codes(error) == ["E-DATA-11"]


def test_the_table_that_was_read_is_not_changed(raw, book) -> None:
    table = raw(x1=[1, 88, 5])
    apply_codebook(table, book("  x1: {scale: agree, reverse: true}\n"))
    np.testing.assert_array_equal(table.columns[0], [1, 88, 5])
