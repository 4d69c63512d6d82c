from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gainsem.errors import CodebookError, ResponseError
from gainsem.survey.match_columns import match_columns
from gainsem.survey.raw_table import Declared, Heading
from gainsem.survey.recode import apply_codebook
from gainsem.survey.responses import Item

BOXES = """\
title: Apps
columns: {app_maps: Q5_1}
exports:
  redcap: {codes: {app: {1: maps, 2: trains}, rural: {1: 0, 2: 1}}}
items:
  rural: {scale: {measure: nominal, codes: [0, 1]}}
  app:
    text: Which apps?
    options: {maps: {label: City maps}, trains: {label: "Trains, trams"}}
"""


def codes(table):
    return [remark.code for remark in table.diagnostics]


def test_a_plain_table_with_all_items_is_handed_back_as_it_is(raw, book) -> None:
    table = raw(x1=[1, 2], x2=[3, 4], more=[5, 6])
    codebook = book("  x1: {scale: agree, text: more}\n  x2: {scale: agree}\n")
    assert match_columns(table, codebook) is table


def test_items_found_get_their_names_and_the_place_in_the_file_is_kept(raw, book) -> None:
    codebook = book("  x1: {scale: agree, text: I trust}\n  x2: {scale: agree}\n")
    table = raw(**{"I trust.": ["1", "7"], "x2": [1, 2], "z": [0, 0]})
    got = match_columns(table, codebook)
    assert got.names == ("x1", "x2", "z")
    assert got.found_in == {"x1": "I trust."}
    (said,) = [remark for remark in got.diagnostics if remark.code == "I-EXP-20"]
    assert "1 by name, 1 by wording; columns nobody asked for: z" in said.message
    with pytest.raises(ResponseError) as caught:
        apply_codebook(got, codebook)
    assert 'trust.csv, column "x1" ("I trust." in the file)' in str(caught.value)


def test_names_in_another_case_are_read_and_said(raw, book) -> None:
    codebook = book("  x1: {scale: agree, reverse: true}\n  x2: {scale: agree}\n")
    got = match_columns(raw(X1=[1, 5], x2=[2, 2]), codebook)
    assert got.names == ("x1", "x2")
    assert codes(got) == ["I-EXP-18"]
    assert "X1 as x1" in got.diagnostics[0].message
    np.testing.assert_array_equal(apply_codebook(got, codebook).column("x1"), [5, 1])


def test_all_columns_that_cannot_be_told_are_refused_together(raw, book) -> None:
    codebook = book("  x1: {text: a}\n  x2: {text: b}\n")
    wordings = ("a", "a", "b", "b")
    table = replace(
        raw(q1=[1], q2=[1], q3=[1], q4=[1]),
        headings=tuple(Heading(wordings=(text,)) for text in wordings),
    )
    with pytest.raises(ResponseError) as caught:
        match_columns(table, codebook)
    assert [problem.code for problem in caught.value.problems] == ["E-EXP-10", "E-EXP-10"]


def test_codes_of_the_tool_are_applied_and_counted(raw, book) -> None:
    codebook = book("", BOXES)
    table = replace(raw(rural=[1, 2, np.nan], app_maps=[0, 1, 0]), tool="redcap")
    got = match_columns(table, codebook)
    np.testing.assert_array_equal(got.columns[0], [0, 1, np.nan])
    assert [(r.item, r.kind, r.count) for r in got.recodes] == [("rural", "tool code", 2)]
    responses = apply_codebook(got, codebook)
    assert responses.recodes[0].kind == "tool code"


def test_a_joined_column_becomes_one_column_an_option_in_its_place(raw, book) -> None:
    codebook = book("", BOXES)
    got = match_columns(
        raw(rural=[1, 0], app=["city maps, trains, trams", "maps"], z=[1, 1]), codebook
    )
    assert got.names == ("rural", "app_maps", "app_trains", "z")
    np.testing.assert_array_equal(np.column_stack(got.columns[1:3]), [[1, 1], [1, 0]])
    assert {recode.kind for recode in got.recodes} == {"tick box"}


def test_columns_of_boxes_by_the_tools_codes(raw, book) -> None:
    codebook = book("", BOXES)
    boxes = [Heading(ids=("app",), option=code) for code in ("1", "2", "3")]
    table = replace(
        raw(rural=[1], app___1=[0], app___2=[1], app___3=[1]),
        tool="redcap",
        headings=(Heading(ids=("rural",)), *boxes),
    )
    got = match_columns(table, codebook)
    assert got.names == ("rural", "app_maps", "app_trains", "app___3")
    assert codes(got) == ["W-EXP-15", "I-EXP-20"]
    assert "app___3" in got.diagnostics[0].message
    assert got.found_in == {"app_maps": "app___1", "app_trains": "app___2"}
    assert (
        "1 by name, boxes of app; columns nobody asked for: app___3" in got.diagnostics[1].message
    )


def test_one_option_in_two_columns_is_refused(raw, book) -> None:
    boxes = tuple(Heading(ids=("app",), option=text) for text in ("trains", "Trains, trams"))
    table = replace(raw(a=[1], b=[0]), headings=boxes)
    with pytest.raises(ResponseError) as caught:
        match_columns(table, book("", BOXES))
    assert caught.value.code == "E-EXP-10"
    assert "option 'trains' of 'app' may be any of the columns a, b" in str(caught.value)


def test_codes_for_an_option_that_does_not_exist_are_refused(raw, book) -> None:
    codebook = book("", BOXES.replace("2: trains", "2: train"))
    table = replace(raw(rural=[1], app=["1"]), tool="redcap")
    with pytest.raises(ResponseError) as caught:
        match_columns(table, codebook)
    assert caught.value.code == "E-EXP-14"
    assert "'train', which it does not have. Did you mean 'trains'?" in str(caught.value)


def test_a_column_nobody_asked_for_gives_way_to_an_item_of_its_name(raw, book) -> None:
    codebook = book("  x1: {}\n", "title: a\ncolumns: {x1: q}\nitems:\n")
    got = match_columns(raw(x1=[1], q=[2]), codebook)
    assert got.names == ("x1_in_file", "x1")


def test_declared_columns_keep_their_description_under_the_new_name(raw, book) -> None:
    item = Item("X1", value_labels={"en": {1.0: "yes"}})
    table = replace(raw(X1=[1.0]), declared={"X1": Declared(item, np.array([1.0]))})
    got = match_columns(table, book("  x1: {}\n", "title: a\nitems:\n"))
    assert got.declared["x1"].item.name == "x1"


def test_a_codebook_of_other_data_is_still_refused(raw, book) -> None:
    codebook = book("  x1: {scale: agree}\n")
    got = match_columns(raw(y=[1]), codebook)
    with pytest.raises(CodebookError) as caught:
        apply_codebook(got, codebook)
    assert caught.value.code == "E-BOOK-07"
