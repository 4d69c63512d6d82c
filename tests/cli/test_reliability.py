"""``gainsem reliability``: the page, the JSON, the folder, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gainsem.cli.main import program
from tests.cli.bad_input import BOOK, MODEL, data, put
from tests.cli.test_fit import heywood

ONE = "f1 =~ x1 + x2 + x3\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(program, ["reliability", *map(str, arguments)])


@pytest.fixture
def study(tmp_path: Path) -> Path:
    (tmp_path / "model.lav").write_text(MODEL, encoding="utf-8")
    (tmp_path / "data.csv").write_text(data(), encoding="utf-8")
    (tmp_path / "codebook.yaml").write_text(BOOK, encoding="utf-8")
    return tmp_path


def refused(result: Result, code: str) -> None:
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith(code)
    assert "Traceback" not in result.output


def test_the_page_goes_to_stdout(study: Path) -> None:
    result = run(study / "model.lav", study / "data.csv", "--bootstrap", 20)
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    for part in ("Item-total", "max HTMT", "Fornell-Larcker", "Verdicts"):
        assert part in result.stdout
    words = " ".join(result.stdout.split())
    assert "400 of 400 respondents" in words
    assert "20 bootstrap samples, seed 1" in words
    assert "Conventions, not laws" in words


def test_json_alone_and_everything_in_a_folder(study: Path) -> None:
    result = run(
        *(study / "model.lav", study / "data.csv", "--bootstrap", 20, "--json", "-"),
        *("--out", study / "out", "--tests", "--method-bias"),
    )
    assert result.exit_code == 0, result.output
    content = json.loads(result.stdout)
    assert content["schema"] == "gainsem.reliability/1"
    assert [one["name"] for one in content["constructs"]] == ["f1", "f2", "f3"]
    assert len(content["discriminant"]["pairs"]) == 6
    assert content["method_bias"]["n_items"] == 9
    written = {path.name for path in (study / "out").iterdir() if path.suffix in (".csv", ".json")}
    assert written >= {
        *("fit.json", "reliability.json", "constructs.csv", "items.csv", "htmt.csv"),
        *("fornell_larcker.csv", "cross_loadings.csv", "discriminant.csv", "collinearity.csv"),
    }
    with (study / "out" / "constructs.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert float(rows[0]["alpha"]) == content["constructs"][0]["alpha"]


def test_the_report_has_the_section(study: Path) -> None:
    place = study / "sheet.pdf"
    options = ("--bootstrap", 5, "--report", place, "--lang", "zh")
    result = run(study / "model.lav", study / "data.csv", *options)
    assert result.exit_code == 0, result.output
    from pypdf import PdfReader

    text = "".join(page.extract_text() for page in PdfReader(place).pages)
    assert "信度与效度" in text


def test_groups_and_marker_are_read_although_the_model_does_not_name_them(study: Path) -> None:
    (study / "codebook.yaml").unlink()
    options = ("--ordered", "all", "--cluster", "group", "--marker", "weight", "--bootstrap", 5)
    spoiled = data(put("2", range(0, 400, 3), column=11))
    (study / "data.csv").write_text(spoiled, encoding="utf-8")
    result = run(study / "model.lav", study / "data.csv", *options)
    assert result.exit_code == 0, result.output
    assert "Agreement within group" in result.stdout
    assert "Marker variable" in result.stdout


def test_one_construct_has_no_matrices(study: Path) -> None:
    (study / "model.lav").write_text(ONE, encoding="utf-8")
    result = run(study / "model.lav", study / "data.csv")
    assert result.exit_code == 0, result.output
    assert "HTMT\n" not in result.stdout


@pytest.mark.parametrize(
    ("model", "options", "code"),
    [
        ("x1 ~ x2 + x3\n", ("--ordered", "none"), "E-REL-01"),
        (ONE, ("--tests",), "E-REL-04"),
        (MODEL, ("--cluster", "distrct"), "E-MOD-71"),
        (MODEL, ("--marker", "age"), "E-MOD-71"),
        (MODEL, ("--marker", "x1"), "E-REL-05"),
        (MODEL, ("--interval", "fisher"), "E-OPT-01"),
        (MODEL, ("--level", "95"), "E-OPT-01"),
        (MODEL, ("--bootstrap", "0", "--interval", "bootstrap"), "E-REL-02"),
        (MODEL.replace("x1", "x10"), (), "E-MOD-71"),
    ],
)
def test_what_is_refused(study: Path, model: str, options: tuple[str, ...], code: str) -> None:
    (study / "model.lav").write_text(model, encoding="utf-8")
    fast = () if "--bootstrap" in options else ("--bootstrap", "2")
    refused(run(study / "model.lav", study / "data.csv", *fast, *options), code)


def test_r01_a_model_without_latent_variables(study: Path) -> None:
    (study / "model.lav").write_text("x1 ~ x2\n", encoding="utf-8")
    result = run(study / "model.lav", study / "data.csv", "--ordered", "none")
    refused(result, "E-REL-01")


def test_r02_an_item_that_was_not_turned(study: Path) -> None:
    rows = [line.split(",") for line in data().splitlines()]
    for row in rows[1:]:
        row[2] = str(6 - int(row[2]))
    (study / "data.csv").write_text("\n".join(map(",".join, rows)) + "\n", encoding="utf-8")
    result = run(study / "model.lav", study / "data.csv", "--bootstrap", 5)
    assert result.exit_code == 0
    assert "W-REL-10  f1: x2 goes against the other items." in result.stdout
    assert "W-REL-11" in result.stdout
    strict = run(study / "model.lav", study / "data.csv", "--bootstrap", 5, "--strict")
    assert strict.exit_code == 2


def test_r03_a_construct_with_one_item(study: Path) -> None:
    (study / "model.lav").write_text(MODEL.replace("x7 + x8 + x9", "x7"), encoding="utf-8")
    options = ("--estimator", "ML", "--bootstrap", 5)
    result = run(study / "model.lav", study / "data.csv", *options)
    assert result.exit_code == 0, result.output
    assert "I-REL-15  7 ordinal items were fitted as continuous." in result.stdout
    assert "I-REL-13  One item only: f3." in result.stdout


def test_r04_a_constant_item_and_r05_words(study: Path) -> None:
    (study / "codebook.yaml").unlink()
    constant = data(put("3", range(400), column=2))
    (study / "data.csv").write_text(constant, encoding="utf-8")
    refused(run(study / "model.lav", study / "data.csv"), "E-DATA-22")
    (study / "data.csv").write_text(data(put("agree", [7], column=2)), encoding="utf-8")
    refused(run(study / "model.lav", study / "data.csv"), "E-DATA-10")


def test_r06_an_unknown_marker(study: Path) -> None:
    result = run(study / "model.lav", study / "data.csv", "--marker", "markr", "--bootstrap", 2)
    refused(result, "E-MOD-71")


def test_r07_an_improper_fit_is_marked(tmp_path: Path) -> None:
    model, answers = heywood(tmp_path)
    result = run(model, answers, "--bootstrap", 2)
    assert result.exit_code == 1, result.output
    assert "The fit is NOT usable" in result.stdout
    assert "W-REL-12" in result.stdout
