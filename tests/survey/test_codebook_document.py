from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from gainsem.survey.codebook_document import SCHEMA_FILE, codebook_schema, schema_text
from gainsem.survey.safe_yaml import read_yaml


def test_the_shipped_schema_is_that_of_the_models() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), (
        "run: python -m gainsem.survey.codebook_document"
    )


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(codebook_schema())


@pytest.mark.parametrize("name", ["bfi", "juarez"])
def test_shipped_codebooks_follow_the_schema(root: Path, name: str) -> None:
    path = root / "surveys" / name / "codebook.yaml"
    document = read_yaml(path.read_bytes(), path.name)
    schema = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    jsonschema.validate(document.content, schema)


@pytest.mark.parametrize(
    "content",
    [
        {"items": {}},
        {"title": "T", "itmes": {}},
        {"title": "T", "items": {"q1": {"revers": True}}},
        {"title": "T", "scales": {"s": {"measure": "likert"}}},
        {"title": "T", "scales": {"s": {"range": [1]}}},
        {"title": "T", "languages": ["English"]},
    ],
)
def test_the_schema_refuses_what_the_models_refuse(content: dict) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, codebook_schema())


@pytest.mark.parametrize("title", ["T", {"en": "T", "zh": "标题"}])
def test_a_wording_is_a_text_or_texts_by_language(title: object) -> None:
    jsonschema.validate({"title": title, "languages": ["en", "zh"]}, codebook_schema())
