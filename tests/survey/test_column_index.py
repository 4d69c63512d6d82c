from __future__ import annotations

from gainsem.survey.column_index import ColumnIndex, wording_key
from gainsem.survey.raw_table import Heading


def index(*headings: Heading) -> ColumnIndex:
    names = tuple(f"c{i}" for i in range(len(headings)))
    return ColumnIndex(names, headings, {name: i for i, name in enumerate(names)})


def test_wordings_are_compared_without_markup_and_marks_at_the_end() -> None:
    assert wording_key("<b>I am&nbsp;heard</b>.") == wording_key("i am heard") == "i am heard"
    assert wording_key("您的性别：") == wording_key("您的性别:") == "您的性别"
    assert wording_key("<5 years") == "<5 years"


def test_the_most_telling_code_counts_first() -> None:
    told = index(Heading(ids=("a_x", "x")), Heading(ids=("x", "y")))
    assert told.with_id("x") == [1]
    assert told.with_id("a_x") == [0]
    assert told.with_id("c0") == [0]
    assert told.with_id("z") == []
    assert told.with_id_in_any_case("A_X") == [0]
    assert told.with_id_in_any_case("C1") == [1]


def test_wordings_of_boxes_belong_to_their_question() -> None:
    told = index(
        Heading(ids=("Q1",), wordings=("Which?",), option="a"),
        Heading(ids=("Q2",), wordings=("I am heard", "Agree? I am heard")),
        Heading(ids=("started",), wordings=("Which?",), role="started"),
    )
    assert told.with_id("Q1") == []
    assert told.boxes_of(["q1"], []) == [0]
    assert told.boxes_of([], ["Which"]) == [0]
    assert told.with_wording(["I am heard."]) == [1]
    assert told.with_wording(["Agree? I am heard", ""]) == [1]


def test_headings_that_a_codebook_names() -> None:
    told = index(Heading(ids=("Q1", "QID9")), Heading(wordings=("How old are you?",)))
    assert told.named("c1") == [1]
    assert told.named("QID9") == [0]
    assert told.named("qid9") == [0]
    assert told.named("How  old are you") == [1]
    assert told.named("nothing") == []
