from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from gainsem.cli.example_answers import NO_ANSWER, RESPONDENTS, SEED, example_csv
from gainsem.cli.main import program

LANGUAGES = ("en", "zh")


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(program, [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_study_can_be_fitted_at_once(tmp_path: Path, lang: str) -> None:
    study = tmp_path / "study"
    assert run("init", study, "--lang", lang)[0] == 0
    code, out, err = run("fit", study / "model.lav", study, "--json", study / "fit.json")
    assert code == 0, err
    assert "indirect" in out
    assert (study / "fit.json").is_file()


def test_the_parameters_the_answers_were_drawn_with_come_back(tmp_path: Path) -> None:
    import gainsem

    study = tmp_path / "study"
    run("init", study)
    fit = gainsem.fit(study / "model.lav", gainsem.read_survey(study))
    found = {f"{row.lhs}{row.op}{row.rhs}": row.std_all for row in fit.parameter_rows}
    # Five-point answers of 300 people: the drawn values up to grouping and sampling error.
    assert found["gain~services"] == pytest.approx(0.5, abs=0.15)
    assert found["gain~safety"] == pytest.approx(0.3, abs=0.15)
    assert found["safety~services"] == pytest.approx(0.4, abs=0.15)
    assert found["safety=~safe_3"] > 0.5  # reversed by the codebook


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "model.lav").write_text("mine", encoding="utf-8")
    code, _, err = run("init", tmp_path)
    assert code == 2
    assert "E-OUT-02" in err
    assert "model.lav" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.lav"]
    assert (tmp_path / "model.lav").read_text(encoding="utf-8") == "mine"


def test_a_file_in_the_way_of_the_folder_is_named(tmp_path: Path) -> None:
    place = tmp_path / "study"
    place.write_text("", encoding="utf-8")
    code, _, err = run("init", place)
    assert (code, err.split()[0]) == (2, "E-OUT-02")
    assert "study" in err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_study_says_that_its_answers_are_invented(tmp_path: Path, lang: str) -> None:
    run("init", tmp_path / "s", "--lang", lang)
    text = (tmp_path / "s" / "README.md").read_text(encoding="utf-8")
    assert str(SEED) in text
    assert str(RESPONDENTS) in text
    assert {"en": "invented", "zh": "模拟数据"}[lang] in text


def test_the_answers_are_the_same_every_time_and_within_the_scale() -> None:
    assert example_csv() == example_csv()
    rows = list(csv.DictReader(example_csv().splitlines()))
    assert len(rows) == RESPONDENTS
    answers = {int(row[name]) for row in rows for name in row if name != "id"}
    assert answers == {1, 2, 3, 4, 5, NO_ANSWER}
