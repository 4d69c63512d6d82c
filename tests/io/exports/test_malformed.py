"""A damaged export is refused with a sentence that names file, line and column."""

from __future__ import annotations

import csv
from pathlib import Path

import pyreadstat
import pytest
from click.testing import CliRunner

from gainsem.cli.main import program
from gainsem.errors import FileError, InputError, ResponseError
from gainsem.io.read_survey import read_survey

FOLDER = Path(__file__).parents[1] / "data" / "exports"
CODEBOOK = FOLDER / "codebook.yaml"
ENCODINGS = {"wjx_text_gbk.csv": "gbk"}
FIRST_ANSWERS = {"qualtrics_labels_3header.csv": 4}
"""Lines above the first respondent, where it is not one (there is a preview besides)."""

FILES = (
    "wjx_code_utf8bom.csv",
    "wjx_text_gbk.csv",
    "qualtrics_labels_3header.csv",
    "limesurvey_codes.csv",
    "kobo_xml_semicolon.csv",
    "redcap_raw.csv",
    "google_forms.csv",
)


class Damaged:
    """An export whose rows a test may change before it is written again."""

    def __init__(self, name: str, folder: Path) -> None:
        self.delimiter = ";" if name.startswith("kobo") else ","
        self.place = folder / name
        encoding = ENCODINGS.get(name, "utf-8-sig")
        with (FOLDER / name).open(encoding=encoding, newline="") as file:
            self.rows = list(csv.reader(file, delimiter=self.delimiter))
        self.first = FIRST_ANSWERS.get(name, 1)

    def put(self, column: str, cell: str, respondent: int = 3) -> int:
        """Write into the cell of a respondent; return the line."""
        row = self.first + respondent - 1
        self.rows[row][self.rows[0].index(column)] = cell
        return row + 1

    def refusal(self) -> InputError:
        with self.place.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=self.delimiter).writerows(self.rows)
        with pytest.raises(InputError) as caught:
            read_survey(self.place, codebook=CODEBOOK)
        return caught.value


def first_item(name: str) -> str:
    """Return the heading of the first item in a file."""
    with (FOLDER / name).open(encoding=ENCODINGS.get(name, "utf-8-sig"), newline="") as file:
        header = next(csv.reader(file, delimiter=";" if name.startswith("kobo") else ","))
    signs = ("社区或街道", "Q4_1", "Before decisions", "att/pc1", "pc1")
    return next(heading for sign in signs for heading in header if sign in heading)


@pytest.mark.parametrize("name", FILES)
def test_t01_wording_that_is_no_label_is_refused(name: str, tmp_path: Path) -> None:
    damaged = Damaged(name, tmp_path)
    line = damaged.put(first_item(name), "Agreee")
    problem = damaged.refusal().problems[0]
    assert problem.code == "E-DATA-10"
    assert problem.message.startswith(f'{name}, column "PC1"')
    assert f"in the file), line {line}: 'Agreee' is neither a number nor" in problem.message


@pytest.mark.parametrize("name", FILES)
def test_t10_answer_outside_the_scale_is_refused(name: str, tmp_path: Path) -> None:
    damaged = Damaged(name, tmp_path)
    line = damaged.put(first_item(name), "A7" if name.startswith("limesurvey") else "7")
    problem = damaged.refusal().problems[0]
    assert problem.message.startswith(f'{name}, column "PC1" ("')
    unknown = name.startswith("limesurvey")
    said = f"line {line}: 'A7' is neither" if unknown else " is 7; the codebook allows 1-5"
    assert problem.code == ("E-DATA-10" if unknown else "E-DATA-11")
    assert said in problem.message
    assert unknown or problem.where == f"line {line}"


STATISTICAL = FOLDER.parent / "statfiles"


