"""XLSForms: accepted by pyxform, the converter of ODK and Kobo, without a warning."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyxform.xls2xform import convert

from gainsem.errors import CodebookError
from gainsem.io.codebook_formats.xlsform_write import xlsform
from gainsem.survey.codebook_file import read_document
from tests.io.codebook_formats.codebooks import RICH, document

ROOT = Path(__file__).parents[3]
SHIPPED = [
    "surveys/bfi",
    "surveys/juarez",
    "surveys/sense_of_gain",
    "gainsem/cli/new_study/en",
    "gainsem/cli/new_study/zh",
]


def sheets(text: str = RICH) -> dict[str, list[dict[str, Any]]]:
    book = openpyxl.load_workbook(io.BytesIO(xlsform(document(text))))
    found = {}
    for sheet in book.worksheets:
        head, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [
            {k: v for k, v in zip(head, row, strict=True) if v is not None} for row in rows
        ]
    return found


def row(name: str, text: str = RICH) -> dict[str, Any]:
    return next(r for r in sheets(text)["survey"] if r.get("name") == name)


@pytest.mark.parametrize("folder", SHIPPED)
def test_pyxform_takes_the_shipped_codebooks_without_a_warning(folder: str) -> None:
    said, _, _ = read_document(ROOT / folder / "codebook.yaml")
    made = convert(xlsform(said), file_type=".xlsx")
    assert made.warnings == []
    for name in said.items:
        assert f"/{name}" in made.xform


def test_pyxform_takes_a_codebook_with_everything_in_it() -> None:
    made = convert(xlsform(document()), file_type=".xlsx")
    assert made.warnings == []
    # what the form's engine gets to see, as the XForms standard writes it
    assert re.search(r'nodeset="[^"]*/c1"[^>]*relevant=" ?/[^"]*/child  = \'1\'"', made.xform)
    assert re.search(r'nodeset="[^"]*/age"[^>]*constraint="\(\. &gt;= 16.5 and', made.xform)
    assert 'lang="中文 (zh)"' in made.xform


def test_the_same_codebook_gives_the_same_bytes() -> None:
    assert xlsform(document()) == xlsform(document())


def test_the_version_changes_with_the_content() -> None:
    one, other = (sheets(t)["settings"][0] for t in (RICH, RICH.replace("I trust.", "I hope.")))
    assert one["version"] != other["version"]
    assert one["form_id"] == other["form_id"] == "rich_a_survey"
    assert one["default_language"] == "English (en)"


def test_items_of_one_scale_stand_in_a_grid() -> None:
    rows = sheets()["survey"]
    begins = [i for i, r in enumerate(rows) if r["type"] == "begin_group"]
    assert rows[begins[0]]["appearance"] == "field-list"
    assert rows[begins[0] + 1]["appearance"] == "label"
    inside = rows[begins[0] + 2 : begins[0] + 4]
    assert [r["name"] for r in inside] == ["t1", "t2"]
    assert {r["appearance"] for r in inside} == {"list-nolabel"}


def test_a_long_run_is_cut_into_screens_of_ten_at_most() -> None:
    items = "".join(f"  q{n}: {{text: Q{n}, scale: s}}\n" for n in range(25))
    text = f"title: T\nscales: {{s: {{codes: [1, 2, 3]}}}}\nitems:\n{items}"
    names = [r["type"] for r in sheets(text)["survey"]]
    sizes = [
        len(p.split())
        for p in " ".join(
            "|" if t == "begin_group" else "x" if t == "select_one s" else "" for t in names
        ).split("|")[1:]
    ]
    assert sizes == [10, 10, 8]  # 9 + 9 + 7 items, and the row of headings of each


def test_missing_codes_are_the_last_choices_and_allow_the_question_to_be_required() -> None:
    codes = [r["name"] for r in sheets()["choices"] if r["list_name"] == "agree"]
    assert codes == ["1", "2", "3", "4", "5", "99", "88"]
    assert row("t1")["required"] == "yes"
    assert "required" not in row("nps")


def test_questions_that_decide_come_before_those_they_decide_on() -> None:
    names = [r.get("name") for r in sheets()["survey"]]
    assert names.index("child") < names.index("c1")
    assert names.index("age") < names.index("c2")


def test_who_is_asked() -> None:
    assert row("c1")["relevant"] == "${child} = '1'"
    # t2 is turned when it is read: 4 or more there is 2 or less as it is answered
    expected = "${child} = '1' and ${age} >= 18 and ${age} != 999 and ${t2} <= 2"
    assert row("c2")["relevant"].startswith(expected)
    assert row("income")["relevant"] == (
        "${age} != '' and ${age} != 20 and ${age} != 30 and ${age} != 999"
    )
    assert row("why")["relevant"] == "selected(${apps}, 'gov')"
    assert row("whynot")["relevant"] == (
        "${apps} != '' and not(selected(${apps}, 'gov')) and "
        "(${district} = '5' or ${district} = '6')"
    )


def test_numbers_keep_to_their_range() -> None:
    age = row("age")
    assert (age["type"], age["constraint"]) == ("decimal", "(. >= 16.5 and . <= 110) or . = 999")
    assert age["hint::中文 (zh)"] == "999 = 拒答"
    assert age["constraint_message::English (en)"] == "Please enter a number from 16.5 to 110."
    assert row("temp")["type"] == "integer"


def test_what_nobody_is_asked_is_computed() -> None:
    assert row("w")["type"] == row("dur")["type"] == row("id")["type"] == "calculate"
    assert "${start}" in row("dur")["calculation"]
    assert [r["type"] for r in sheets()["survey"]][:2] == ["start", "end"]


def test_a_wording_that_lacks_is_lent_and_marked() -> None:
    t2 = row("t2")
    assert t2["label::中文 (zh)"] == t2["label::English (en)"] == "I do not trust."
    assert t2["filled"] == "zh"


def test_c07_all_that_a_form_cannot_hold_is_said_at_once() -> None:
    text = (
        "title: T\nscales: {s: {codes: [1, 2]}}\nitems:\n"
        "  '1st': {text: Q, scale: s}\n  'a b': {text: 'costs ${x}', scale: s}\n"
        f"  long: {{text: {'x' * 40_000}}}\n"
    )
    with pytest.raises(CodebookError) as refusal:
        xlsform(document(text))
    said = str(refusal.value)
    assert {p.code for p in refusal.value.problems} == {"E-BOOK-20"}
    for part in ("'1st'", "'a b'", "'${'", "40,000 characters"):
        assert part in said


def test_a_filter_on_nothing_is_refused() -> None:
    text = "title: T\nitems: {a: {text: A, asked_if: b=1}, c: {text: C}}\n"
    with pytest.raises(CodebookError, match=r"E-BOOK-29.*'b'"):
        xlsform(document(text))


def test_a_wording_that_looks_like_a_formula_stays_text() -> None:
    text = "title: T\nitems: {a: {text: '=1+1'}}\n"
    with zipfile.ZipFile(io.BytesIO(xlsform(document(text)))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert b"=1+1" in parts["xl/sharedStrings.xml"]
    assert b"<f>" not in parts["xl/worksheets/sheet1.xml"]


def test_what_is_not_shown_stays_in_the_form_with_its_choices() -> None:
    codebook = (ROOT / "surveys" / "sense_of_gain" / "codebook.yaml").read_text(encoding="utf-8")
    rows = {row["name"]: row for row in sheets(codebook)["survey"] if row.get("name")}
    hidden = {name for name, row in rows.items() if row.get("relevant") == "false()"}
    indices = {"gdp_idx", "safety_idx", "health_idx", "socsec_idx", "eco_idx"}
    assert hidden == indices | {"rural", "female", "true_careless"}
    assert rows["rural"]["type"].startswith("select_one ")
