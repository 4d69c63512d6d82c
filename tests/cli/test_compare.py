"""``gainsem compare`` from saved fits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import gainsem
from gainsem.cli.main import program

DATA = Path(__file__).parents[1] / "reference" / "data"
TWO = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6"


@pytest.fixture
def saved(tmp_path):
    cov = [[1.0 if i == j else 0.3 + 0.02 * (i + j) for j in range(6)] for i in range(6)]
    data = gainsem.Moments.from_covariance(cov, 200, names=[f"x{k}" for k in range(1, 7)])
    paths = []
    for name, model in (("two", TWO), ("one", TWO + "\nf ~~ 1*g\nf ~~ 1*f\ng ~~ 1*g")):
        path = tmp_path / f"{name}.json"
        gainsem.fit(model, data).save(path)
        paths.append(str(path))
    return paths


def test_tables_and_record_are_written(saved, tmp_path):
    out = tmp_path / "compared"
    run = CliRunner().invoke(program, ["compare", *saved, "--names", "two, one", "--out", str(out)])
    assert run.exit_code == 0, run.output
    assert "Differences" in run.output
    record = json.loads((out / "comparison.json").read_text("utf-8"))
    assert [row["model"] for row in record["models"]] == ["two", "one"]
    assert (out / "models.csv").exists()
    assert (out / "differences.csv").exists()


def test_a_single_fit_is_refused(saved):
    run = CliRunner().invoke(program, ["compare", saved[0]])
    assert run.exit_code == 2
    assert "E-CMP-01" in run.output


def test_answers_add_the_tests_of_vuong(tmp_path):
    data = str(DATA / "hs.csv")
    paths = []
    for name, model in (
        ("three", "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6"),
        ("moved", "f =~ x1 + x2 + x4\ng =~ x3 + x5 + x6"),
    ):
        paths.append(str(tmp_path / f"{name}.json"))
        gainsem.fit(model, data).save(paths[-1])
    out = tmp_path / "compared"
    run = CliRunner().invoke(program, ["compare", *paths, "--data", data, "--out", str(out)])
    assert run.exit_code == 0, run.output
    assert "Models that are not nested" in run.output
    assert (out / "vuong.csv").read_text("utf-8").startswith("first,second,variance,pvalue")
    # Without answers an older table would be that of another comparison.
    assert CliRunner().invoke(program, ["compare", *paths, "--out", str(out)]).exit_code == 0
    assert not (out / "vuong.csv").exists()


def test_v02_a_test_that_takes_answers_asks_for_them(saved):
    run = CliRunner().invoke(program, ["compare", *saved, "--method", "satorra.bentler.2010"])
    assert run.exit_code == 2
    assert "E-CMP-11" in run.output


def test_v01_fits_of_other_answers_are_refused(saved, tmp_path):
    path = tmp_path / "other.json"
    gainsem.fit("f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6", str(DATA / "hs.csv")).save(path)
    run = CliRunner().invoke(program, ["compare", saved[0], str(path)])
    assert run.exit_code == 2
    assert "E-CMP-02" in run.output


def test_v05_models_that_are_not_nested_have_no_test_of_a_difference(tmp_path):
    paths = []
    for name, model in (
        ("three", "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6"),
        ("moved", "f =~ x1 + x2 + x4\ng =~ x3 + x5 + x6"),
    ):
        paths.append(str(tmp_path / f"{name}.json"))
        gainsem.fit(model, str(DATA / "hs.csv")).save(paths[-1])
    run = CliRunner().invoke(program, ["compare", *paths])
    assert run.exit_code == 0
    assert "W-CMP-03" in run.output
    assert "tests of Vuong" in run.output


def test_saved_fits_with_missing_answers_have_scaled_differences(tmp_path):
    data = str(DATA / "hs_missing.csv")
    paths = []
    for name, end in (("free", ""), ("apart", "\nf ~~ 0*g")):
        paths.append(str(tmp_path / f"{name}.json"))
        fit = gainsem.fit("f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6" + end, data, estimator="MLR")
        fit.save(paths[-1])
    run = CliRunner().invoke(program, ["compare", *paths, "--json", "-"])
    (found,) = json.loads(run.stdout)["differences"]
    assert found["method"] == "Satorra & Bentler (2001)"
    assert found["nested"] == "yes"
    assert found["pvalue"] < 0.001
