"""The codebook format: what a YAML file may say, as pydantic models.

The JSON Schema for editors, ``codebook.schema.json``, is written from these
models by ``python -m gainsem.survey.codebook_document``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    FiniteFloat,
    StringConstraints,
    Tag,
)

SCHEMA_FILE = Path(__file__).with_name("codebook.schema.json")
FORMAT = "gainsem.codebook/1"
MAIN_LANGUAGE = ""


def _one_language(value: Any) -> Any:
    """Take a bare wording as one in the codebook's first language."""
    return {MAIN_LANGUAGE: value} if isinstance(value, str) else value


def _one_heading(value: Any) -> Any:
    """Take a bare heading as a list of one."""
    return [value] if isinstance(value, str | int | float) else value


Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Wording = Annotated[
    dict[str, str],
    BeforeValidator(_one_language, json_schema_input_type=str | dict[str, str]),
]
Measure = Literal["ordinal", "continuous", "nominal"]
Headings = Annotated[
    list[str], BeforeValidator(_one_heading, json_schema_input_type=str | list[str])
]
Role = Literal["respondent", "seconds", "weight", "cluster", "stratum", "group", "wave"]
Tool = Literal["wenjuanxing", "qualtrics", "limesurvey", "kobo", "redcap", "forms", "spss", "stata"]


class CodebookPart(BaseModel):
    """What all parts of a codebook have in common: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, frozen=True)

    @classmethod
    def keys(cls) -> list[str]:
        """Return the keys this part of a codebook may have."""
        return [field.alias or name for name, field in cls.model_fields.items()]


class ScaleDocument(CodebookPart):
    """How a question can be answered."""

    measure: Measure = Field(
        default="ordinal",
        description="ordinal: ordered categories; continuous: any number; nominal: no order",
    )
    codes: list[FiniteFloat] | None = Field(
        default=None, description="every legal answer, for example [1, 2, 3, 4, 5]"
    )
    range: tuple[FiniteFloat, FiniteFloat] | None = Field(
        default=None,
        description="smallest and largest legal answer; all whole numbers between them "
        "for an ordinal or nominal scale",
    )
    labels: dict[str, dict[str, str]] = Field(
        default_factory=dict,
        description="wording of the codes by language: {en: {1: never, 2: always}}; "
        "missing codes may be worded too",
    )
    missing_codes: list[FiniteFloat] = Field(
        default_factory=list, description="codes that stand for a missing answer: [88, 99]"
    )


def _kind_of_scale(value: Any) -> str:
    return "name" if isinstance(value, str) else "inline"


ScaleOrName = Annotated[
    Annotated[str, Tag("name")] | Annotated[ScaleDocument, Tag("inline")],
    Discriminator(_kind_of_scale),
]


class OptionDocument(CodebookPart):
    """One box of a question in which several may be ticked."""

    label: Wording = Field(description="the wording beside the box")


class ItemDocument(CodebookPart):
    """A question, or a background variable."""

    text: Wording = Field(default_factory=dict, description="the question as it was asked")
    label: Wording = Field(default_factory=dict, description="a few words for tables and figures")
    scale: ScaleOrName | None = Field(
        default=None, description="name of a shared scale, or a scale written out here"
    )
    missing_codes: list[FiniteFloat] = Field(
        default_factory=list, description="missing codes of this item, besides those of its scale"
    )
    reverse: bool = Field(
        default=False, description="turn the answers: lowest code becomes highest"
    )
    construct_: str = Field(
        default="", alias="construct", description="name of the construct the item belongs to"
    )
    options: dict[str, OptionDocument] = Field(
        default_factory=dict,
        description="boxes of which several may be ticked; option gov of question apps "
        "becomes the variable apps_gov, 1 where it was ticked and 0 where not",
    )
    attention: FiniteFloat | None = Field(
        default=None, description="the answer that an attention check asks for"
    )
    asked_if: str = Field(
        default="",
        description="who is asked, as a selection: child=1 (default: everybody); everyone says"
        " that nobody is left out, so that an empty list of boxes means that none was ticked",
    )
    note: str = Field(default="", description="a remark for readers of the codebook")


class ConstructDocument(CodebookPart):
    """What a group of items measures."""

    label: Wording = Field(description="its name in tables and figures")
    part_of: str = Field(
        default="", description="name of the wider construct (a dimension) it belongs to"
    )
    compare_with: str = Field(
        default="",
        description="name of a construct its index is compared with, person by person, such as"
        " what was obtained with how satisfied people are with it",
    )
    note: str = Field(default="", description="a remark for readers of the codebook")


class ExportDocument(CodebookPart):
    """How one survey tool writes this survey down, where that differs from the codebook."""

    columns: dict[str, Headings] = Field(
        default_factory=dict, description="heading in the tool's file, by item: {trust_1: Q4_1}"
    )
    codes: dict[str, dict[str, FiniteFloat | str]] = Field(
        default_factory=dict,
        description="the code that stands for what the tool writes, by item or by scale: "
        "{rural: {1: 0, 2: 1}}; for a question with options, the option",
    )


class TableDocument(CodebookPart):
    """A second table, joined to the answers by a column both have."""

    file: str = Field(description="the table, below the folder of the codebook")
    key: str = Field(description="column that both tables have, such as district")


class CodebookDocument(CodebookPart):
    """A survey: what was asked, how it could be answered, whose work it is."""

    format: Literal["gainsem.codebook/1"] = Field(
        default="gainsem.codebook/1", description="version of this format"
    )
    title: Wording = Field(description="title of the survey")
    citation: str = Field(default="", description="how to cite it")
    source: str = Field(default="", description="where it comes from")
    licence: str = Field(default="", description="what may be done with it")
    languages: list[Language] = Field(
        default_factory=lambda: ["en"],
        min_length=1,
        description="languages of the wordings, the main one first",
    )
    decimal: Literal[".", ","] = Field(default=".", description="decimal sign of the data file")
    responses: str | None = Field(
        default=None, description="file with the answers, below the folder of the codebook"
    )
    instructions: Wording = Field(
        default_factory=dict, description="what respondents are told before the first question"
    )
    roles: dict[Role, str] = Field(
        default_factory=dict,
        description="variables with a task: {weight: w, seconds: duration, respondent: id}",
    )
    columns: dict[str, Headings] = Field(
        default_factory=dict,
        description="heading in the data file by item, where it is not the item's name; "
        "several headings may be given",
    )
    exports: dict[Tool, ExportDocument] = Field(
        default_factory=dict, description="how survey tools write this survey down, by tool"
    )
    tables: dict[str, TableDocument] = Field(
        default_factory=dict, description="further tables, joined to the answers by a key"
    )
    scales: dict[str, ScaleDocument] = Field(
        default_factory=dict, description="scales that items share by name"
    )
    constructs: dict[str, ConstructDocument] = Field(
        default_factory=dict, description="what the items measure"
    )
    items: dict[str, ItemDocument] = Field(
        default_factory=dict, description="the questions, by column name of the data"
    )
    variables: dict[str, ItemDocument] = Field(
        default_factory=dict, description="background variables, by column name of the data"
    )


def codebook_schema() -> dict[str, Any]:
    """Return the JSON Schema of the codebook format."""
    schema = CodebookDocument.model_json_schema(mode="validation")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": FORMAT,
        **schema,
        "title": "gainsem codebook",
    }


def schema_text() -> str:
    """Return the JSON Schema as it is shipped."""
    return json.dumps(codebook_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), encoding="utf-8")
