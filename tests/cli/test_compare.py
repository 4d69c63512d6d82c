"""``gainsem compare`` from saved fits."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import gainsem
from gainsem.cli.main import program

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
