"""``gainsem screen`` and ``gainsem fit --exclude`` from the command line, bad input included.

The cases are the rows Q01 ... of docs/bad-input.md.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from gainsem.cli.main import program
from tests.survey.careless_answers import ITEMS, Answers, answers


def gainsem(*arguments: str | Path) -> Result:
    return CliRunner().invoke(program, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def told() -> Answers:
    return answers()


@pytest.fixture
def folder(told: Answers, tmp_path: Path) -> Path:
    return told.write(tmp_path / "survey")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_folder_with_everything(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = gainsem("screen", folder, "--out", out, "--lang", "zh")
    assert result.exit_code == 0, result.output
    names = {"screen.json", "respondents.csv", "flags.csv", "items.csv"}
    pictures = {"screening.pdf", "screening.svg"}
    assert {path.name for path in out.iterdir() if path.name[0] != "."} == names | pictures
    record = json.loads((out / "screen.json").read_text(encoding="utf-8"))
    counts = {flag["name"]: flag["count"] for flag in record["flags"]}
    respondents = rows_of(out / "respondents.csv")
    assert len(respondents) == 600
    assert sum(row["flag_attention"] == "TRUE" for row in respondents) == counts["attention"] == 24
    assert [row["item"] for row in rows_of(out / "items.csv")] == ITEMS
    assert [row["flag"] for row in rows_of(out / "flags.csv")] == list(counts)
    assert ">r17<" not in (out / "screening.svg").read_text(encoding="utf-8")
    assert "数据质量筛查：虚构调查" in (out / "screening.svg").read_text(encoding="utf-8")


def test_the_same_screening_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert gainsem("screen", folder, "--out", tmp_path / name, "-q").exit_code == 0
    for path in (tmp_path / "a").iterdir():
        if path.suffix in (".csv", ".json", ".svg", ".pdf"):
            assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_the_record_on_standard_output(folder: Path) -> None:
    result = gainsem("screen", folder, "--json", "-")
    assert json.loads(result.stdout)["schema"] == "gainsem.screen/1"
    assert "<Screening of 600 respondents" in result.stderr


def test_thresholds_items_and_columns_can_be_named(folder: Path) -> None:
    plain = folder.parent / "plain.csv"
    plain.write_bytes((folder / "responses.csv").read_bytes())
    named = ("--items", ",".join(ITEMS), "--seconds", "seconds", "--attention", "check=4")
    result = gainsem("screen", plain, *named, "--threshold", "longstring=20", "--json", "-")
    record = json.loads(result.stdout)
    flags = {flag["name"]: flag for flag in record["flags"]}
    assert flags["longstring"]["criteria"][0]["limit"] == 20
    assert flags["attention"]["count"] == 24
    assert flags["speed"]["judged"]
    assert record["n_items"] == 24


def test_exclude_writes_both_fits(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "fit"
    options = ("--exclude", "attention,speed", "--missing", "pairwise", "--out", out)
    result = gainsem("fit", folder / "model.lav", folder, *options)
    assert result.exit_code == 0, result.output
    assert "With and without the respondents left out" in result.stdout
    record = json.loads((out / "fit.json").read_text(encoding="utf-8"))
    assert record["options"]["exclude"] == ["attention", "speed"]
    assert len(rows_of(out / "exclusion.csv")) == len(record["exclusion"]["rows"])
    again = gainsem(
        "fit", folder / "model.lav", folder, "--missing", "pairwise", "--out", out, "-q"
    )
    assert again.exit_code == 0
    assert not (out / "exclusion.csv").exists()


@dataclass(frozen=True)
class Case:
    row: str
    code: str
    exit_code: int
    names: str = ""
    command: str = "screen"
    options: tuple[str, ...] = ()
    plain: str = ""


ONE = "a,b,c\n1,2,3\n"
CASES = [
    Case("Q01", "E-SCR-01", 2, "'longstring'", options=("--threshold", "longstrng=9")),
    Case("Q01", "E-SCR-01", 2, "'attention'", "fit", ("--exclude", "atention")),
    Case("Q02", "E-SCR-01", 2, "not a number", options=("--threshold", "irv=low")),
    Case("Q02", "E-SCR-01", 2, "between 0.75 and 1", "fit", ("--exclude", "duplicate=0.1")),
    Case("Q03", "E-SCR-02", 2, "no items", plain="name,share\nx,0.25\ny,0.75\n"),
    Case("Q04", "E-MOD-71", 2, "Did you mean 'q2'", options=("--items", "q1,qq2")),
    Case("Q05", "E-DATA-36", 2, "b", options=("--items", "a,b"), plain="a,b\n1,yes\n3,no\n"),
    Case("Q06", "E-SCR-03", 2, "1 respondent", options=("--items", "a,b"), plain=ONE),
    Case("Q06", "E-SCR-03", 2, "0 respondents", options=("--items", "a"), plain="a,b\n,1\n,2\n"),
    Case("Q08", "E-SCR-07", 2, "'seconds'", options=("--seconds", "second")),
    Case("Q08", "E-SCR-07", 2, "'check'", options=("--attention", "chek=4")),
    Case(
        "Q11", "E-SCR-04", 2, "'speed'", "fit", ("--exclude", "speed", "--where", "edu=1"), "bare"
    ),
    Case("Q12", "E-SCR-05", 2, "speed 600", "fit", ("--exclude", "speed=1000")),
    Case("Q13", "I-SCR-24", 0, "missing", "fit", ("--exclude", "missing", "--missing", "pairwise")),
    Case("Q15", "E-SCR-01", 2, "AC1=4", options=("--attention", "check=agree")),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.row}-{case.names}")
def test_bad_input_gets_its_code(case: Case, folder: Path, tmp_path: Path) -> None:
    data = folder
    if case.plain == "bare":
        data = tmp_path / "bare.csv"
        data.write_bytes((folder / "responses.csv").read_bytes())
    elif case.plain:
        data = tmp_path / "plain.csv"
        data.write_text(case.plain, encoding="utf-8")
    model = (folder / "model.lav",) if case.command == "fit" else ()
    result = gainsem(case.command, *model, data, *case.options)
    assert result.exit_code == case.exit_code, result.output
    assert case.code in result.output
    assert case.names in result.output
    assert "Traceback" not in result.output


def test_q07_times_that_are_none_count_as_unknown(told: Answers, tmp_path: Path) -> None:
    seconds = told.seconds.copy()
    seconds[[5, 9]] = [-30, 0]
    folder = replace(told, seconds=seconds).write(tmp_path / "negative")
    result = gainsem("screen", folder)
    assert result.exit_code == 0
    assert "W-SCR-11" in result.output
    assert "2 entries are no time in seconds" in result.output
    assert "lines 7, 11" in result.output
    plain = tmp_path / "words.csv"
    text = (folder / "responses.csv").read_text(encoding="utf-8")
    plain.write_text(text.replace(",-30\n", ",five minutes\n"), encoding="utf-8")
    words = gainsem("screen", plain, "--items", ",".join(ITEMS), "--seconds", "seconds")
    assert words.exit_code == 0, words.output
    assert "2 entries are no time in seconds" in words.output
    nothing = tmp_path / "nothing.csv"
    lines = text.splitlines()
    emptied = [lines[0], *(f"{line.rpartition(',')[0]},later" for line in lines[1:])]
    nothing.write_text("\n".join(emptied) + "\n", encoding="utf-8")
    said = gainsem("screen", nothing, "--items", ",".join(ITEMS), "--seconds", "seconds")
    assert said.exit_code == 0
    assert "the column 'seconds' holds no time in seconds" in said.output


def test_q09_constant_and_empty_items_are_screened_around(told: Answers, tmp_path: Path) -> None:
    ticked = told.ticked.copy()
    ticked[:, 3], ticked[:, 4] = 4.0, np.nan
    result = gainsem("screen", replace(told, ticked=ticked).write(tmp_path / "constant"))
    assert result.exit_code == 0, result.output
    assert "always the same answer" in result.output
    assert "nobody answered" in result.output


def test_q10_an_item_worded_the_other_way_round_is_named(folder: Path) -> None:
    book = folder / "codebook.yaml"
    text = book.read_text(encoding="utf-8").replace(", reverse: true", "", 1)
    book.write_text(text, encoding="utf-8")
    result = gainsem("screen", folder)
    assert result.exit_code == 0
    assert "W-SCR-16" in result.output
    assert "q3 (r=-" in result.output
