"""Least squares of continuous variables in several groups: identities, records, bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import OptionError, ResponseError
from tests.estimation.groups.test_estimate import DATA, NAMES, TWO, made

LEAST_SQUARES = ("GLS", "ULS", "ULSM", "ULSMV", "ULSMVS", "WLS", "DWLS", "WLSM", "WLSMV", "WLSMVS")


def fitted(estimator="WLSMV", data=DATA, **options):
    return gainsem.fit(TWO, data, group="where", estimator=estimator, **options)


@pytest.mark.parametrize("estimator", LEAST_SQUARES)
def test_a_configural_fit_is_the_fits_of_the_groups(estimator):
    joint = fitted(estimator)
    alone = [
        gainsem.fit(TWO, part[NAMES], estimator=estimator, meanstructure=True)
        for _, part in DATA.groupby("where")
    ]
    total = sum(fit.fit_measures["chisq"] for fit in alone)
    assert joint.fit_measures["chisq"] == pytest.approx(total, rel=1e-9)
    total = sum(fit.fit_measures["baseline_chisq"] for fit in alone)
    assert joint.fit_measures["baseline_chisq"] == pytest.approx(total, rel=1e-9)
    n, shares = len(DATA), DATA["where"].value_counts().sort_index() / len(DATA)
    for view, fit, share in zip(joint.by_group.values(), alone, shares, strict=True):
        np.testing.assert_allclose(view.solution.params, fit.solution.params, rtol=1e-6, atol=1e-7)
        # Errors have n_g / N of N - G where one group has n_g - 1.
        ratio = (n * share - 1.0) / (share * (n - 2.0))
        np.testing.assert_allclose(
            view.solution.vcov, ratio * fit.solution.vcov, rtol=1e-6, atol=1e-9
        )


@pytest.mark.parametrize("estimator", LEAST_SQUARES)
def test_the_same_answers_twice_have_equalities_that_cost_nothing(estimator):
    part = DATA[DATA["where"] == "b"]
    twice = pd.concat([part.assign(where="one"), part.assign(where="two")], ignore_index=True)
    every = "loadings,intercepts,residuals,means,lv.variances,lv.covariances"
    joint = fitted(estimator, twice, group_equal=every)
    free = fitted(estimator, twice)
    assert joint.fit_measures["chisq"] == pytest.approx(free.fit_measures["chisq"], rel=1e-9)
    for name in ("srmr", "gfi"):
        assert joint.fit_measures[name] == pytest.approx(free.fit_measures[name], rel=1e-9)
    tests = joint.score_tests()
    assert np.abs(tests["statistic"]).max() < 1e-10
    # Twice as many answers to each parameter: half the variance, exactly.
    for view, other in zip(joint.by_group.values(), free.by_group.values(), strict=True):
        np.testing.assert_allclose(
            2.0 * view.solution.vcov, other.solution.vcov, rtol=1e-6, atol=1e-9
        )


@pytest.mark.parametrize("estimator", ["GLS", "ULS"])
def test_moments_are_enough_for_a_weight_without_answers(estimator):
    answers = fitted(estimator, group_equal="loadings")
    moments = [
        gainsem.Moments.from_covariance(
            part[NAMES].cov().to_numpy(), len(part), means=part[NAMES].mean(), names=NAMES
        )
        for _, part in DATA.groupby("where")
    ]
    known = gainsem.fit(
        TWO, moments, group="where", group_levels="a,b", estimator=estimator, group_equal="loadings"
    )
    np.testing.assert_allclose(known.solution.params, answers.solution.params, rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(known.solution.vcov, answers.solution.vcov, rtol=1e-6, atol=1e-10)


@pytest.mark.parametrize("estimator", ["DWLS", "WLS", "ULSMV"])
def test_a_weight_of_answers_needs_answers(estimator):
    moments = [gainsem.Moments.from_covariance(np.eye(6), 100, names=NAMES)] * 2
    with pytest.raises(OptionError) as refused:
        gainsem.fit(TWO, moments, estimator=estimator, meanstructure=False)
    assert refused.value.problems[0].code == "E-OPT-02"


@pytest.mark.parametrize("estimator", ["GLS", "WLS", "WLSMV"])
def test_a_saved_fit_knows_its_weight(estimator, tmp_path):
    fit = fitted(estimator, group_equal="loadings,intercepts")
    again = gainsem.load(fit.save(tmp_path / "fit.json"))
    assert again.summary() == fit.summary()
    pd.testing.assert_frame_equal(again.modification_indices(), fit.modification_indices())
    pd.testing.assert_frame_equal(again.score_tests(), fit.score_tests())
    for label, own in fit.residuals("standardized").items() if estimator != "GLS" else ():
        pd.testing.assert_frame_equal(again.residuals("standardized")[label], own)


def test_further_tests_are_those_asked_for_one_by_one():
    tests = ["satorra.bentler", "scaled.shifted", "browne.residual.adf", "browne.residual.nt"]
    fit = fitted("MLM", group_equal="loadings", test=tests)
    for test in tests[1:]:
        alone = fitted("MLM", group_equal="loadings", test=test).fit_measures
        name = test.replace(".", "_")
        kind = "scaled" if test == "scaled.shifted" else name
        for part in ("chisq", "df", "pvalue"):
            assert fit.fit_measures[f"{part}_{name}"] == alone[f"{part}_{kind}"]
    assert len(fit.tests) == 7
    assert "browne" not in fit.summary() or "Test of the residuals" in fit.summary()


def test_wls_names_the_group_with_too_few_respondents():
    with pytest.raises(ResponseError) as refused:
        fitted("WLS", made(sizes=(27, 400)))
    assert refused.value.problems[0].code == "E-EST-89"
    assert "group 'a'" in refused.value.problems[0].message


def test_wls_of_few_respondents_is_warned_of_once():
    fit = fitted("WLS", made(sizes=(90, 120)))
    (said,) = [each for each in fit.diagnostics if each.code == "W-EST-100"]
    assert said.message.startswith("group 'a': WLS weighs 27 sample moments")


def test_a_group_whose_variables_follow_from_each_other_is_named():
    data = DATA.copy()
    b = data["where"] == "b"
    data.loc[b, "x3"] = data.loc[b, "x1"] + data.loc[b, "x2"]
    with pytest.raises(ResponseError) as refused:
        fitted("GLS", data)
    assert refused.value.problems[0].code == "E-DATA-25"
    assert "group 'b'" in refused.value.problems[0].message


def test_the_free_residual_test_names_the_group_with_too_few_respondents():
    with pytest.raises(ResponseError) as refused:
        fitted("ML", made(sizes=(300, 25)), test="browne.residual.adf")
    assert refused.value.problems[0].code == "E-EST-89"
    assert "group 'b'" in refused.value.problems[0].message


def test_the_free_residual_test_needs_random_covariates():
    model = f"{TWO}\nf ~ z"
    data = DATA.assign(z=np.random.default_rng(3).normal(size=len(DATA)))
    with pytest.raises(OptionError) as refused:
        gainsem.fit(model, data, group="where", test="browne.residual.adf")
    assert refused.value.problems[0].code == "E-OPT-02"
    gainsem.fit(model, data, group="where", test="browne.residual.adf", fixed_x=False)


def test_weights_belong_to_maximum_likelihood():
    with pytest.raises(OptionError):
        fitted("GLS", DATA.assign(w=1.0), weights="w")


@pytest.mark.parametrize("label", ["a", "b"])
def test_no_other_program_is_asked_about_one_group_of_several(label):
    fit = gainsem.fit(TWO, DATA, group="where", group_equal="loadings", meanstructure=False)
    opinion = gainsem.second_opinion(fit.by_group[label]).second_opinion
    assert opinion.rows == ()
    assert any("equal between them" in reason for reason in opinion.reasons)


def test_no_other_program_fits_several_groups():
    with pytest.raises(OptionError) as refused:
        gainsem.second_opinion(fitted("GLS"))
    assert "semopy has no joint fit" in refused.value.problems[0].message
