from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gainsem.cli.main import program
from tests.conftest import PLAIN_MODEL, as_csv, plain_answers

TABLES = (
    *("parameters", "standardized", "fit_measures", "residuals", "modification_indices"),
    "effects",
)


def gainsem(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(program, [str(argument) for argument in arguments], input=stdin)


def process(*arguments: str | Path, **settings: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gainsem", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **settings)


@pytest.fixture
def model(plain_study: Path) -> Path:
    return plain_study / "model.lav"


@pytest.fixture
def data(plain_study: Path) -> Path:
    return plain_study / "data.csv"


def heywood(folder: Path) -> tuple[Path, Path]:
    """A factor whose first item shares more with the second than it has variance."""
    rows = plain_answers(80, seed=3)
    for row in rows:
        row["t2"] = round(2 * row["t1"] + 0.05 * row["t2"], 4)
        row["t3"] = round(0.1 * row["t1"] + 3 * row["t3"] - 2.5 * row["t1"], 4)
    (folder / "improper.csv").write_text(as_csv(rows), encoding="utf-8")
    (folder / "improper.lav").write_text("trust =~ t1 + t2 + t3\n", encoding="utf-8")
    return folder / "improper.lav", folder / "improper.csv"


def test_the_summary_goes_to_stdout_and_nothing_to_stderr(model: Path, data: Path) -> None:
    result = gainsem("fit", model, data)
    assert result.exit_code == 0, result.stderr
    assert "trust" in result.stdout
    assert result.stderr == ""


def test_quiet_prints_nothing(model: Path, data: Path) -> None:
    assert gainsem("fit", model, data, "--quiet").output == ""


def test_json_on_stdout_is_json_alone(model: Path, data: Path) -> None:
    result = gainsem("fit", model, data, "--json", "-")
    record = json.loads(result.stdout)
    assert record["schema"] == "gainsem.fit/1"
    assert record["n_obs"] == 200
    assert "usable" in result.stderr


def test_json_to_a_file_is_the_same_record(model: Path, data: Path, tmp_path: Path) -> None:
    place = tmp_path / "fit.json"
    printed = gainsem("fit", model, data, "--json", "-").stdout
    assert gainsem("fit", model, data, "--json", place).exit_code == 0
    assert place.read_text(encoding="utf-8") == printed


@pytest.mark.parametrize(
    ("arguments", "name", "value"),
    [
        (["--std-lv"], "std_lv", True),
        (["--likelihood", "wishart"], "likelihood", "wishart"),
        (["--meanstructure"], "meanstructure", True),
        (["--no-meanstructure"], "meanstructure", False),
        (["--no-fixed-x"], "fixed_x", False),
        (["--estimator", "ml"], "estimator", "ML"),
        (["--max-iterations", "77"], "max_iterations", 77),
        ([], "std_lv", False),
        ([], "fixed_x", None),
    ],
)
def test_options_reach_the_fit(
    model: Path, data: Path, arguments: list[str], name: str, value: object
) -> None:
    record = json.loads(gainsem("fit", model, data, "--json", "-", *arguments).stdout)
    assert record["options"][name] == value


def test_the_model_may_come_from_stdin(data: Path) -> None:
    result = gainsem("fit", "-", data, "--json", "-", stdin=PLAIN_MODEL)
    record = json.loads(result.stdout)
    assert record["provenance"]["model"] == PLAIN_MODEL
    assert record["provenance"]["model_source"] == "standard input"


def test_the_data_may_come_from_stdin(model: Path, data: Path) -> None:
    text = data.read_text(encoding="utf-8")
    record = json.loads(gainsem("fit", model, "-", "--json", "-", stdin=text).stdout)
    assert record["n_obs"] == 200


def test_both_from_stdin_is_refused() -> None:
    result = gainsem("fit", "-", "-", stdin="")
    assert result.exit_code == 2
    assert "cannot both be standard input" in result.stderr


def test_a_folder_holds_everything(model: Path, data: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "results"
    result = gainsem("fit", model, data, "--out", out)
    assert result.exit_code == 0, result.stderr
    names = {path.name for path in out.iterdir()}
    tables = {f"{name}.csv" for name in TABLES}
    assert names == tables | {"fit.json", "path_diagram.svg", "path_diagram.pdf", "report.pdf"}
    assert (out / "report.pdf").read_bytes().startswith(b"%PDF")
    assert (out / "path_diagram.pdf").read_bytes().startswith(b"%PDF")
    assert b"<svg" in (out / "path_diagram.svg").read_bytes()
    for name in ("fit.json", "report.pdf"):
        assert name in result.stderr


def test_the_tables_hold_the_numbers_of_the_record(model: Path, data: Path, tmp_path: Path) -> None:
    gainsem("fit", model, data, "--out", tmp_path / "out", "--quiet")
    record = json.loads((tmp_path / "out" / "fit.json").read_text(encoding="utf-8"))
    with (tmp_path / "out" / "parameters.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    named = [(row["lhs"], row["op"].removeprefix("'"), row["rhs"]) for row in rows]
    assert named == [(row["lhs"], row["op"], row["rhs"]) for row in record["parameters"]]
    assert [float(row["est"]) for row in rows] == [row["est"] for row in record["parameters"]]
    with (tmp_path / "out" / "fit_measures.csv").open(encoding="utf-8", newline="") as file:
        measures = {row["measure"]: row["value"] for row in csv.DictReader(file)}
    assert float(measures["chisq"]) == record["fit_measures"]["chisq"]
    with (tmp_path / "out" / "residuals.csv").open(encoding="utf-8", newline="") as file:
        square = list(csv.reader(file))
    assert square[0][1:] == [row[0] for row in square[1:]] == ["t1", "t2", "t3", "g1", "g2", "g3"]


def test_an_unusable_fit_is_written_and_ends_with_1(tmp_path: Path) -> None:
    model, data = heywood(tmp_path)
    result = gainsem("fit", model, data, "--json", tmp_path / "fit.json")
    assert result.exit_code == 1, result.output
    assert "NOT usable" in result.stdout
    record = json.loads((tmp_path / "fit.json").read_text(encoding="utf-8"))
    assert "E-EST-93" in {finding["code"] for finding in record["diagnostics"]}
    assert "t2" in result.stdout


def test_tables_of_a_search_without_a_minimum_are_withheld(
    model: Path, data: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert gainsem("fit", model, data, "--out", out).exit_code == 0
    assert (out / "parameters.csv").exists()
    stopped = gainsem("fit", model, data, "--out", out, "--max-iterations", "1")
    assert stopped.exit_code == 1, stopped.output
    assert {place.name for place in out.iterdir()} == {"fit.json", "report.pdf"}


def test_strict_refuses_what_would_be_a_warning(model: Path, data: Path, tmp_path: Path) -> None:
    lines = data.read_text(encoding="utf-8").splitlines()
    twice = tmp_path / "twice.csv"
    twice.write_text("\n".join([*lines, *lines[1:]]) + "\n", encoding="utf-8")
    lenient = gainsem("fit", model, twice)
    strict = gainsem("fit", model, twice, "--strict", "--json", tmp_path / "fit.json")
    assert lenient.exit_code == 0
    assert strict.exit_code == 2
    assert "W-DATA-23" in strict.stderr
    assert strict.stdout == ""
    assert not (tmp_path / "fit.json").exists()


def test_strict_lets_a_clean_fit_pass(model: Path, data: Path) -> None:
    assert gainsem("fit", model, data, "--strict").exit_code == 0


def test_all_problems_of_refused_input_are_left_in_the_folder(
    model: Path, data: Path, tmp_path: Path
) -> None:
    model.write_text(PLAIN_MODEL + "gain ~ nowhere_1\n", encoding="utf-8")
    result = gainsem("fit", model, data, "--out", tmp_path / "out")
    assert result.exit_code == 2
    problems = json.loads((tmp_path / "out" / "problems.json").read_text(encoding="utf-8"))
    assert problems["schema"] == "gainsem.problems/1"
    assert [problem["code"] for problem in problems["problems"]] == ["E-MOD-71"]
    assert "nowhere_1" in problems["problems"][0]["message"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["problems.json"]


def test_the_problems_of_an_earlier_run_are_removed(
    model: Path, data: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    gainsem("fit", model, tmp_path / "absent.csv", "--out", out)
    assert (out / "problems.json").is_file()
    assert gainsem("fit", model, data, "--out", out).exit_code == 0
    assert not (out / "problems.json").exists()


@pytest.mark.parametrize("option", ["--out", "--json", "--report"])
def test_a_place_in_the_way_is_found_before_the_model_is_read(tmp_path: Path, option: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    place = tmp_path / "file" / "inside.pdf"
    result = gainsem("fit", tmp_path / "absent.lav", tmp_path / "absent.csv", option, place)
    assert result.exit_code == 2
    assert result.stderr.startswith("E-OUT-02")
    assert "inside.pdf" in result.stderr


def test_a_report_of_an_unknown_kind_is_refused_before_the_fit(tmp_path: Path) -> None:
    result = gainsem("fit", tmp_path / "absent.lav", "absent.csv", "--report", tmp_path / "r.odt")
    assert result.exit_code == 2
    assert ".pdf" in result.stderr
    assert "absent" not in result.stderr


def test_a_folder_in_use_is_refused(model: Path, data: Path, tmp_path: Path) -> None:
    from gainsem.io.output import open_output_folder

    with open_output_folder(tmp_path / "out"):
        result = gainsem("fit", model, data, "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "E-OUT-06" in result.stderr


def test_a_report_in_chinese(model: Path, data: Path, tmp_path: Path) -> None:
    place = tmp_path / "bericht.pdf"
    result = gainsem("fit", model, data, "--report", place, "--lang", "zh")
    assert result.exit_code == 0, result.stderr
    from pypdf import PdfReader

    text = "".join(page.extract_text() for page in PdfReader(place).pages)
    assert "结构方程模型" in text


def test_only_the_rows_asked_for(model: Path, data: Path, tmp_path: Path) -> None:
    lines = data.read_text(encoding="utf-8").splitlines()
    marked = [f"{line},{2017 + number % 2}" for number, line in enumerate(lines[1:])]
    waves = tmp_path / "waves.csv"
    waves.write_text("\n".join([lines[0] + ",wave", *marked]) + "\n", encoding="utf-8")
    result = gainsem("fit", model, waves, "--where", "wave=2018", "--json", "-")
    assert json.loads(result.stdout)["n_obs"] == 100


def test_an_answer_in_the_wrong_spelling_is_refused_with_the_nearest_name(
    model: Path, data: Path
) -> None:
    model.write_text("trust =~ T1 + t2 + t3\n", encoding="utf-8")
    result = gainsem("fit", model, data)
    assert result.exit_code == 2
    assert "Did you mean 't1'?" in result.stderr
    assert "line 1" in result.stderr


def test_a_reader_that_leaves_does_not_disturb(model: Path, data: Path, tmp_path: Path) -> None:
    place = tmp_path / "fit.json"
    command = [sys.executable, "-m", "gainsem", "fit", str(model), str(data), "--json", str(place)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout is not None
        run.stdout.close()
        assert run.stderr is not None
        complaints = run.stderr.read().decode()
        assert run.wait() == 0
    assert "Traceback" not in complaints
    assert "Broken" not in complaints
    assert place.is_file()


def test_a_terminal_that_knows_only_ascii(model: Path, data: Path) -> None:
    model.write_text(PLAIN_MODEL.replace("trust", "信任"), encoding="utf-8")
    narrow = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    shown = process("fit", model, data, env=narrow)
    assert shown.returncode == 0, shown.stderr
    printed = process("fit", model, data, "--json", "-", env=narrow, encoding="utf-8")
    assert json.loads(printed.stdout)["parameters"][0]["lhs"] == "信任"


def test_two_processes_write_the_same_bytes(model: Path, data: Path) -> None:
    runs = {process("fit", model, data, "--json", "-").stdout for _ in range(2)}
    assert len(runs) == 1
