"""Sampling weights and clusters in two groups against lavaan's MLR, at a zero gradient.

``R/design_group_cases.R`` made the numbers: three models (nothing equal, scalar, covariates),
complete answers and full information, weights, clusters within groups, both, and clusters that
hold respondents of both groups.  lavaan brings weights to the number of all respondents and
multiplies the meat of clusters by C / (C - 1), group by group, as gainsem does.  It squares the
scores of a cluster group by group; where clusters hold several groups the standard errors are
those of casewise scores at lavaan's solution, added up over groups (its tests are left out).

Tolerances: estimates come from the same equations (1e-7 of their size); errors and tests
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

CASES = json.loads((HERE / "design" / "lavaan_groups.json").read_text())
DESIGNS = {
    "weights": {"weights": "w"},
    "cluster": {"cluster": "place"},
    "both": {"weights": "w", "cluster": "place"},
    "crossed": {"weights": "w", "cluster": "town"},
}
#: Scaling factors of both models, which gainsem shows for complete answers only.
NOT_OFFERED = ("scaling.factor.h1",)
FITS: dict[str, gainsem.GroupedFit] = {}


def fitted(name: str) -> gainsem.GroupedFit:
    if name not in FITS:
        case = CASES[name]
        fiml = case["missing"] == ["ml"]
        answers = pd.read_csv(HERE / "data" / ("hs_missing.csv" if fiml else "hs.csv"))
        data = answers.join(pd.read_csv(HERE / "data" / "hs_sampling.csv"))
        data["place"] = data["town"] + 100 * (data["school"] == "Pasteur")
        FITS[name] = gainsem.fit(
            case["model"][0],
            data,
            group="school",
            group_equal=case["group_equal"],
            missing="fiml" if fiml else "listwise",
            **DESIGNS[case["design"][0]],
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
    found = {
        (row.lhs, row.op, row.rhs, row.group): getattr(row, column) for row in rows.itertuples()
    }
    within = 1e-7 if column == "est" else tolerance(name)
    compared = 0
    for row in CASES[name]["parameters"]:
        own = found.get((row["lhs"], row["op"], row["rhs"], row["group"]))
        if own is None:
            assert row["op"] in ("~1", "~~")  # fixed means, and moments of given covariates
            continue
        assert own == pytest.approx(row[column], rel=within, abs=within)
        compared += 1
    assert compared >= 42


@pytest.mark.parametrize("name", CASES)
def test_measures(name):
    measures = fitted(name).fit_measures
    differs = []
    for key, (value,) in CASES[name]["measures"].items():
        if key in NOT_OFFERED and name.endswith("fiml"):
            continue
        own = measures[key.replace(".", "_")]
        if not math.isclose(own, value, rel_tol=tolerance(name), abs_tol=tolerance(name)):
            differs.append((key, own, value))
    assert differs == []


@pytest.mark.parametrize("name", CASES)
def test_what_each_group_adds(name):
    parts = fitted(name).parts
    found = [part.fit_measures["chisq"] for part in parts]
    assert found == pytest.approx(CASES[name]["chisq_by_group"], rel=tolerance(name))


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case["gain"]])
def test_modification_indices(name):
    """The largest twelve, which count respondents as their weights say."""
    found = fitted(name).modification_indices()
    own = {(row.lhs, row.op, row.rhs, row.group): row for row in found.itertuples()}
    for row in CASES[name]["gain"]:
        mine = own[(row["lhs"], row["op"], row["rhs"], row["group"])]
        assert mine.mi == pytest.approx(row["mi"], rel=1e-6)
        assert mine.epc == pytest.approx(row["epc"], rel=1e-6)
