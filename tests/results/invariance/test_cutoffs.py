"""Cut-offs as their papers print them."""

from __future__ import annotations

import pytest

from gainsem.results.invariance.cutoffs import (
    CONVENTIONS,
    index_verdict,
    judge_differences,
    usual_convention,
)

# What the papers print: convention, what is made equal, measure, limit.
PRINTED = [
    ("cheung_rensvold_2002", "loadings", "cfi", 0.01),
    ("cheung_rensvold_2002", "intercepts", "gammahat", 0.001),
    ("cheung_rensvold_2002", "residuals", "mfi", 0.02),
    ("chen_2007", "loadings", "srmr", 0.03),
    ("chen_2007", "intercepts", "srmr", 0.01),
    ("chen_2007", "residuals", "rmsea", 0.015),
    ("chen_2007_small", "loadings", "cfi", 0.005),
    ("chen_2007_small", "loadings", "srmr", 0.025),
    ("chen_2007_small", "intercepts", "srmr", 0.005),
    ("chen_2007_small", "intercepts", "rmsea", 0.01),
    ("meade_2008", "loadings", "cfi", 0.002),
    ("rutkowski_svetina_2014", "loadings", "cfi", 0.02),
    ("rutkowski_svetina_2014", "loadings", "rmsea", 0.03),
    ("rutkowski_svetina_2014", "intercepts", "cfi", 0.01),
    ("rutkowski_svetina_2014", "intercepts", "rmsea", 0.01),
    ("rutkowski_svetina_2017", "loadings", "rmsea", 0.05),
    ("rutkowski_svetina_2017", "thresholds", "cfi", 0.004),
]


@pytest.mark.parametrize(("convention", "constraint", "measure", "limit"), PRINTED)
def test_limits_are_those_of_the_papers(convention, constraint, measure, limit) -> None:
    found = {each.measure: each.limit for each in CONVENTIONS[convention].of(constraint)}
    assert found[measure] == limit


def test_good_measures_may_fall_and_bad_ones_may_rise_to_the_limit() -> None:
    differences = {"cfi": -0.009, "rmsea": 0.016, "srmr": float("nan")}
    found = judge_differences("intercepts", differences, "chen_2007")
    assert [(each.measure, each.met) for each in found] == [("cfi", True), ("rmsea", False)]
    better = judge_differences("loadings", {"cfi": 0.05, "rmsea": -0.05}, "chen_2007")
    assert all(each.met for each in better)


@pytest.mark.parametrize(
    ("differences", "verdict"),
    [
        ({"cfi": -0.002, "rmsea": 0.001, "srmr": 0.002}, "holds"),
        ({"cfi": -0.02, "rmsea": 0.001, "srmr": 0.002}, "mixed"),
        ({"cfi": -0.002, "rmsea": 0.02, "srmr": 0.002}, "mixed"),
        ({"cfi": -0.02, "rmsea": 0.02, "srmr": 0.002}, "fails"),
        ({"cfi": -0.02}, "fails"),
        ({}, "unjudged"),
    ],
)
def test_verdicts_need_more_than_one_index(differences, verdict: str) -> None:
    assert index_verdict(judge_differences("intercepts", differences, "chen_2007")) == verdict


def test_a_test_can_support_what_cfi_says_but_not_stand_alone() -> None:
    only_cfi = judge_differences("intercepts", {"cfi": -0.02, "rmsea": 0.0}, "chen_2007")
    only_rmsea = judge_differences("intercepts", {"cfi": 0.0, "rmsea": 0.02}, "chen_2007")
    assert index_verdict(only_cfi, significant=True) == "fails"
    assert index_verdict(only_rmsea, significant=True) == "mixed"
    nothing = judge_differences("intercepts", {"cfi": 0.0, "rmsea": 0.0}, "chen_2007")
    assert index_verdict(nothing, significant=True) == "holds"


def test_a_difference_of_printed_numbers_at_the_limit_stays_within_it() -> None:
    [found] = judge_differences("intercepts", {"srmr": 0.082 - 0.072}, "chen_2007")
    assert 0.082 - 0.072 > 0.01
    assert found.met


@pytest.mark.parametrize(
    ("ordinal", "n_groups", "n_obs", "key"),
    [
        (False, 2, 301, "chen_2007"),
        (True, 2, 300, "chen_2007_small"),
        (False, 30, 9000, "rutkowski_svetina_2014"),
        (True, 10, 9000, "rutkowski_svetina_2017"),
    ],
)
def test_a_study_gets_the_convention_of_its_kind(ordinal, n_groups, n_obs, key: str) -> None:
    assert usual_convention(ordinal=ordinal, n_groups=n_groups, n_obs=n_obs) == key
