"""Fits that must say of themselves that they cannot be trusted, and those that can."""

from __future__ import annotations

import numpy as np
import pytest

from tests.estimation.conftest import MODEL, fit_text, responses_of


def _codes(fit):
    return [finding.code for finding in fit.diagnostics]


def test_a_good_fit_has_nothing_to_say(answers):
    fit = fit_text(MODEL, answers)
    assert fit.usable
    assert not [code for code in _codes(fit) if code[0] in "EW"]


def test_a_heywood_case_is_fitted_and_named():
    # One factor, three items: cov(a,b) cov(a,c) / cov(b,c) = .8 x .75 / .5 = 1.2 > var(a) = 1.
    cov = np.array([[1.0, 0.8, 0.75], [0.8, 1.0, 0.5], [0.75, 0.5, 1.0]])
    lower = np.linalg.cholesky(cov)
    noise = np.random.default_rng(0).normal(size=(300, 3))
    noise -= noise.mean(axis=0)
    white = noise @ np.linalg.inv(np.linalg.cholesky(noise.T @ noise / 300)).T
    fit = fit_text("f =~ a + b + c", responses_of(white @ lower.T, ["a", "b", "c"]))
    assert fit.converged
    assert not fit.usable
    assert _codes(fit) == ["E-EST-93"]
    assert "item 'a' is estimated at -0.200" in fit.diagnostics[0].message


def test_pure_noise_is_not_usable():
    fits = [fit_text(MODEL, np.random.default_rng(s).normal(size=(60, 9))) for s in range(10, 15)]
    assert not any(fit.usable for fit in fits)
    # In one sample of twenty the independence model is rejected by chance (here: one of five).
    assert sum("E-EST-94" in _codes(fit) for fit in fits) == 4


def test_a_proper_fit_of_noise_is_doubted():
    # Seed chosen for a sample in which the search does find a proper minimum.
    fit = fit_text(MODEL, np.random.default_rng(22).normal(size=(60, 9)))
    assert fit.usable
    assert "W-EST-92" in _codes(fit)


def test_one_copied_respondent_among_many_is_a_note():
    values = np.random.default_rng(3).normal(size=(3000, 9)) + np.random.default_rng(4).normal(
        size=(3000, 1)
    )
    values[2999] = values[0]
    found = [each for each in fit_text(MODEL, values).diagnostics if "DATA-23" in each.code]
    assert [each.code for each in found] == ["I-DATA-23"]
    assert found[0].message.startswith("1 of 3000 respondents is an exact copy")


def test_factors_that_are_one_are_named(spoiled):
    spoiled[:, 3:6] = spoiled[:, :3] + 0.8 * np.random.default_rng(5).normal(size=(400, 3))
    fit = fit_text(MODEL, spoiled)
    assert not fit.usable
    assert "E-EST-88" in _codes(fit)
    finding = next(each for each in fit.diagnostics if each.code == "E-EST-88")
    assert "f1 with f2" in finding.message


def test_nearly_identical_items_are_named(spoiled):
    spoiled[:, 3] = spoiled[:, 2] + 0.05 * np.random.default_rng(5).normal(size=400)
    fit = fit_text(MODEL, spoiled)
    assert not fit.usable
    finding = next(each for each in fit.diagnostics if each.code == "W-DATA-26")
    assert "x3 and x4" in finding.message


def test_out_of_iterations_is_not_converged(answers):
    fit = fit_text(MODEL, answers, max_iterations=2)
    assert not fit.converged
    assert _codes(fit) == ["E-EST-94"]


@pytest.mark.parametrize(
    ("spoil", "code", "name"),
    [
        (lambda x: np.concatenate([x] * 5), "W-DATA-23", "copies"),
        (lambda x: np.column_stack([6 - x[:, 0], x[:, 1:]]), "W-DATA-31", "x1"),
        (lambda x: np.column_stack([1e6 * x[:, 0], x[:, 1:]]), "W-DATA-30", "x1"),
        (lambda x: x[:15], "W-DATA-28", "21"),
    ],
)
def test_doubtful_answers_are_warned_about(answers, spoil, code, name):
    fit = fit_text(MODEL, spoil(answers))
    finding = next(each for each in fit.diagnostics if each.code == code)
    assert name in finding.message


def test_the_scale_of_an_item_does_not_change_the_test(answers):
    scaled = np.column_stack([1e6 * answers[:, 0], answers[:, 1:]])
    one, other = fit_text(MODEL, answers), fit_text(MODEL, scaled)
    # Scale invariance of ML (Swaminathan & Algina 1978): equal up to rounding in the
    # inverse of a matrix whose condition number grew by 1e12.
    assert other.fit_measures["chisq"] == pytest.approx(one.fit_measures["chisq"], rel=1e-9)


def test_a_single_indicator_is_taken_as_error_free_and_said_so(answers):
    fit = fit_text("f1 =~ x1 + x2 + x3\nf2 =~ x4\nf2 ~ f1", answers)
    assert _codes(fit) == ["W-MOD-83"]
    row = next(r for r in fit.parameter_rows if (r.lhs, r.op, r.rhs) == ("x4", "~~", "x4"))
    assert (row.est, row.free) == (0.0, False)


def test_an_indicator_listed_twice_is_said(answers):
    fit = fit_text(MODEL + " + x9", answers)
    assert "W-MOD-82" in _codes(fit)


def test_a_saturated_model_fits_perfectly(answers):
    fit = fit_text("f =~ x1 + x2 + x3", answers)
    assert fit.fit_measures["df"] == 0
    assert fit.fit_measures["chisq"] == pytest.approx(0.0, abs=1e-10)
    assert np.isnan(fit.fit_measures["pvalue"])
    assert fit.usable


def test_left_out_respondents_are_counted(spoiled):
    spoiled[:40, 0] = np.nan
    fit = fit_text(MODEL, spoiled, missing="listwise")
    assert (fit.sample.n_read, fit.sample.n_used, fit.n_obs) == (400, 360, 360)
    assert "I-DATA-32" in _codes(fit)


def test_a_model_with_nothing_to_estimate_is_only_tested(answers):
    cov = np.cov(answers[:, :2].T, bias=True)
    fit = fit_text("x1 ~~ 1*x1\nx2 ~~ 1*x2\nx1 ~~ 0.3*x2", answers)
    sigma = np.array([[1.0, 0.3], [0.3, 1.0]])
    spread = np.linalg.solve(sigma, cov)
    # The definition of the discrepancy, evaluated where all parameters are given.
    expected = 400 * (np.trace(spread) - np.log(np.linalg.det(spread)) - 2)
    assert fit.usable
    assert (fit.fit_measures["npar"], fit.fit_measures["df"]) == (0, 3)
    assert fit.fit_measures["chisq"] == pytest.approx(expected, rel=1e-12)
