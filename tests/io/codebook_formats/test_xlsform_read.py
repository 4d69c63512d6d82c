"""XLSForms written by hand, with what pyxform and Kobo allow; and what is wrong in others."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import pytest

from gainsem.errors import CodebookError, FileError, GainsemError
from gainsem.io.codebook_formats.import_codebook import Imported, import_codebook
from gainsem.survey.codebook import Codebook
from gainsem.survey.codebook_file import read_codebook
from tests.io.codebook_formats.codebooks import workbook

SATISFACTION = [
    (1, "Very dissatisfied", "非常不满意"),
    (2, "Dissatisfied", "不满意"),
    (3, "Neither", "一般"),
    (4, "Satisfied", "满意"),
    (5, "Very satisfied", "非常满意"),
    (99, "Don't know", "不知道"),
]
COLUMNS = ["type", "name", "label::English (en)", "label::中文 (zh)", "relevant", "constraint"]
COLUMNS += ["calculation"]
SURVEY: list[list[Any]] = [
    COLUMNS,
    ["start", "start"],
    ["note", "hello", "Welcome.", "欢迎。"],
    ["select_one yn", "consent", "May we ask you?", "您愿意吗？"],
    ["begin group", "sat", "Satisfaction", "满意度", "${consent} = 'yes'"],
    ["select_one sat5", "s1", "Water", "供水"],
    ["select one sat5", "s2", "Power", "供电"],
    ["end group"],
    ["integer", "age", "Your age", "年龄", "${consent}='yes'", ".>17 and .<=110"],
    ["decimal", "income", "Income", "收入", None, ". >= 0"],
    ["select_multiple svc", "svc", "Which?", "哪些？"],
    ["text", "why", "Why not?", "为何？", "not(selected(${svc}, 'gov')) and ${age} >= 18"],
    ["calculate", "twice", None, None, None, None, "${age} * 2"],
    ["begin repeat", "kids", "Children", "孩子"],
    ["integer", "kid_age", "Age", "年龄"],
    ["end repeat"],
    ["geopoint", "place", "Where?", "哪里？"],
    ["select_one edu", "edu", "Education", "教育", "count-selected(${svc}) > 2"],
    ["range", "warm", "Thermometer", "温度"],
    ["select_one sat5b", "s3", "Schools", "学校"],
    ["note", "bye", "Thanks", "谢谢"],
]
CHOICES: list[list[Any]] = [
    ["list_name", "name", "label::English (en)", "label::中文 (zh)"],
    *[["sat5", *choice] for choice in SATISFACTION],
    *[["sat5b", *choice] for choice in SATISFACTION],
    ["yn", "yes", "Yes", "是"],
    ["yn", "no", "No", "否"],
    ["svc", "gov", "Government app", "政务"],
    ["svc", "health", "Smart health", "医疗"],
    ["edu", 1, "Primary", "小学"],
    ["edu", 2, "Secondary", "中学"],
    ["edu", 3, "University", "大学"],
]
SETTINGS = [["form_title", "form_id", "default_language"], ["Services", "svc", "English (en)"]]


def form(folder: Path, **sheets: list[list[Any]]) -> Path:
    """Write a form, with some of its sheets replaced."""
    place = folder / "form.xlsx"
    whole = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS, **sheets}
    place.write_bytes(workbook({name: rows for name, rows in whole.items() if rows}))
    return place


def codebook(made: Imported, folder: Path) -> Codebook:
    place = folder / "made.yaml"
    place.write_text(made.text, encoding="utf-8")
    return read_codebook(place)


@pytest.fixture
def made(tmp_path: Path) -> Imported:
    return import_codebook(form(tmp_path))


@pytest.fixture
def book(made: Imported, tmp_path: Path) -> Codebook:
    return codebook(made, tmp_path)


def test_questions_of_a_form_become_items_and_variables(book: Codebook) -> None:
    by_name = {item.name: item for item in book.items}
    assert book.names == (
        *("s1", "s2", "s3", "consent", "age", "income", "svc_gov", "svc_health", "why", "edu"),
        "warm",
    )
    assert book.languages == ("en", "zh")
    assert by_name["s1"].text == {"en": "Water", "zh": "供水"}
    assert by_name["age"].limits == (18, 110)
    assert by_name["warm"].limits == (1, 10)  # what XLSForm gives a range without parameters
    assert by_name["svc_gov"].label == {"en": "Government app", "zh": "政务"}


def test_equal_lists_become_one_scale_and_dont_know_a_missing_code(
    made: Imported, book: Codebook
) -> None:
    scales = {book.items[n].codes for n in range(3)}
    assert scales == {(1, 2, 3, 4, 5)}
    assert made.text.count("Very dissatisfied") == 1
    assert {item.missing_codes for item in book.items[:3]} == {(99,)}


def test_only_ratings_are_ordinal_and_that_is_said(made: Imported, book: Codebook) -> None:
    measures = {item.name: item.measure for item in book.items}
    assert [name for name, measure in measures.items() if measure == "ordinal"] == [
        "s1",
        "s2",
        "s3",
    ]
    assert measures["edu"] == measures["consent"] == "nominal"
    said = {each.code: each.message for each in made.diagnostics}
    assert "s1, s2, s3" in said["I-BOOK-41"]
    assert "consent, edu" in said["I-BOOK-42"]
    assert "s1 (99)" in said["I-BOOK-43"]


def test_who_is_asked_as_far_as_it_is_simple(book: Codebook) -> None:
    assert book.asked_if == {
        "s1": "consent=1",
        "s2": "consent=1",
        "age": "consent=1",
        "why": "svc_gov=0 & age>=18",
    }


def test_choices_that_are_words_are_numbered_and_kobo_s_file_is_still_read(book: Codebook) -> None:
    assert book.exports["kobo"].codes == {"consent": {"yes": 1, "no": 2}}


def test_everything_left_out_is_listed_with_its_row(made: Imported) -> None:
    listed = [str(each) for each in made.left_out]
    for row, what in {
        2: "start 'start'",
        5: "its heading 'Satisfaction'",
        10: "'income', constraint with one end",
        13: "calculate 'twice'",
        15: "'kid_age' is asked several times",
        17: "geopoint 'place'",
        18: "count-selected(${svc}) > 2",
        21: "note 'bye'",
    }.items():
        assert any(f"row {row}:" in each and what in each for each in listed), (row, what)
        assert any(f"row {row}:" in line and what in line for line in made.text.splitlines())
    assert not any("note 'hello'" in each for each in listed)  # these are the instructions
    assert "instructions: {en: Welcome., zh: 欢迎。}" in made.text


def test_a_form_that_pyxform_takes_gets_no_remark_of_it(made: Imported) -> None:
    assert [each for each in made.diagnostics if each.code == "W-BOOK-45"] == []


def test_what_pyxform_refuses_is_passed_on(tmp_path: Path) -> None:
    survey = [COLUMNS, ["text", "a", "A", "甲", "${nothing} = 1"]]
    made = import_codebook(form(tmp_path, survey=survey, choices=[]))
    said = [each.message for each in made.diagnostics if each.code == "W-BOOK-45"]
    assert any("nothing" in each for each in said)
    assert any("${nothing} = 1" in str(each) for each in made.left_out)


def test_without_pyxform_the_form_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("pyxform"):
            raise ImportError(name)
        return real(name, *rest, **more)

    place = form(tmp_path)
    monkeypatch.setattr(builtins, "__import__", without)
    assert "I-BOOK-44" in {each.code for each in import_codebook(place).diagnostics}


def test_a_rating_block_of_kobo_is_read(tmp_path: Path) -> None:
    survey = [
        ["type", "name", "label", "kobo--score-choices"],
        ["begin_score", "block", "How satisfied are you?", "sat5"],
        ["score__row", "a", "Water"],
        ["score__row", "b", "Power"],
        ["end_score"],
    ]
    made = import_codebook(form(tmp_path, survey=survey))
    assert codebook(made, tmp_path).items[0].codes == (1, 2, 3, 4, 5)


def test_a_form_without_languages_is_in_the_one_it_is_written_in(tmp_path: Path) -> None:
    survey = [["type", "name", "label"], ["text", "a", "您的看法"]]
    made = import_codebook(form(tmp_path, survey=survey, choices=[], settings=[]))
    assert codebook(made, tmp_path).languages == ("zh",)


def test_a_language_that_is_not_known_is_said(tmp_path: Path) -> None:
    survey = [["type", "name", "label::Klingon"], ["text", "a", "nuqneH"]]
    made = import_codebook(form(tmp_path, survey=survey, choices=[], settings=[]))
    assert "W-BOOK-46" in {each.code for each in made.diagnostics}
    assert codebook(made, tmp_path).languages == ("qaa",)


def refused(folder: Path, **sheets: list[list[Any]]) -> GainsemError:
    with pytest.raises(GainsemError) as refusal:
        import_codebook(form(folder, **sheets))
    return refusal.value


def test_c02_everything_wrong_in_a_form_is_said_at_once(tmp_path: Path) -> None:
    survey = [
        ["type", "name", "label"],
        ["select_one agre", "a", "A"],
        ["selct_one sat5", "b", "B"],
        ["text", "c", "C"],
        ["text", "c", "C again"],
        ["text", "", "no name"],
        ["", "no_type", "D"],
        ["end group"],
        ["begin group", "open", "Open"],
    ]
    choices = [["list_name", "name", "label"], ["agree", 1, "x"], ["agree", 1, "y"], ["", 2, "z"]]
    refusal = refused(tmp_path, survey=survey, choices=choices)
    said = str(refusal)
    assert {problem.code for problem in refusal.problems} == {"E-BOOK-22"}
    for part in (
        "row 2: 'a' has the choices 'agre', which do not exist. Did you mean 'agree'?",
        "row 3: unknown question type 'selct_one sat5'. Did you mean 'select_one'?",
        "row 5: the name 'c' stands in row 4 already",
        "row 6: a question of type 'text' has no name",
        "row 7: 'no_type' has no type",
        "row 8: 'end group' ends nothing that is open",
        "row 9: group 'open' begins here and does not end",
        "sheet choices, row 3: choice '1' of list 'agree' stands in row 2 already",
        "sheet choices, row 4: choice '2' of no list",
    ):
        assert part in said


@pytest.mark.parametrize(
    ("sheets", "part"),
    [
        ({"survey": []}, "no sheet 'survey'"),
        ({"survey": [["typ", "name"], ["text", "a"]]}, "no column type"),
        ({"survey": [["label"], ["A"]]}, "no column type and no column name"),
    ],
)
def test_c01_a_workbook_that_is_no_form(tmp_path: Path, sheets: dict[str, Any], part: str) -> None:
    refusal = refused(tmp_path, **sheets)
    assert refusal.code == "E-BOOK-21"
    assert part in str(refusal)


def test_a_form_without_questions(tmp_path: Path) -> None:
    survey = [["type", "name", "label"], ["start", "start"], ["note", "n", "N"]]
    assert refused(tmp_path, survey=survey).code == "E-BOOK-22"


def test_a_spoilt_sheet_of_ours_is_refused(tmp_path: Path) -> None:
    extra = [["key", "of", "value"], ["exports", "kobo", "{not json"]]
    refusal = refused(tmp_path, codebook=extra)
    assert refusal.code == "E-BOOK-22"
    assert "sheet codebook, row 2" in str(refusal)


def test_c10_workbooks_are_guarded_as_those_with_answers(tmp_path: Path) -> None:
    macros = tmp_path / "form.xlsm"
    macros.write_bytes(form(tmp_path).read_bytes())
    with pytest.raises(FileError, match="E-SEC-08"):
        import_codebook(macros)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(FileError, match="E-FILE-13"):
        import_codebook(broken)
    with pytest.raises(FileError, match="E-FILE-12"):
        import_codebook(tmp_path / "nothing.xlsx")


def test_formulas_without_a_result_are_refused(tmp_path: Path) -> None:
    survey = [["type", "name", "label"], ["text", "a", "=CONCATENATE(B1,B2)"]]
    assert refused(tmp_path, survey=survey).code == "E-SEC-08"


def test_a_codebook_needs_no_import(tmp_path: Path) -> None:
    (tmp_path / "codebook.yaml").write_text("title: T\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="E-BOOK-28"):
        import_codebook(tmp_path / "codebook.yaml")
