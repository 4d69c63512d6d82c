"""Exploratory factor analysis against psych, factanal, lavaan and GPArotation.

Tolerances.  Loadings 1e-4; 3e-4 after GPArotation's geomin (it stops at a slope of 1e-5, where
the criterion is that flat) and up to 2e-3 after psych's varimax (stats::varimax stops at a
relative change of 1e-5) and what follows from it.  psych stops its principal axes when the sum
of communalities moves by less than .001: up to .02 from the solution they converge to.

Standard errors of lavaan: 1e-3.  It takes differences of rotations; ``R/efa_cases.R`` lets
these stop at a slope of 1e-6 or 1e-7 where they get there (with its default of 1e-5 its errors
are off by up to 10 % for quartimin).
The test after them takes differences of exact rotations.  MLM: 3e-3, because lavaan takes
Gamma of covariances at 301 respondents, and here it is that of correlations; they agree
asymptotically.

Criterion values: no worse than GPArotation's best by 1e-8.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.core.factor_extraction import extract_ml
from gainsem.core.factor_rotation import rotate
from gainsem.core.loading_scores import regression_weights
from gainsem.core.rotation_criteria import (
    crawford_ferguson,
    entropy,
    geomin,
    infomax,
    oblimin,
    simplimax,
)
from gainsem.core.rotation_search import search_rotations
from gainsem.estimation.correlations import correlations_of
from gainsem.factor.choices import efa_options
from gainsem.factor.inference import infer
from gainsem.factor.rotations import make_rotation, plan_rotation
from gainsem.io.handed_in import answers_of
from gainsem.results.efa import Efa
from tests.reference.cases import BFI, HERE

FOLDER = HERE / "efa"
ROTATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "none": ("none", {}),
    "varimax": ("varimax", {}),
    "Promax": ("promax", {}),
    "oblimin": ("oblimin", {}),
    "geominQ": ("geomin", {"epsilon": 0.01}),
    "equamax": ("equamax", {}),
    "quartimax": ("quartimax", {}),
}
EXTRACTIONS = {"minres": "minres", "ml": "ML", "pa": "PAF"}
LOOSE = {"geominQ": 3e-4, "varimax": 2e-3, "Promax": 2e-3, "equamax": 1e-3, "quartimax": 1e-3}


def record_of(name: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return record


@cache
def answers(data: str) -> pd.DataFrame:
    return pd.read_csv(BFI if data == "responses.csv" else HERE / "data" / data)


@cache
def analysis(record: str, extraction: str, rotation: str) -> Efa:
    case = record_of(record)
    frame = answers(case["data"])[case["items"]]
    name, arguments = ROTATIONS[rotation]
    more: dict[str, Any] = {}
    if record == "bfi_pairwise_psych":
        more["missing"] = "pairwise"
    if record == "likert_poly_psych":
        more["ordered"] = "all"
    return gainsem.efa(
        frame,
        case["n_factors"],
        estimator=EXTRACTIONS[extraction],
        rotation=name,
        rotation_args=arguments,
        se=False,
        **more,
    )


def matched(loadings: np.ndarray, to: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return loadings in another's order and signs, with the order and the signs."""
    table = to.T @ loadings
    order = np.abs(table).argmax(axis=1)
    signs = np.sign(table[np.arange(len(order)), order])
    assert sorted(order.tolist()) == list(range(len(order)))
    return loadings[:, order] * signs, order, signs


def psych_cases() -> list[Any]:
    names = ("hs_psych", "bfi_psych", "bfi_pairwise_psych", "likert_poly_psych")
    return [
        pytest.param(name, fit, id=f"{name}-{fit['extraction']}-{fit['rotation']}")
        for name in names
        for fit in record_of(name)["fits"]
    ]


@pytest.mark.parametrize(("name", "fit"), psych_cases())
def test_loadings_of_psych(name: str, fit: dict[str, Any]) -> None:
    found = analysis(name, fit["extraction"], fit["rotation"])
    reference = np.array(fit["loadings"])
    loadings, order, signs = matched(found.solution.loadings, reference)
    tolerance = 0.02 if fit["extraction"] == "pa" else LOOSE.get(fit["rotation"], 1e-4)
    np.testing.assert_allclose(loadings, reference, atol=tolerance)
    np.testing.assert_allclose(
        found.solution.communalities, fit["communality"], atol=min(tolerance, 0.02)
    )
    if fit["phi"]:
        phi = found.solution.phi[np.ix_(order, order)] * np.outer(signs, signs)
        np.testing.assert_allclose(phi, fit["phi"], atol=tolerance)
    if fit["extraction"] != "pa":
        assert found.fit_measures["df"] == fit["dof"]
        # psych weighs pairwise residuals by their numbers; its polychorics are good to 1e-4.
        if name != "bfi_pairwise_psych":
            assert found.fit_measures["crmr"] == pytest.approx(fit["rms"], abs=1e-5)
            assert found.fit_measures["rmsr_corrected"] == pytest.approx(fit["crms"], abs=1e-5)


