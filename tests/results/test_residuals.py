"""Residuals against lavaan 0.6-14 and against their definitions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gainsem.errors import EstimationError, OptionError
from gainsem.results.residuals import residuals_of

CASES = ["hs_cfa_ml", "growth_linear", "poldem_sem_eq", "mediation_ml", "hs_mimic"]


@pytest.mark.parametrize("name", CASES)
def test_residual_correlations(reference_fit, case, name):
    expected = case(name)["resid_cor"]
    frame = reference_fit(name).residuals("cor")
    assert list(frame.index) == list(frame.columns) == expected["rows"]
    np.testing.assert_allclose(frame.to_numpy(), expected["values"], rtol=1e-6, atol=1e-9)


def test_raw_residuals_are_sample_less_implied(cfa):
    implied = cfa.implied()
    frame = cfa.residuals()
    np.testing.assert_allclose(frame.to_numpy(), cfa.moments.cov - implied.cov, atol=1e-14)
    assert implied.names == cfa.moments.names
    assert implied.n_obs == 301
    assert implied.mean is None


def test_residual_means_of_a_growth_model(reference_fit):
    fit = reference_fit("growth_linear")
    means = fit.residual_means
    np.testing.assert_allclose(means.to_numpy(), fit.moments.mean - fit.implied().mean, atol=1e-14)
    assert list(means.index) == ["t1", "t2", "t3", "t4"]
    # i and s alone make the means: i, i + s, i + 2 s, i + 3 s.
    line = 0.61469574859779 + 1.00629434789808 * np.arange(4)
    np.testing.assert_allclose(fit.implied().mean, line, rtol=1e-12)


def test_without_a_mean_structure_there_are_no_residual_means(cfa):
    assert cfa.residual_means.isna().all()


def test_means_that_are_known_but_not_modelled_do_not_count(cfa):
    known = replace(cfa, moments=replace(cfa.moments, mean=np.full(9, 5.0)))
    assert known.implied().mean is None
    assert known.residual_means.isna().all()
    np.testing.assert_array_equal(known.residuals("cor"), cfa.residuals("cor"))


@pytest.mark.parametrize("name", ["hs_cfa_ml", "hs_mimic", "poldem_sem_eq", "growth_linear"])
def test_standardized_residuals(reference_fit, case, name):
    """Printed by lavaan with six decimals; where it prints 0 for lack of variance, ours is NaN."""
    expected = case("resid_z")[name]
    found = residuals_of(reference_fit(name), "standardized")
    pairs = [(found.cov, expected["cov"])]
    pairs += [(found.mean, expected["mean"])] if expected["mean"] else []
    for ours, lavaan in pairs:
        lavaan = np.array(lavaan)
        nothing = np.isnan(ours)
        np.testing.assert_allclose(lavaan[nothing], 0.0, atol=1e-5)
        np.testing.assert_allclose(ours[~nothing], lavaan[~nothing], rtol=2e-5, atol=2e-5)
    off_diagonal = ~np.eye(len(found.cov), dtype=bool)
    assert (np.isnan(found.cov) & off_diagonal).sum() == (2 if name == "hs_mimic" else 0)


def test_residuals_follow_the_divisor_of_the_likelihood(cfa):
    wishart = replace(cfa, options=replace(cfa.options, likelihood="wishart"))
    difference = wishart.residuals("raw") - cfa.residuals("raw")
    np.testing.assert_allclose(difference.to_numpy(), cfa.moments.cov / 300, rtol=1e-9)


def test_an_unknown_kind_is_refused_with_the_nearest(cfa):
    with pytest.raises(OptionError) as caught:
        cfa.residuals("standardised")
    assert caught.value.code == "E-OPT-01"
    assert "Did you mean 'standardized'?" in str(caught.value)


def test_standardized_residuals_need_no_standard_errors_of_the_estimates(cfa):
    fit = replace(cfa, solution=replace(cfa.solution, vcov=None))
    np.testing.assert_array_equal(fit.residuals("standardized"), cfa.residuals("standardized"))


def test_estimates_that_imply_no_covariances_are_refused(cfa):
    params = cfa.solution.params.copy()
    params[:] = -5.0
    fit = replace(cfa, solution=replace(cfa.solution, params=params))
    with pytest.raises(EstimationError) as caught:
        fit.residuals("raw")
    assert caught.value.code == "E-EST-98"
