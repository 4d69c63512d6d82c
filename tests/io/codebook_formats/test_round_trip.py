"""Export and import give the same codebook: shipped ones, a rich one, and random ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyxform.xls2xform import convert

from gainsem.io.codebook_formats.codebook_yaml import yaml_text
from gainsem.io.codebook_formats.draft import Draft
from gainsem.io.codebook_formats.import_codebook import import_codebook
from gainsem.io.codebook_formats.xlsform_write import xlsform
from gainsem.survey.codebook_file import document_of_bytes
from tests.io.codebook_formats.codebooks import RICH, record

ROOT = Path(__file__).parents[3]
SHIPPED = [
    "surveys/bfi",
    "surveys/juarez",
    "surveys/sense_of_gain",
    "gainsem/cli/new_study/en",
    "gainsem/cli/new_study/zh",
]


def through_xlsform(text: str, folder: Path) -> str:
    """Return the YAML that comes back from the XLSForm of a codebook."""
    said, _ = document_of_bytes(text.encode(), "codebook.yaml")
    place = folder / "form.xlsx"
    place.write_bytes(xlsform(said))
    return import_codebook(place).text


@pytest.mark.parametrize("folder", SHIPPED)
def test_shipped_codebooks_come_back_from_an_xlsform(folder: str, tmp_path: Path) -> None:
    text = (ROOT / folder / "codebook.yaml").read_text(encoding="utf-8")
    assert record(through_xlsform(text, tmp_path), tmp_path) == record(text, tmp_path)


def test_a_rich_codebook_comes_back_from_an_xlsform(tmp_path: Path) -> None:
    back = record(through_xlsform(RICH, tmp_path), tmp_path)
    assert back == record(RICH, tmp_path)


def test_our_own_forms_leave_nothing_out(tmp_path: Path) -> None:
    (tmp_path / "form.xlsx").write_bytes(xlsform(document_of_bytes(RICH.encode(), "c")[0]))
    made = import_codebook(tmp_path / "form.xlsx")
    assert made.left_out == ()
    assert made.diagnostics == ()


NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True).map(lambda name: f"v_{name}")
# Cells of a workbook lose blanks at their ends; line ends become one kind; "${" is refused.
WORDS = (
    st.text(
        st.characters(
            codec="utf-8",
            exclude_categories=("Cc", "Cs", "Zl", "Zp", "Co", "Cn"),
            include_characters="\n",
        ),
        min_size=1,
        max_size=20,
    )
    .map(lambda text: text.strip().replace("${", "$"))
    .filter(bool)
)
LANGUAGES = st.sampled_from([["en"], ["zh"], ["en", "zh"], ["zh", "en", "fr"]])


def worded(languages: list[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from(languages), WORDS, min_size=1)


@st.composite
def codes_and_missing(draw: st.DrawFn) -> tuple[list[float], list[float]]:
    numbers = st.one_of(st.integers(-9, 99), st.sampled_from([0.5, -1.5, 2.25]))
    drawn = draw(st.lists(numbers, min_size=2, max_size=7, unique=True))
    cut = draw(st.integers(1, len(drawn)))
    return drawn[:cut], drawn[cut:]


@st.composite
def scales(draw: st.DrawFn, languages: list[str]) -> dict[str, Any]:
    codes, missing = draw(codes_and_missing())
    measure = draw(st.sampled_from(["ordinal", "nominal", "continuous"]))
    scale: dict[str, Any] = {"measure": measure, "missing_codes": missing}
    if draw(st.booleans()):
        scale["codes"] = codes
    else:
        low = draw(st.integers(-200, -100))
        scale["range"] = [low, low + draw(st.integers(1, 60))]
    labels: dict[str, dict[Any, str]] = {}
    taken: dict[str, Any] = {}
    for language in languages:
        for code in draw(st.lists(st.sampled_from([*codes, *missing]), unique=True)):
            if "range" in scale and code not in missing:
                continue
            text = draw(WORDS)
            key = text.casefold()
            # the wording of one code only, in any language; a hint has one line a code
            if taken.setdefault(key, code) == code and "\n" not in text and key == text:
                labels.setdefault(language, {})[code] = text
    return {**scale, "labels": labels} if labels else scale


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the content of a codebook."""
    languages = draw(LANGUAGES)
    shared = draw(st.dictionaries(NAMES, scales(languages), max_size=3))
    constructs = draw(
        st.dictionaries(
            NAMES,
            st.fixed_dictionaries({"label": worded(languages)}, optional={"note": WORDS}),
            max_size=3,
        )
    )
    names = draw(st.lists(NAMES, min_size=1, max_size=8, unique=True))
    cut = draw(st.integers(0, len(names)))
    described = {name: draw(items(languages, shared, constructs)) for name in names}
    return {
        "format": "gainsem.codebook/1",
        "title": draw(worded(languages)),
        "languages": languages,
        "instructions": draw(st.one_of(st.just({}), worded(languages))),
        "columns": {name: ["Q1", "1、x"] for name in names[:1]},
        "scales": shared,
        "constructs": constructs,
        "items": {name: described[name] for name in names[:cut]},
        "variables": {name: described[name] for name in names[cut:]},
    }


@st.composite
def items(
    draw: st.DrawFn, languages: list[str], shared: dict[str, Any], constructs: dict[str, Any]
) -> dict[str, Any]:
    item: dict[str, Any] = {}
    for key in ("text", "label"):
        if draw(st.booleans()):
            item[key] = draw(worded(languages))
    if constructs and draw(st.booleans()):
        item["construct"] = draw(st.sampled_from(sorted(constructs)))
    if draw(st.booleans()):
        item["note"] = draw(WORDS)
    kind = draw(st.sampled_from(["open", "shared", "inline", "boxes"]))
    if kind == "boxes":
        options = st.dictionaries(NAMES, st.fixed_dictionaries({"label": worded(languages)}))
        item["options"] = draw(options.filter(bool))
    elif kind == "inline":
        item["scale"] = draw(scales(languages))
        item["reverse"] = draw(st.booleans())
    elif kind == "shared" and shared:
        item["scale"] = draw(st.sampled_from(sorted(shared)))
    return item


def as_yaml(content: dict[str, Any]) -> str:
    draft = Draft(source="x", kind="x", languages=tuple(content["languages"]), items=())
    return yaml_text({key: value for key, value in content.items() if value}, draft, ())


FEW = settings(
    max_examples=40,
    deadline=None,
    # Shrinking a failure takes minutes here; the example as it was found says enough.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@FEW
@given(content=contents())
def test_any_codebook_comes_back_from_its_xlsform(content: dict[str, Any], tmp_path: Path) -> None:
    text = as_yaml(content)
    before = record(text, tmp_path)
    assert record(through_xlsform(text, tmp_path), tmp_path) == before


@FEW
@given(content=contents())
def test_pyxform_takes_any_codebook_without_a_warning(content: dict[str, Any]) -> None:
    said, _ = document_of_bytes(as_yaml(content).encode(), "codebook.yaml")
    assert convert(xlsform(said), file_type=".xlsx").warnings == []


@FEW
@given(content=contents())
def test_the_yaml_says_what_was_put_in(content: dict[str, Any]) -> None:
    said, _ = document_of_bytes(as_yaml(content).encode(), "codebook.yaml")
    back = said.model_dump(by_alias=True)
    for part in ("items", "variables"):
        for name, item in content[part].items():
            assert back[part][name]["text"] == item.get("text", {})
            assert back[part][name]["note"] == item.get("note", "")
    assert back["title"] == content["title"]
    assert list(back["constructs"]) == list(content["constructs"])
