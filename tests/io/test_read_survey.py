"""From files to a survey: folders, codebooks found and given, rows chosen, standard input."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from gainsem.errors import CodebookError, FileError, OptionError
from gainsem.io.read_survey import read_survey

CODEBOOK = """
title: Trust in the community
languages: [en, zh]
scales:
  agree:
    codes: [1, 2, 3, 4, 5]
    labels:
      en: {1: no, 5: yes}
    missing_codes: [99]
items:
  x1: {text: I am heard, scale: agree}
  x2: {text: I am not heard, scale: agree, reverse: true}
"""
ANSWERS = "wave,x1,x2\n2017,1,5\n2018,99,4\n2018,5,1\n"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "surveys" / "trust"
    place.mkdir(parents=True)
    (place / "codebook.yaml").write_text(CODEBOOK)
    (place / "responses.csv").write_text(ANSWERS)
    return place


def answers(survey, name):
    return survey.responses.column(name)


def codes(survey):
    return [d.code for d in survey.responses.diagnostics]


def test_folder_gives_answers_read_by_its_codebook(folder):
    survey = read_survey(folder)
    np.testing.assert_array_equal(answers(survey, "x1"), [1, np.nan, 5])
    np.testing.assert_array_equal(answers(survey, "x2"), [1, 2, 5])
    assert survey.codebook.title["en"] == "Trust in the community"
    assert survey.responses.lines.tolist() == [2, 3, 4]


def test_folder_may_hold_another_kind_of_table(folder):
    (folder / "responses.csv").unlink()
    book = openpyxl.Workbook()
    for line in ANSWERS.splitlines():
        book.active.append([int(c) if c.isdigit() else c for c in line.split(",")])
    book.save(folder / "responses.xlsx")
    book.close()
    np.testing.assert_array_equal(answers(read_survey(folder), "x2"), [1, 2, 5])


def test_codebook_may_name_the_table(folder):
    (folder / "responses.csv").rename(folder / "trust_2018.csv")
    (folder / "codebook.yaml").write_text("responses: trust_2018.csv\n" + CODEBOOK)
    assert read_survey(folder).n_obs == 3


def test_the_table_is_called_by_the_path_that_was_given(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    (folder / "codebook.yaml").write_text("responses: responses.csv\n" + CODEBOOK)
    assert read_survey("trust").responses.source == str(Path("trust") / "responses.csv")


def test_table_the_codebook_names_must_be_there(folder):
    (folder / "codebook.yaml").write_text("responses: gone.csv\n" + CODEBOOK)
    with pytest.raises(FileError) as caught:
        read_survey(folder)
    assert caught.value.code == "E-FILE-12"
    assert "gone.csv" in str(caught.value)


@pytest.mark.parametrize("path", ["../../secret.csv", "/etc/passwd", "https://a.org/x.csv"])
def test_x07_table_outside_the_survey_is_refused(folder, path):
    (folder.parent.parent / "secret.csv").write_text(ANSWERS)
    (folder / "codebook.yaml").write_text(f"responses: {path}\n" + CODEBOOK)
    with pytest.raises(CodebookError) as caught:
        read_survey(folder)
    assert caught.value.code == "E-SEC-07"


def test_folder_without_codebook_is_refused(folder):
    (folder / "codebook.yaml").rename(folder / "codebok.yaml")
    with pytest.raises(FileError) as caught:
        read_survey(folder)
    assert caught.value.code == "E-FILE-12"
    assert "Did you mean 'codebok.yaml'?" in str(caught.value)


def test_folder_without_responses_is_refused_with_what_it_holds(folder):
    (folder / "responses.csv").rename(folder / "answers.csv")
    with pytest.raises(FileError) as caught:
        read_survey(folder)
    assert caught.value.code == "E-FILE-12"
    assert "answers.csv" in str(caught.value)


def test_folder_with_two_tables_of_responses_is_refused(folder):
    (folder / "responses.tsv").write_text(ANSWERS.replace(",", "\t"))
    with pytest.raises(FileError) as caught:
        read_survey(folder)
    assert caught.value.code == "E-FILE-18"
    assert "responses.csv, responses.tsv" in str(caught.value)


def test_codebook_beside_the_table_is_used_and_named(folder):
    survey = read_survey(folder / "responses.csv")
    np.testing.assert_array_equal(answers(survey, "x2"), [1, 2, 5])
    said = next(d for d in survey.responses.diagnostics if d.code == "I-BOOK-11")
    assert "codebook.yaml" in said.message
    assert "2 of its 2 items" in said.message


def test_codebook_of_other_data_is_not_used_and_that_is_said(folder):
    (folder / "other.csv").write_text("y1,y2\n1,2\n3,4\n")
    survey = read_survey(folder / "other.csv")
    assert survey.codebook is None
    said = next(d for d in survey.responses.diagnostics if d.code == "W-BOOK-12")
    assert "0 of its 2 items" in said.message


def test_codebook_the_model_names_is_used(folder, tmp_path):
    (tmp_path / "models").mkdir()
    model = tmp_path / "models" / "trust.lav"
    model.write_text("# codebook: ../surveys/trust/codebook.yaml\nt =~ x1 + x2\n")
    data = tmp_path / "elsewhere.csv"
    data.write_text(ANSWERS)
    assert read_survey(data).codebook is None
    survey = read_survey(data, beside=model)
    np.testing.assert_array_equal(answers(survey, "x2"), [1, 2, 5])
    assert "I-BOOK-11" in codes(survey)


@pytest.mark.parametrize("beside", ["", "model", "-", "gone.lav"])
def test_a_model_that_is_no_file_has_nothing_beside_it(folder, monkeypatch, tmp_path, beside):
    data = tmp_path / "elsewhere.csv"
    data.write_text(ANSWERS)
    monkeypatch.chdir(folder)
    assert read_survey(data, beside=beside).codebook is None


def test_given_codebook_is_used_and_may_be_its_folder(folder, tmp_path):
    data = tmp_path / "elsewhere.csv"
    data.write_text(ANSWERS)
    for codebook in (folder, folder / "codebook.yaml"):
        survey = read_survey(data, codebook=codebook)
        np.testing.assert_array_equal(answers(survey, "x2"), [1, 2, 5])
        assert "I-BOOK-11" not in codes(survey)


def test_given_codebook_that_is_not_there_is_refused_with_the_nearest(folder):
    with pytest.raises(FileError) as caught:
        read_survey(folder / "responses.csv", codebook=folder / "codebok.yaml")
    assert caught.value.code == "E-FILE-12"
    assert "There is no codebook" in str(caught.value)
    assert "Did you mean 'codebook.yaml'?" in str(caught.value)


def test_given_codebook_goes_before_the_one_in_the_folder(folder, tmp_path):
    other = tmp_path / "plain.yaml"
    other.write_text(CODEBOOK.replace(", reverse: true", ""))
    np.testing.assert_array_equal(answers(read_survey(folder, codebook=other), "x2"), [5, 4, 1])


def test_rows_are_chosen(folder):
    assert read_survey(folder, where="wave=2018").responses.lines.tolist() == [3, 4]
    both = read_survey(folder, where=("wave=2018", "x1=5"))
    assert both.responses.lines.tolist() == [4]


def test_standard_input_is_read(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ANSWERS.encode())))
    survey = read_survey("-")
    assert survey.responses.source == "standard input"
    assert survey.n_obs == 3


def test_how_to_read_reaches_the_table(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("año;x\n1;2\n3\n".encode("latin-1"))
    survey = read_survey(path, encoding="latin-1", delimiter=";", allow_short_rows=True)
    assert survey.responses.names == ("año", "x")
    assert "W-FILE-08" in codes(survey)


def test_sheet_of_a_text_file_is_refused(folder):
    with pytest.raises(OptionError) as caught:
        read_survey(folder, sheet="Sheet1")
    assert caught.value.code == "E-OPT-06"
    assert "no sheets" in str(caught.value)


def test_without_a_codebook_nothing_heavy_is_imported(tmp_path):
    (tmp_path / "a.csv").write_text("x,y\n1,2\n3,4\n")
    program = (
        "import sys; from gainsem.io.read_survey import read_survey; read_survey(sys.argv[1]); "
        "heavy = 'pandas', 'scipy.stats', 'scipy.optimize', 'matplotlib', 'pydantic', 'ruamel'; "
        "print([m for m in (*heavy, 'python_calamine') if m in sys.modules])"
    )
    call = [sys.executable, "-c", program, str(tmp_path / "a.csv")]
    assert subprocess.run(call, capture_output=True, text=True, check=True).stdout == "[]\n"


def with_indices(folder, text="district,gdp,contact\n1,60,a@b.cn\n2,70,c@d.cn\n"):
    (folder / "responses.csv").write_text(
        "id,district,x1,x2,phone\nu1,2,1,5,13912345678\nu1,1,5,1,\n"
    )
    (folder / "indices.csv").write_text(text)


TABLES = """
tables: {districts: {file: indices.csv, key: district}}
variables: {district: {}, gdp: {}}
"""


def test_tables_the_codebook_names_are_joined(folder):
    with_indices(folder)
    (folder / "codebook.yaml").write_text(CODEBOOK + TABLES)
    survey = read_survey(folder)
    np.testing.assert_array_equal(answers(survey, "gdp"), [70, 60])
    assert set(survey.to_frame().columns) == {"district", "x1", "x2", "gdp"}
    assert {"I-JOIN-01", "I-PRV-01"} <= set(codes(survey))
    assert "13912345678" not in " ".join(map(str, survey.responses.diagnostics))


def test_tables_may_be_joined_without_a_codebook(folder):
    with_indices(folder)
    place = folder / "indices.csv"
    survey = read_survey(folder, join={str(place): "district"})
    assert "gdp" in survey.responses.left_out  # no column of the codebook
    survey = read_survey(folder, join={str(place): "district"}, keep=["gdp"])
    np.testing.assert_array_equal(answers(survey, "gdp"), [70, 60])
    (folder / "codebook.yaml").unlink()
    survey = read_survey(folder / "responses.csv", join={str(place): "district"}, where="gdp>=65")
    assert survey.responses.names == ("district", "x1", "x2", "gdp")
    assert survey.n_obs == 1


def test_a_table_that_is_not_there_is_refused(folder):
    (folder / "codebook.yaml").write_text(CODEBOOK + TABLES)
    with pytest.raises(FileError, match="table 'districts' is not there") as error:
        read_survey(folder)
    assert error.value.code == "E-FILE-12"


def test_columns_nobody_needs_are_left_out(folder):
    survey = read_survey(folder)
    assert survey.responses.names == ("x1", "x2")
    assert survey.responses.left_out == ("wave",)
    assert read_survey(folder, keep=["wave"]).responses.names == ("wave", "x1", "x2")
    assert read_survey(folder, where="wave=2018").n_obs == 2
