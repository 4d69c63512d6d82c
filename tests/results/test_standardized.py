"""Standardized estimates against lavaan 0.6-14 at lavaan's own estimates."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gainsem.errors import OptionError

CASES = ["hs_cfa_ml", "growth_linear", "poldem_sem_eq", "mediation_ml", "hs_mimic"]
# Both sides take the same estimates and covariances; lavaan differentiates numerically.
CLOSE = {"rtol": 1e-7, "atol": 1e-8}


@pytest.mark.parametrize("name", CASES)
def test_standardized_solution_with_its_standard_errors(reference_fit, case, name):
    frame = reference_fit(name).standardized()
    expected = {(row["lhs"], row["op"], row["rhs"]): row for row in case(name)["standardized"]}
    assert list(frame.columns) == [
        *("lhs", "op", "rhs", "est_std", "se", "z", "pvalue", "ci_lower", "ci_upper")
    ]
    assert len(frame) == len(expected)
    for row in frame.to_dict("records"):
        lavaan = expected[row["lhs"], row["op"], row["rhs"]]
        for key in ("est_std", "se", "z", "ci_lower", "ci_upper"):
            wanted = np.nan if lavaan[key] is None else lavaan[key]
            np.testing.assert_allclose(row[key], wanted, **CLOSE, err_msg=f"{row} {key}")


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("scale", ["lv", "all"])
def test_both_scales_agree_with_the_columns_of_the_estimates(reference_fit, name, scale):
    fit = reference_fit(name)
    expected = [getattr(row, f"std_{scale}") for row in fit.parameter_rows]
    np.testing.assert_allclose(fit.standardized(scale)["est_std"], expected, **CLOSE)


def test_without_standard_errors_the_estimates_are_still_there(cfa):
    fit = replace(cfa, solution=replace(cfa.solution, vcov=None))
    frame = fit.standardized()
    assert frame["est_std"].notna().all()
    assert frame["se"].isna().all()
    assert frame["z"].isna().all()


def test_a_value_that_cannot_vary_has_no_test(cfa):
    frame = cfa.standardized().set_index(["lhs", "op", "rhs"])
    fixed = frame.loc[("visual", "~~", "visual")]
    assert fixed["se"] == 0.0
    assert fixed["est_std"] == fixed["ci_lower"] == fixed["ci_upper"] == pytest.approx(1.0)
    assert np.isnan(fixed["z"])


def test_an_unknown_scale_is_refused(cfa):
    with pytest.raises(OptionError) as caught:
        cfa.standardized("nox")
    assert caught.value.code == "E-OPT-01"
    assert "all, lv" in str(caught.value)