@pytest.mark.parametrize(
    "name", ["spss_labelled.sav", "spss_chinese_labels.sav", "stata_labelled.dta"]
)
def test_t10_answer_outside_the_scale_is_refused_in_files_with_labels(name, tmp_path) -> None:
    """The damaged file keeps the labels and the declared missing answers of the sound one."""
    stata = name.endswith("dta")
    read = pyreadstat.read_dta if stata else pyreadstat.read_sav
    answers, said = read(STATISTICAL / name, user_missing=True)
    answers.loc[2, "PC1"] = 7
    labels = {
        "column_labels": said.column_names_to_labels,
        "variable_value_labels": said.variable_value_labels,
    }
    if stata:
        pyreadstat.write_dta(answers, str(tmp_path / name), **labels)
    else:
        missing = {"missing_ranges": said.missing_ranges}
        pyreadstat.write_sav(answers, str(tmp_path / name), **labels, **missing)
    with pytest.raises(InputError) as caught:
        read_survey(tmp_path / name, codebook=CODEBOOK)
    (problem,) = caught.value.problems
    assert problem.code == "E-DATA-11"
    assert problem.message.startswith(f'{name}, column "PC1": 1 of')
    assert problem.where == "case 3"


@pytest.mark.parametrize("name", FILES)
def test_t02_row_that_was_cut_short_is_refused(name: str, tmp_path: Path) -> None:
    damaged = Damaged(name, tmp_path)
    damaged.rows[-1] = damaged.rows[-1][:7]
    problem = damaged.refusal().problems[0]
    assert problem.code == "E-FILE-08"
    n = len(damaged.rows)
    assert (
        f"{name}, line {n} has 7 fields, the header has {len(damaged.rows[0])}" in problem.message
    )


BOXES = {
    "wjx_text_gbk.csv": (
        "5、您使用过哪些智慧城市服务？【多选题】",
        "智慧教育┋智慧养老",
        "智慧养老",
    ),
    "qualtrics_labels_3header.csv": ("Q5", "Smart education,Smart ageing", "smart ageing"),
    "google_forms.csv": (
        "Which smart-city services have you used?",
        "Smart education, Smart ageing",
        "smart ageing",
    ),
}


@pytest.mark.parametrize("name", BOXES)
def test_t03_option_that_nobody_knows_is_refused(name: str, tmp_path: Path) -> None:
    damaged = Damaged(name, tmp_path)
    column, cell, unknown = BOXES[name]
    line = damaged.put(column, cell)
    problem = damaged.refusal().problems[0]
    assert problem.code == "E-EXP-12"
    assert problem.message.startswith(f'{name}, column "app" ("Q5" in the file), line {line}: ')
    assert f"'{unknown}' is none of the options of 'app'" in problem.message


TICKS = {
    "wjx_code_utf8bom.csv": ("5、您使用过哪些智慧城市服务？(智慧医疗)", "Q5_2"),
    "limesurvey_codes.csv": ("app[2]. Services used [Smart health]", "app_2"),
    "kobo_xml_semicolon.csv": ("app/health", ""),
    "redcap_raw.csv": ("app___2", "app___2"),
}


@pytest.mark.parametrize("name", TICKS)
def test_t04_cell_that_is_no_tick_is_refused(name: str, tmp_path: Path) -> None:
    damaged = Damaged(name, tmp_path)
    column, called = TICKS[name]
    line = damaged.put(column, "7")
    problem = damaged.refusal().problems[0]
    assert problem.code == "E-EXP-13"
    heading = f' ("{called}" in the file)' if called else ""
    assert problem.message.startswith(f'{name}, column "app_health"{heading}, line {line}: ')


DURATIONS = {
    "wjx_code_utf8bom.csv": ("所用时间", "很久", "a duration"),
    "wjx_text_gbk.csv": ("所用时间", "很久", "a duration"),
    "qualtrics_labels_3header.csv": ("Duration (in seconds)", "long", "a duration"),
    "limesurvey_codes.csv": ("interviewtime. Total time", "long", "a duration"),
    "kobo_xml_semicolon.csv": ("end", "later", "a time"),
}


