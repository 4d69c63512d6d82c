from __future__ import annotations

from dataclasses import replace

from gainsem.survey.find_columns import find_columns, lost_headings
from gainsem.survey.raw_table import Heading

HEAD = """\
title: {en: Trust, zh: 信任}
languages: [en, zh]
roles: {seconds: spent}
columns: {x1: [Q9, "How far do you trust?"]}
exports: {kobo: {columns: {x1: Q2}}}
items:
"""
ITEMS = """\
  x1: {text: {en: I trust, zh: 我信任}}
  x2: {text: {en: I am heard., zh: 我被听见}}
  spent: {}
"""


def places(raw, book, *, tool="", headings=(), items=ITEMS):
    return find_columns(replace(raw, tool=tool, headings=headings), book(items, HEAD))


def test_headings_named_for_the_tool_come_before_those_for_all(raw, book) -> None:
    table = raw(Q2=[1], Q9=[2], x1=[3])
    assert places(table, book, tool="kobo").columns == {"x1": 0}
    assert places(table, book).columns == {"x1": 1}


def test_a_second_heading_is_taken_where_the_first_is_not_there(raw, book) -> None:
    got = places(raw(**{"How far do you trust": [1], "x1": [2]}), book)
    assert (got.columns, got.ways) == ({"x1": 0}, {"x1": "heading"})


def test_names_then_case_then_wordings_then_the_tools_own(raw, book) -> None:
    headings = (
        Heading(ids=("a", "X1")),
        Heading(ids=("b",), wordings=("我被听见",)),
        Heading(ids=("t",), role="seconds"),
    )
    got = places(raw(a=[1], b=[2], t=[3]), book, headings=headings)
    assert got.columns == {"x1": 0, "x2": 1, "spent": 2}
    assert got.ways == {"x1": "case", "x2": "wording", "spent": "role"}
    assert got.problems == ()


def test_a_column_found_by_name_is_no_candidate_by_wording(raw, book) -> None:
    headings = (Heading(ids=("x2",), wordings=("I trust",)), Heading(wordings=("I trust",)))
    got = places(raw(x2=[1], y=[2]), book, headings=headings)
    assert got.columns == {"x2": 0, "x1": 1}


def test_two_candidates_are_a_problem_and_no_guess(raw, book) -> None:
    headings = (Heading(wordings=("I am heard",)), Heading(wordings=("I AM HEARD.",)))
    got = places(raw(a=[1], b=[2]), book, headings=headings)
    assert got.columns == {}
    (problem,) = got.problems
    assert problem.code == "E-EXP-10"
    assert "trust.csv: 'x2' may be any of the columns 'a', 'b'." in problem.message


def test_two_items_of_one_column_are_a_problem(raw, book) -> None:
    items = "  a: {text: I am heard}\n  b: {text: I am heard.}\n  x1: {}\n  spent: {}\n"
    headings = (Heading(wordings=("I am heard",)),)
    (problem,) = places(raw(q=[1]), book, headings=headings, items=items).problems
    assert problem.code == "E-EXP-11"
    assert "column 'q' would be a, b at once" in problem.message


def test_labels_that_several_share_decide_nothing(raw, book) -> None:
    items = "  a: {label: Trust}\n  b: {label: Trust}\n  x1: {}\n  spent: {label: Time}\n"
    got = places(raw(Trust=[1], Time=[2]), book, items=items)
    assert (got.columns, got.ways, got.problems) == ({"spent": 1}, {"spent": "label"}, ())


def test_names_that_differ_in_case_only_do_not_decide_where_two_do(raw, book) -> None:
    got = places(raw(SPENT=[1], Spent=[2]), book)
    assert [problem.code for problem in got.problems] == ["E-EXP-10"]


def test_headings_that_the_file_lacks_are_told_with_the_nearest(raw, book) -> None:
    table = raw(Q99=[1])
    got = places(table, book)
    assert got.lost == {"x1": "Q9"}
    assert lost_headings(got, table) == ["x1 ('Q9' Did you mean 'Q99'?)"]