@pytest.mark.parametrize("name", ["hs_psych", "bfi_psych"])
def test_bartletts_chi_square_is_psychs(name: str) -> None:
    case = record_of(name)
    fit = next(f for f in case["fits"] if f["extraction"] == "ml" and f["rotation"] == "none")
    frame = answers(case["data"])[case["items"]]
    found = gainsem.efa(frame, case["n_factors"], rotation="none", bartlett=True, se=False)
    assert found.fit_measures["chisq"] == pytest.approx(fit["chi_ml"], abs=1e-4)
    assert found.fit_measures["baseline_chisq"] == pytest.approx(fit["chi_null"], abs=1e-6)


def test_regression_weights_are_psychs() -> None:
    case = record_of("hs_psych")
    fit = next(f for f in case["fits"] if f["weights"])
    found = analysis("hs_psych", "ml", "oblimin")
    solution = found.solution
    weights = regression_weights(solution.loadings, solution.phi, solution.correlations)
    _, order, signs = matched(solution.loadings, np.array(fit["loadings"]))
    np.testing.assert_allclose(weights[:, order] * signs, fit["weights"], atol=1e-4)


def test_factanal() -> None:
    case = record_of("hs_factanal")
    frame = answers("hs.csv")[[f"x{i}" for i in range(1, 10)]]
    found = gainsem.efa(frame, 3, rotation="promax", bartlett=True, se=False)
    np.testing.assert_allclose(1 - found.solution.communalities, case["uniquenesses"], atol=1e-5)
    # No worse than the reference's minimum, and the same to what its optimiser reaches.
    assert 2 * found.fit_measures["fmin"] <= case["criterion"] + 1e-10
    assert 2 * found.fit_measures["fmin"] == pytest.approx(case["criterion"], abs=1e-8)
    assert found.fit_measures["chisq"] == pytest.approx(case["statistic"], abs=1e-5)
    assert found.fit_measures["pvalue"] == pytest.approx(case["pvalue"], abs=1e-6)
    loadings, _, _ = matched(found.solution.loadings, np.array(case["promax"]))
    np.testing.assert_allclose(loadings, case["promax"], atol=2e-3)


def lavaan_cases() -> list[Any]:
    return [
        pytest.param(name, fit, id=f"{name}-{fit['rotation']}-{fit['m']}-{k}")
        for name in ("hs_lavaan", "likert_lavaan", "hs_lavaan_mlm")
        for k, fit in enumerate(record_of(name)["fits"])
    ]


@pytest.mark.parametrize(("name", "fit"), lavaan_cases())
def test_lavaans_estimates_errors_and_measures(name: str, fit: dict[str, Any]) -> None:
    prefix = "x" if name.startswith("hs") else "q"
    frame = answers(record_of(name)["data"])
    frame = frame[[f"{prefix}{i}" for i in range(1, fit["p"] + 1)]]
    arguments: dict[str, Any] = {}
    given = fit["rotation_args"] or {}
    if "geomin.epsilon" in given:
        arguments["epsilon"] = given["geomin.epsilon"]
    robust = name == "hs_lavaan_mlm"
    found = gainsem.efa(
        frame,
        fit["m"],
        estimator="MLR" if robust else None,
        rotation=fit["rotation"],
        rotation_args=arguments,
        ordered="all" if prefix == "q" else None,
    )
    reference = np.array(fit["est"]).reshape(fit["m"], fit["p"]).T
    loadings, order, signs = matched(found.solution.loadings, reference)
    np.testing.assert_allclose(loadings, reference, atol=1e-4)
    errors = found.solution.loadings_se
    assert errors is not None
    expected = np.array(fit["se"]).reshape(fit["m"], fit["p"]).T
    tolerance = 3e-3 if robust else 1e-3
    np.testing.assert_allclose(errors[:, order], expected, atol=tolerance)
    if found.solution.oblique:
        low = np.triu_indices(fit["m"], 1)
        phi = found.solution.phi[np.ix_(order, order)] * np.outer(signs, signs)
        np.testing.assert_allclose(phi[low], fit["phi"], atol=1e-4)
        assert found.solution.phi_se is not None
        se = found.solution.phi_se[np.ix_(order, order)]
        np.testing.assert_allclose(se[low], fit["phi_se"], atol=tolerance)
    compared = compare_measures(found, fit["fit_measures"], robust=robust)
    assert {"chisq", "df", "cfi", "tli", "rmsea", "srmr"} <= compared


