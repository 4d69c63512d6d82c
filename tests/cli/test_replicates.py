"""Replicate weights from the command line: a pattern, files, refusals with their codes."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from gainsem.cli.main import program
from tests.estimation.replication.designed import jackknife_columns, sample


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    frame = sample(ordinal=True, equal=False)
    pd.concat([frame, jackknife_columns(frame)], axis=1).to_csv(folder / "data.csv", index=False)
    (folder / "model.lav").write_text("f =~ a + b + c + d\n", encoding="utf-8")
    return folder


def run(study: Path, *options: str) -> Result:
    places = [str(study / "model.lav"), str(study / "data.csv"), "--ordered", "all"]
    return CliRunner().invoke(program, ["fit", *places, *options])


def test_a_pattern_of_columns_is_read_fitted_and_recorded(study: Path, tmp_path: Path) -> None:
    given = ("--weights", "w", "--replicate-weights", "jk_*", "--replicate-type", "jkn")
    result = run(study, *given, "--out", str(tmp_path / "out"))
    assert result.exit_code == 0, result.output
    assert "stratified jackknife" in result.output
    record = json.loads((tmp_path / "out" / "fit.json").read_text("utf-8"))
    assert record["replication"]["replicates"] == 40
    assert record["options"]["replicate_weights"] == ["jk_*"]
    assert not (tmp_path / "out" / "bootstrap.draws").exists()
    intervals = pd.read_csv(tmp_path / "out" / "intervals.csv")
    assert intervals["ci_lower"].lt(intervals["ci_upper"]).any()
    listed = run(study, *given[:3], ",".join(f"jk_{k}" for k in range(1, 41)), *given[4:])
    assert listed.exit_code == 0
    assert "Replicates                                                  40" in listed.output


def test_replicates_are_made_from_clusters_and_strata(study: Path) -> None:
    design = ("--weights", "w", "--cluster", "psu", "--strata", "stratum")
    result = run(study, *design, "--replicates", "brr", "--fay", "0.3")
    assert result.exit_code == 0, result.output
    assert "Fay's factor                                               0.3" in result.output
    assert "replicates of the sampling design" in result.output


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--weights", "w", "--replicate-weights", "jk_*"), "E-WGT-90"),
        (("--replicate-weights", "jk_*", "--replicate-type", "jkn"), "E-WGT-92"),
        (
            ("--weights", "w", "--replicate-weights", "rep*", "--replicate-type", "jkn"),
            "E-WGT-93",
        ),
        (("--replicates", "brr", "--cluster", "psu"), "E-WGT-81"),
        (("--replicates", "brr", "--fay", "1"), "E-WGT-91"),
    ],
)
def test_r06_replicates_that_cannot_be_are_refused(study: Path, options, code: str) -> None:
    result = run(study, *options)
    assert result.exit_code == 2
    assert code in result.output
