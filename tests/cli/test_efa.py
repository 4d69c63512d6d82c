"""``gainsem efa``: folders, records, exit codes."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gainsem.cli.main import program

HS = "tests/reference/data/hs.csv"
COMMON = ["efa", HS, "--items", "x*", "--factors", "3"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(program, list(arguments))


def test_a_page_on_the_terminal() -> None:
    done = run(*COMMON, "--rotation-arg", "epsilon=0.01", "--errors", "--cut", "0.2")
    assert done.exit_code == 0, done.output
    assert "Pattern loadings (Geomin)" in done.output
    assert "Loadings below 0.2" in done.output


def test_a_folder_with_everything(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    done = run(*COMMON, "--out", str(folder), "--quiet", "--rotation", "oblimin")
    assert done.exit_code == 0, done.output
    names = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    assert names == {
        "efa.json",
        "factor_correlations.csv",
        "fit_measures.csv",
        "loadings.csv",
        "loadings.pdf",
        "loadings.svg",
        "minima.csv",
        "model.lav",
        "report.pdf",
        "residuals.csv",
        "scree.pdf",
        "scree.svg",
        "variance.csv",
    }
    with (folder / "loadings.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["item"] for row in rows] == [f"x{k}" for k in range(1, 10)]
    assert float(rows[0]["F1_se"]) > 0
    assert len((folder / "residuals.csv").read_text(encoding="utf-8").splitlines()) == 37
    again = run("fit", str(folder / "model.lav"), HS, "--quiet")
    assert again.exit_code == 0


def test_the_record_on_standard_output_and_a_model(tmp_path: Path) -> None:
    model = tmp_path / "m.lav"
    done = run(*COMMON, "--json", "-", "--quiet", "--model", str(model))
    assert json.loads(done.stdout)["schema"] == "gainsem.efa/1"
    assert "=~" in model.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("more", "code", "text"),
    [
        (["--factors", "many"], 2, "E-EFA-01"),
        (["--factors", "0"], 2, "E-EFA-01"),
        (["--factors", "6"], 2, "E-EFA-03"),
        (["--rotation", "gemoin"], 2, "Did you mean 'geomin'"),
        (["--rotation-arg", "epsilon"], 2, "NAME=VALUE"),
        (["--estimator", "WLSMV"], 2, "E-OPT-02"),
        (["--items", "z1"], 2, "E-MOD-71"),
    ],
)
def test_refusals(more: list[str], code: int, text: str) -> None:
    done = run(*COMMON, *more)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == code
    assert text in done.output


def test_strict_refuses_warnings(tmp_path: Path) -> None:
    table = tmp_path / "few.csv"
    table.write_text("".join(Path(HS).read_text(encoding="utf-8").splitlines(True)[:26]))
    assert run("efa", str(table), "--items", "x*", "--factors", "2").exit_code == 0
    done = run("efa", str(table), "--items", "x*", "--factors", "2", "--strict")
    assert done.exit_code == 2
    assert "W-DATA-28" in done.output
