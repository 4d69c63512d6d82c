"""Joint fits of several groups against what they must be the same as."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import IdentificationError, OptionError
from gainsem.results.groups.joint import places_of
from gainsem.results.groups.release import freed_groups

NAMES = [f"x{k}" for k in range(1, 7)]
TWO = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6"


def made(seed=1, sizes=(180, 240), missing=0.0):
    """Return answers of two groups with the same loadings and other variances and means."""
    rng = np.random.default_rng(seed)
    frames = []
    for k, n in enumerate(sizes):
        factors = rng.multivariate_normal([0.3 * k, -0.2 * k], [[1 + k, 0.4], [0.4, 1]], n)
        items = np.repeat(factors, 3, axis=1) * [1, 0.8, 0.7, 1, 0.9, 0.6]
        items = items + rng.normal(size=(n, 6)) * 0.8 + [1, 2, 3, 1, 2, 3]
        items[rng.random(items.shape) < missing] = np.nan
        frames.append(pd.DataFrame(items, columns=NAMES).assign(where="ab"[k]))
    return pd.concat(frames, ignore_index=True)


DATA = made()


@pytest.mark.parametrize("estimator", ["ML", "MLR", "MLM", "MLMV", "MLMVS", "MLF"])
def test_a_configural_fit_is_the_fits_of_the_groups(estimator):
    joint = gainsem.fit(TWO, DATA, group="where", estimator=estimator)
    alone = [
        gainsem.fit(TWO, part[NAMES], estimator=estimator, meanstructure=True)
        for _, part in DATA.groupby("where")
    ]
    total = sum(fit.fit_measures["chisq"] for fit in alone)
    assert joint.fit_measures["chisq"] == pytest.approx(total, rel=1e-9)
    assert joint.fit_measures["df"] == 16
    for view, fit in zip(joint.by_group.values(), alone, strict=True):
        np.testing.assert_allclose(view.solution.params, fit.solution.params, rtol=1e-7, atol=1e-8)
        np.testing.assert_allclose(view.solution.vcov, fit.solution.vcov, rtol=1e-6, atol=1e-9)


def test_the_same_answers_twice_are_one_group_twice_as_large():
    part = DATA[DATA["where"] == "b"]
    twice = pd.concat([part.assign(where="one"), part.assign(where="two")], ignore_index=True)
    every = "loadings,intercepts,residuals,means,lv.variances,lv.covariances"
    joint = gainsem.fit(TWO, twice, group="where", group_equal=every)
    alone = gainsem.fit(TWO, pd.concat([part, part])[NAMES], meanstructure=True)
    np.testing.assert_allclose(
        joint.by_group["one"].solution.params, alone.solution.params, rtol=1e-7, atol=1e-8
    )
    np.testing.assert_allclose(
        joint.by_group["two"].solution.vcov, alone.solution.vcov, rtol=1e-6, atol=1e-9
    )
    assert joint.fit_measures["chisq"] == pytest.approx(alone.fit_measures["chisq"], rel=1e-8)


@pytest.mark.parametrize("equal", ["loadings", "loadings,intercepts", "regressions"])
def test_the_gradient_is_that_of_differences(equal):
    joint = gainsem.fit(TWO, DATA, group="where", group_equal=equal)
    freed, _ = freed_groups(joint)
    # The score of the freed model vanishes in all directions the fitted model may move in.
    assert np.abs(freed.held.T @ freed.score).max() < 1e-5


def test_moments_of_groups_are_as_good_as_answers():
    joint = gainsem.fit(TWO, DATA, group="where", group_equal="loadings,intercepts")
    moments = []
    for _, part in DATA.groupby("where"):
        values = part[NAMES]
        moments.append(
            gainsem.Moments.from_covariance(values.cov(), len(values), means=values.mean())
        )
    given = gainsem.fit(TWO, moments, group_equal="loadings,intercepts", group="where")
    np.testing.assert_allclose(given.solution.params, joint.solution.params, atol=1e-9)
    assert given.labels == ("group 1", "group 2")


def test_a_constraint_across_groups_is_kept():
    model = "f =~ x1 + c(a1, a2)*x2 + x3\ng =~ x4 + x5 + x6\na1 == 2*a2"
    joint = gainsem.fit(model, DATA, group="where")
    by_label = {row.label: row.est for row in joint.parameter_rows if row.label}
    assert by_label["a1"] == pytest.approx(2 * by_label["a2"], abs=1e-10)
    assert joint.fit_measures["df"] == 17


def test_full_information_of_complete_answers_is_maximum_likelihood():
    options = {"group": "where", "group_equal": "loadings,intercepts", "estimator": "MLR"}
    listwise = gainsem.fit(TWO, DATA, missing="listwise", **options)
    fiml = gainsem.fit(TWO, DATA, missing="fiml", **options)
    np.testing.assert_allclose(fiml.solution.params, listwise.solution.params, atol=1e-7)
    np.testing.assert_allclose(fiml.solution.vcov, listwise.solution.vcov, rtol=1e-5, atol=1e-8)
    for name in ("chisq", "chisq_scaled", "cfi", "rmsea", "logl"):
        assert fiml.fit_measures[name] == pytest.approx(listwise.fit_measures[name], rel=1e-6)


def test_an_auxiliary_variable_works_in_groups():
    data = made(missing=0.15)
    rng = np.random.default_rng(5)
    data["aux"] = data[NAMES].mean(axis=1).fillna(0) + rng.normal(size=len(data))
    joint = gainsem.fit(TWO, data, group="where", auxiliary="aux")
    alone = [gainsem.fit(TWO, part, auxiliary="aux") for _, part in data.groupby("where")]
    for view, fit in zip(joint.by_group.values(), alone, strict=True):
        np.testing.assert_allclose(view.solution.params, fit.solution.params, rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(view.solution.vcov, fit.solution.vcov, rtol=1e-4, atol=1e-7)


def test_covariates_are_given_in_every_group():
    data = DATA.assign(z=np.random.default_rng(2).normal(size=len(DATA)))
    model = f"{TWO}\nf ~ c(b1, b2)*z\nd := b1 - b2"
    for missing in ("listwise", "fiml"):
        joint = gainsem.fit(model, data, group="where", missing=missing, estimator="MLR")
        alone = [
            gainsem.fit(f"{TWO}\nf ~ z", part, missing=missing, estimator="MLR", meanstructure=True)
            for _, part in data.groupby("where")
        ]
        rows = {row.lhs: row for row in joint.parameter_rows if row.op == ":="}
        paths = [next(row for row in fit.parameter_rows if row.op == "~") for fit in alone]
        assert rows["d"].est == pytest.approx(paths[0].est - paths[1].est, abs=1e-7)
        assert rows["d"].se == pytest.approx(np.hypot(paths[0].se, paths[1].se), rel=1e-5)


def test_wald_tests_name_parameters_of_groups():
    joint = gainsem.fit("f =~ x1 + c(a1, a2)*x2 + x3", DATA, group="where")
    found = joint.wald("a1 == a2")
    at = {row.label: row.free for row in joint.table.rows if row.label}
    gap = joint.solution.params[at["a1"]] - joint.solution.params[at["a2"]]
    vcov = joint.solution.vcov
    variance = vcov[at["a1"], at["a1"]] + vcov[at["a2"], at["a2"]] - 2 * vcov[at["a1"], at["a2"]]
    assert found.statistic == pytest.approx(gap**2 / variance, rel=1e-9)


def test_too_many_parameters_are_refused():
    with pytest.raises(IdentificationError) as refused:
        gainsem.fit("f =~ x1 + x2", DATA, group="where")
    assert refused.value.problems[0].code == "E-MOD-84"


@pytest.mark.parametrize(
    "options",
    [
        {"missing": "two_stage"},
    ],
)
def test_what_groups_cannot_do_is_refused_by_name(options):
    with pytest.raises(OptionError) as refused:
        gainsem.fit(TWO, DATA, group="where", **options)
    assert refused.value.problems[0].code == "E-OPT-02"


def test_places_point_at_the_parameters_of_the_whole():
    joint = gainsem.fit(TWO, DATA, group="where", group_equal="loadings")
    for places, view in zip(places_of(joint), joint.by_group.values(), strict=True):
        np.testing.assert_array_equal(joint.solution.params[places.at], view.solution.params)


def test_incomplete_groups_without_a_minimum_have_no_corrected_test():
    """There is no information to invert, and nothing to correct the statistic with."""
    data = made(seed=9, sizes=(25, 25), missing=0.15)
    model = f"{TWO}\ng ~ c(a, b)*f\na > 0.05"
    joint = gainsem.fit(model, data, group="where", missing="fiml", estimator="MLR")
    assert not joint.converged
    assert joint.solution.vcov is None
    assert "chisq_scaled" not in joint.fit_measures
    assert np.isfinite(joint.fit_measures["chisq"])
