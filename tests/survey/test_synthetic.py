"""The synthetic sense-of-gain survey: the same bytes, and what is planted in it."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gainsem.survey.codebook_file import read_codebook
from gainsem.survey.population_file import FILE, read_population
from gainsem.survey.synthetic import Drawn, draw_survey, files_of, main

SURVEY = Path(__file__).parents[2] / "surveys" / "sense_of_gain"
SPREAD = 4.0  # bounds are four standard errors: a failure is a change, not bad luck


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return draw_survey(read_population(SURVEY / FILE))


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    return pd.read_csv(SURVEY / "responses.csv")


def test_the_files_are_what_the_population_says_to_the_last_byte() -> None:
    files = files_of(SURVEY)
    assert {path.name for path in files} == {"responses.csv", "district_indices.csv"}
    for path, text in files.items():
        assert path.read_bytes() == text.encode("utf-8"), path.name


def test_the_program_writes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in (FILE, "codebook.yaml"):
        (tmp_path / name).write_bytes((SURVEY / name).read_bytes())
    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().out.count("wrote") == 2
    for name in ("responses.csv", "district_indices.csv"):
        assert (tmp_path / name).read_bytes() == (SURVEY / name).read_bytes()


def test_the_codebook_describes_every_column_of_both_tables() -> None:
    book = read_codebook(SURVEY / "codebook.yaml")
    columns: set[str] = set()
    for name in ("responses.csv", "district_indices.csv"):
        with (SURVEY / name).open(encoding="utf-8", newline="") as file:
            columns |= set(next(csv.reader(file)))
    assert columns == set(book.names)


def test_the_design(answers: pd.DataFrame) -> None:
    sizes = answers.groupby(["wave", "district"]).size()
    assert len(sizes) == 48
    assert set(sizes) == {60}
    assert answers["id"].is_unique
    assert answers["weight"].mean() == pytest.approx(1.0, abs=1e-4)


def test_derived_variables_follow_from_what_was_asked(answers: pd.DataFrame) -> None:
    rural = answers["hukou"].isin([2, 3]).astype(int)
    assert (answers["rural"] == rural).all()
    female = answers["gender"].map({1: 0.0, 2: 1.0})
    pd.testing.assert_series_equal(answers["female"], female, check_names=False)
    others = [name for name in answers if name.startswith("apps_") and name != "apps_none"]
    assert (answers["apps_none"] == (answers[others].sum(axis=1) == 0)).all()
    insured = answers.filter(regex="^insur_(pension|medical)").sum(axis=1)
    assert (answers["insur_none"] == (insured == 0)).all()
    assert (answers["years"] <= answers["age"]).all()


def test_every_variable_has_variance_1(drawn: Drawn) -> None:
    linear = drawn.truth.linear
    cov_x = np.cov(drawn.truth.values.T, bias=True)
    explained = linear.total_gamma @ cov_x @ linear.total_gamma.T
    cov = explained + linear.total @ np.diag(linear.residual) @ linear.total.T
    np.testing.assert_allclose(np.diag(cov), 1.0, rtol=1e-12)


def test_the_gap_between_town_and_country_is_planted_to_narrow(drawn: Drawn) -> None:
    effect = drawn.truth.effect
    assert effect("SS", "rural") == -0.45
    assert effect("SS", "rural*wave") == 0.30
    assert effect("CE2", "rural") == -0.35
    assert effect("SR3", "rural") == -0.30
    # The economic dimension by hand: its own effect, through SS, through income (itself
    # drawn, so not among the effects of the linear relations).
    assert effect("ECN", "rural", total=True) == pytest.approx(-0.15 - 0.32 * 0.45)


def test_dont_know_and_missing_answers(answers: pd.DataFrame) -> None:
    n = len(answers)
    shares = {"PC2": 0.05, "SS1": 0.07, "EC3": 0.04}
    for name, share in shares.items():
        found = (answers[name] == 88).mean()
        assert found == pytest.approx(share, abs=SPREAD * np.sqrt(share * (1 - share) / n))
    assert (answers.loc[answers["child"] == 1, "CE1"] != 88).all()
    assert (answers["CE1"] == 88).mean() == pytest.approx(0.08, abs=0.02)
    assert not (answers[["GO1", "PC1", "SR3"]] == 88).any(axis=None)
    assert (answers["GO1"] == 99).any()


@pytest.mark.parametrize("name", ["PP2", "ER3", "CE3", "GO2"])
def test_older_people_leave_these_items_out_more_often(answers: pd.DataFrame, name: str) -> None:
    blank = answers[name].isna()
    old = answers["age"] >= answers["age"].quantile(0.75)
    young = answers["age"] <= answers["age"].quantile(0.25)
    # Planted: .012 + .10 (age - 18) / 70, so about .08 against .02.
    error = np.sqrt(0.08 * 0.92 / old.sum() + 0.02 * 0.98 / young.sum())
    assert blank[old].mean() - blank[young].mean() > 0.06 - SPREAD * error
    assert blank[young].mean() < 0.05


def test_careless_respondents(answers: pd.DataFrame) -> None:
    n = len(answers)
    careless = answers["true_careless"] > 0
    assert careless.mean() == pytest.approx(0.025, abs=SPREAD * np.sqrt(0.025 / n))
    items = [*read_population(SURVEY / FILE).said.items, "AC1"]
    same = answers["true_careless"] == 1
    given = answers.loc[same, items]
    legal = given.where(given <= 5)
    assert (legal.nunique(axis=1) == 1).all()
    assert answers.loc[careless, "seconds"].median() < 120
    assert answers.loc[~careless, "seconds"].median() > 400
    passed = answers["AC1"] == 4
    assert passed[~careless].mean() > 0.95
    assert passed[careless].mean() < 0.5
