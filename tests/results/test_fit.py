"""Fit as a value: frozen, read-only, thin."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest

from gainsem.errors import EstimationError
from gainsem.results.fit import Fit


def test_parameters_frame(cfa):
    frame = cfa.parameters
    assert list(frame.columns) == [
        *("lhs", "op", "rhs", "group", "label", "free", "est", "se", "z", "pvalue"),
        *("ci_lower", "ci_upper", "std_lv", "std_all"),
    ]
    assert len(frame) == 24
    assert frame["free"].dtype == bool
    row = frame[(frame["lhs"] == "visual") & (frame["rhs"] == "x2")].iloc[0]
    assert row["est"] == pytest.approx(0.5535, abs=1e-4)
    assert np.isnan(frame.loc[0, "z"])


def test_vcov_is_named_by_label_or_parameter(reference_fit, case):
    vcov = reference_fit("poldem_sem_eq").vcov
    assert list(vcov.index) == list(vcov.columns)
    assert {"a", "b", "c", "d1", "ind60=~x2", "y1~~y5"} <= set(vcov.index)
    expected = case("hs_cfa_ml")["vcov"]
    found = reference_fit("hs_cfa_ml").vcov
    np.testing.assert_array_equal(
        found.loc[expected["rows"], expected["cols"]].to_numpy(), expected["values"]
    )


def test_vcov_that_does_not_exist_says_why(not_converged):
    with pytest.raises(EstimationError) as caught:
        _ = not_converged.vcov
    assert caught.value.code == "E-EST-97"
    assert "information matrix is singular" in str(caught.value)


def test_usable_needs_convergence_and_no_refusal(cfa, heywood, not_converged):
    assert cfa.usable
    assert not heywood.usable
    assert heywood.converged
    assert not not_converged.usable


def test_nothing_in_a_fit_can_be_changed(cfa):
    with pytest.raises(FrozenInstanceError):
        cfa.estimator = "GLS"
    for array in (cfa.solution.params, cfa.solution.vcov, cfa.moments.cov):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0.0
    with pytest.raises(TypeError, match="read-only"):
        cfa.fit_measures["cfi"] = 1.0
    with pytest.raises(TypeError, match="read-only"):
        cfa.r_squared.update(x1=1.0)
    with pytest.raises(TypeError, match="read-only"):
        cfa.r_squared.pop("x1")


def test_the_arrays_that_were_handed_in_stay_writable(cfa):
    mine = cfa.moments.cov.copy()
    moments = type(cfa.moments)(cfa.moments.names, mine, None, 301)
    parts = {item.name: getattr(cfa, item.name) for item in fields(Fit)}
    fit = Fit(**{**parts, "moments": moments})
    mine[0, 0] = 99.0
    assert fit.moments.cov[0, 0] != 99.0


def test_measures_are_an_ordinary_mapping_to_read(cfa):
    assert json.loads(json.dumps(cfa.fit_measures))["df"] == 24
    assert isinstance(dict(cfa.fit_measures), dict)
    assert "cfi" in cfa.fit_measures


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_a_fit_can_be_copied_and_sent_to_another_process(cfa, copied):
    again = copied(cfa)
    assert again.to_dict() == cfa.to_dict()
    with pytest.raises(TypeError, match="read-only"):
        again.fit_measures["cfi"] = 1.0


def test_two_fits_are_equal_only_when_they_are_one(cfa):
    assert cfa == cfa
    assert copy.deepcopy(cfa) != cfa
    assert len({cfa, cfa}) == 1


def test_saved_and_read_again(cfa, tmp_path):
    path = cfa.save(tmp_path / "fit.json")
    again = Fit.from_dict(json.loads(path.read_text("utf-8")), source=str(path))
    assert again.to_dict() == cfa.to_dict()
    assert again.save(tmp_path / "again.json").read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    "name", ["hs_cfa_ml", "growth_linear", "poldem_sem_eq", "mediation_ml", "hs_mimic"]
)
def test_what_is_computed_on_demand_survives_saving(reference_fit, name):
    fit = reference_fit(name)
    again = Fit.from_dict(json.loads(json.dumps(fit.to_dict())))
    assert again.standardized().equals(fit.standardized())
    for kind in ("raw", "cor", "standardized"):
        assert again.residuals(kind).equals(fit.residuals(kind))
    assert again.modification_indices().equals(fit.modification_indices())
    assert again.summary(ci=True, modification=True, residuals=True) == fit.summary(
        ci=True, modification=True, residuals=True
    )
