"""Fits without flagged respondents, against the two fits made by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import gainsem
from gainsem.errors import OptionError, ResponseError
from gainsem.estimation.estimate import estimate
from gainsem.estimation.exclusion import refuse_emptied_groups, respondents_kept
from gainsem.survey.responses import Item, Responses
from gainsem.survey.survey import Survey
from gainsem.syntax.statements import ModelText
from tests.survey.careless_answers import MODEL, Answers, answers


@pytest.fixture(scope="module")
def told() -> Answers:
    return answers(careless=60)


@pytest.fixture(scope="module")
def survey(told: Answers, tmp_path_factory: pytest.TempPathFactory) -> Survey:
    return gainsem.read_survey(told.write(tmp_path_factory.mktemp("excluded")))


@pytest.fixture(scope="module")
def fit(survey: Survey) -> gainsem.Fit:
    return gainsem.fit(MODEL, survey, exclude=("attention", "longstring=18"), missing="pairwise")


def test_both_fits_are_those_made_by_hand(fit: gainsem.Fit, survey: Survey, told: Answers) -> None:
    flagged = gainsem.screen(survey, thresholds={"longstring": 18}).flagged(
        "attention", "longstring"
    )
    assert flagged[~told.honest].all()
    left = replace(survey, responses=respondents_kept(survey.responses, ~flagged))
    by_hand = gainsem.fit(MODEL, left, missing="pairwise")
    everybody = gainsem.fit(MODEL, survey, missing="pairwise")
    found = fit.exclusion
    assert found is not None
    assert (found.n_screened, found.n_excluded) == (600, int(flagged.sum()))
    assert (fit.n_obs, found.n_used_all) == (by_hand.n_obs, everybody.n_obs)
    assert dict(fit.fit_measures) == dict(by_hand.fit_measures)
    assert found.measures_all == dict(everybody.fit_measures)
    rows = {row.name: row for row in found.rows}
    for before, after in zip(everybody.parameter_rows, by_hand.parameter_rows, strict=True):
        if not after.free:
            continue
        row = rows[f"{after.lhs} {after.op} {after.rhs}"]
        assert (row.est_all, row.se_all, row.est, row.se) == (
            *(before.est, before.se),
            *(after.est, after.se),
        )
        assert row.difference == after.est - before.est
        assert row.difference_se == pytest.approx((after.est - before.est) / before.se)


def test_what_was_done_is_said(fit: gainsem.Fit) -> None:
    codes = {found.code: found for found in fit.diagnostics}
    assert "60 of 600 respondents (10.0 %)" in codes["I-SCR-23"].message
    assert fit.options.exclude == ("attention", "longstring=18")
    assert fit.exclusion is not None
    assert [flag.threshold for flag in fit.exclusion.flags] == [
        "checks failed >= 1",
        "longest run >= 18",
    ]


def test_a_changed_conclusion_is_a_warning(told: Answers, tmp_path: Path) -> None:
    # The flagged tick q1-q3 and q4-q6 with one strong opinion; for the others they are unrelated.
    rng = np.random.default_rng(3)
    ticked, check = told.ticked.copy(), np.full(len(told.check), 4.0)
    common = rng.integers(0, 2, 60) * 4.0 + 1.0
    signs = np.array([1, 1, -1, 1, 1, 1])
    ticked[:60, :6] = np.where(signs > 0, common[:, None], 6.0 - common[:, None])
    check[:60] = 1.0
    honest = rng.permutation(np.arange(60, 600))
    ticked[60:, 3:6] = ticked[honest, 3:6]
    folder = replace(told, ticked=ticked, check=check).write(tmp_path)
    fit = gainsem.fit(
        "one =~ q1 + q2 + q3\ntwo =~ q4 + q5 + q6\ntwo ~ one", folder, exclude="attention"
    )
    assert fit.exclusion is not None
    path = next(row for row in fit.exclusion.rows if row.op == "~")
    assert path.pvalue_all < 0.001
    assert path.pvalue > 0.05
    assert path.change.endswith("significance")
    warning = next(found for found in fit.diagnostics if found.code == "W-SCR-12")
    assert "two ~ one" in warning.message


def test_nobody_flagged_is_a_note_and_the_usual_fit(survey: Survey) -> None:
    fit = gainsem.fit(MODEL, survey, exclude="missing", missing="pairwise")
    plain = gainsem.fit(MODEL, survey, missing="pairwise")
    assert dict(fit.fit_measures) == dict(plain.fit_measures)
    assert fit.exclusion is not None
    assert (fit.exclusion.n_excluded, fit.exclusion.rows) == (0, ())
    assert "I-SCR-24" in {found.code for found in fit.diagnostics}


def test_everybody_flagged_is_refused(survey: Survey) -> None:
    with pytest.raises(ResponseError, match=r"E-SCR-05.*longstring 599, speed 600"):
        gainsem.fit(MODEL, survey, exclude="longstring=2,speed=100")


def test_a_flag_that_cannot_be_judged_is_refused(survey: Survey) -> None:
    bare = Survey(survey.responses)
    with pytest.raises(OptionError, match=r"E-SCR-04.*'speed'") as refusal:
        gainsem.fit(MODEL, bare, exclude="speed,attention")
    assert len(refusal.value.problems) == 2


def test_a_covariance_matrix_has_nobody_to_exclude() -> None:
    cov = [[1.5, 0.6, 0.5], [0.6, 1.2, 0.4], [0.5, 0.4, 1.1]]
    moments = gainsem.Moments.from_covariance(cov, 200, names=["a", "b", "c"])
    with pytest.raises(OptionError, match="E-OPT-02"):
        gainsem.fit("f =~ a + b + c", moments, exclude="speed")


def test_many_left_out_is_a_warning(survey: Survey) -> None:
    fit = gainsem.fit(MODEL, survey, exclude="speed=11", missing="pairwise")
    assert "W-SCR-14" in {found.code for found in fit.diagnostics}


def test_a_fit_on_everybody_that_fails_leaves_the_other(
    survey: Survey, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails_on_everybody(
        model: ModelText, data: Responses, options: gainsem.Options
    ) -> gainsem.Fit:
        if len(data.values) == 600:
            raise gainsem.ResponseError.of("E-DATA-24", "x1 and x2 are identical.")
        return estimate(model, data, options)

    monkeypatch.setattr("gainsem.estimation.estimate.estimate", fails_on_everybody)
    fit = gainsem.fit(MODEL, survey, exclude="attention", missing="pairwise")
    assert fit.usable
    assert fit.exclusion is not None
    assert (fit.exclusion.rows, fit.exclusion.usable_all) == ((), False)
    warning = next(found for found in fit.diagnostics if found.code == "W-SCR-13")
    assert "E-DATA-24  x1 and x2 are identical." in warning.message


def test_q14_a_group_that_would_be_gone_is_refused() -> None:
    values = np.array([[1.0, 1.0], [2.0, 1.0], [3.0, 2.0], [4.0, np.nan]])
    data = Responses(
        values, (Item("x"), Item("town")), text={"sex": ("m", "m", "f", "f")}, lines=np.arange(4)
    )
    flagged = np.array([False, False, True, False])
    with pytest.raises(ResponseError, match=r"E-SCR-06.*'town' = 2.0"):
        refuse_emptied_groups(data, flagged, "town")
    refuse_emptied_groups(data, flagged, "sex")
    refuse_emptied_groups(data, flagged, None)
    with pytest.raises(ResponseError, match=r"E-SCR-06.*'sex' = f"):
        refuse_emptied_groups(data, np.array([False, False, True, True]), "sex")


def test_thresholds_are_nobodys_conclusion(fit: gainsem.Fit) -> None:
    found = fit.exclusion
    assert found is not None
    of_thresholds = [row for row in found.rows if row.op == "|"]
    crossing = [row for row in of_thresholds if (row.pvalue_all < 0.05) != (row.pvalue < 0.05)]
    assert crossing, "the case this is about"
    assert not [row for row in of_thresholds if row.change]
    assert set(found.rows) - set(found.tested) == set(of_thresholds)
