"""``gainsem score``: files, exit codes and messages."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gainsem.cli.main import program
from tests.scored_study import write_study


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_study(tmp_path_factory.mktemp("score") / "study", n=300)
    done = run("fit", folder / "model.lav", folder, "--json", folder / "fit.json", "-q")
    assert done.exit_code == 0, done.output
    return folder


def run(*arguments: object) -> Result:
    """Run the program in this process, with its own exit codes."""
    return CliRunner().invoke(program, [str(each) for each in arguments])


def test_a_folder_with_everything(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "index"
    out.mkdir()
    (out / "ranking_old.svg").write_text("old", encoding="utf-8")
    done = run(
        *("score", study / "fit.json", study, "--by", "district,rural", "--compare", "rural"),
        *("--draws", 5, "--out", out, "--lang", "zh", "--part-weight", "A=2"),
    )
    assert done.exit_code == 0, done.output
    assert {path.name for path in out.iterdir() if not path.name.startswith(".")} == {
        *("index.csv", "gaps.csv", "trend.csv", "importance_performance.csv", "scores.csv"),
        *("index.json", "index_report.pdf", "index.svg", "index.pdf"),
        *("ranking_district.svg", "ranking_district.pdf", "ranking_rural.svg", "ranking_rural.pdf"),
        *("importance_performance.svg", "importance_performance.pdf"),
    }
    with (out / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["construct"] == "G"
    assert 0 < float(rows[0]["mean"]) < 100
    with (out / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == 300
    record = json.loads((out / "index.json").read_text(encoding="utf-8"))
    assert record["schema"] == "gainsem.index/1"
    assert record["settings"]["draws"] == 5
    assert "获得感" in done.output


def test_the_record_on_standard_output(study: Path) -> None:
    done = run("score", study / "fit.json", study, "--draws", 5, "--json", "-", "-q")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["n_scored"] == 300


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--by", "distrikt"], "E-MOD-71"),
        (["--target", "Z"], "E-IDX-08"),
        (["--overall", "Z"], "E-IDX-04"),
        (["--part-weight", "A"], "E-OPT-01"),
        (["--part-weight", "A=x"], "E-OPT-01"),
        (["--gap", "A"], "E-OPT-01"),
        (["--draws", "1"], "E-OPT-01"),
        (["--min-cell", "500"], "E-IDX-09"),
        (["--strict", "--by", "district", "--min-cell", "60"], "W-IDX-21"),
        (["--report", "index.docx"], "E-OPT-05"),
    ],
)
def test_what_is_refused(study: Path, arguments: list[str], code: str) -> None:
    done = run("score", study / "fit.json", study, "--draws", 5, *arguments)
    assert done.exit_code == 2
    assert code in done.output


def test_a_refusal_leaves_its_problems(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "refused"
    run("score", study / "fit.json", study, "--by", "zzz", "--out", out)
    problems = json.loads((out / "problems.json").read_text(encoding="utf-8"))
    assert problems["problems"][0]["code"] == "E-MOD-71"
