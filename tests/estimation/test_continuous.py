"""Estimators of continuous variables: what goes in, what is refused, what must not matter."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from gainsem.errors import NotPositiveDefiniteError, OptionError, ResponseError
from gainsem.options import ESTIMATORS
from gainsem.results.continuous import CONTINUOUS, continuous_method_of, method_for
from gainsem.results.fit import Fit
from gainsem.results.record import fit_to_json
from gainsem.survey.moments import Moments
from tests.core.explicit_moments import places
from tests.estimation.conftest import MODEL, fit_text

SAME = {"rel": 1e-7, "abs": 1e-8, "nan_ok": True}
MEASURES = ("chisq", "chisq_scaled", "cfi_robust", "rmsea_robust", "chisq_scaling_factor", "srmr")
ROBUST = [name for name, row in CONTINUOUS.items() if row.scales]


def measure(fit, key):
    """Return a measure of fit, NaN where the estimator has none."""
    return fit.fit_measures.get(key, math.nan)


def codes(fit):
    return {found.code for found in fit.diagnostics}


def fitted(answers, estimator, **options):
    return fit_text(MODEL, answers, estimator=estimator, ordered="none", **options)


def test_every_estimator_offered_has_a_row():
    assert tuple(CONTINUOUS) == ESTIMATORS


@pytest.mark.parametrize("name", ESTIMATORS)
def test_every_estimator_gives_errors_and_measures(answers, name):
    fit = fitted(answers, name)
    assert fit.usable
    assert fit.estimator == name
    assert all(row.se > 0 for row in fit.parameter_rows if row.free)
    assert ("chisq_scaled" in fit.fit_measures) is (name in ROBUST)
    assert fit.fit_measures["cfi"] > 0.9
    assert fit.fit_measures["srmr"] < 0.06
    assert len(fit.tests) == (4 if name in ROBUST else 2)


@pytest.mark.parametrize("name", ESTIMATORS)
def test_what_is_saved_comes_back(answers, name):
    fit = fitted(answers, name)
    again = Fit.from_dict(json.loads(fit_to_json(fit)))
    assert fit_to_json(again) == fit_to_json(fit)
    for ours, theirs in (
        (fit.modification_indices(), again.modification_indices()),
        (fit.residuals("standardized"), again.residuals("standardized")),
        (fit.standardized(), again.standardized()),
    ):
        assert ours.equals(theirs)
    assert again.summary() == fit.summary()


@pytest.mark.parametrize("name", ["MLM", "MLR", "MLMV", "GLS", "WLS", "WLSMV"])
def test_units_do_not_matter(answers, name):
    """Only unweighted least squares depends on the units its variables are measured in."""
    other = answers * np.array([1.0, 10.0, 0.1, 1.0, 3.0, 1.0, 2.0, 0.5, 1.0])
    one, two = fitted(answers, name), fitted(other, name)
    for key in MEASURES:
        assert measure(two, key) == pytest.approx(measure(one, key), **SAME), key
    for row, moved in zip(one.parameter_rows, two.parameter_rows, strict=True):
        assert moved.std_all == pytest.approx(row.std_all, **SAME)
        if row.free and row.op == "=~":
            assert moved.z == pytest.approx(row.z, rel=1e-5)


@pytest.mark.parametrize("name", ["MLM", "MLR", "ULSMV", "WLS"])
def test_the_order_of_respondents_does_not_matter(answers, name):
    turned = answers[np.random.default_rng(1).permutation(len(answers))]
    one, two = fitted(answers, name), fitted(turned, name)
    for key in MEASURES:
        assert measure(two, key) == pytest.approx(measure(one, key), **SAME), key


def test_large_samples_go_through_in_blocks(answers, monkeypatch):
    whole = {name: fitted(answers, name) for name in ("MLR", "MLMV", "ULSMV", "WLS")}
    for place in ("robust_residuals.SIZE", "moment_rows.CHUNK", "moment_rows.BLOCK"):
        monkeypatch.setattr(f"gainsem.core.{place}", 7)
    monkeypatch.setattr("gainsem.core.casewise_scores.score_blocks.__kwdefaults__", {"size": 7})
    for name, fit in whole.items():
        again = fitted(answers, name)
        for key in MEASURES:
            expected = pytest.approx(measure(fit, key), rel=1e-10, nan_ok=True)
            assert measure(again, key) == expected, (name, key)
        np.testing.assert_allclose(again.solution.vcov, fit.solution.vcov, rtol=1e-9, atol=1e-14)


@pytest.mark.parametrize("options", [{}, {"fixed_x": False}, {"meanstructure": True}])
def test_both_ways_to_the_second_moment_agree(answers, options, monkeypatch):
    model = "f =~ x1 + x2 + x3 + x4\nf ~ x7 + x8"
    fits = []
    for cheaper in (True, False):
        monkeypatch.setattr(
            "gainsem.estimation.likelihood_tests.is_cheaper", lambda _, chosen=cheaper: chosen
        )
        fits.append(fit_text(model, answers, estimator="MLMV", **options))
    for key in (*MEASURES, "baseline_chisq_scaled", "chisq_shift_parameter"):
        assert measure(fits[0], key) == pytest.approx(measure(fits[1], key), rel=1e-9), key


@pytest.mark.parametrize("name", ["MLM", "ULS", "ULSMV", "DWLS", "WLS"])
def test_residual_errors_are_those_of_the_sandwich(answers, name):
    """``Q Gamma Q' / n`` with ``Q = I - Delta M Delta' W``, from the large matrices."""
    fit = fitted(answers, name)
    x = answers - answers.mean(axis=0)
    row, col = places(9)
    z = x[:, row] * x[:, col]
    z -= z.mean(axis=0)
    gamma = z.T @ z / len(z)
    slopes = _slopes(fit, row, col)
    weight = {
        "MLM": lambda: _normal(np.array(fit.implied().cov), row, col),
        "ULS": lambda: np.eye(len(row)),
        "ULSMV": lambda: np.eye(len(row)),
        "DWLS": lambda: np.diag(1.0 / np.diag(gamma)),
        "WLS": lambda: np.linalg.inv(gamma),
    }[name]()
    left = np.eye(len(row)) - slopes @ np.linalg.solve(
        slopes.T @ weight @ slopes, slopes.T @ weight
    )
    n = fit.n_obs if name == "MLM" else fit.n_obs - 1
    expected = np.sqrt(np.clip(np.diag(left @ gamma @ left.T), 0.0, None) / n)
    np.testing.assert_allclose(fit.solution.residual_se, expected, rtol=1e-4, atol=1e-5)


def _slopes(fit, row, col):
    from gainsem.core.implied import imply
    from gainsem.model.matrix_map import compile_table

    structure, params = compile_table(fit.table).structure, np.array(fit.solution.params)
    units = np.eye(len(params)) * 1e-6
    parts = [
        imply(structure, params + u).sigma[row, col] - imply(structure, params - u).sigma[row, col]
        for u in units
    ]
    return np.array(parts).T / 2e-6


def _normal(sigma, row, col):
    omega, half = np.linalg.inv(sigma), np.where(row == col, 0.5, 1.0)
    weight = omega[np.ix_(row, row)] * omega[np.ix_(col, col)]
    weight += omega[np.ix_(row, col)] * omega[np.ix_(col, row)]
    return weight * np.outer(half, half)


def test_the_robust_bread_of_normal_data_is_the_usual_one():
    """With many normal respondents all errors agree: the sandwich is about itself."""
    rng = np.random.default_rng(12)
    factor = rng.normal(size=(20_000, 1))
    values = factor * 0.8 + rng.normal(size=(20_000, 4)) * 0.6
    fits = {
        name: fit_text("f =~ x1 + x2 + x3 + x4", values, estimator=name, ordered="none")
        for name in ("ML", "MLM", "MLR", "MLF", "GLS", "WLS", "ULSMV", "WLSMV")
    }
    expected = [row.se for row in fits["ML"].parameter_rows if row.free]
    for name, fit in fits.items():
        found = [row.se for row in fit.parameter_rows if row.free]
        # Sampling error of a variance of 20,000 fourth-order products: about 2 %.
        np.testing.assert_allclose(found, expected, rtol=0.05, err_msg=name)
    for name in ("MLM", "MLR"):
        assert fits[name].fit_measures["chisq_scaling_factor"] == pytest.approx(1.0, abs=0.05)


def test_fixed_covariates_do_not_move_the_test_by_saturated_means(answers):
    model = "f =~ x1 + x2 + x3\nf ~ x7 + x8"
    for estimator in ("MLM", "MLR", "MLMV"):
        one, two = (
            fit_text(model, answers, estimator=estimator, meanstructure=means)
            for means in (False, True)
        )
        for key in MEASURES[:-1]:
            assert two.fit_measures[key] == pytest.approx(one.fit_measures[key], **SAME), key
    tests = [
        fit_text(model, answers, test="browne.residual.nt", meanstructure=means).fit_measures
        for means in (False, True)
    ]
    assert tests[0]["chisq_browne_residual_nt"] == pytest.approx(
        tests[1]["chisq_browne_residual_nt"], **SAME
    )


@pytest.mark.parametrize("name", ["MLM", "MLR", "MLF", "WLS", "DWLS", "ULSMV", "WLSMV"])
def test_c04_a_covariance_matrix_is_not_enough(answers, name):
    cov = np.cov(answers, rowvar=False)
    moments = Moments.from_covariance(cov, 400, names=[f"x{k}" for k in range(1, 10)])
    with pytest.raises(OptionError, match="needs the answers of respondents") as caught:
        fit_text(MODEL, moments, estimator=name)
    assert caught.value.code == "E-OPT-02"


@pytest.mark.parametrize("name", ["ML", "GLS", "ULS"])
def test_where_moments_are_enough_they_give_the_same(answers, name):
    cov = np.cov(answers, rowvar=False)
    moments = Moments.from_covariance(cov, 400, names=[f"x{k}" for k in range(1, 10)])
    one, two = fitted(answers, name), fit_text(MODEL, moments, estimator=name)
    assert two.fit_measures["chisq"] == pytest.approx(one.fit_measures["chisq"], rel=1e-9)
    for row, other in zip(one.parameter_rows, two.parameter_rows, strict=True):
        assert other.se == pytest.approx(row.se, rel=1e-7)


def test_c01_wls_with_fewer_respondents_than_moments_is_refused(answers):
    with pytest.raises(ResponseError, match="45 sample moments") as caught:
        fitted(answers[:45], "WLS")
    assert caught.value.code == "E-EST-89"
    with pytest.raises(ResponseError) as caught:
        fitted(answers[:45], "ML", test="browne.residual.adf")
    assert caught.value.code == "E-EST-89"


def test_c03_wls_with_few_respondents_warns(answers):
    assert "W-EST-100" in codes(fitted(answers, "WLS"))
    many = np.random.default_rng(3).normal(size=(600, 4)) + np.random.default_rng(4).normal(
        size=(600, 1)
    )
    assert "W-EST-100" not in codes(fit_text("f =~ x1 + x2 + x3 + x4", many, estimator="WLS"))


def test_c02_wls_of_items_with_two_values_has_no_weight(answers):
    """The square of a variable of two values is a linear function of it."""
    spoiled = (answers > 3.0).astype(float)
    model = "f =~ x1 + x2 + x3 + x4"
    with pytest.raises(ResponseError) as caught:
        fit_text(model, spoiled, estimator="WLS", ordered="none", meanstructure=True)
    assert caught.value.code == "E-EST-100"


@pytest.mark.parametrize("name", ["MLR", "GLS", "ULSMV", "WLS"])
def test_a_sum_of_other_items_is_refused(spoiled, name):
    spoiled[:, 3] = spoiled[:, 0] + spoiled[:, 1]
    with pytest.raises(ResponseError) as caught:
        fitted(spoiled, name)
    assert caught.value.code == "E-DATA-25"


@pytest.mark.parametrize("name", ["ML", "GLS", "ULS"])
def test_c05_a_singular_covariance_matrix_is_refused(answers, name):
    cov = np.cov(answers, rowvar=False)
    moments = Moments.from_covariance(cov, 400, names=[f"x{k}" for k in range(1, 10)])
    singular = np.array(moments.cov)
    singular[3] = singular[0] + singular[1]
    singular[:, 3] = singular[:, 0] + singular[:, 1]
    singular[3, 3] = singular[0, 3] + singular[1, 3]
    with pytest.raises(NotPositiveDefiniteError) as caught:
        fit_text(MODEL, replace(moments, cov=singular), estimator=name)
    assert caught.value.code == "E-DATA-25"


def test_c06_an_estimator_known_from_ordinal_items_says_that_it_takes_numbers(answers):
    found = fit_text(MODEL, answers, estimator="WLSMV")
    assert "W-EST-101" in codes(found)
    assert "W-EST-101" not in codes(fit_text(MODEL, answers, estimator="WLSMV", ordered="none"))
    assert "W-EST-101" not in codes(fit_text(MODEL, answers, estimator="WLSMV", ordered="all"))
    numbers = answers + np.random.default_rng(1).normal(size=answers.shape)
    assert "W-EST-101" not in codes(fit_text(MODEL, numbers, estimator="WLSMV"))
    one = np.column_stack([answers[:, 0], numbers[:, 1:]])
    said = [str(each) for each in fit_text(MODEL, one, estimator="WLSMV").diagnostics]
    assert any("x1 as continuous, although it has" in text for text in said)


def test_c09_the_distribution_free_residual_test_needs_random_covariates(answers):
    model = "f =~ x1 + x2 + x3\nf ~ x7"
    with pytest.raises(OptionError, match="fixed_x=False"):
        fit_text(model, answers, test="browne.residual.adf")
    fit = fit_text(model, answers, test="browne.residual.adf", fixed_x=False)
    assert fit.fit_measures["df_browne_residual_adf"] == fit.fit_measures["df"]
    assert any("distribution-free" in test.name for test in fit.tests)


def test_c08_a_negative_scaling_factor_corrects_nothing():
    rng = np.random.default_rng(1)
    factors = np.repeat(rng.normal(size=(12, 2)), 3, axis=1)
    values = factors * 0.8 + rng.normal(size=(12, 6)) * 0.6
    fit = fit_text("f1 =~ x1 + x2 + x3\nf2 =~ x4 + x5 + x6", values, estimator="MLR")
    assert "W-EST-102" in codes(fit)
    assert "chisq_scaled" not in fit.fit_measures
    assert math.isfinite(fit.fit_measures["chisq"])
    assert len(fit.tests) == 2


def test_without_errors_there_are_none(answers):
    for name in ("MLR", "ULSMV", "GLS", "WLS"):
        fit = fitted(answers, name, se="none")
        assert fit.solution.vcov is None
        assert all(math.isnan(row.se) for row in fit.parameter_rows if row.free)
        assert math.isfinite(fit.fit_measures["chisq"])
    assert math.isfinite(fitted(answers, "MLR", se="none").fit_measures["chisq_scaled"])


@pytest.mark.parametrize(
    ("estimator", "options", "expected"),
    [
        ("ML", {}, ("standard", "standard", "expected")),
        ("ML", {"se": "robust"}, ("robust.sem", "standard", "expected")),
        ("ML", {"se": "robust.huber.white"}, ("robust.huber.white", "standard", "observed")),
        ("ML", {"information": "first.order"}, ("first.order", "standard", "first.order")),
        ("ML", {"se": "first.order"}, ("first.order", "standard", "first.order")),
        ("MLR", {}, ("robust.huber.white", "yuan.bentler.mplus", "observed")),
        ("MLR", {"se": "standard"}, ("standard", "yuan.bentler.mplus", "expected")),
        ("MLR", {"se": "robust"}, ("robust.huber.white", "yuan.bentler.mplus", "observed")),
        ("MLR", {"information": "expected"}, ("robust.huber.white", None, "expected")),
        ("MLM", {"test": "scaled.shifted"}, ("robust.sem", "scaled.shifted", "expected")),
        ("ULS", {"se": "robust"}, ("robust.sem", "standard", "expected")),
        ("MLF", {}, ("first.order", "standard", "first.order")),
    ],
)
def test_options_on_top_of_an_estimator(answers, estimator, options, expected):
    """As in lavaan 0.6-14: the same call there reports the same options."""
    fit = fitted(answers, estimator, **options)
    method = continuous_method_of(fit)
    assert method == method_for(estimator, fit.options)
    errors, test, information = expected
    assert (method.errors, method.information) == (errors, information)
    assert test is None or method.test == test


def test_improper_solutions_are_marked_whatever_the_estimator():
    rng = np.random.default_rng(5)
    noise = rng.normal(size=(60, 9))
    for name in ("MLR", "MLMV", "GLS", "ULSMV", "WLSMV"):
        fit = fitted(noise, name)
        assert not fit.usable, name
