"""Fits of several groups without flagged respondents, against the two fits made by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import gainsem
from gainsem.errors import OptionError, ResponseError
from gainsem.estimation.exclusion import respondents_kept
from gainsem.report.build_groups import build_grouped_report
from gainsem.report.document import TableBlock
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.survey.survey import Survey
from tests.survey.careless_answers import MODEL, answers

FLAGS = ("attention", "longstring=18")
OPTIONS = {"group": "edu", "ordered": False, "missing": "listwise", "group_equal": "loadings"}


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Survey:
    return gainsem.read_survey(answers(careless=60).write(tmp_path_factory.mktemp("excluded")))


@pytest.fixture(scope="module")
def fit(survey: Survey) -> GroupedFit:
    tests = ["satorra.bentler", "scaled.shifted"]
    return gainsem.fit(MODEL, survey, exclude=FLAGS, estimator="MLM", test=tests, **OPTIONS)


def by_hand(survey: Survey, **options) -> tuple[GroupedFit, GroupedFit, np.ndarray]:
    """Return the fits to everybody and to those without a flag, and who has one."""
    flagged = gainsem.screen(survey, thresholds={"longstring": 18}).flagged(
        "attention", "longstring"
    )
    left = replace(survey, responses=respondents_kept(survey.responses, ~flagged))
    made = [gainsem.fit(MODEL, each, **OPTIONS | options) for each in (survey, left)]
    return made[0], made[1], flagged


def test_both_fits_are_those_made_by_hand(fit: GroupedFit, survey: Survey):
    tests = ["satorra.bentler", "scaled.shifted"]
    everybody, without, flagged = by_hand(survey, estimator="MLM", test=tests)
    found = fit.exclusion
    assert (found.n_screened, found.n_excluded) == (600, int(flagged.sum()))
    assert (fit.n_obs, found.n_used_all) == (without.n_obs, everybody.n_obs)
    assert dict(fit.fit_measures) == dict(without.fit_measures)
    assert "chisq_scaled_shifted" in fit.fit_measures
    rows = {(row.lhs, row.op, row.rhs, row.group): row for row in found.rows}
    for before, after in zip(everybody.parameter_rows, without.parameter_rows, strict=True):
        if after.free:
            row = rows[after.lhs, after.op, after.rhs, after.group]
            assert (row.est_all, row.est) == (before.est, after.est)
            assert (row.se_all, row.se) == (before.se, after.se)


def test_ordinal_items(survey: Survey):
    options = {"ordered": True, "missing": "pairwise"}
    fit = gainsem.fit(MODEL, survey, exclude=FLAGS, **OPTIONS | options)
    _, without, _ = by_hand(survey, **options)
    assert dict(fit.fit_measures) == dict(without.fit_measures)


def test_a_bootstrap_draws_from_those_who_are_left(survey: Survey):
    draws = {"bootstrap": 20, "seed": 3}
    fit = gainsem.fit(MODEL, survey, exclude=FLAGS, **OPTIONS | draws)
    _, without, _ = by_hand(survey, **draws)
    np.testing.assert_array_equal(fit.bootstrap.vectors, without.bootstrap.vectors)
    assert fit.exclusion.n_excluded > 0


def test_who_is_left_out_is_counted_by_group(fit: GroupedFit, survey: Survey):
    flagged = by_hand(survey)[2]
    column = survey.responses.column("edu")
    for part, each in zip(fit.parts, fit.exclusion.groups, strict=True):
        own = column == float(part.code)
        assert (each.label, each.n_screened) == (part.label, int(own.sum()))
        assert each.n_excluded == int(flagged[own].sum())


def test_later_groups_are_told_apart(fit: GroupedFit):
    names = [row.name for row in fit.exclusion.rows]
    assert len(set(names)) == len(names)
    assert {"two ~ one", "two ~ one.g2", "two ~ one.g3"} <= set(names)


def test_summary_record_and_report(fit: GroupedFit, tmp_path: Path):
    page = str(fit.summary())
    for part in ("Respondents excluded", "by group", "Fit with and without them", "Everybody"):
        assert part in page
    again = gainsem.load(fit.save(tmp_path / "fit.json"))
    assert again.exclusion == fit.exclusion
    assert again.summary() == fit.summary()
    for lang, heading in (("en", "Respondents left out, by group"), ("zh", "各组被剔除的受访者")):
        blocks = build_grouped_report(fit, lang=lang).blocks
        (table,) = [
            block.table
            for block in blocks
            if isinstance(block, TableBlock) and block.table.caption == heading
        ]
        assert [row[:3] for row in table.rows] == [
            (each.label, each.n_screened, each.n_excluded) for each in fit.exclusion.groups
        ]


def test_only_respondents_of_the_groups_compared_are_screened(survey: Survey):
    fit = gainsem.fit(MODEL, survey, exclude=FLAGS, **OPTIONS, group_levels="1,3")
    column = survey.responses.column("edu")
    assert fit.exclusion.n_screened == int(np.isin(column, (1, 3)).sum())
    assert [each.label for each in fit.exclusion.groups] == ["1", "3"]
    assert any(said.code == "I-GRP-65" for said in fit.diagnostics)


def test_nobody_flagged(survey: Survey):
    honest = replace(survey, responses=respondents_kept(survey.responses, ~by_hand(survey)[2]))
    fit = gainsem.fit(MODEL, honest, exclude="attention", **OPTIONS)
    assert fit.exclusion.n_excluded == 0
    assert [said.code for said in fit.diagnostics].count("I-SCR-24") == 1
    assert dict(fit.fit_measures) == dict(gainsem.fit(MODEL, honest, **OPTIONS).fit_measures)


def test_a_group_that_would_be_gone_is_refused(survey: Survey):
    flagged = by_hand(survey)[2]
    values = survey.responses.values.copy()
    values[:, survey.responses.names.index("edu")] = np.where(flagged, 3.0, 1.0)
    values[np.flatnonzero(~flagged)[::2], survey.responses.names.index("edu")] = 2.0
    changed = replace(survey, responses=replace(survey.responses, values=values))
    with pytest.raises(ResponseError) as refused:
        gainsem.fit(MODEL, changed, exclude=FLAGS, **OPTIONS)
    assert refused.value.problems[0].code == "E-SCR-06"


def test_covariance_matrices_have_no_respondents():
    moments = [gainsem.Moments.from_covariance(np.eye(9), 100)] * 2
    with pytest.raises(OptionError) as refused:
        gainsem.fit("f =~ x1 + x2 + x3", moments, exclude="careless")
    assert refused.value.problems[0].code == "E-OPT-02"
