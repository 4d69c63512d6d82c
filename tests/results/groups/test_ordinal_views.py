"""Each group of a fit of ordinal items by itself: scores, reliability, categories, residuals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem

DATA = Path(__file__).parents[2] / "reference" / "data"
NAMES = [f"q{k}" for k in range(1, 13)]
THREE = "F1 =~ q1+q2+q3+q4\nF2 =~ q5+q6+q7+q8\nF3 =~ q9+q10+q11+q12"
FACTORS = ["F1", "F2", "F3"]
BOTH = ["thresholds", "loadings"]
# Two parameterizations are one model; the searches stop within 1e-9 of its minimum.
CLOSE = {"rtol": 1e-7, "atol": 1e-8}


@pytest.fixture(scope="module")
def likert():
    return pd.read_csv(DATA / "likert.csv")


@pytest.fixture(scope="module")
def configural(likert):
    return gainsem.fit(THREE, likert, ordered=NAMES, group="group")


@pytest.fixture(scope="module")
def delta(likert):
    return gainsem.fit(THREE, likert, ordered=NAMES, group="group", group_equal=BOTH)


@pytest.fixture(scope="module")
def theta(likert):
    options = {"group_equal": BOTH, "parameterization": "theta"}
    return gainsem.fit(THREE, likert, ordered=NAMES, group="group", **options)


def alone(likert, label):
    return gainsem.fit(THREE, likert[likert.group == label], ordered=NAMES)


@pytest.mark.parametrize("label", ["A", "B"])
def test_without_equalities_a_view_is_the_fit_of_its_group(likert, configural, label):
    view, own = configural.by_group[label], alone(likert, label)
    answers = likert[likert.group == label]
    for method in ("EBM", "ML"):
        found, expected = (fit.factor_scores(answers, method=method) for fit in (view, own))
        np.testing.assert_allclose(found, expected, equal_nan=True, **CLOSE)
    np.testing.assert_allclose(view.residuals("cor"), own.residuals("cor"), **CLOSE)
    pd.testing.assert_frame_equal(view.category_probabilities(), own.category_probabilities())
    ours, theirs = (fit.reliability().to_frame() for fit in (view, own))
    numbers = ours.select_dtypes("number").columns
    np.testing.assert_allclose(ours["omega"], theirs["omega"], rtol=1e-7)
    # Errors are divided by n (N - 2) / N here and by n - 1 there, as in lavaan.
    np.testing.assert_allclose(ours[numbers], theirs[numbers], rtol=1e-3)


@pytest.mark.parametrize("label", ["A", "B"])
def test_free_scales_do_not_change_what_the_groups_say(likert, delta, theta, label):
    one, other = delta.by_group[label], theta.by_group[label]
    answers = likert[likert.group == label]
    found, expected = (fit.factor_scores(answers)[FACTORS] for fit in (one, other))
    # The factors have the units of their first items, whose residual variance is 1 in theta.
    units = (found / expected).to_numpy()
    np.testing.assert_allclose(units, np.broadcast_to(units[0], units.shape), rtol=1e-6)
    reference = delta.by_group["A"].factor_scores(likert[likert.group == "A"])[FACTORS]
    same = theta.by_group["A"].factor_scores(likert[likert.group == "A"])[FACTORS]
    np.testing.assert_allclose(units[0], (reference / same).to_numpy()[0], rtol=1e-6)
    probabilities = [fit.category_probabilities()["implied"] for fit in (one, other)]
    np.testing.assert_allclose(*probabilities, **CLOSE)
    np.testing.assert_allclose(one.residuals("cor"), other.residuals("cor"), **CLOSE)
    np.testing.assert_allclose(
        list(one.r_squared.values()), list(other.r_squared.values()), **CLOSE
    )
    omegas = [fit.reliability().to_frame()["omega"] for fit in (one, other)]
    np.testing.assert_allclose(*omegas, **CLOSE)


def test_equal_thresholds_are_near_the_proportions_of_both_groups(delta):
    for view in delta.by_group.values():
        frame = view.category_probabilities()
        assert frame.groupby("item")["implied"].sum().to_numpy() == pytest.approx(1.0)
        gap = (frame["implied"] - frame["observed"]).abs()
        # Not reproduced exactly any more, but with groups this size to a few hundredths.
        assert 1e-4 < gap.max() < 0.03


def test_scores_are_on_one_scale_in_all_groups(likert, delta):
    means = {
        label: view.factor_scores(likert[likert.group == label])["F1"].mean()
        for label, view in delta.by_group.items()
    }
    [mean] = [
        row.est for row in delta.parameter_rows if (row.lhs, row.op, row.group) == ("F1", "~1", 2)
    ]
    assert abs(means["A"]) < 0.01
    # Scores keep their group's mean: they are drawn to it, not to 0.
    assert means["B"] == pytest.approx(mean, abs=0.01)


def test_standard_errors_of_residuals_stand_with_their_group(delta, configural):
    for fit in (delta, configural):
        for view, part in zip(fit.by_group.values(), fit.parts, strict=True):
            np.testing.assert_array_equal(view.solution.residual_se, part.residual_se)
            frame = view.residuals("standardized").to_numpy()
            below = frame[np.tril_indices(12, -1)]
            assert np.isfinite(below).all()
            assert np.abs(below).max() < 4.5


def test_modification_indices_and_score_tests_of_the_whole(delta):
    indices = delta.modification_indices(op="=~")
    assert set(indices["group"]) == {1, 2}
    assert (indices["mi"] >= 0.0).all()
    tests = delta.score_tests()
    assert tests.iloc[0]["df"] > 1
    assert len(tests) == 1 + 48 + 9
    assert (tests["statistic"] >= 0.0).all()


@pytest.mark.parametrize("name", ["configural", "delta", "theta"])
def test_a_saved_fit_comes_back(name, request, likert, tmp_path):
    fit = request.getfixturevalue(name)
    again = gainsem.load(fit.save(tmp_path / "fit.json"))
    pd.testing.assert_frame_equal(again.parameters, fit.parameters)
    assert again.fit_measures == fit.fit_measures
    assert str(again.summary()) == str(fit.summary())
    pd.testing.assert_frame_equal(again.modification_indices(), fit.modification_indices())
    one, other = again.by_group["B"], fit.by_group["B"]
    pd.testing.assert_frame_equal(one.category_probabilities(), other.category_probabilities())
    for kind in ("cor", "standardized"):
        pd.testing.assert_frame_equal(one.residuals(kind), other.residuals(kind))
    answers = likert[likert.group == "B"]
    pd.testing.assert_frame_equal(one.factor_scores(answers), other.factor_scores(answers))


def test_effect_coding_leaves_intercepts_of_ordinal_items_alone():
    # They are 0, not estimated: "intercepts average 0" constrains nothing and is not tested.
    fit = gainsem.fit(
        "f =~ q1 + q2 + q3 + q4",
        Path(__file__).parents[2] / "reference" / "data" / "likert.csv",
        group="group",
        ordered="all",
        effect_coding=True,
    )
    assert [each.text for each in fit.table.constraints] == [
        "loadings of f average 1 in group 1",
        "loadings of f average 1 in group 2",
    ]
    found = fit.score_tests()
    assert found["released"].tolist() == ["all", *(each.text for each in fit.table.constraints)]
    assert found["df"].tolist() == [0, 0, 0]
