"""One set of answers in the layouts of all tools: every file says the same, cell by cell.

``expected.csv`` was made with the files, by another program.  A layout is added with a line
in ``LAYOUTS``.  Ten files hold 40 respondents; what a file does not hold is listed here,
cell by cell: ``Layout.unsaid`` (whether a question was asked) and ``REFUSED`` (an answer).
Where the codebook says who was asked, all of them say the same without an exception
(``test_who_was_asked_settles_what_a_layout_cannot_say``).
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from gainsem.io.read_survey import read_survey
from gainsem.io.read_table import read_table
from gainsem.survey.recode import apply_codebook

FOLDER = Path(__file__).parents[1] / "data" / "exports"
CODEBOOK = FOLDER / "codebook.yaml"
BOXES = ("app_gov", "app_health", "app_transport", "app_edu")
DONT_KNOW = 88.0
NO_BOX = (5, 35, 39)
NOT_ASKED = (15, 26, 27, 28, 33, 37)


@dataclass(frozen=True)
class Layout:
    """A file, what it lacks, and the cells in which it cannot say what was meant.

    ``unsaid`` maps respondents (counted from 1) to what their boxes are read as.
    """

    file: str
    tool: str
    codes: frozenset[str]
    absent: tuple[str, ...] = ()
    unsaid: dict[int, float] = field(default_factory=dict)
    delimiter: str = ","
    encoding: str = "utf-8-sig"


LAYOUTS = (
    Layout(
        "wjx_code_utf8bom.csv",
        "wenjuanxing",
        frozenset({"I-EXP-01", "I-EXP-04", "I-EXP-20", "I-FILE-05"}),
    ),
    Layout(
        "wjx_text_gbk.csv",
        "wenjuanxing",
        frozenset({"W-FILE-04", "I-EXP-01", "I-EXP-04", "I-EXP-20", "W-DATA-15"}),
        encoding="gbk",
    ),
    Layout(
        "qualtrics_labels_3header.csv",
        "qualtrics",
        frozenset({"I-EXP-01", "I-EXP-02", "I-EXP-17", "I-EXP-20"}),
        unsaid=dict.fromkeys(NO_BOX, np.nan),
    ),
    Layout(
        "limesurvey_codes.csv",
        "limesurvey",
        frozenset({"I-EXP-01", "W-EXP-05", "I-EXP-04", "I-EXP-20", "I-FILE-05"}),
    ),
    Layout(
        "kobo_xml_semicolon.csv",
        "kobo",
        frozenset({"I-FILE-03", "I-EXP-01", "I-EXP-20", "I-FILE-05"}),
        delimiter=";",
    ),
    Layout(
        "redcap_raw.csv",
        "redcap",
        frozenset({"I-EXP-01", "I-EXP-17", "I-EXP-20", "I-DATA-40", "I-FILE-05"}),
        absent=("seconds",),
        unsaid=dict.fromkeys(NOT_ASKED, 0.0),
    ),
    Layout(
        "google_forms.csv",
        "forms",
        frozenset({"I-EXP-01", "I-EXP-17", "I-EXP-20", "I-DATA-40"}),
        absent=("seconds",),
        unsaid=dict.fromkeys(NO_BOX, np.nan),
    ),
)
each_layout = pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.file)


def expected() -> dict[str, np.ndarray]:
    with (FOLDER / "expected.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = [name for name in rows[0] if name != "id"]
    return {n: np.array([float(row[n]) if row[n] else np.nan for row in rows]) for n in names}


def check(responses, layout: Layout, *, dont_know: float) -> None:
    assert responses.values.shape[0] == 40
    for name, answers in expected().items():
        if name in layout.absent:
            assert name not in responses.names
            continue
        wanted = answers.copy()
        if name[:2].isupper():
            wanted[wanted == DONT_KNOW] = dont_know
        if name in BOXES:
            for respondent, value in layout.unsaid.items():
                wanted[respondent - 1] = value
        np.testing.assert_array_equal(responses.column(name), wanted, err_msg=name)


@each_layout
def test_every_layout_says_the_same(layout: Layout) -> None:
    responses = read_survey(FOLDER / layout.file, codebook=CODEBOOK).responses
    check(responses, layout, dont_know=np.nan)
    said = {remark.code for remark in responses.diagnostics}
    assert said - {"I-PRV-01"} == layout.codes
    assert ("I-PRV-01" in said) == (layout.file != "google_forms.csv")
    assert (
        next(item for item in responses.items if item.name == "PC1").text["zh"].startswith("社区")
    )


@each_layout
def test_dont_know_stays_an_answer_unless_it_is_declared_missing(layout: Layout, tmp_path) -> None:
    said = CODEBOOK.read_text(encoding="utf-8")
    said = said.replace("    missing_codes: [88]\n", "").replace(
        "[1, 2, 3, 4, 5]", "[1, 2, 3, 4, 5, 88]"
    )
    (tmp_path / "codebook.yaml").write_text(said, encoding="utf-8")
    responses = read_survey(FOLDER / layout.file, codebook=tmp_path / "codebook.yaml").responses
    check(responses, layout, dont_know=DONT_KNOW)


@each_layout
def test_every_layout_reads_alike_from_a_workbook(layout: Layout, tmp_path) -> None:
    """Numbers become numbers there, as when the tool itself writes the workbook."""
    with (FOLDER / layout.file).open(encoding=layout.encoding, newline="") as file:
        rows = list(csv.reader(file, delimiter=layout.delimiter))
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append([int(c) if c.isascii() and c.isdigit() else c or None for c in row])
    book.save(tmp_path / "export.xlsx")
    book.close()
    responses = read_survey(tmp_path / "export.xlsx", codebook=CODEBOOK).responses
    check(responses, layout, dont_know=np.nan)
    assert read_table(tmp_path / "export.xlsx", sheet=1).tool == layout.tool


@each_layout
def test_without_a_codebook_columns_have_the_short_names_of_the_tool(layout: Layout) -> None:
    table = read_table(FOLDER / layout.file)
    assert table.tool == layout.tool
    assert len(table.names) == len(set(table.names)) == len(table.headings) == len(table.columns)
    questions = [n for n, h in zip(table.names, table.headings, strict=True) if not h.role]
    assert all(name.isidentifier() for name in questions)


def test_the_layout_counts_and_not_how_the_file_is_packed(tmp_path) -> None:
    packed = tmp_path / "answers.csv.gz"
    packed.write_bytes(gzip.compress((FOLDER / "wjx_code_utf8bom.csv").read_bytes()))
    responses = read_survey(packed, codebook=CODEBOOK).responses
    check(responses, LAYOUTS[0], dont_know=np.nan)


def test_a_codebook_beside_an_export_is_found_by_wordings(tmp_path) -> None:
    (tmp_path / "codebook.yaml").write_bytes(CODEBOOK.read_bytes())
    (tmp_path / "a.csv").write_bytes((FOLDER / "google_forms.csv").read_bytes())
    responses = read_survey(tmp_path / "a.csv").responses
    said = next(remark for remark in responses.diagnostics if remark.code == "I-BOOK-11")
    assert "19 of its 20 items are in a.csv" in said.message
    check(responses, LAYOUTS[-1], dont_know=np.nan)


def test_wordings_reach_the_items_without_a_codebook() -> None:
    chinese = apply_codebook(read_table(FOLDER / "wjx_code_utf8bom.csv"))
    items = {item.name: item for item in chinese.items}
    assert items["Q4_10"].text == {"zh": "对目前已经得到的这些，我感到满意。"}
    assert items["Q5_2"].text == {"zh": "您使用过哪些智慧城市服务？"}
    assert items["Q5_2"].label == {"zh": "智慧医疗"}
    english = apply_codebook(read_table(FOLDER / "google_forms.csv"))
    assert english.text["Q4_1"][0] == "Agree"
    assert [item.name for item in english.items] == ["Q3"]
    assert english.items[0].text == {"en": "Age in years"}


REFUSED = ("PC1", 0)
"""The cell that is 4 elsewhere and 99, "Refused", declared missing, in ``spss_labelled.sav``."""
STATISTICAL = Path(__file__).parents[1] / "data" / "statfiles"


@pytest.mark.parametrize(
    "file", ["spss_labelled.sav", "spss_chinese_labels.sav", "stata_labelled.dta"]
)
def test_files_of_statistical_packages_say_the_same_by_the_same_codebook(file: str) -> None:
    responses = read_survey(STATISTICAL / file, codebook=CODEBOOK).responses
    wanted = expected()
    if file == "spss_labelled.sav":
        wanted[REFUSED[0]][REFUSED[1]] = np.nan
    for name, answers in wanted.items():
        if name in BOXES or name == "seconds":
            assert name not in responses.names
            continue
        if name[:2].isupper():
            answers[answers == DONT_KNOW] = np.nan
        np.testing.assert_array_equal(responses.column(name), answers, err_msg=name)


def test_what_spss_declares_missing_is_said_and_no_answer_is_made_up() -> None:
    responses = read_survey(STATISTICAL / "spss_labelled.sav", codebook=CODEBOOK).responses
    assert np.isnan(responses.column(REFUSED[0])[REFUSED[1]])
    (said,) = [remark for remark in responses.diagnostics if remark.code == "I-STF-01"]
    assert "99" in said.message + said.where


ASKED = """  online:
    text: online
    scale: {measure: nominal, codes: [0, 1]}
