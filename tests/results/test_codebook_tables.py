from __future__ import annotations

from typing import Any

from gainsem.results.codebook_tables import codebook_tables
from gainsem.results.table import Table
from gainsem.survey.codebook_document import CodebookDocument

BOOK: dict[str, Any] = {
    "title": "T",
    "languages": ["en", "zh"],
    "roles": {"weight": "w"},
    "columns": {"a": "Q1"},
    "exports": {"kobo": {"codes": {"s": {"x": 1}}}},
    "tables": {"areas": {"file": "areas.csv", "key": "area"}},
    "scales": {
        "s": {
            "codes": [1, 2, 3],
            "missing_codes": [9],
            "labels": {"en": {1: "low", 9: "none"}, "zh": {1: "低", 3: "高"}},
        }
    },
    "constructs": {
        "f": {"label": {"en": "Trust", "zh": "信任"}, "part_of": "wide"},
        "g": {"label": "Hope"},
        "h": {"label": "Faith", "part_of": "wide"},
        "wide": {"label": "Social"},
    },
    "items": {
        "a": {"text": {"en": "A?", "zh": "甲？"}, "construct": "f", "scale": "s", "reverse": True},
        "c": {"text": "C?", "construct": "h", "scale": "s", "missing_codes": [8]},
        "b": {"label": "B", "construct": "g", "scale": "s", "asked_if": "a=1"},
        "check": {"text": "Say 3", "scale": "s", "attention": 3},
    },
    "variables": {
        "w": {},
        "apps": {"text": "Apps", "options": {"gov": {"label": "Government"}}},
        "age": {"label": "Age", "scale": {"measure": "continuous", "range": [16, 110]}},
    },
}


def tables(lang: str = "", **changes: Any) -> dict[str, Table]:
    said = CodebookDocument.model_validate({**BOOK, **changes})
    return {table.caption: table for table in codebook_tables(said, lang=lang)}


def test_items_stand_by_construct_and_dimension() -> None:
    assert list(tables()) == [
        *("Social (wide) > Trust (f)", "Social (wide) > Faith (h)", "Hope (g)"),
        *("Items without a construct", "Background variables", "Wordings of the answers"),
        *("Roles", "Survey tools and further tables"),
    ]


def test_what_is_shown_of_an_item() -> None:
    found = tables()
    trust = found["Social (wide) > Trust (f)"]
    assert trust.rows == (("a", "A?", "s 1-3, ordinal", "9", "R"),)
    assert found["Social (wide) > Faith (h)"].values("missing") == ("9, 8",)
    assert found["Hope (g)"].values("asked_if") == ("a=1",)
    assert found["Items without a construct"].values("attention") == ("= 3",)


def test_variables_and_boxes() -> None:
    rows = tables()["Background variables"].rows
    assert [row[:3] for row in rows] == [
        ("w", "", "open"),
        ("apps", "Apps", "tick boxes"),
        ("  apps_gov", "[ ] Government", "0, 1"),
        ("age", "Age", "16 to 110, continuous"),
    ]


def test_wordings_in_another_language_and_what_stands_in_for_them() -> None:
    found = tables(lang="zh")
    assert found["Social (wide) > 信任 (f)"].values("wording") == ("甲？",)
    assert found["Hope (g)"].values("wording") == ("B",)
    assert found["Wordings of the answers"].rows == (
        ("s", "1", "低"),
        ("", "3", "高"),
        ("", "9 (missing)", "none"),
    )


def test_tools_and_tables() -> None:
    assert tables()["Survey tools and further tables"].rows == (
        ("kobo", "0 headings, codes of 1 items or scales"),
        ("any file", "1 headings"),
        ("table areas", "areas.csv, joined by area"),
    )


def test_without_constructs_all_items_stand_in_one_table() -> None:
    items = {"a": {"text": "A"}, "b": {"text": "B"}}
    bare = {"constructs": {}, "variables": {}, "roles": {}, "columns": {}, "exports": {}}
    assert list(tables(items=items, scales={}, tables={}, **bare)) == ["Items"]
