"""Nonlinear constraints, inequalities and bounds against lavaan 0.6-14.

lavaan's constrained optimiser stops where the value no longer falls, a few 1e-6 of the estimates
away from the minimum; gainsem's value must therefore not be above lavaan's, its estimates and
standard errors agree to 3e-5 (an eighth of a per cent of the smallest standard error there is),
chi-square to 1e-6 relative.
"""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import gainsem

HERE = Path(__file__).parent
CASES = json.loads((HERE / "constraints" / "cases.json").read_text(encoding="utf-8"))
ESTIMATE = 3e-5


def fitted(name):
    ordinal = name.startswith("ordinal")
    answers = pd.read_csv(HERE / "data" / ("likert.csv" if ordinal else "hs.csv"))
    options = {"ordered": [c for c in answers if c.startswith("q")]} if ordinal else {}
    return gainsem.fit(CASES[name]["model"], answers, **options)


def by_name(fit):
    found = {(row.lhs, row.op, row.rhs): row for row in fit.parameter_rows if row.op != ":="}
    found |= {(row.rhs, row.op, row.lhs): row for row in fit.parameter_rows if row.op == "~~"}
    return found | {(row.lhs, row.op): row for row in fit.parameter_rows if row.op == ":="}


@pytest.mark.parametrize("name", CASES)
def test_case(name):
    fit, case = fitted(name), CASES[name]
    rows, compared = by_name(fit), 0
    assert fit.usable
    for theirs in case["parameters"]:
        key = (theirs["lhs"], theirs["op"], theirs["rhs"])
        row = rows.get(key[:2] if key[1] == ":=" else key)
        if row is None:
            continue
        compared += 1
        assert row.est == pytest.approx(theirs["est"], abs=ESTIMATE), key
        # lavaan has no standard error of what a constraint fixes, or a rounding error of 0.
        if theirs["se"] is not None:
            assert row.se == pytest.approx(theirs["se"], abs=ESTIMATE), key
    assert compared > 8
    measures = case["fit_measures"]
    assert fit.fit_measures["df"] == measures["df"]
    assert fit.fit_measures["chisq"] <= measures["chisq"] * (1 + 1e-8)
    assert fit.fit_measures["chisq"] == pytest.approx(measures["chisq"], rel=1e-6)
    assert fit.fit_measures["cfi"] == pytest.approx(measures["cfi"], abs=1e-6)
    assert fit.fit_measures["rmsea"] == pytest.approx(measures["rmsea"], abs=1e-6)
    if "chisq.scaled" in measures:
        assert fit.fit_measures["chisq_scaled"] == pytest.approx(measures["chisq.scaled"], rel=1e-5)


@pytest.mark.parametrize("information", ["expected", "observed"])
def test_a_curved_way_to_say_equal_gives_what_the_straight_one_gives(information):
    answers = HERE / "data" / "hs.csv"
    model = "f =~ x1 + a*x2 + b*x3 + x4 + x5\n"
    straight = gainsem.fit(model + "a == b", answers, information=information)
    curved = gainsem.fit(model + "exp(a) == exp(b)", answers, information=information)
    # Only with the constraint's own curvature are the errors of the observed information equal.
    for one, other in zip(straight.parameter_rows, curved.parameter_rows, strict=True):
        assert other.est == pytest.approx(one.est, abs=1e-9)
        assert other.se == pytest.approx(one.se, abs=1e-7)
    assert curved.fit_measures["df"] == straight.fit_measures["df"]
    indices = [
        fit.modification_indices().set_index(["lhs", "op", "rhs"])["mi"]
        for fit in (straight, curved)
    ]
    assert indices[1].sub(indices[0]).abs().max() < 1e-6


@pytest.mark.parametrize(
    "options",
    [
        {"missing": "fiml"},
        {"missing": "fiml", "estimator": "MLR"},
        {"missing": "two_stage"},
        {"estimator": "MLM"},
        {"estimator": "MLR"},
        {"estimator": "GLS"},
        {"estimator": "ULSMV"},
    ],
    ids=lambda options: "-".join(options.values()),
)
def test_curved_is_straight_for_every_family_of_estimators(options):
    answers = pd.read_csv(HERE / "data" / "hs.csv").drop(columns="id")
    if "missing" in options:
        holes = answers["x1"].rank(method="first") % 5 == 0
        answers.loc[holes, "x3"] = float("nan")
    model = "f =~ x1 + a*x2 + b*x3 + x4 + x5\nx1 ~~ x2\n"
    straight = gainsem.fit(model + "a == b", answers, **options)
    curved = gainsem.fit(model + "exp(a) == exp(b)", answers, **options)
    for one, other in zip(straight.parameter_rows, curved.parameter_rows, strict=True):
        assert other.est == pytest.approx(one.est, abs=1e-7)
        assert other.se == pytest.approx(one.se, abs=1e-6)
    for name, value in straight.fit_measures.items():
        assert curved.fit_measures[name] == pytest.approx(value, rel=1e-5, abs=1e-6, nan_ok=True)
    tests = [fit.score_tests()["statistic"].iloc[1] for fit in (straight, curved)]
    assert tests[1] == pytest.approx(tests[0], rel=1e-5)


def test_a_heywood_case_at_its_bound_is_the_model_with_the_variance_fixed_at_0():
    cov = [[1.0, 0.8, 0.7], [0.8, 1.0, 0.4], [0.7, 0.4, 1.0]]
    moments = gainsem.Moments.from_covariance(cov, 150, names=["x1", "x2", "x3"])
    free = gainsem.fit("f =~ x1 + x2 + x3", moments)
    assert {found.code for found in free.diagnostics} & {"E-EST-93"}
    bounded = gainsem.fit("f =~ x1 + x2 + x3", moments, bounds="pos.var")
    fixed = gainsem.fit("f =~ x1 + x2 + x3\nx1 ~~ 0*x1", moments)
    assert bounded.usable
    assert {found.code for found in bounded.diagnostics} >= {"W-CON-03", "W-CON-04"}
    for one, other in zip(bounded.parameter_rows, fixed.parameter_rows, strict=True):
        if (one.lhs, one.op, one.rhs) == (other.lhs, other.op, other.rhs):
            assert one.est == pytest.approx(other.est, abs=1e-8)
            assert one.se == pytest.approx(other.se, abs=1e-8)
    variance = next(row for row in bounded.parameter_rows if row.lhs == row.rhs == "x1")
    assert variance.est == pytest.approx(0.0, abs=1e-10)
    assert variance.pvalue != variance.pvalue  # no test of what a bound holds
    assert bounded.fit_measures["df"] == 0  # a bound that binds gives no degree of freedom back


def test_a_fit_with_restrictions_is_read_again_as_it_was(tmp_path):
    fit = fitted("both")
    fit.save(tmp_path / "fit.json")
    again = gainsem.load(tmp_path / "fit.json")
    assert again.to_dict() == fit.to_dict()
    assert again.standardized().equals(fit.standardized())
    assert again.modification_indices().equals(fit.modification_indices())
