from __future__ import annotations

import pytest

from gainsem.errors import CodebookError, OptionError
from gainsem.survey.asked_if import Filter
from gainsem.survey.asking import LONGEST_GRID, Question, grids_of, questions_of
from gainsem.survey.codebook_document import CodebookDocument

SCALE = {"codes": [1, 2, 3, 4, 5], "labels": {"en": {1: "no", 5: "yes"}}}
YES_NO = {"measure": "nominal", "codes": [0, 1], "labels": {"en": {0: "no", 1: "yes"}}}


def questions(**parts: object) -> dict[str, Question]:
    said = CodebookDocument.model_validate({"title": "T", "scales": {"s": SCALE}, **parts})
    return {question.name: question for question in questions_of(said)}


def test_how_questions_are_answered() -> None:
    found = questions(
        items={
            "rated": {"scale": "s"},
            "slider": {"scale": {"range": [0, 100]}},
            "short": {"scale": {"range": [0, 10]}},
            "open": {},
            "boxes": {"options": {"a": {"label": "A"}}},
            "age": {"scale": {"measure": "continuous", "range": [16, 110]}},
        }
    )
    assert {name: question.kind for name, question in found.items()} == {
        "rated": "choice",
        "slider": "number",
        "short": "choice",
        "open": "text",
        "boxes": "boxes",
        "age": "number",
    }


def test_who_is_not_asked() -> None:
    found = questions(
        roles={"weight": "w", "seconds": "t", "respondent": "id", "cluster": "district"},
        variables={"w": {"text": "?"}, "t": {}, "id": {}, "district": {}},
    )
    assert [name for name, question in found.items() if question.is_asked] == ["district"]
    assert questions(roles={"respondent": "id"}, items={"id": {"text": "Card"}})["id"].is_asked


def test_a_question_that_decides_comes_first_with_those_that_decide_on_it() -> None:
    found = questions(
        items={"a": {}, "b": {"asked_if": "child=1"}, "c": {"asked_if": "a=x"}},
        variables={"age": {}, "home": {"scale": YES_NO},
                   "child": {"scale": YES_NO, "asked_if": "home=1"}},
    )  # fmt: skip
    assert list(found) == ["home", "child", "a", "b", "c", "age"]


def test_filters_compare_answers_as_they_are_given() -> None:
    items = {
        "q": {"scale": "s", "reverse": True},
        "a": {"asked_if": "q>=4"},
        "b": {"asked_if": "q=no"},
        "c": {"asked_if": "boxes_x!=1 & why=bored,tired"},
        "boxes": {"options": {"x": {"label": "X"}}},
        "why": {},
    }
    found = questions(items=items)
    assert found["a"].filters == (Filter("q", "", "<=", ("2",)),)
    assert found["b"].filters == (Filter("q", "", "=", ("5",)),)  # 'no' is 1, turned back: 5
    assert found["c"].filters == (
        Filter("boxes", "x", "!=", ("1",)),
        Filter("why", "", "=", ("bored", "tired"), is_code=False),
    )


def test_which_answers_a_filter_lets_through() -> None:
    some = Filter("q", "", "=", ("1", "2"))
    others = Filter("q", "", "!=", ("1", "2"))
    assert [some.allows(code) for code in (1, 2, 3)] == [True, True, False]
    assert [others.allows(code) for code in (1, 2, 3)] == [False, False, True]


@pytest.mark.parametrize(
    ("asked_if", "part"),
    [("nobody=1", "'nobody' is no other variable"), ("a=1", "'a' is no other variable"),
     ("b=7", "'7' is not an answer that 'b' allows"), ("b=maybe", "'maybe' is not an answer")],
)  # fmt: skip
def test_c08_filters_on_nothing_are_refused(asked_if: str, part: str) -> None:
    with pytest.raises(CodebookError, match="E-BOOK-29") as refusal:
        questions(items={"a": {"asked_if": asked_if}, "b": {"scale": YES_NO}})
    assert part in str(refusal.value)


def test_a_filter_that_is_no_selection_is_refused() -> None:
    with pytest.raises(OptionError, match="E-OPT-04"):
        questions(items={"a": {"asked_if": "b is 1"}, "b": {}})


def test_runs_of_one_scale_stand_together_and_long_ones_are_cut_evenly() -> None:
    items = {f"q{n}": {"scale": "s"} for n in range(23)}
    found = questions(items={**items, "x": {}, "y": {"scale": "s", "missing_codes": [9]}})
    sizes = [len(run) for run in grids_of(found.values())]
    assert sizes == [8, 8, 7, 1, 1]
    assert max(sizes) <= LONGEST_GRID


def test_names_of_lists() -> None:
    found = questions(
        items={
            "a": {"scale": "s"},
            "b": {"scale": "s", "missing_codes": [9]},
            "c": {"scale": YES_NO},
        }
    )
    assert [question.list_name for question in found.values()] == ["s", "b", "c"]


def test_a_question_called_like_a_scale_has_a_list_of_another_name() -> None:
    found = questions(items={"s": {"scale": YES_NO}, "s_": {"scale": YES_NO}, "a": {"scale": "s"}})
    assert [question.list_name for question in found.values()] == ["s__", "s_", "s"]


def test_what_is_not_shown_although_the_codebook_describes_it() -> None:
    found = questions(
        items={"unworded": {"scale": "s"}},
        variables={
            "index": {"label": "Index of the district", "scale": {"range": [0, 100]}},
            "made": {"label": "Rural", "scale": YES_NO},
            "worded": {"text": "Where do you live?", "scale": YES_NO},
            "deciding": {"label": "Children at school", "scale": YES_NO},
            "decided": {"label": "Their school", "asked_if": "deciding=1"},
            "district": {"label": "District"},
            "w": {"text": "never asked"},
        },
        roles={"cluster": "district", "weight": "w"},
    )
    shown = {name for name, question in found.items() if question.is_shown}
    assert shown == {"unworded", "worded", "deciding", "decided", "district"}
