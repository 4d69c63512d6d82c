"""The printable questionnaire: what respondents see, and what they must not see."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from gainsem.report.questionnaire import questionnaire_content, questionnaire_pdf
from gainsem.survey.codebook_document import CodebookDocument
from gainsem.survey.codebook_file import read_document

ROOT = Path(__file__).parents[2]
AGREE = {
    "codes": [1, 2, 3],
    "missing_codes": [88, 99],
    "labels": {
        "en": {1: "disagree", 2: "neither", 3: "agree", 88: "don't know"},
        "zh": {1: "不同意", 2: "一般", 3: "同意", 88: "不知道"},
    },
}
YES_NO = {
    "measure": "nominal",
    "codes": [0, 1],
    "labels": {"en": {0: "no", 1: "yes"}, "zh": {0: "否", 1: "是"}},
}
BOOK: dict[str, Any] = {
    "title": {"en": "City survey", "zh": "城市调查"},
    "languages": ["en", "zh"],
    "instructions": {"en": "Please answer.", "zh": "请作答。"},
    "roles": {"weight": "w", "cluster": "district", "respondent": "id", "seconds": "t"},
    "scales": {"agree": AGREE},
    "constructs": {"trust": {"label": {"en": "Secret construct", "zh": "保密构念"}}},
    "items": {
        "t1": {
            "text": {"en": "I trust.", "zh": "我信任。"},
            "scale": "agree",
            "construct": "trust",
        },
        "t2": {
            "text": {"en": "I doubt.", "zh": "我怀疑。"},
            "scale": "agree",
            "construct": "trust",
            "reverse": True,
        },
        "check": {
            "text": {"en": "Tick agree.", "zh": "请选同意。"},
            "scale": "agree",
            "attention": 3,
        },
        "school": {
            "text": {"en": "Schools are good.", "zh": "学校好。"},
            "scale": "agree",
            "asked_if": "child=1 & t2>=2",
        },
    },
    "variables": {
        "id": {},
        "w": {},
        "t": {},
        "district": {"label": {"en": "District", "zh": "区"}},
        "child": {"text": {"en": "A child at school?", "zh": "有在读子女吗？"}, "scale": YES_NO},
        "age": {
            "text": {"en": "Age", "zh": "年龄"},
            "scale": {"measure": "continuous", "range": [16, 110]},
        },
        "apps": {
            "text": {"en": "Which apps?", "zh": "哪些应用？"},
            "options": {"gov": {"label": {"en": "Government", "zh": "政务"}}},
        },
        "why": {"text": {"en": "Why?", "zh": "为什么？"}, "asked_if": "apps_gov=0 & age>=18"},
    },
}


def document(**changes: Any) -> CodebookDocument:
    return CodebookDocument.model_validate({**BOOK, **changes})


def printed(lang: str = "en", **changes: Any) -> str:
    made = questionnaire_pdf(document(**changes), lang=lang)
    pages = PdfReader(io.BytesIO(made.data)).pages
    return "\n".join(page.extract_text() for page in pages)


def blocks(lang: str = "en") -> list[dict[str, Any]]:
    sections = questionnaire_content(document(), lang=lang)["sections"]
    return [block for section in sections for block in section["blocks"]]


def test_the_order_of_the_questions() -> None:
    sections = questionnaire_content(document())["sections"]
    assert [section["title"] for section in sections] == [
        "First, a few questions",
        "Your views",
        "About you",
    ]
    numbers = [row["number"] for b in blocks() for row in b.get("rows", [b])]
    assert numbers == list(range(1, len(numbers) + 1)) == list(range(1, 9))


def test_items_of_one_scale_stand_in_one_grid_with_dont_know_apart() -> None:
    grid = next(block for block in blocks() if block["kind"] == "grid")
    assert [row["text"] for row in grid["rows"]] == [
        *("I trust.", "I doubt.", "Tick agree.", "Schools are good."),
    ]
    assert [head["label"] for head in grid["heads"]] == ["disagree", "neither", "agree"]
    # 99 has no wording: it is for data entry and not printed
    assert grid["missing"] == [{"label": "don't know", "code": "88"}]


@pytest.mark.parametrize(
    ("lang", "school", "why"),
    [
        (
            "en",
            # t2 is reversed: 2 or more when it is read is 2 or less on paper
            (
                "Only if you chose “yes” in question 1. "
                "Only if you chose “disagree or neither” in question 3."
            ),
            (
                "Only if you did not tick “Government” in question 7. "
                "Only if your answer to question 6 is 18 or more."
            ),
        ),
        (
            "zh",
            "在第 1 题选择“是”者请回答。在第 3 题选择“不同意或一般”者请回答。",
            "在第 7 题未勾选“政务”者请回答。第 6 题的答案为 18 及以上者请回答。",
        ),
    ],
)
def test_who_skips_a_question_is_said_in_words(lang: str, school: str, why: str) -> None:
    hints = {row["text"]: row["hint"] for b in blocks(lang) for row in b.get("rows", [b])}
    assert {hint for hint in hints.values() if hint} == {school, why}


def test_the_office_fills_in_what_respondents_do_not() -> None:
    content = questionnaire_content(document())
    assert content["office"] == ["Questionnaire no.", "District", "Interviewer", "Date"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_printed_and_what_is_not(lang: str) -> None:
    text = printed(lang).replace("\n", "")
    for part in {
        "en": ("City survey", "Please answer.", "I doubt.", "16 to 110", "Page 1 of 1"),
        "zh": ("城市调查", "请作答。", "我怀疑。", "16至110", "第1页，共1页"),
    }[lang]:
        assert part.replace(" ", "") in text.replace(" ", "")
    for secret in ("Secret construct", "保密构念", "reverse", "attention", "weight", "trust_"):
        assert secret not in text


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "folder",
    ["surveys/bfi", "surveys/juarez", "surveys/sense_of_gain", "gainsem/cli/new_study/zh"],
)
def test_shipped_codebooks_can_be_printed(folder: str, lang: str) -> None:
    said, _, _ = read_document(ROOT / folder / "codebook.yaml")
    made = questionnaire_pdf(said, lang=lang)
    assert made.diagnostics == ()
    assert made.data == questionnaire_pdf(said, lang=lang).data


def test_wordings_are_printed_and_never_obeyed() -> None:
    hostile = ['#read("x")', "$x$ *b* _i_", "] } ) // /*", "= head", "@a <b> `c`"]
    items = {f"q{n}": {"text": text, "scale": "agree"} for n, text in enumerate(hostile)}
    text = printed(items=items, title=hostile[0], instructions=hostile[1])
    squeezed = "".join(text.split())
    for each in hostile:
        assert "".join(each.split()) in squeezed


def test_a_character_that_no_font_has_is_said() -> None:
    made = questionnaire_pdf(document(title="Survey \u0e01"))
    assert [each.code for each in made.diagnostics] == ["W-FONT-01"]


def test_the_last_words_are_not_alone_on_a_page() -> None:
    """However many questions there are, a page with the thanks has a question on it."""
    for n in range(1, 26):
        variables = {f"v{k}": {"text": "Your own words?"} for k in range(n)}
        data = questionnaire_pdf(document(items={}, variables=variables, roles={})).data
        last = PdfReader(io.BytesIO(data)).pages[-1].extract_text()
        assert "Thank you" in last
        assert "Your own words?" in last


def test_only_the_ends_of_a_scale_are_worded() -> None:
    ends = {"codes": [1, 2, 3, 4], "labels": {"en": {1: "never", 4: "always"}}}
    items = {"a": {"text": "A", "scale": ends}}
    content = questionnaire_content(document(items=items, variables={}, roles={}))
    grid = content["sections"][0]["blocks"][0]
    assert grid["narrow"]
    assert [head["label"] for head in grid["heads"]] == ["never", "", "", "always"]
    assert "always" in printed(items=items, variables={}, roles={})


def test_long_answers_stand_below_their_question() -> None:
    long = {"codes": [1, 2, 3], "labels": {"en": {1: "a" * 50, 2: "b", 3: "c"}}}
    items = {"a": {"text": "A", "scale": long}}
    content = questionnaire_content(document(items=items, variables={}, roles={}))
    assert content["sections"][0]["blocks"][0]["kind"] == "choice"
