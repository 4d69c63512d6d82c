"""``gainsem fit`` with imputed data sets, and what follows it."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import gainsem
from gainsem.cli.main import program
from tests.imputed_sets import MODEL, frames, stacked, with_original


def run(*arguments: object) -> Result:
    return CliRunner().invoke(program, [*map(str, arguments)])


@pytest.fixture
def study(tmp_path):
    (tmp_path / "m.lav").write_text(MODEL, "utf-8")
    with_original(frames(4)).to_csv(tmp_path / "stacked.csv", index=False)
    for number, frame in enumerate(frames(4), 1):
        frame.to_csv(tmp_path / f"set{number}.csv", index=False)
    return tmp_path


def test_a_stacked_table_fills_a_folder(study):
    out = study / "out"
    done = run("fit", study / "m.lav", study / "stacked.csv", "--imputation", ".imp", "--out", out)
    assert done.exit_code == 0, done.output
    assert "Imputed data sets used" in done.output
    names = {path.name for path in out.iterdir()}
    assert names >= {
        *("imputed_fit.json", "parameters.csv", "standardized.csv", "fit_measures.csv"),
        *("pooled_tests.csv", "imputations.csv", "path_diagram.svg", "report.pdf"),
    }
    table = pd.read_csv(out / "parameters.csv")
    assert list(table.columns)[-3:] == ["df", "fmi", "riv"]
    ours = gainsem.load(out / "imputed_fit.json")
    theirs = gainsem.fit_imputed(study / "m.lav", study / "stacked.csv")
    pd.testing.assert_frame_equal(ours.parameters, theirs.parameters)
    cited = run("cite", out / "imputed_fit.json")
    assert "Rubin, D. B. (1987)" in cited.output
    report = run("report", out / "imputed_fit.json", "--report", study / "again.pdf")
    assert report.exit_code == 0, report.output


def test_several_tables_are_imputed_data_sets(study):
    files = [study / f"set{k}.csv" for k in range(1, 5)]
    done = run("fit", study / "m.lav", *files, "--json", "-", "--pooling", "D2")
    assert done.exit_code == 0, done.output
    record = json.loads(done.stdout)
    assert record["schema"] == "gainsem.imputed_fit/1"
    assert [each["name"] for each in record["imputations"]] == [path.name for path in files]
    assert record["tests"][0]["method"] == "D2"
    assert record["pooled"]["provenance"]["data_source"].endswith("set4.csv")


def test_two_imputed_fits_are_compared(study):
    (study / "equal.lav").write_text("f =~ l*a + l*b + l*c + l*d", "utf-8")
    for name in ("m", "equal"):
        done = run(
            *("fit", study / f"{name}.lav", study / "stacked.csv", "--imputation", ".imp"),
            *("--std-lv", "--quiet", "--json", study / f"{name}.json"),
        )
        assert done.exit_code == 0, done.output
    done = run("compare", study / "m.json", study / "equal.json", "--method", "D3")
    assert done.exit_code == 0, done.output
    assert "D3 (Meng & Rubin 1992)" in done.output
    gainsem.fit(MODEL, frames(1)[0]).save(study / "one.json")
    mixed = run("compare", study / "m.json", study / "one.json")
    assert mixed.exit_code == 2
    assert "E-IMP-13" in mixed.output


def test_a_withheld_result_has_exit_code_1(study):
    stacked(frames(4, spoiled=2)).to_csv(study / "bad.csv", index=False)
    done = run("fit", study / "m.lav", study / "bad.csv", "--imputation", ".imp")
    assert done.exit_code == 1
    assert "E-IMP-11" in done.output
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--imputation", "imp"), "E-IMP-03"),
        (("--imputation", ".imp", "--missing", "fiml"), "E-IMP-05"),
        (("--imputation", ".imp", "--second-opinion"), "E-IMP-05"),
        (("--imputation", ".imp", "--pooling", "D9"), "E-OPT-01"),
    ],
)
def test_refusals(study, arguments, code):
    done = run("fit", study / "m.lav", study / "stacked.csv", *arguments)
    assert done.exit_code == 2
    assert code in done.output


def test_a_warning_is_refused_where_that_is_asked(study):
    stacked([frames(1)[0]] * 3).to_csv(study / "same.csv", index=False)
    done = run("fit", study / "m.lav", study / "same.csv", "--imputation", ".imp", "--strict")
    assert done.exit_code == 2
    assert "W-IMP-02" in done.output


def test_standard_input_can_be_one_of_them_only(study):
    done = run("fit", "-", "-", "--imputation", ".imp")
    assert done.exit_code == 2
    assert "standard input" in done.output
