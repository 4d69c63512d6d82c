"""Models and answers no honest program fits: each gets its code, its place and its name."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.errors import (
    GainsemError,
    IdentificationError,
    OptionError,
    ResponseError,
    SpecificationError,
    UnknownVariableError,
)
from gainsem.survey.moments import Moments
from tests.estimation.conftest import MODEL, fit_text

REFUSED = [
    ("M01", MODEL + " + x10", UnknownVariableError, "E-MOD-71", "line 3, column 22: .*'x10'"),
    ("M28", MODEL.replace("x1", "X1"), UnknownVariableError, "E-MOD-71", "Did you mean 'x1'"),
    ("M29", MODEL + "\nf9 ~ f1", UnknownVariableError, "E-MOD-71", "line 4, column 1: .*'f9'"),
    ("M06", MODEL.replace("f1", "x4"), SpecificationError, "E-MOD-76", "'x4'"),
    ("M30", "x1 =~ f1", SpecificationError, "E-MOD-76", "'x1'"),
    ("M07", MODEL + "\nf1 ~ f1", SpecificationError, "E-MOD-77", "line 4.*'f1'"),
    ("M08", MODEL.replace("=~ x1", "=~ f1 + x1"), SpecificationError, "E-MOD-78", "'f1'"),
    ("M09", MODEL + "\nf1 ~ f2\nf2 ~ f1", IdentificationError, "E-MOD-79", "f1~f2, f2~f1"),
    ("M10", MODEL + "\nf1 =~ f2\nf2 =~ f1", SpecificationError, "E-MOD-80", "f1 =~ f2 =~ f1"),
    ("M15", "f =~ x1 + x2", IdentificationError, "E-MOD-84", "4 parameters.* 3 moments"),
    ("M17", "f =~ NA*x1 + x2 + x3 + x4", IdentificationError, "E-MOD-85", "'f'"),
    ("M18", "f =~ x1+x2+x3\ng =~ x1+x2+x3", IdentificationError, "E-MOD-84", "df = -4"),
    ("M19", "f =~ x1+b*x2+x3+x4\nbb == 1", SpecificationError, "E-MOD-86", "Did you mean 'b'"),
    ("M20", "f =~ x1+a*x2+x3+x4\na == 1\na == 2", SpecificationError, "E-MOD-87", r"line 3"),
    ("M22", MODEL + "\nx1 ~~ -1*x1", SpecificationError, "E-MOD-89", "'x1'"),
    ("definition", MODEL + "\ni := a*b", SpecificationError, "E-MOD-86", "'a'"),
    ("equal", 'f =~ x1+equal("f=~x9")*x2+x3', SpecificationError, "E-MOD-86", "f=~x9"),
    ("start", MODEL + "\nf1 ~~ start(9)*f2", SpecificationError, "E-MOD-98", "f1~~f2"),
]


@pytest.mark.parametrize(
    ("model", "error", "code", "text"),
    [row[1:] for row in REFUSED],
    ids=[row[0] for row in REFUSED],
)
def test_models_that_are_none(answers, model, error, code, text):
    with pytest.raises(error, match=text) as caught:
        fit_text(model, answers)
    assert caught.value.code == code
    assert caught.value.exit_code == 2


UNFITTABLE = [
    ("x1 ~*~ 0*x1", "scaling factor"),
    ("x1 ~*~ start(-1)*x1", "scaling factor"),
    ("c <~ x1 + x2", "composite"),
    ("level: 1\nf =~ x1 + x2 + x3", "level:"),
    ("group: 1\nf =~ x1 + x2 + x3", "group:"),
    ("f =~ x1 + c(a, b)*x2 + x3", "group"),
]


@pytest.mark.parametrize(("model", "what"), UNFITTABLE)
def test_what_cannot_be_fitted_yet_is_refused_by_name_and_line(answers, model, what):
    with pytest.raises(SpecificationError, match=what) as caught:
        fit_text(model, answers)
    assert caught.value.code == "E-MOD-93"
    assert "line " in caught.value.problems[0].message


@pytest.mark.parametrize("text", ["a > 1\na < 0.5", "a == 2\na < b\nb < 1.5"])
def test_inequalities_that_leave_no_point_are_refused_together(answers, text):
    with pytest.raises(SpecificationError, match="contradict each other") as caught:
        fit_text("f =~ x1 + a*x2 + b*x3\n" + text, answers)
    assert caught.value.code == "E-MOD-87"
    assert "'a < " in caught.value.problems[0].message


def test_a_nonlinear_constraint_that_cannot_hold_leaves_no_estimates(answers):
    fit = fit_text("f =~ x1 + a*x2 + b*x3\na^2 + b^2 == -1", answers)
    assert not fit.usable
    (refusal,) = [found for found in fit.diagnostics if found.code == "E-EST-94"]
    assert "no point was found where all constraints" in refusal.message


def test_a_model_without_variances_is_refused(answers):
    with pytest.raises(SpecificationError, match="no variance: f1, f2, f3") as caught:
        fit_text(MODEL, answers, preset="bare")
    assert caught.value.code == "E-MOD-97"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"estimator": "MLRR"}, "E-OPT-01"),
        ({"missing": "mean"}, "E-OPT-01"),
        ({"estimatr": "ML"}, "E-OPT-03"),
        ({"std_lv": True, "effect_coding": True}, "E-OPT-02"),
        ({"max_iterations": 0}, "E-OPT-01"),
    ],
)
def test_options_that_do_not_exist(answers, options, code):
    with pytest.raises(OptionError) as caught:
        fit_text(MODEL, answers, **options)
    assert caught.value.code == code


def _constant(x):
    x[:, 0] = 3.0


def _all_missing(x):
    x[:, 0] = np.nan


def _identical(x):
    x[:, 1] = x[:, 0]


def _sum(x):
    x[:, 3] = x[:, 0] + x[:, 1]


def _infinite(x):
    x[4, 0] = np.inf


def _nobody_complete(x):
    x[np.arange(400), np.arange(400) % 9] = np.nan


@pytest.mark.parametrize(
    ("spoil", "code", "names"),
    [
        (_all_missing, "E-DATA-21", "x1"),
        (_constant, "E-DATA-22", "x1"),
        (_identical, "E-DATA-24", "x1 and x2"),
        (_sum, "E-DATA-25", "x1, x2, x4"),
        (_infinite, "E-DATA-29", "x1"),
        (_nobody_complete, "E-DATA-32", "400"),
    ],
)
def test_answers_no_model_can_be_fitted_to(spoiled, spoil, code, names):
    spoil(spoiled)
    with pytest.raises(ResponseError, match=names) as caught:
        fit_text(MODEL, spoiled, missing="listwise")
    assert caught.value.code == code


@pytest.mark.parametrize("n", [1, 5, 9])
def test_fewer_respondents_than_items(answers, n):
    with pytest.raises(ResponseError, match=f"n={n}, p=9") as caught:
        fit_text(MODEL, answers[:n])
    assert caught.value.code == "E-DATA-27"


def test_means_cannot_be_modelled_without_means(answers):
    moments = Moments.from_covariance(np.cov(answers.T), 400)
    with pytest.raises(GainsemError, match="without means") as caught:
        fit_text(MODEL, moments, meanstructure=True)
    assert caught.value.code == "E-COV-06"


@pytest.mark.parametrize(
    ("formula", "says"), [("a/(b - b)", "infinite"), ("log(-a)", "not defined"), ("0/0*a", "not")]
)
def test_a_defined_parameter_without_a_value_is_named(answers, formula, says):
    fit = fit_text(f"f =~ x1 + a*x2 + b*x3\nr := {formula}", answers)
    (found,) = [found for found in fit.diagnostics if found.code == "W-EST-97"]
    assert "'r'" in found.message
    assert says in found.message
    row = next(row for row in fit.parameter_rows if row.op == ":=")
    assert row.se != row.se
    assert fit.usable
