"""``gainsem missing``: files, record, items, bad input."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from click.testing import CliRunner

from gainsem.cli.main import program
from tests.reference.cases import HERE

HOLES = str(HERE / "data" / "hs_missing.csv")


def run(*arguments: str):
    return CliRunner().invoke(program, ["missing", *arguments])


def test_a_folder_with_everything(tmp_path):
    result = run(HOLES, "--items", "x*", "--out", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names >= {
        *("missing.json", "items.csv", "patterns.csv", "coverage.csv"),
        *("missing.svg", "missing.pdf"),
    }
    items = pd.read_csv(tmp_path / "out" / "items.csv")
    assert items["item"].tolist() == [f"x{k}" for k in range(1, 10)]
    patterns = pd.read_csv(tmp_path / "out" / "patterns.csv")
    assert patterns["respondents"].sum() == 301


def test_the_record_on_standard_output():
    result = run(HOLES, "--items", "x1,x2", "--json", "-", "--lang", "zh")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["names"] == ["x1", "x2"]
    assert "Missing answers of" in result.stderr


def test_the_summary_in_the_terminal():
    result = run(HOLES, "--items", "x*")
    assert "answers are missing" in result.stdout
    assert "Little's test" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code"),
    [((HOLES, "--items", "y1"), "E-MOD-71"), (("absent.csv",), "E-FILE-12")],
)
def test_bad_input(arguments, code):
    result = run(*arguments)
    assert result.exit_code == 2
    assert code in result.stderr
    assert "Traceback" not in result.output


def test_a_fit_with_auxiliary_variables(tmp_path):
    model = tmp_path / "m.lav"
    model.write_text("f =~ x1 + x2 + x3 + x4\n", encoding="utf-8")
    arguments = ["fit", str(model), HOLES, "--auxiliary", "ageyr,grade", "--json", "-"]
    result = CliRunner().invoke(program, arguments)
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    assert record["missing"]["n_auxiliary"] == 2
    assert record["options"]["auxiliary"] == ["ageyr", "grade"]