@pytest.mark.parametrize("case", ["hs-quartimin", "hs-geomin", "likert-geomin"])
def test_errors_through_differences_of_exact_rotations(case: str) -> None:
    """Errors of unrotated loadings, carried through rotations of slightly moved ones."""
    data, _, name = case.partition("-")
    prefix, p = ("x", 9) if data == "hs" else ("q", 12)
    frame = answers(f"{data}.csv")[[f"{prefix}{i}" for i in range(1, p + 1)]]
    ordered = "all" if prefix == "q" else None
    own = gainsem.efa(frame, 3, rotation=name, ordered=ordered)
    options = efa_options(3, {"rotation": "none", "ordered": ordered})
    given = correlations_of(
        answers_of(frame),
        None,
        estimator=None,
        missing=None,
        options=options.response_options(),
    )
    unrotated, plan = own.solution.unrotated, plan_rotation(options, given.names)
    sigma = unrotated @ unrotated.T
    np.fill_diagonal(sigma, 1.0)
    still = make_rotation(unrotated, plan, options)
    errors = infer(given, still, plan, estimator=own.estimator, sigma=sigma).errors
    assert errors is not None
    criterion = oblimin(0.0) if name == "quartimin" else geomin(0.001)
    # The solution itself is where every search begins.
    start = np.linalg.inv(np.linalg.lstsq(unrotated, own.solution.loadings, rcond=None)[0]).T
    slopes = np.empty((unrotated.size, unrotated.size))
    for k in range(unrotated.size):
        ends = []
        for step in (1e-4, -1e-4):
            moved = unrotated.copy()
            moved.flat[k] += step
            ends.append(
                search_rotations(
                    moved, criterion, start[None], oblique=True, tolerance=1e-9
                ).loadings[0]
            )
        slopes[:, k] = ((ends[0] - ends[1]) / 2e-4).ravel()
    expected = np.sqrt(np.diag(slopes @ errors.vcov @ slopes.T)).reshape(p, 3)
    assert own.solution.loadings_se is not None
    np.testing.assert_allclose(own.solution.loadings_se, expected, atol=1e-5)


def compare_measures(found: Efa, expected: dict[str, float], *, robust: bool) -> set[str]:
    """Compare the measures both have, and return their names.

    Its CRMR of ordinal items counts thresholds.  Its MLM takes Gamma of the covariances, here
    that of the correlations is taken: the same test asymptotically, alike to 2 % in these 301
    respondents; the plain measures are those of ML.
    """
    compared = set()
    for name, value in expected.items():
        own = found.fit_measures.get(name)
        if own is None or value is None or name in ("npar", "fmin", "crmr"):
            continue
        corrected = "scal" in name or "shift" in name
        if robust and corrected:
            continue
        assert own == pytest.approx(value, rel=2e-4, abs=2e-4), name
        compared.add(name)
    return compared


def test_the_robust_test_is_about_lavaans() -> None:
    fit = record_of("hs_lavaan_mlm")["fits"][0]
    frame = answers("hs.csv")[[f"x{i}" for i in range(1, 10)]]
    found = gainsem.efa(frame, 3, estimator="MLR", se=False)
    own, theirs = found.fit_measures, fit["fit_measures"]
    assert own["chisq_scaling_factor"] == pytest.approx(theirs["chisq_scaling_factor"], rel=0.02)


CRITERIA = {
    "geomin": lambda a, p, m: geomin(a["delta"]),
    "quartimin": lambda a, p, m: oblimin(0.0),
    "oblimin": lambda a, p, m: oblimin(a["gam"]),
    "infomax": lambda a, p, m: infomax(),
    "cf": lambda a, p, m: crawford_ferguson(a["kappa"]),
    "simplimax": lambda a, p, m: simplimax(int(a["k"])),
    "entropy": lambda a, p, m: entropy(),
}


def criterion_cases() -> list[Any]:
    return [
        pytest.param(k, each, id=f"{k}-{each['method']}-{each['kind']}-{i}")
        for k, one in enumerate(record_of("gparotation")["sets"])
        for i, each in enumerate(one["criteria"])
    ]


@pytest.mark.parametrize(("which", "case"), criterion_cases())
def test_no_criterion_is_higher_than_gparotations(which: int, case: dict[str, Any]) -> None:
    unrotated = np.array(record_of("gparotation")["sets"][which]["loadings"])
    p, m = unrotated.shape
    criterion = CRITERIA[case["method"]](case["args"] or {}, p, m)
    found = rotate(unrotated, criterion, oblique=case["kind"] == "oblique", starts=100, seed=1)
    assert found.value <= case["best"] + 1e-8


def test_the_same_unrotated_loadings_come_from_here() -> None:
    one = record_of("gparotation")["sets"][0]
    frame = answers("hs.csv")[[f"x{i}" for i in range(1, 10)]]
    loadings, _, _ = matched(
        extract_ml(np.corrcoef(frame.to_numpy().T), 3).loadings, np.array(one["loadings"])
    )
    np.testing.assert_allclose(loadings, one["loadings"], atol=1e-4)
