"""Tests as values."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest


def test_a_fit_has_the_tests_of_model_and_baseline(cfa):
    model, baseline = cfa.tests
    assert (model.statistic, model.df) == (cfa.fit_measures["chisq"], 24)
    assert model.pvalue == pytest.approx(8.5e-09, rel=1e-3)
    assert baseline.df == 36
    assert "reproduces" in model.null
    assert "uncorrelated" in baseline.null
    assert "https://doi.org/" in model.reference
    assert model.correction == ""


def test_a_test_reads_as_in_a_paper(cfa, reference_fit):
    assert str(cfa.tests[0]) == "Test of the model: chi-square(24) = 85.306, p <.001"
    other = reference_fit("poldem_sem_eq").tests[0]
    assert str(other) == "Test of the model: chi-square(38) = 40.179, p = .374"


def test_without_degrees_of_freedom_there_is_nothing_to_test(reference_fit):
    test = reference_fit("mediation_ml").tests[0]
    assert str(test) == "Test of the model: not applicable (df = 0)"


def test_what_was_not_computed_is_not_listed(cfa):
    assert replace(cfa, fit_measures={"chisq": 1.0, "df": 2.0}).tests[0].pvalue != 0
    assert replace(cfa, fit_measures={}).tests == ()


def test_a_test_is_frozen(cfa):
    with pytest.raises(FrozenInstanceError):
        cfa.tests[0].df = 3
