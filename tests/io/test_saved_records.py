"""Files of earlier versions are read again, and written again byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import gainsem
from gainsem.cli.main import program
from gainsem.errors import FileError
from gainsem.io.fit_json import READERS
from gainsem.results.invariance.record import Invariance

SAVED = Path(__file__).parent / "saved"
LOADED = ("efa", "equity", "fit", "grouped", "imputed")


@pytest.mark.parametrize("name", LOADED)
def test_what_was_saved_is_saved_alike(name: str, tmp_path: Path) -> None:
    before = SAVED / f"{name}.json"
    again = gainsem.load(before).save(tmp_path / "again.json")
    assert again.read_bytes() == before.read_bytes()


def test_a_study_of_invariance_is_written_alike() -> None:
    path = SAVED / "invariance.json"
    study = gainsem.load(path)
    assert isinstance(study, Invariance)
    assert study.to_json() == path.read_text("utf-8")


def test_a_loaded_study_is_reported_from_its_file(tmp_path: Path) -> None:
    report = tmp_path / "report.pdf"
    done = CliRunner().invoke(
        program, ["report", str(SAVED / "invariance.json"), "--report", str(report)]
    )
    assert done.exit_code == 0, done.output
    assert report.read_bytes().startswith(b"%PDF")


def test_every_reader_has_a_saved_file() -> None:
    stored = {json.loads(path.read_text("utf-8"))["schema"] for path in SAVED.glob("*.json")}
    assert set(READERS) <= stored


@pytest.mark.parametrize(
    ("name", "place", "called"),
    [
        ("fit", "estimator", "a fit"),
        ("grouped", "group", "a fit"),
        ("efa", "names", "a factor analysis"),
        ("equity", "gaps", "an equity view"),
        ("imputed", "pooling", "a fit to imputed data sets"),
        ("invariance", "estimator", "a study of invariance"),
    ],
)
def test_what_is_broken_is_named_with_its_place(
    name: str, place: str, called: str, tmp_path: Path
) -> None:
    content = json.loads((SAVED / f"{name}.json").read_text("utf-8"))
    content[place] = 5
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(FileError, match=f"is not {called} saved by gainsem: {place}") as refusal:
        gainsem.load(path)
    assert refusal.value.problems[0].code == "E-FILE-13"
    assert refusal.value.problems[0].where == str(path)


def test_parts_that_do_not_belong_together_are_named_together(tmp_path: Path) -> None:
    content = json.loads((SAVED / "efa.json").read_text("utf-8"))
    content["solution"]["loadings"].pop()
    content["solution"]["heywood"] = [7]
    path = tmp_path / "efa.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(FileError) as refusal:
        gainsem.load(path)
    assert "solution.loadings has the wrong shape; solution.heywood points" in str(refusal.value)
