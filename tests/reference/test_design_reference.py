"""Sampling weights and clusters against lavaan's MLR, evaluated at a zero gradient.

``R/design_cases.R`` made the numbers: three models, complete answers and full information,
weights, clusters, and both.  lavaan scales weights to the number of respondents and
multiplies the meat of clusters by C / (C - 1), as gainsem does.  Strata and finite
populations lavaan does not know; they are compared with closed forms in
``tests/estimation/test_sampling_design.py``.

Tolerances: estimates come from the same equations (1e-8 of their size); errors and tests
go through an inverse of the information (1e-6); with missing answers both programs' EM
moments are the same to about 1e-7, and what is made of them is compared at 1e-5.
"""

from __future__ import annotations

import json
import math

import pandas as pd
import pytest

import gainsem
from tests.reference.cases import HERE

CASES = json.loads((HERE / "design" / "lavaan.json").read_text())
DESIGNS = {
    "weights": {"weights": "w"},
    "cluster": {"cluster": "town"},
    "both": {"weights": "w", "cluster": "town"},
}
#: Scaling factors of both models, which gainsem shows for complete answers only.
NOT_OFFERED = ("scaling.factor.h1", "scaling.factor.h0")
FITS: dict[str, gainsem.Fit] = {}


def fitted(name: str) -> gainsem.Fit:
    if name not in FITS:
        case = CASES[name]
        fiml = case["missing"] == "ml"
        answers = pd.read_csv(HERE / "data" / ("hs_missing.csv" if fiml else "hs.csv"))
        sampling = pd.read_csv(HERE / "data" / "hs_sampling.csv")
        FITS[name] = gainsem.fit(
            case["model"],
            answers.join(sampling),
            missing="fiml" if fiml else "listwise",
            **DESIGNS[case["design"]],
        )
    return FITS[name]


def tolerance(name: str) -> float:
    return 1e-5 if name.endswith("fiml") else 1e-6


@pytest.mark.parametrize("name", CASES)
def test_the_default_is_mlr(name):
    assert fitted(name).estimator == "MLR"
    assert fitted(name).converged


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("column", ["est", "se"])
def test_estimates_and_errors(name, column):
    rows = fitted(name).parameters
    found = {(row.lhs, row.op, row.rhs): getattr(row, column) for row in rows.itertuples()}
    within = 1e-7 if column == "est" else tolerance(name)
    compared = 0
    for row in CASES[name]["parameters"]:
        own = found.get((row["lhs"], row["op"], row["rhs"]))
        if own is None:
            assert row["op"] in ("~1", "~~")  # fixed means, and moments of given covariates
            continue
        assert own == pytest.approx(row[column], rel=within, abs=within)
        compared += 1
    assert compared >= 16


@pytest.mark.parametrize("name", CASES)
def test_measures(name):
    measures = fitted(name).fit_measures
    differs = []
    for key, value in CASES[name]["measures"].items():
        if key in NOT_OFFERED and name.endswith("fiml"):
            continue
        if key == "scaling.factor.h0" and name.startswith("equal"):
            continue  # lavaan divides by the parameters before equal ones are counted once
        own = measures[key.replace(".", "_")]
        if not math.isclose(own, value, rel_tol=tolerance(name), abs_tol=tolerance(name)):
            differs.append((key, own, value))
    assert differs == []
