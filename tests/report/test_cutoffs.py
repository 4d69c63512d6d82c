"""Verdicts at and around every cut-off."""

from __future__ import annotations

import math

import pytest

from gainsem.report.bibliography import references
from gainsem.report.cutoffs import (
    CAUTIONS,
    CLOSE_FIT,
    CUT_OFFS,
    EXACT_FIT,
    fit_level,
    judge,
    judge_fit,
)

GOOD = {"df": 24, "cfi": 0.97, "tli": 0.96, "rmsea": 0.03, "srmr": 0.04}


@pytest.mark.parametrize(
    ("measure", "value", "grade"),
    [
        ("cfi", 0.95, "good"),
        ("cfi", 0.9499999, "acceptable"),
        ("cfi", 0.90, "acceptable"),
        ("cfi", 0.8999999, "poor"),
        ("tli", 1.02, "good"),
        ("tli", 0.90, "acceptable"),
        ("rmsea", 0.0, "good"),
        ("rmsea", 0.06, "good"),
        ("rmsea", 0.0600001, "acceptable"),
        ("rmsea", 0.08, "acceptable"),
        ("rmsea", 0.0800001, "mediocre"),
        ("rmsea", 0.10, "mediocre"),
        ("rmsea", 0.1000001, "poor"),
        ("srmr", 0.08, "good"),
        ("srmr", 0.10, "acceptable"),
        ("srmr", 0.1000001, "poor"),
    ],
)
def test_a_value_on_the_limit_meets_it(measure: str, value: float, grade: str) -> None:
    assert judge(measure, value).grade == grade


def test_a_p_value_of_exactly_five_percent_does_not_pass() -> None:
    assert EXACT_FIT.met_by(0.051)
    assert not EXACT_FIT.met_by(0.05)
    assert not CLOSE_FIT.met_by(0.05)


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({}, "good"),
        ({"cfi": 0.93}, "acceptable"),
        ({"rmsea": 0.09}, "mixed"),
        ({"cfi": 0.7, "tli": 0.6, "rmsea": 0.2}, "mixed"),
        ({"cfi": 0.7, "tli": 0.6, "rmsea": 0.09, "srmr": 0.2}, "poor"),
        ({"df": 0}, "untestable"),
    ],
)
def test_the_measures_are_read_together(changes: dict[str, float], level: str) -> None:
    assert fit_level(judge_fit(GOOD | changes)) == level


def test_a_measure_that_was_not_computed_is_not_judged() -> None:
    measures = [one.measure for one in judge_fit(GOOD | {"rmsea": math.nan})]
    assert measures == ["cfi", "tli", "srmr"]


def test_every_cut_off_names_a_known_source() -> None:
    sources = {cut.source for cut in (*CUT_OFFS, EXACT_FIT, CLOSE_FIT)} | set(CAUTIONS)
    assert sources <= set(references())
