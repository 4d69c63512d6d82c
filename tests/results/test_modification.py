"""Modification indices against lavaan 0.6-14 at lavaan's own estimates."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.errors import NonConvergenceError, OptionError

CASES = ["hs_cfa_ml", "growth_linear", "poldem_sem_eq", "hs_mimic"]


@pytest.mark.parametrize("name", CASES)
def test_the_largest_indices(reference_fit, case, name):
    fit = reference_fit(name)
    frame = fit.modification_indices()
    assert list(frame.columns) == ["lhs", "op", "rhs", "mi", "epc", "sepc_lv", "sepc_all"]
    found = {(row["lhs"], row["op"], row["rhs"]): row for row in frame.to_dict("records")}
    for lavaan in case(name)["modification"]:
        row = found[lavaan["lhs"], lavaan["op"], lavaan["rhs"]]
        for key in ("mi", "epc", "sepc_lv", "sepc_all"):
            np.testing.assert_allclose(
                row[key], lavaan[key], rtol=1e-5, atol=1e-6, err_msg=f"{row} {key}"
            )


def test_all_indices_of_a_growth_model_are_those_of_lavaan(reference_fit, case):
    frame = reference_fit("growth_linear").modification_indices()
    expected = {
        (row["lhs"], row["op"], row["rhs"]) for row in case("growth_linear")["modification"]
    }
    assert set(zip(frame["lhs"], frame["op"], frame["rhs"], strict=True)) == expected


def test_sorted_by_size_unless_asked_otherwise(cfa):
    mi = cfa.modification_indices()["mi"]
    assert mi.is_monotonic_decreasing
    assert not cfa.modification_indices(sort=False)["mi"].is_monotonic_decreasing
    assert len(mi) == len(cfa.modification_indices(sort=False))


def test_small_ones_and_other_operators_can_be_left_out(cfa):
    frame = cfa.modification_indices(10.0, op="=~")
    assert list(frame["lhs"] + frame["op"] + frame["rhs"]) == ["visual=~x9", "visual=~x7"]


def test_a_saturated_model_leaves_nothing_out(reference_fit):
    assert (reference_fit("mediation_ml").modification_indices()["mi"] < 1e-6).all()


def test_an_unknown_operator_is_refused(cfa):
    with pytest.raises(OptionError) as caught:
        cfa.modification_indices(op="=")
    assert caught.value.code == "E-OPT-01"
    assert "=~, ~, ~~, ~1" in str(caught.value)


def test_without_a_minimum_there_are_none_and_the_reason_is_given(not_converged):
    with pytest.raises(NonConvergenceError) as caught:
        not_converged.modification_indices()
    assert caught.value.code == "E-EST-99"
    assert "200 steps were not enough" in str(caught.value)
