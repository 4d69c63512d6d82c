"""``gainsem report`` and ``gainsem cite``: what is done with a fit made before."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gainsem.cli.main import program


def gainsem(*arguments: str | Path) -> Result:
    return CliRunner().invoke(program, [str(argument) for argument in arguments])


@pytest.fixture
def saved(plain_study: Path) -> Path:
    place = plain_study / "fit.json"
    gainsem("fit", plain_study / "model.lav", plain_study / "data.csv", "--json", place)
    return place


def test_a_report_needs_neither_model_nor_data(saved: Path, tmp_path: Path) -> None:
    for name in ("model.lav", "data.csv"):
        (saved.parent / name).unlink()
    result = gainsem("report", saved, "--report", tmp_path / "out.pdf")
    assert result.exit_code == 0, result.stderr
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    assert "out.pdf" in result.stderr


def test_a_report_made_later_has_the_same_bytes(
    saved: Path, plain_study: Path, tmp_path: Path
) -> None:
    at_once = tmp_path / "at_once.pdf"
    gainsem("fit", plain_study / "model.lav", plain_study / "data.csv", "--report", at_once)
    gainsem("report", saved, "--report", tmp_path / "later.pdf")
    assert (tmp_path / "later.pdf").read_bytes() == at_once.read_bytes()


def test_a_place_that_cannot_be_written_is_refused(saved: Path, tmp_path: Path) -> None:
    result = gainsem("report", saved, "--report", tmp_path / "absent" / "out.pdf")
    assert result.exit_code == 2
    assert result.stderr.startswith("E-OUT-02")


def test_references_as_text_and_as_bibtex(saved: Path) -> None:
    text = gainsem("cite", saved)
    assert text.exit_code == 0, text.stderr
    assert "Jöreskog" in text.stdout
    entries = gainsem("cite", saved, "--bibtex")
    assert entries.exit_code == 0
    assert "@article{" in entries.stdout


@pytest.mark.parametrize("command", [["cite"], ["report", "--report", "out.pdf"]])
def test_what_is_not_a_fit_is_refused(tmp_path: Path, command: list[str]) -> None:
    place = tmp_path / "other.json"
    place.write_text('{"a": 1}', encoding="utf-8")
    name, *rest = command
    result = gainsem(name, place, *rest)
    assert result.exit_code == 2
    assert result.stderr.startswith("E-FILE-13")
    assert "other.json" in result.stderr
