"""One line about a fit."""

from __future__ import annotations

from dataclasses import replace


def test_repr_is_one_line_with_the_verdict(cfa):
    assert repr(cfa) == (
        "<Fit by ML: 9 observed and 3 latent variables, n = 301, chisq(24) = 85.306, p <.001, "
        "CFI = 0.931, RMSEA = 0.092, SRMR = 0.065; usable>"
    )


def test_repr_says_not_usable(heywood):
    assert repr(heywood).endswith("; NOT usable>")


def test_repr_of_a_saturated_model_has_no_indices(reference_fit):
    assert repr(reference_fit("mediation_ml")) == (
        "<Fit by ML: 3 observed and 0 latent variables, n = 100, chisq(0) = 0.000; usable>"
    )


def test_repr_of_withheld_estimates_has_no_measures(withheld):
    assert repr(withheld) == "<Fit by ML: 9 observed and 3 latent variables, n = 301; NOT usable>"


def test_repr_needs_no_measures(cfa):
    assert "chisq" not in repr(replace(cfa, fit_measures={}))


def test_a_p_value_that_is_not_small_is_written_with_a_sign(reference_fit):
    assert "p = .374" in repr(reference_fit("poldem_sem_eq"))
