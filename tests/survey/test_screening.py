"""Screening of a survey whose careless respondents are known."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chi2

import gainsem
from gainsem.errors import OptionError, ResponseError
from gainsem.survey.screening import Screened, screen_answers
from gainsem.survey.survey import Survey
from tests.survey.careless_answers import ITEMS, REVERSED, Answers, answers


@pytest.fixture(scope="module")
def told() -> Answers:
    return answers()


@pytest.fixture(scope="module")
def survey(told: Answers, tmp_path_factory: pytest.TempPathFactory) -> Survey:
    return gainsem.read_survey(told.write(tmp_path_factory.mktemp("careless")))


@pytest.fixture(scope="module")
def screened(survey: Survey) -> Screened:
    return screen_answers(survey.responses, survey.codebook)


def test_straight_liners_are_found_by_what_sees_uniform_answers(
    screened: Screened, told: Answers
) -> None:
    for name in ("longstring", "irv", "straight", "speed", "attention", "careless"):
        hit = screened.flag(name).hit
        assert hit[told.straight].all(), name
        assert hit[told.honest].mean() < 0.04, name


def test_random_answers_are_found_by_what_sees_erratic_ones(
    screened: Screened, told: Answers
) -> None:
    for name in ("outlier", "person_fit", "speed", "attention", "careless"):
        hit = screened.flag(name).hit
        # Two of the twelve may be missed by an index of the answers.
        assert hit[told.random].sum() >= 10, name
        assert hit[told.honest].mean() < 0.05, name
    assert screened.flag("longstring").hit[told.random].sum() == 0


def test_the_indices_are_those_of_the_answers_as_ticked(screened: Screened, told: Answers) -> None:
    irv = screened.flag("irv").columns["irv"]
    np.testing.assert_allclose(irv, np.nanstd(told.ticked, axis=1, ddof=1))
    first = told.ticked[~np.isnan(told.ticked).any(axis=1)][0]
    row = int(np.flatnonzero((told.ticked == first).all(axis=1))[0])
    runs, best = 1, 1
    for before, now in pairwise(first.tolist()):
        runs = runs + 1 if now == before else 1
        best = max(best, runs)
    assert screened.flag("longstring").columns["longstring"][row] == best


def test_the_distance_is_that_of_complete_respondents_to_their_own_mean(
    screened: Screened, survey: Survey
) -> None:
    found = screened.flag("outlier").columns
    expected = chi2.sf(found["mahalanobis"], found["items_answered"])
    np.testing.assert_allclose(found["mahalanobis_p"], expected, rtol=1e-9)
    answered = (~np.isnan(survey.responses.columns(ITEMS))).sum(axis=1)
    np.testing.assert_array_equal(found["items_answered"], answered)


def test_time_counts_by_the_items_asked(screened: Screened, told: Answers) -> None:
    columns = screened.flag("speed").columns
    np.testing.assert_allclose(columns["seconds_per_item"], told.seconds / 25.0)
    np.testing.assert_allclose(columns["speed_index"], np.median(told.seconds) / told.seconds)


def test_every_limit_can_be_given(survey: Survey) -> None:
    thresholds = {"speed": 9.0, "longstring": 3.0, "irv": 1.0, "person_fit": 0.05}
    found = screen_answers(survey.responses, survey.codebook, thresholds=thresholds)
    for name, value in thresholds.items():
        limit = found.flag(name).limits[0]
        assert (limit.value, limit.origin) == (value, "as asked")
    irv = found.flag("irv")
    np.testing.assert_array_equal(irv.hit, irv.columns["irv"] < 1.0)


def test_copies_are_found_and_name_each_other(told: Answers, tmp_path: Path) -> None:
    ticked = told.ticked.copy()
    ticked[300] = ticked[200]
    ticked[301] = ticked[201]
    ticked[301, [4, 7]] = 6.0 - ticked[301, [4, 7]]
    ticked[301, [4, 7]] = np.where(ticked[301, [4, 7]] == ticked[201, [4, 7]], 1.0, 2.0)
    survey = gainsem.read_survey(replace(told, ticked=ticked).write(tmp_path))
    found = screen_answers(survey.responses, survey.codebook).flag("duplicate")
    assert set(np.flatnonzero(found.hit).tolist()) >= {200, 201, 300, 301}
    assert found.columns["copy_share"][[200, 300]].tolist() == [1.0, 1.0]
    assert found.columns["copy_of_line"][[200, 300]].tolist() == [302.0, 202.0]
    assert found.hit.sum() <= 6


def test_copies_are_not_sought_where_everybody_agrees(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gainsem.survey.screening_indices.MOST_PAIRS", 10)
    found = screen_answers(survey.responses, survey.codebook).flag("duplicate")
    assert found.reason == "too many respondents agree on many items by chance"


def test_questions_that_were_not_asked_are_not_missing(told: Answers, tmp_path: Path) -> None:
    ticked = told.ticked.copy()
    ticked[:, :15] = np.where(np.arange(len(ticked))[:, None] % 3 == 0, np.nan, ticked[:, :15])
    folder = replace(told, ticked=ticked).write(tmp_path)
    book = folder / "codebook.yaml"
    text = book.read_text(encoding="utf-8")
    before = gainsem.read_survey(folder)
    assert screen_answers(before.responses, before.codebook).flag("missing").count >= 190
    for name in ITEMS[:15]:
        text = text.replace(f"  {name}: {{", f'  {name}: {{asked_if: "edu=2,3", ', 1)
    book.write_text(text, encoding="utf-8")
    after = gainsem.read_survey(folder)
    found = screen_answers(after.responses, after.codebook)
    assert found.flag("missing").count == 0
    assert found.item_rows[0].missing < 30


def test_items_are_described_and_turned_ones_suspected(
    told: Answers, tmp_path: Path, screened: Screened
) -> None:
    by_name = {row.item: row for row in screened.item_rows}
    assert [row.item for row in screened.item_rows] == ITEMS
    assert {name for name, row in by_name.items() if row.reverse} == set(REVERSED)
    keyed = told.ticked[:, 0]
    assert by_name["q1"].mean == pytest.approx(np.nanmean(keyed))
    assert by_name["q1"].ceiling_share == pytest.approx(np.mean(keyed[~np.isnan(keyed)] == 5))
    assert not [row for row in by_name.values() if "worded" in row.remarks]
    folder = told.write(tmp_path)
    book = folder / "codebook.yaml"
    text = book.read_text(encoding="utf-8").replace(", reverse: true", "", 1)
    book.write_text(text, encoding="utf-8")
    survey = gainsem.read_survey(folder)
    found = screen_answers(survey.responses, survey.codebook)
    assert [row.item for row in found.item_rows if "worded" in row.remarks] == ["q3"]
    assert "q3 (r=-" in next(d.message for d in found.diagnostics if d.code == "W-SCR-16")


def test_what_the_data_lack_is_not_judged_and_says_why(survey: Survey) -> None:
    found = screen_answers(survey.responses, None, items=ITEMS[:4])
    reasons = {each.name: each.reason for each in found.judged if not each.judged}
    assert set(reasons) >= {
        *("speed", "longstring", "irv", "inconsistent", "attention", "duplicate"),
    }
    assert "no column is known to hold the time" in reasons["speed"]
    note = next(d for d in found.diagnostics if d.code == "I-SCR-21")
    assert all(f"{name}: {reason}" in note.message for name, reason in reasons.items())
    assert all(not each.hit.any() for each in found.judged if not each.judged)


def test_without_a_codebook_ratings_are_found_and_a_model_gives_the_scales(
    told: Answers,
) -> None:
    import pandas as pd

    frame = pd.DataFrame(told.ticked, columns=ITEMS).assign(
        seconds=told.seconds, check=told.check, note="x", share=0.5
    )
    found = gainsem.screen(frame, seconds="seconds", attention={"check": 4})
    assert {row.item for row in found.item_rows} >= set(ITEMS)
    assert not {"seconds", "share", "note"} & {row.item for row in found.item_rows}
    assert found.flag("attention").count == 24
    model = "a =~ q1 + q2\nb =~ q4 + q5\nc =~ q7 + q8\nd =~ q10 + q11\ne =~ q13 + q14"
    scaled = gainsem.screen(frame, model=model)
    assert [row.item for row in scaled.item_rows][:2] == ["q1", "q2"]
    assert scaled.n_constructs == 5
    assert scaled.flag("inconsistent").judged


def test_constant_items_and_items_nobody_answered_stay_in_the_table(told: Answers) -> None:
    import pandas as pd

    frame = pd.DataFrame(told.ticked, columns=ITEMS).assign(q1=3.0, q2=np.nan)
    found = gainsem.screen(frame, ITEMS)
    remarks = {row.item: row.remarks for row in found.item_rows}
    assert remarks["q1"].startswith("always the same answer")
    assert remarks["q2"] == "nobody answered"
    assert found.flag("outlier").judged
    assert np.isfinite(found.flag("outlier").columns["mahalanobis"]).all()


@pytest.mark.parametrize("rows", [0, 1])
def test_fewer_than_two_sheets_are_refused(survey: Survey, rows: int) -> None:
    values = survey.responses.values.copy()
    values[rows:] = np.nan
    with pytest.raises(ResponseError, match="E-SCR-03"):
        screen_answers(replace(survey.responses, values=values), survey.codebook)


def test_a_column_that_is_not_there_is_refused_with_the_nearest(survey: Survey) -> None:
    with pytest.raises(OptionError, match=r"E-SCR-07.*'secnds'.*Did you mean 'seconds'"):
        screen_answers(survey.responses, survey.codebook, seconds="secnds")


def test_few_respondents_have_no_distribution_but_thresholds_of_ones_own(survey: Survey) -> None:
    few = replace(
        survey.responses,
        values=survey.responses.values[:10],
        lines=survey.responses.lines[:10],
        text={name: cells[:10] for name, cells in survey.responses.text.items()},
    )
    found = screen_answers(few, survey.codebook)
    assert "20 or more respondents" in found.flag("irv").reason
    asked = screen_answers(few, survey.codebook, thresholds={"irv": 0.1, "person_fit": 0.3})
    assert asked.flag("irv").count == 10
    assert asked.flag("person_fit").judged


def test_evidence_of_one_kind_counts_once(screened: Screened, told: Answers) -> None:
    kinds = screened.flag("careless").columns["kinds_of_evidence"]
    uniform = np.any([screened.flag(n).hit for n in ("longstring", "irv", "straight")], axis=0)
    erratic = np.any(
        [screened.flag(n).hit for n in ("inconsistent", "outlier", "person_fit")], axis=0
    )
    speed, attention = screened.flag("speed").hit, screened.flag("attention").hit
    expected = np.sum([uniform, erratic, speed, attention], axis=0)
    np.testing.assert_array_equal(kinds, expected)
    assert kinds[told.straight].min() == 3.0