@pytest.mark.parametrize("name", DURATIONS)
def test_t05_duration_that_is_none_is_refused(name: str, tmp_path: Path) -> None:
    damaged = Damaged(name, tmp_path)
    column, cell, what = DURATIONS[name]
    line = damaged.put(column, cell)
    error = damaged.refusal()
    assert isinstance(error, FileError)
    assert error.code == "E-EXP-03"
    wanted = f"{name}, column \"{column}\", line {line}: '{cell}' is not {what}."
    assert error.problems[0].message == wanted


@pytest.mark.parametrize("name", FILES)
def test_t06_header_row_that_is_missing_is_refused(name: str, tmp_path: Path) -> None:
    damaged = Damaged(name, tmp_path)
    del damaged.rows[0]
    error = damaged.refusal()
    assert error.code == "E-EXP-01"
    assert error.problems[0].message.startswith(f"{name}, line 1: ")
    assert "header row is missing" in error.problems[0].message


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith("qualtrics")])
def test_t06_header_row_that_stands_below_a_respondent_is_refused(name: str, tmp_path) -> None:
    damaged = Damaged(name, tmp_path)
    damaged.rows[0], damaged.rows[1] = damaged.rows[1], damaged.rows[0]
    assert damaged.refusal().code == "E-EXP-01"


def test_t06_both_upper_header_rows_of_qualtrics_may_be_missing(tmp_path: Path) -> None:
    damaged = Damaged("qualtrics_labels_3header.csv", tmp_path)
    del damaged.rows[:2]
    error = damaged.refusal()
    assert (error.code, "export of Qualtrics" in str(error)) == ("E-EXP-01", True)


def test_t07_item_that_may_be_several_columns_is_refused(tmp_path: Path) -> None:
    damaged = Damaged("google_forms.csv", tmp_path)
    header = damaged.rows[0]
    again = [n.replace("How far do you agree", "A year ago") for n in header[4:16]]
    damaged.rows = [[*row, *(again if row is header else row[4:16])] for row in damaged.rows]
    error = damaged.refusal()
    assert isinstance(error, ResponseError)
    assert {problem.code for problem in error.problems} == {"E-EXP-10"}
    assert len(error.problems) == 12
    assert "google_forms.csv: 'PC1' may be any of the columns 'Q4_1', 'Q6_1'" in str(error)
    assert "exports: {forms: {columns: ...}}" in error.problems[0].do


def test_t08_unfinished_questionnaires_are_left_out_with_their_lines(tmp_path: Path) -> None:
    survey = read_survey(FOLDER / "limesurvey_codes.csv", codebook=CODEBOOK)
    (said,) = [remark for remark in survey.responses.diagnostics if remark.code == "W-EXP-05"]
    assert (survey.n_obs, said.where, said.severity) == (40, "line 42", "warning")
    kept = read_survey(FOLDER / "limesurvey_codes.csv", codebook=CODEBOOK, keep_unfinished=True)
    assert kept.n_obs == 41
    assert kept.responses.column("age")[-1] == 29
    assert "I-EXP-06" in {remark.code for remark in kept.responses.diagnostics}


def test_the_command_line_says_it_without_a_traceback(tmp_path: Path) -> None:
    damaged = Damaged("wjx_code_utf8bom.csv", tmp_path)
    line = damaged.put("所用时间", "很久")
    damaged.refusal()
    model = tmp_path / "m.lav"
    model.write_text("eo =~ EO1 + EO2 + EO3", encoding="utf-8")
    arguments = ["fit", str(model), str(damaged.place), "--codebook", str(CODEBOOK)]
    done = CliRunner().invoke(program, arguments)
    assert done.exit_code == 2
    assert f"line {line}: '很久' is not a duration" in done.stderr
    assert "Traceback" not in done.output


def test_an_unfinished_questionnaire_is_kept_on_the_command_line(tmp_path: Path) -> None:
    model = tmp_path / "m.lav"
    model.write_text("eo =~ EO1 + EO2 + EO3", encoding="utf-8")
    arguments = ["fit", str(model), str(FOLDER / "limesurvey_codes.csv"), "--estimator", "ML"]
    done = CliRunner().invoke(program, [*arguments, "--keep-unfinished"])
    assert done.exit_code in (0, 1)
    assert "I-EXP-06" in done.output
