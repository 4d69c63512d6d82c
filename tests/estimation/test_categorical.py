"""Fits of ordinal items: what must not matter does not, and what is saved comes back."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from gainsem.errors import ResponseError
from gainsem.results.fit import Fit
from gainsem.results.record import fit_to_json
from tests.estimation.conftest import MODEL, fit_text, responses_of

# Two searches stop within 1e-9 of one minimum; traces are sums in single precision where
# a table of influences is large, and there good to 1e-6.
SAME, TRACES = {"rel": 1e-6, "abs": 1e-7}, {"rel": 2e-5, "abs": 2e-5}
SCALED = ("chisq_scaled", "pvalue_scaled", "cfi_scaled", "rmsea_scaled", "cfi_robust")
STRUCTURAL = "f1 =~ x1 + x2 + x3\nf2 =~ x4 + x5 + x6\nf2 ~ f1 + age\nx7 ~ f2 + age\nx8 ~ x7 + f1"


@pytest.fixture(scope="module")
def data(answers):
    """Nine items and a covariate."""
    age = np.random.default_rng(3).normal(40.0, 12.0, size=len(answers)).round()
    return responses_of(np.column_stack([answers, age]), [*_names(), "age"])


@pytest.fixture(scope="module")
def plain(answers):
    return fit_text(MODEL, answers, ordered="all")


def _names():
    return [f"x{k}" for k in range(1, 10)]


def values(fit, column="est", ops=("=~", "~", "~~", "|")):
    return {
        (row.lhs, row.op, row.rhs): getattr(row, column)
        for row in fit.parameter_rows
        if row.op in ops
    }


def assert_same_fit(one, other, *, scaled=True):
    """Compare tests and fit measures."""
    for name in ("chisq", "df", "pvalue", "cfi", "rmsea", "srmr", "baseline_chisq"):
        assert one.fit_measures[name] == pytest.approx(other.fit_measures[name], **SAME), name
    for name in SCALED if scaled else ():
        assert one.fit_measures[name] == pytest.approx(other.fit_measures[name], **TRACES), name


def assert_same(one, other, column="std_all", **tolerance):
    found, expected = values(one, column), values(other, column)
    assert found.keys() == expected.keys()
    close = tolerance or SAME
    for key, value in expected.items():
        assert found[key] == pytest.approx(value, nan_ok=True, **close), (key, column)


def test_wlsmv_is_what_ordinal_items_get(plain):
    assert plain.estimator == "WLSMV"
    assert plain.usable
    assert plain.fit_measures["npar"] == 48
    assert plain.fit_measures["df"] == 24
    assert plain.solution.gradient_max < 1e-8


@pytest.mark.parametrize(
    ("model", "ordered"),
    [(MODEL, "all"), (MODEL, "x1,x2,x4,x8"), (STRUCTURAL, "all"), (STRUCTURAL, "x1,x5,x7")],
    ids=["all", "some", "paths", "paths_some"],
)
def test_delta_and_theta_are_one_model(data, model, ordered):
    delta = fit_text(model, data, ordered=ordered)
    theta = fit_text(model, data, ordered=ordered, parameterization="theta")
    assert_same_fit(delta, theta, scaled=model == MODEL and ordered == "all")
    assert delta.fit_measures["chisq_scaled"] == pytest.approx(
        theta.fit_measures["chisq_scaled"], rel=1e-5
    )
    assert_same(delta, theta)


def test_the_scale_of_latent_variables_does_not_matter(answers, plain):
    other = fit_text(MODEL, answers, ordered="all", std_lv=True)
    assert_same_fit(plain, other)
    assert_same(plain, other)
    effects = fit_text(MODEL, answers, ordered="all", effect_coding=True)
    assert_same_fit(plain, effects)
    assert_same(plain, effects)


def test_the_order_of_items_does_not_matter(answers, plain):
    turned = "f3 =~ x9 + x7 + x8\nf2 =~ x5 + x6 + x4\nf1 =~ x3 + x1 + x2"
    names = _names()[::-1]
    other = fit_text(turned, responses_of(answers[:, ::-1], names), ordered="all")
    assert_same_fit(plain, other)
    expected = {frozenset((k[0], k[2])) | {k[1]}: v for k, v in values(plain, "std_all").items()}
    found = {frozenset((k[0], k[2])) | {k[1]}: v for k, v in values(other, "std_all").items()}
    assert found == pytest.approx(expected, **SAME)


@pytest.mark.parametrize("codes", [(10, 20, 30, 40, 50), (-2, -1, 0, 1, 2), (0, 1, 5, 6, 700)])
def test_the_codes_of_categories_do_not_matter(answers, plain, codes):
    coded = np.array(codes, dtype=float)[answers.astype(int) - 1]
    other = fit_text(MODEL, coded, ordered="all")
    assert_same_fit(other, plain)
    for column in ("est", "se", "std_all"):
        assert_same(other, plain, column)


def test_a_reversed_item_turns_its_own_loading_and_thresholds(answers, plain):
    turned = answers.copy()
    turned[:, 4] = 6.0 - turned[:, 4]
    other = fit_text(MODEL, turned, ordered="all")
    assert_same_fit(other, plain)
    before, after = values(plain, "std_all"), values(other, "std_all")
    for key, value in before.items():
        if key[:2] == ("f2", "=~") and key[2] == "x5":
            assert after[key] == pytest.approx(-value, **SAME)
        elif key[:2] == ("x5", "|"):
            mirror = ("x5", "|", f"t{5 - int(key[2][1:])}")
            assert after[mirror] == pytest.approx(-value, **SAME)
        else:
            assert after[key] == pytest.approx(value, **SAME)


@pytest.mark.parametrize("se", ["robust", "standard", "robust.hessian"])
def test_thresholds_in_the_search_or_left_out_are_one_fit(answers, se):
    left_out = fit_text(MODEL, answers, ordered="all", se=se)
    # A constraint that restricts nothing keeps the thresholds in.
    searched = fit_text(
        MODEL + "\nx1 | a*t1\nx2 | b*t1\na - a == 0*b", answers, ordered="all", se=se
    )
    assert np.isnan(left_out.solution.residual_se[:36]).all()
    assert not np.isnan(searched.solution.residual_se).any()
    assert_same_fit(left_out, searched)
    for column, tolerance in (("est", SAME), ("se", TRACES), ("std_all", SAME)):
        assert_same(left_out, searched, column, **tolerance)
    size = len(left_out.solution.params)
    order = [searched_index(searched, row) for row in free_rows(left_out)]
    assert sorted(order) == list(range(size))
    np.testing.assert_allclose(
        searched.solution.vcov[np.ix_(order, order)], left_out.solution.vcov, atol=2e-6
    )


@pytest.mark.parametrize("se", ["robust", "standard"])
def test_thresholds_named_out_of_order_keep_their_standard_errors(answers, plain, se):
    named = fit_text("x5 | t3 + t1\nx2 | t2\n" + MODEL, answers, ordered="all", se=se)
    expected = plain if se == "robust" else fit_text(MODEL, answers, ordered="all", se=se)
    assert_same(named, expected, "est")
    assert_same(named, expected, "se")


def test_a_free_scale_is_found_where_thresholds_are_fixed(answers, plain):
    # Two thresholds at their sample values leave scale and nothing else to be found.
    cuts = [row.est for row in plain.parameter_rows if (row.lhs, row.op) == ("x1", "|")]
    text = f"{MODEL}\nx1 ~*~ NA*x1\nx1 | {2 * cuts[0]!r}*t1 + {2 * cuts[2]!r}*t3"
    free = fit_text(text, answers, ordered="all")
    [scale] = [row for row in free.parameter_rows if (row.lhs, row.op) == ("x1", "~*~")]
    assert scale.est == pytest.approx(0.5, **SAME)
    assert scale.se > 0.0
    assert free.fit_measures["df"] == plain.fit_measures["df"] + 1
    for name in ("chisq", "srmr"):
        assert free.fit_measures[name] == pytest.approx(plain.fit_measures[name], **SAME)
    assert_same(free, plain)


def free_rows(fit):
    rows = {row.free: row for row in fit.table.rows if row.is_free}
    return [rows[k] for k in sorted(rows)]


def searched_index(fit, row):
    return next(
        each.free
        for each in fit.table.rows
        if (each.lhs, each.op, each.rhs) == (row.lhs, row.op, row.rhs)
    )


def test_equal_thresholds_cost_degrees_of_freedom(answers, plain):
    equal = fit_text(MODEL + "\nx1 | a*t1\nx2 | a*t1", answers, ordered="all")
    assert equal.fit_measures["df"] == plain.fit_measures["df"] + 1
    assert equal.fit_measures["chisq"] >= plain.fit_measures["chisq"]
    rows = values(equal)
    assert rows["x1", "|", "t1"] == rows["x2", "|", "t1"]


@pytest.mark.parametrize("thresholds", ["1*t1 + -1*t2", "a*t2 + a*t3"])
def test_thresholds_out_of_order_are_no_solution(answers, thresholds):
    fit = fit_text(f"{MODEL}\nx1 | {thresholds}", answers, ordered="all")
    assert not fit.usable
    (said,) = [each for each in fit.diagnostics if each.code == "E-EST-86"]
    assert "'x1'" in said.message


def test_a_fixed_scale_changes_the_unit_of_its_item_only(answers, plain):
    halved = fit_text(f"{MODEL}\nx2 ~*~ 0.5*x2", answers, ordered="all")
    assert_same_fit(halved, plain)
    for key, value in values(plain).items():
        unit = 2.0 if "x2" in (key[0], key[2]) else 1.0
        unit = 4.0 if key == ("x2", "~~", "x2") else unit
        assert values(halved)[key] == pytest.approx(unit * value, **SAME), key


def test_without_standard_errors(answers, plain):
    fit = fit_text(MODEL, answers, ordered="all", se="none")
    assert fit.solution.vcov is None
    assert np.isnan(list(values(fit, "se", ops=("|",)).values())).all()
    assert_same_fit(fit, plain)
    assert fit.usable


@pytest.mark.parametrize("estimator", ["ULS", "ULSM", "ULSMV", "DWLS", "WLSM", "WLSMVS"])
def test_one_weight_one_set_of_estimates(answers, plain, estimator):
    fit = fit_text(MODEL, answers, ordered="all", estimator=estimator)
    assert fit.converged
    if "U" not in estimator:
        assert_same(fit, plain)
        assert fit.fit_measures["chisq"] == pytest.approx(plain.fit_measures["chisq"], **SAME)
    plainest = estimator in ("ULS", "DWLS")
    assert ("chisq_scaled" in fit.fit_measures) is not plainest
    assert np.isnan(fit.fit_measures["pvalue"]) == estimator.startswith("U")


def test_robust_errors_agree_where_responses_are_normal():
    rng = np.random.default_rng(12)
    latent = 0.75 * rng.normal(size=(4000, 1)) + np.sqrt(1 - 0.75**2) * rng.normal(size=(4000, 5))
    codes = np.digitize(latent, [-0.8, 0.1, 1.0]) + 1.0
    model = "f =~ x1 + x2 + x3 + x4 + x5"
    usual = fit_text(model, codes, ordered="all")
    honest = fit_text(model, codes, ordered="all", se="robust.hessian")
    assert_same(usual, honest, "est")
    for key, se in values(usual, "se").items():
        # Both converge on one value; 4000 respondents leave a percent or two.
        assert values(honest, "se")[key] == pytest.approx(se, rel=0.04), key
    truth = {row.rhs: row for row in usual.parameter_rows if row.op == "=~"}
    for row in truth.values():
        assert row.std_all == pytest.approx(0.75, abs=0.03)


@pytest.mark.parametrize("regressed", ["", "\nf ~ age"])
def test_errors_that_are_off_are_told_with_and_without_covariates(regressed):
    rng = np.random.default_rng(12)
    latent = 0.75 * rng.normal(size=(1000, 1)) + np.sqrt(1 - 0.75**2) * rng.normal(size=(1000, 5))
    latent *= np.exp(0.5 * rng.normal(size=(1000, 1)))
    codes = np.digitize(latent, [-1.5, -0.5, 0.5, 1.5]) + 1.0
    items = _names()[:5]
    data = responses_of(np.column_stack([codes, rng.normal(size=1000)]), [*items, "age"])
    model = f"f =~ {' + '.join(items)}{regressed}"

    def said(se):
        fit = fit_text(model, data, ordered=items, se=se)
        return [each.code for each in fit.diagnostics if each.code.endswith("ORD-51")]

    assert said(None) == ["W-ORD-51"]
    assert said("robust.hessian") == ["I-ORD-51"]


def weighted(answers, weights):
    return responses_of(np.column_stack([answers, weights]), [*_names(), "w"])


def test_weights_of_1_change_nothing(answers, plain):
    fit = fit_text(MODEL, weighted(answers, np.full(400, 3.0)), ordered=_names(), weights="w")
    assert_same_fit(fit, plain)
    for column in ("est", "std_all"):
        assert_same(fit, plain, column)
    assert_same(fit, plain, "se", **TRACES)


def test_integer_weights_give_the_estimates_of_repeated_respondents(answers):
    times = np.random.default_rng(4).integers(0, 4, size=400)
    once = fit_text(
        MODEL, weighted(answers, times), ordered=_names(), weights="w", estimator="ULSMV"
    )
    # Repeated rows are told apart by identifiers nobody looks at.
    copies = responses_of(np.repeat(answers, times, axis=0))
    repeated = fit_text(MODEL, copies, ordered="all", estimator="ULSMV")
    assert_same(once, repeated, "est")
    assert once.n_obs == 400
    assert repeated.n_obs == times.sum()


def test_weights_do_not_belong_to_the_model_and_leave_the_items_alone(answers):
    fit = fit_text(MODEL, weighted(answers, np.ones(400)), ordered=_names(), weights="w")
    assert fit.table.observed == tuple(_names())
    assert [each.code for each in fit.diagnostics if "WGT" in each.code] == ["I-WGT-67"]


def test_pairwise_and_listwise_are_one_without_missing_answers(answers, plain):
    pairwise = fit_text(MODEL, answers, ordered="all", missing="pairwise")
    assert_same_fit(pairwise, plain)
    assert_same(pairwise, plain, "se")
    assert [each.code for each in pairwise.diagnostics if each.code == "I-DATA-33"] == []


def test_pairwise_keeps_who_listwise_loses(answers):
    holed = answers.copy()
    holed[np.random.default_rng(6).random(holed.shape) < 0.06] = np.nan
    holed[:3] = np.nan
    pairwise = fit_text(MODEL, holed, ordered="all", missing="pairwise")
    listwise = fit_text(MODEL, holed, ordered="all")
    assert pairwise.sample.n_used == 397 > listwise.sample.n_used
    (said,) = [each for each in pairwise.diagnostics if each.code == "I-DATA-33"]
    missing = int(np.isnan(holed[3:]).sum())
    assert f"{missing} answers are missing" in said.message
    assert "3 of 400 respondents without answers were left out" in said.message


def test_a_respondent_without_a_covariate_is_left_out_pairwise_too(data):
    columns = np.array(data.values)
    columns[:7, 9] = np.nan
    columns[20:30, 0] = np.nan
    fit = fit_text(STRUCTURAL, replace(data, values=columns), ordered="all", missing="pairwise")
    assert fit.sample.n_used == 393
    (said,) = [each for each in fit.diagnostics if each.code == "I-DATA-33"]
    assert "10 answers are missing" in said.message
    assert "without one of the covariates" in said.message


def test_more_parameters_than_respondents_counts_all_of_them(answers):
    fit = fit_text(MODEL, answers[:40], ordered="all")
    (said,) = [each for each in fit.diagnostics if each.code == "W-DATA-28"]
    assert "thresholds and 12 other parameters, n=40" in said.message


def test_wls_with_too_few_respondents_is_refused(answers):
    with pytest.raises(ResponseError, match="70 sample moments, which 70 respondents") as caught:
        fit_text(MODEL, answers[:70], ordered="all", estimator="WLS")
    assert caught.value.code == "E-EST-89"
    assert caught.value.exit_code == 2


SAVED = {
    "wlsmv": (MODEL, {"ordered": "all"}),
    "theta": (MODEL, {"ordered": "all", "parameterization": "theta"}),
    "wls": ("f1 =~ x1 + x2 + x3 + x4", {"ordered": "all", "estimator": "WLS"}),
    "mixed": (STRUCTURAL, {"ordered": "x1,x4,x7", "se": "robust.hessian"}),
    "paths": (STRUCTURAL, {"ordered": "all", "conditional_x": False}),
    "constrained": (MODEL + "\nx1 | a*t1\nx2 | b*t1\na == b", {"ordered": "all"}),
    "no errors": (MODEL, {"ordered": "all", "se": "none"}),
}


@pytest.mark.parametrize(("model", "options"), SAVED.values(), ids=SAVED)
def test_a_saved_fit_comes_back_equal(data, model, options):
    fit = fit_text(model, data, **options)
    text = fit_to_json(fit)
    again = Fit.from_dict(json.loads(text))
    assert fit_to_json(again) == text
    assert again.table == fit.table
    assert again.options == fit.options
    assert again.parameters.equals(fit.parameters)
    for kind in ("raw", "cor", "standardized"):
        assert again.residuals(kind).equals(fit.residuals(kind))
    assert again.modification_indices().equals(fit.modification_indices())
    np.testing.assert_array_equal(again.solution.params, fit.solution.params)
    for one, other in zip(again.moments.thresholds, fit.moments.thresholds, strict=True):
        np.testing.assert_array_equal(one, other)
    assert again.summary() == fit.summary()


def test_modification_indices_find_what_was_left_out():
    rng = np.random.default_rng(9)
    factor = rng.normal(size=(800, 1))
    noise = rng.normal(size=(800, 6))
    noise[:, 4] = 0.6 * noise[:, 3] + 0.8 * noise[:, 4]
    codes = np.digitize(0.75 * factor + 0.66 * noise, [-0.7, 0.2, 1.0]) + 1.0
    fit = fit_text("f =~ x1 + x2 + x3 + x4 + x5 + x6", codes, ordered="all")
    first = fit.modification_indices().iloc[0]
    assert (first.lhs, first.op, first.rhs) == ("x4", "~~", "x5")
    freed = fit_text("f =~ x1 + x2 + x3 + x4 + x5 + x6\nx4 ~~ x5", codes, ordered="all")
    drop = fit.fit_measures["chisq"] - freed.fit_measures["chisq"]
    assert first.mi == pytest.approx(drop, rel=0.2)


def test_results_cannot_be_changed(plain):
    with pytest.raises(ValueError, match="read-only"):
        plain.moments.variances[0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        plain.moments.thresholds[0][0] = 1.0
    with pytest.raises(ValueError, match="read-only"):
        plain.solution.residual_se[0] = 1.0
    with pytest.raises(TypeError):
        plain.fit_measures["chisq"] = 0.0


def test_a_search_that_ends_nowhere_says_so(answers):
    fit = fit_text(MODEL, answers, ordered="all", max_iterations=1)
    assert not fit.usable
    assert "E-EST-94" in {each.code for each in fit.diagnostics}
