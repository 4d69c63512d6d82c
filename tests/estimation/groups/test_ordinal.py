"""Ordinal items in several groups: what must not matter does not, and what must be refused is."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import OptionError, ResponseError, SpecificationError
from tests.estimation.conftest import MODEL

NAMES = [f"x{k}" for k in range(1, 10)]
BOTH = ["thresholds", "loadings"]
# Two searches stop within 1e-9 of one minimum; traces are sums in single precision where a table
# of influences is large, and there good to 1e-6.
SAME, TRACES = {"rel": 1e-6, "abs": 1e-7}, {"rel": 2e-5, "abs": 2e-5}
MEASURES = ("chisq", "df", "cfi", "rmsea", "srmr", "baseline_chisq", "gfi", "wrmr")
SCALED = ("chisq_scaled", "cfi_scaled", "rmsea_scaled", "cfi_robust", "rmsea_robust")


@pytest.fixture(scope="module")
def table(answers):
    """The answers as a data frame, in two groups of unequal size."""
    frame = pd.DataFrame(answers, columns=NAMES)
    return frame.assign(g=np.where(np.arange(len(frame)) % 5 < 3, "u", "v"))


@pytest.fixture(scope="module")
def configural(table):
    return fit(table)


def fit(table, model=MODEL, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        return gainsem.fit(model, table, **{"ordered": NAMES, "group": "g"} | options)


def column(fit, name="est"):
    return {
        (row.lhs, row.op, row.rhs, row.group): getattr(row, name)
        for row in fit.parameter_rows
        if row.op in ("=~", "~~", "|", "~*~", "~1", "~", ":=")
    }


def assert_same_column(one, other, name="est", **close):
    found, expected = column(one, name), column(other, name)
    assert found.keys() == expected.keys()
    for key, value in expected.items():
        assert found[key] == pytest.approx(value, nan_ok=True, **(close or SAME)), (key, name)


def assert_same_measures(one, other, names=MEASURES, **close):
    for name in names:
        expected = other.fit_measures[name]
        assert one.fit_measures[name] == pytest.approx(expected, **(close or SAME)), name


@pytest.mark.parametrize("estimator", ["WLSMV", "WLSM", "WLSMVS", "ULSMV", "WLS", "DWLS"])
def test_nothing_equal_is_each_group_by_itself(table, estimator):
    grouped = fit(table, estimator=estimator)
    alone = [
        fit(table[table.g == label], group=None, estimator=estimator) for label in grouped.labels
    ]
    for name in ("chisq", "df", "baseline_chisq", "baseline_df", "npar", "ntotal"):
        total = sum(each.fit_measures[name] for each in alone)
        assert grouped.fit_measures[name] == pytest.approx(total, **SAME), name
    for each, part, label in zip(alone, grouped.parts, grouped.labels, strict=True):
        view = grouped.by_group[label]
        assert part.fit_measures["chisq"] == pytest.approx(each.fit_measures["chisq"], **SAME)
        for mine, theirs in zip(view.parameter_rows, each.parameter_rows, strict=True):
            assert mine.est == pytest.approx(theirs.est, **SAME)
            # Divided by n (N - 2) / N, alone by n - 1: as in lavaan.
            assert mine.se == pytest.approx(theirs.se, rel=2e-3)


@pytest.mark.parametrize("options", [{}, {"estimator": "ULSMV"}, {"parameterization": "theta"}])
def test_two_copies_of_one_sample_are_that_sample(table, options):
    one = fit(table.drop(columns="g"), group=None, **options)
    twice = pd.concat([table.assign(g="u"), table.assign(g="v")], ignore_index=True)
    both = fit(twice, **options)
    for name in ("chisq", "df", "chisq_scaled", "baseline_chisq_scaled"):
        assert both.fit_measures[name] == pytest.approx(2.0 * one.fit_measures[name], **TRACES)
    same = ("rmsea", "rmsea_scaled", "cfi_scaled", "cfi_robust", "rmsea_robust", "srmr", "gfi")
    assert_same_measures(both, one, same, **TRACES)
    shared = fit(twice, group_equal=["loadings"], **options)
    for row in one.parameter_rows:
        assert column(shared)[row.lhs, row.op, row.rhs, 2] == pytest.approx(row.est, **SAME)
        if row.op == "=~" and row.se:
            mine = column(shared, "se")[row.lhs, row.op, row.rhs, 1]
            assert mine == pytest.approx(row.se / 2**0.5, rel=2e-3)


@pytest.mark.parametrize("se", ["robust", "standard", "robust.hessian"])
def test_thresholds_in_the_search_or_left_out_are_one_fit(table, se):
    options = {"group_equal": ["loadings"], "se": se}
    left_out = fit(table, **options)
    # A constraint that restricts nothing keeps the thresholds in; written first, out of order.
    searched = fit(
        table, "x2 | c(b1, b2)*t2\nx1 | t4 + t1\n" + MODEL + "\nb1 - b1 == 0*b2", **options
    )
    written = fit(table, "x2 | t2\nx1 | t4 + t1\n" + MODEL, **options)
    assert np.isnan(left_out.parts[0].residual_se[:36]).all()
    assert not np.isnan(searched.parts[0].residual_se).any()
    for other in (searched, written):
        assert_same_measures(other, left_out)
        assert_same_measures(other, left_out, SCALED, **TRACES)
        assert_same_column(other, left_out)
        assert_same_column(other, left_out, "se", **TRACES)


@pytest.mark.parametrize("equal", [[], ["thresholds"], BOTH])
def test_delta_and_theta_are_one_model(table, equal):
    delta = fit(table, group_equal=equal)
    theta = fit(table, group_equal=equal, parameterization="theta")
    assert_same_measures(theta, delta)
    assert_same_measures(theta, delta, SCALED[:3], **TRACES)
    for row in delta.parameter_rows:
        if row.op == "=~":
            mine = column(theta, "std_all")[row.lhs, row.op, row.rhs, row.group]
            assert mine == pytest.approx(row.std_all, **SAME)


def test_the_order_of_groups_does_not_matter_where_nothing_scales_the_others(table):
    forth, back = (
        fit(table, group_equal=["loadings"], group_levels=levels)
        for levels in (("u", "v"), ("v", "u"))
    )
    assert back.labels == forth.labels[::-1] == ("v", "u")
    assert_same_measures(back, forth)
    turned = {(*key[:3], 3 - key[3]): value for key, value in column(back).items()}
    assert turned == pytest.approx(column(forth), rel=1e-6, abs=1e-7)


def test_equal_thresholds_free_scales_and_means_of_later_groups(table):
    equal = fit(table, group_equal=["thresholds"])
    scales = [row for row in equal.parameter_rows if row.op == "~*~"]
    assert [row.est for row in scales if row.group == 1] == [1.0] * 9
    assert all(row.free and row.se > 0.0 for row in scales if row.group == 2)
    means = [row for row in equal.parameter_rows if row.op == "~1" and row.lhs[0] == "f"]
    assert [row.free for row in means] == [False] * 3 + [True] * 3
    assert equal.fit_measures["df"] == 2 * 24 + 36 - 9 - 3
    for view in equal.by_group.values():
        # Latent responses have variance 1 / scale^2, and residuals what is left of it.
        own = {(row.lhs, row.op, row.rhs): row.est for row in view.parameter_rows}
        for k, name in enumerate(NAMES):
            factor = f"f{k // 3 + 1}"
            explained = own[factor, "=~", name] ** 2 * own[factor, "~~", factor]
            total = explained + own[name, "~~", name]
            assert total == pytest.approx(own[name, "~*~", name] ** -2.0, rel=1e-10)


def test_scales_are_found_where_latent_responses_spread_more():
    # The same thresholds and loadings; twice the spread and a mean of .5 in the second group.
    rng = np.random.default_rng(20)
    n, cuts = 3000, [-1.0, 0.0, 1.2]
    factor = rng.normal(size=2 * n) * np.repeat([1.0, 2.0], n) + np.repeat([0.0, 0.5], n)
    error = rng.normal(size=(2 * n, 4)) * np.repeat([0.6, 1.2], n)[:, None]
    values = np.digitize(0.8 * factor[:, None] + error, cuts)
    frame = pd.DataFrame(values, columns=NAMES[:4]).assign(g=np.repeat(["a", "b"], n))
    found = fit(frame, "f =~ x1 + x2 + x3 + x4", ordered=NAMES[:4], group_equal=BOTH)
    rows = {(row.lhs, row.op, row.rhs, row.group): row for row in found.parameter_rows}
    expected = {(name, "~*~", name, 2): 0.5 for name in NAMES[:4]}
    expected |= {("f", "~1", "", 2): 0.8 * 0.5, ("f", "~~", "f", 2): 0.8**2 * 4.0}
    expected |= {("f", "~~", "f", 1): 0.8**2, ("x1", "|", "t3", 2): 1.2}
    for key, value in expected.items():
        assert abs(rows[key].est - value) < 4.0 * rows[key].se, key
        assert rows[key].se < 0.2


def test_unequal_thresholds_are_rejected(table):
    moved = table.copy()
    second = moved.g == "v"
    for name in ("x1", "x2", "x3"):
        moved.loc[second & (moved[name] == 3) & (np.arange(len(moved)) % 2 == 0), name] = 4
    assert fit(moved, group_equal=["thresholds"]).fit_measures["pvalue_scaled"] < 0.01
    assert fit(table, group_equal=["thresholds"]).fit_measures["pvalue_scaled"] > 0.05


def test_labels_hold_parameters_equal_across_groups(table, configural):
    model = MODEL.replace("+ x2", "+ c(a, a)*x2").replace("+ x3", "+ c(b1, b2)*x3")
    labelled = fit(table, model + "\nx5 | c(t, t)*t2\ngap := b1 - b2")
    assert labelled.fit_measures["df"] == configural.fit_measures["df"] + 2
    found = column(labelled)
    assert found["f1", "=~", "x2", 1] == found["f1", "=~", "x2", 2]
    assert found["x5", "|", "t2", 1] == found["x5", "|", "t2", 2]
    gap = found["f1", "=~", "x3", 1] - found["f1", "=~", "x3", 2]
    assert next(row.est for row in labelled.parameter_rows if row.op == ":=") == gap


def test_a_constraint_over_groups_holds(table):
    model = MODEL.replace("+ x2", "+ c(a1, a2)*x2")
    found = column(fit(table, model + "\na1 == a2 + 0.2"))
    assert found["f1", "=~", "x2", 1] - found["f1", "=~", "x2", 2] == pytest.approx(0.2)
    bounded = column(fit(table, model + "\na1 > a2 + 0.2"))
    assert bounded["f1", "=~", "x2", 1] - bounded["f1", "=~", "x2", 2] > 0.2 - 1e-7


def test_weights_of_1_change_nothing(table):
    plain = fit(table, group_equal=BOTH)
    weighted = fit(table.assign(w=1.0), group_equal=BOTH, weights="w")
    assert_same_measures(weighted, plain)
    assert_same_column(weighted, plain, "se", **TRACES)


def test_weights_count_within_their_group(table):
    weights = np.where(table.g == "u", 1.0, 3.0)
    plain = fit(table, group_equal=BOTH)
    weighted = fit(table.assign(w=weights), group_equal=BOTH, weights="w")
    assert_same_measures(weighted, plain)


def test_pairwise_and_listwise_are_one_without_missing_answers(table):
    listwise = fit(table, group_equal=BOTH, missing="listwise")
    pairwise = fit(table, group_equal=BOTH, missing="pairwise")
    assert_same_measures(pairwise, listwise)


def test_missing_answers_are_told_by_group(table):
    holes = table.copy()
    holes.loc[holes.g == "v", "x1"] = holes.loc[holes.g == "v", "x1"].where(
        np.arange((holes.g == "v").sum()) >= 5
    )
    listwise, pairwise = (fit(holes, missing=kind) for kind in ("listwise", "pairwise"))
    sizes = {part.label: part.moments.n_obs for part in listwise.parts}
    assert sizes == {"u": 240, "v": 155}
    assert sum(part.moments.n_obs for part in pairwise.parts) == 400
    [said] = [each for each in pairwise.diagnostics if each.code == "I-DATA-33"]
    assert "group 'v'" in said.message
    assert "5 answers" in said.message


def test_without_standard_errors(table, configural):
    bare = fit(table, se="none")
    assert bare.solution.vcov is None
    assert_same_measures(bare, configural)


def test_continuous_items_and_covariates_come_along(table):
    rng = np.random.default_rng(5)
    age = rng.normal(size=len(table))
    mixed = table.assign(age=age, x9=table.x9 + 0.3 * age + rng.normal(scale=0.5, size=len(table)))
    model = MODEL + "\nf1 + f3 ~ age"
    equal = [*BOTH, "intercepts"]
    found = fit(mixed, model, ordered=NAMES[:8], group_equal=equal)
    assert found.converged
    assert found.parts[0].table.conditional
    intercepts = [row.est for row in found.parameter_rows if (row.lhs, row.op) == ("x9", "~1")]
    assert intercepts[0] == intercepts[1] != 0.0


def test_an_ordinal_variable_between_others_in_both_parameterizations(table):
    model = "f1 =~ x1 + x2 + x3\nx7 ~ f1\nx8 ~ x7 + f1"
    delta, theta = (
        fit(
            table,
            model,
            ordered=["x1", "x2", "x3", "x7", "x8"],
            group_equal=BOTH,
            parameterization=kind,
        )
        for kind in ("delta", "theta")
    )
    assert_same_measures(theta, delta)
    assert delta.solution.gradient_max < 1e-8


def test_residuals_cannot_be_equal_in_the_delta_parameterization(table):
    options = {"ordered": NAMES, "group": "g", "group_equal": [*BOTH, "residuals"]}
    found = fit(table, **options)
    [said] = [each for each in found.diagnostics if each.code == "W-GRP-76"]
    assert "x1" in said.message
    assert "theta" in said.do
    theta = fit(table, parameterization="theta", **options)
    assert theta.fit_measures["df"] == found.fit_measures["df"] + 9
    assert not [each for each in theta.diagnostics if each.code == "W-GRP-76"]


# What cannot be fitted.


def refused(error, table, model=MODEL, **options):
    with pytest.raises(error) as caught:
        fit(table, model, **options)
    return caught.value


def test_a_category_nobody_of_one_group_chose(table):
    spoiled = table.copy()
    spoiled.loc[(spoiled.g == "v") & (spoiled.x2 == 1), "x2"] = 2
    error = refused(ResponseError, spoiled)
    [said] = error.problems
    assert said.code == "E-ORD-42"
    assert said.message == "x2: nobody answered 1 in group v."
    assert "{1,2}" in said.do
    assert 'collapse="auto"' in said.do
    merged = fit(spoiled, collapse="auto")
    for part in merged.parts:
        [own] = [each for each in part.sample.categories if each["name"] == "x2"]
        assert own["codes"][0] == [1.0, 2.0]
    assert [dict(part.table.levels)["x2"] for part in merged.parts] == [3, 3]
    assert [each for each in merged.diagnostics if "x2" in each.message]


def test_categories_are_those_of_all_groups(table):
    sparse = table.copy()
    # Nobody chose 3 of x4 at all: no category anywhere.
    sparse["x4"] = sparse.x4.replace({3: 2})
    found = fit(sparse)
    assert [dict(part.table.levels)["x4"] for part in found.parts] == [3, 3]
    [own] = [each for each in found.parts[0].sample.categories if each["name"] == "x4"]
    assert sum(own["counts"]) == 240


def test_an_item_that_is_constant_in_one_group(table):
    spoiled = table.copy()
    spoiled.loc[spoiled.g == "v", "x5"] = 2
    error = refused(ResponseError, spoiled)
    assert error.code == "E-DATA-22"
    assert "x5 is always 2" in str(error)
    assert "in group v" in str(error)


def test_parameters_that_groups_share_are_counted_once(table):
    few = pd.concat([table[table.g == label].head(28) for label in "uv"])
    options = {"collapse": "auto", "estimator": "ULSMV"}
    apart, shared = fit(few, **options), fit(few, group_equal=["loadings"], **options)
    assert apart.table.n_free == shared.table.n_free + 6
    assert shared.table.n_free <= 56 < apart.table.n_free
    [said] = [each for each in apart.diagnostics if each.code == "W-DATA-28"]
    thresholds = 2 * sum(count for _, count in apart.parts[0].table.levels)
    others = apart.table.n_free - thresholds
    assert f"{thresholds} thresholds and {others} other parameters, n=56" in said.message
    assert not [each for each in shared.diagnostics if each.code == "W-DATA-28"]


def test_groups_with_other_items(table):
    model = "group: u\nf1 =~ x1 + x2 + x3\ngroup: v\nf1 =~ x1 + x2 + x4"
    error = refused(SpecificationError, table, model)
    assert error.code == "E-GRP-75"
    assert "group 'u'" in str(error)
    assert "x4" in str(error)


def test_wls_needs_respondents_in_every_group(table):
    error = refused(ResponseError, table.iloc[:100], estimator="WLS", collapse="auto")
    assert error.code == "E-EST-89"


def test_covariance_matrices_have_no_answers():
    moments = gainsem.Moments.from_covariance(np.eye(3) + 0.5, 100, names=NAMES[:3])
    with pytest.raises(OptionError) as caught:
        gainsem.fit("f =~ x1 + x2 + x3", [moments, moments], ordered=NAMES[:3])
    assert caught.value.code == "E-OPT-02"


def test_free_scales_need_something_that_determines_them(table):
    error = refused(gainsem.IdentificationError, table, MODEL + "\nx1 ~*~ NA*x1")
    assert error.code == "E-MOD-79"
    assert "x1~*~x1" in str(error)
