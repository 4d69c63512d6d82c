from __future__ import annotations

from typing import Any

import pytest

from gainsem.survey.codebook_advice import advice
from gainsem.survey.codebook_document import CodebookDocument

LABELS = {"en": {1: "no", 2: "so-so", 3: "yes", 9: "don't know"}}
SCALE = {"codes": [1, 2, 3], "missing_codes": [9], "labels": LABELS}
GOOD: dict[str, Any] = {
    "title": "T",
    "scales": {"s": SCALE},
    "constructs": {"f": {"label": "F"}, "g": {"label": "G"}},
    "items": {
        f"{f}{n}": {"text": f"{f}{n}", "construct": f, "scale": "s", "reverse": n == 2}
        for f in "fg"
        for n in (1, 2, 3)
    },
    "variables": {"w": {}, "age": {"label": "Age", "scale": {"measure": "continuous"}}},
    "roles": {"weight": "w"},
}


def said(**changes: Any) -> dict[str, str]:
    """Return the message of every piece of advice by its code."""
    content = {**GOOD, **changes}
    found = advice(CodebookDocument.model_validate(content), "c.yaml")
    assert all(each.severity == "warning" for each in found)
    return {each.code: each.message for each in found}


def items(**changes: Any) -> dict[str, Any]:
    """Return the items with something changed: ``f1={...}`` adds to f1."""
    return {name: {**item, **changes.get(name, {})} for name, item in GOOD["items"].items()}


def test_a_good_codebook_gets_no_advice() -> None:
    assert said() == {}


def test_wordings_that_lack_in_a_language() -> None:
    found = said(languages=["en", "zh"], items=items(f1={"text": {"en": "A", "zh": "甲"}}))
    assert "no wording in 'zh' for f2, f3, g1, g2, g3, age" in found["W-BOOK-30"]


def test_a_short_label_will_do_and_a_weight_needs_none() -> None:
    assert "W-BOOK-30" not in said(items=items(f1={"text": {}, "label": "A"}))


def test_boxes_without_a_wording() -> None:
    boxes = {"apps": {"text": {"en": "A", "zh": "甲"}, "options": {"x": {"label": "X"}}}}
    assert (
        "apps.x"
        in said(languages=["en", "zh"], variables={**GOOD["variables"], **boxes})["W-BOOK-30"]
    )


def test_codes_without_a_wording() -> None:
    half = {**SCALE, "labels": {"en": {1: "no", 2: "so-so"}}}
    assert "s (3, 9)" in said(scales={"s": half})["W-BOOK-31"]


@pytest.mark.parametrize(
    "scale",
    [
        {**SCALE, "labels": {"en": {1: "no", 3: "yes", 9: "don't know"}}},
        {"range": [0, 100], "missing_codes": []},
    ],
    ids=["only the ends are worded", "a long run of numbers"],
)
def test_codes_that_need_no_wording(scale: dict[str, Any]) -> None:
    assert "W-BOOK-31" not in said(scales={"s": scale})


def test_constructs_without_items_and_with_one() -> None:
    more = {**GOOD["constructs"], "empty": {"label": "E"}, "wide": {"label": "W"}}
    more["f"] = {"label": "F", "part_of": "wide"}
    assert "no item names the construct 'empty'" in said(constructs=more)["W-BOOK-32"]
    alone = {n: i for n, i in items().items() if n not in ("g2", "g3")}
    assert "the construct 'g' has one item, g1" in said(items=alone)["W-BOOK-32"]


def test_items_without_a_construct() -> None:
    extra = {"x": {"text": "X", "scale": "s"}, "check": {"text": "C", "scale": "s", "attention": 3}}
    assert "belong to no construct: x." in said(items={**items(), **extra})["W-BOOK-33"]


def test_reversed_items_of_one_construct_only() -> None:
    found = said(items=items(g2={"reverse": False}, f3={"reverse": True}))
    assert "all reversed items belong to 'f': f2, f3" in found["W-BOOK-34"]


def test_a_construct_of_reversed_items_only() -> None:
    found = said(items=items(f1={"reverse": True}, f3={"reverse": True}))
    assert "every item of 'f' is reversed" in found["W-BOOK-34"]


def test_scales_without_missing_codes() -> None:
    bare = {"codes": [1, 2, 3], "labels": {"en": {1: "no", 2: "so-so", 3: "yes"}}}
    assert "no missing codes are declared for s." in said(scales={"s": bare})["W-BOOK-35"]


def test_a_filter_on_nothing() -> None:
    found = said(items=items(f1={"asked_if": "agee>=18"}))
    assert "Did you mean 'age'?" in found["W-BOOK-36"]