"""


def with_filter_question(layout: Layout, folder: Path, rule: str = "online=1") -> tuple[Path, Path]:
    """Write an export with a question that decides who is asked, and its codebook."""
    with (FOLDER / layout.file).open(encoding=layout.encoding, newline="") as file:
        rows = list(csv.reader(file, delimiter=layout.delimiter))
    above = {"qualtrics": 4}.get(layout.tool, 1)
    heading = "6、online" if layout.tool == "wenjuanxing" else "online"
    for i, row in enumerate(rows):
        row.append("0" if i - above + 1 in NOT_ASKED else "1")
    rows[0][-1] = heading
    if layout.tool == "qualtrics":
        rows[1][-1], rows[2][-1] = "online", '{"ImportId": "QID9"}'
    export = folder / layout.file
    with export.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=layout.delimiter).writerows(rows)
    said = CODEBOOK.read_text(encoding="utf-8").replace("  app:\n", f"{ASKED}  app:\n")
    said = said.replace("    options:\n", f"    asked_if: {rule}\n    options:\n")
    (folder / "book.yaml").write_text(said, encoding="utf-8")
    return export, folder / "book.yaml"


@each_layout
def test_who_was_asked_settles_what_a_layout_cannot_say(layout: Layout, tmp_path: Path) -> None:
    export, book = with_filter_question(layout, tmp_path)
    responses = read_survey(export, codebook=book).responses
    check(responses, replace(layout, unsaid={}), dont_know=np.nan)
    codes = {remark.code for remark in responses.diagnostics}
    assert ("I-EXP-21" in codes) == bool(layout.unsaid)
    assert not codes & {"I-EXP-17", "W-EXP-22"}


def test_what_was_settled_is_counted_and_said(tmp_path: Path) -> None:
    redcap, google = LAYOUTS[5], LAYOUTS[6]
    responses = read_survey(**named(*with_filter_question(redcap, tmp_path))).responses
    (said,) = [remark for remark in responses.diagnostics if remark.code == "I-EXP-21"]
    wanted = "'app': 6 who were not asked are missing (asked_if: online=1)"
    assert said.message == f"redcap_raw.csv, {wanted}."
    counted = [r.count for r in responses.recodes if (r.item, r.kind) == ("app_gov", "not asked")]
    assert counted == [6]
    responses = read_survey(**named(*with_filter_question(google, tmp_path))).responses
    (said,) = [remark for remark in responses.diagnostics if remark.code == "I-EXP-21"]
    assert "3 respondents who were asked and ticked no box have 0" in said.message


def named(export: Path, book: Path) -> dict[str, Path]:
    return {"path": export, "codebook": book}


def test_a_question_that_everyone_is_asked_has_no_missing_boxes(tmp_path: Path) -> None:
    export, book = with_filter_question(LAYOUTS[6], tmp_path, "everyone")
    responses = read_survey(export, codebook=book).responses
    boxes = responses.columns(BOXES)
    assert not np.isnan(boxes).any()
    assert int((boxes == 0.0).all(axis=1).sum()) == len(NO_BOX) + len(NOT_ASKED)


def test_boxes_ticked_by_who_was_not_asked_stay_with_a_warning(tmp_path: Path) -> None:
    export, book = with_filter_question(LAYOUTS[5], tmp_path, "online=0")
    responses = read_survey(export, codebook=book).responses
    (said,) = [remark for remark in responses.diagnostics if remark.code == "W-EXP-22"]
    assert said.message.startswith("redcap_raw.csv, lines 2, 3, 4, ... (31 in all): boxes of 'app'")
    assert responses.column("app_edu")[0] == 1.0


@pytest.mark.parametrize(
    ("rule", "why"),
    [("nowhere=1", "names 'nowhere', which is not a column"), ("if online", "not a condition")],
)
def test_a_condition_that_cannot_be_applied_leaves_boxes_open(rule, why, tmp_path: Path) -> None:
    export, book = with_filter_question(LAYOUTS[6], tmp_path, rule)
    responses = read_survey(export, codebook=book).responses
    check(responses, LAYOUTS[6], dont_know=np.nan)
    (said,) = [remark for remark in responses.diagnostics if remark.code == "I-EXP-17"]
    assert why in said.why
    assert "asked_if: everyone" in said.do


def test_unfinished_questionnaires_may_end_before_the_boxes(tmp_path: Path) -> None:
    export, book = with_filter_question(LAYOUTS[2], tmp_path)
    text = export.read_text(encoding="utf-8")
    assert text.count(",True,") == 41
    last = text.rindex(",True,")
    export.write_text(f"{text[:last]},False,{text[last + 6 :]}", encoding="utf-8")
    kept = read_survey(export, codebook=book, keep_unfinished=True).responses
    check(kept, LAYOUTS[2], dont_know=np.nan)
    (said,) = [remark for remark in kept.diagnostics if remark.code == "I-EXP-17"]
    assert (said.message.split(": ")[1][:7], "unfinished" in said.why) == ("3 empty", True)
