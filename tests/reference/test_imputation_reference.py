"""Fits to imputed data sets against semTools, which pools what lavaan estimates.

semTools 0.5-6 takes lavaan's solutions as they are: its search stops at a gradient of 1e-7 to
1e-5, up to 1e-5 from the minimum.  Estimates are therefore compared at 5e-5, standard errors at
1e-4 and what is made of differences between the data sets (df, fmi, riv) at 1e-3; statistics are
flat at the minimum and agree to 1e-6.

Where the two programs differ on purpose:

- Degrees of freedom: semTools has those of Rubin (1987), ``pooling_df="rubin"`` here; the default
  of gainsem is compared with the formula of Barnard and Rubin (1999) written out.
- semTools multiplies the covariances within by the average relative increase unless it is told
  not to (``scale.W = FALSE``, as here): the rule of Rubin (1987) is the unscaled one.
- A defined parameter is here that of the pooled estimates, so that an indirect effect is the
  product of the paths printed above it; semTools averages those of the data sets.  The two differ
  by a twentieth of a standard error at most.
- The corrected statistics of ``pool.robust = FALSE`` are those of ``average.scaled`` here.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gainsem

HERE = Path(__file__).parent
CASES = sorted(path.stem for path in (HERE / "imputation").glob("*.json"))
ROBUST = ("hs_mlr", "hs_mlm", "likert_wlsmv")
PLAIN = tuple(name for name in CASES if name not in ROBUST)
DIFFERENCES = (
    ("hs", "D2", "D2", ""),
    ("hs", "D3", "D3", ""),
    ("hs_mlr", "satorra.bentler.2001", "D2_robust", ".scaled"),
    ("hs_mlm", "satorra.bentler.2001", "D2_robust", ".scaled"),
    ("likert_wlsmv", "satorra.2000", "D2_robust", ".scaled"),
)
OPTIONS = {"meanstructure", "fixed.x", "estimator", "ordered"}


@cache
def record(name: str) -> dict[str, Any]:
    return json.loads((HERE / "imputation" / f"{name}.json").read_text("utf-8"))


def fitted(name: str, model: str = "model") -> gainsem.ImputedFit:
    known = record(name)
    assert set(known["options"]) <= OPTIONS
    options = {key.replace(".", "_"): value for key, value in dict(known["options"]).items()}
    frame = pd.read_csv(HERE / "data" / known["data"])
    return gainsem.fit_imputed(
        known[model], frame, imputation=".imp", pooling_df="rubin", **options
    )


@cache
def found(name: str) -> gainsem.ImputedFit:
    return fitted(name)


def rows(name: str) -> list[tuple[dict[str, Any], Any]]:
    """Return the rows both programs estimate, side by side."""
    ours = {(row.lhs, row.op, row.rhs): row for row in found(name).estimates}
    theirs = [row for row in record(name)["parameters"] if row["se"]]
    assert len(theirs) > 5
    return [(row, ours[row["lhs"], row["op"], row["rhs"]]) for row in theirs]


@pytest.mark.parametrize("name", CASES)
def test_estimates_and_errors(name: str) -> None:
    for theirs, ours in rows(name):
        if ours.op == ":=":
            continue
        assert ours.est == pytest.approx(theirs["est"], rel=5e-5, abs=2e-5)
        assert ours.se == pytest.approx(theirs["se"], rel=1e-4)
        assert ours.std_lv == pytest.approx(theirs["std.lv"], rel=5e-5, abs=2e-5)
        assert ours.std_all == pytest.approx(theirs["std.all"], rel=5e-5, abs=2e-5)


def test_a_defined_parameter_is_that_of_the_pooled_estimates() -> None:
    theirs, ours = next(pair for pair in rows("hs_defined") if pair[1].op == ":=")
    named = {row.label: row.est for row in found("hs_defined").estimates if row.label}
    assert ours.est == pytest.approx(named["v"] * named["p"], rel=1e-12)
    assert abs(ours.est - theirs["est"]) < 0.05 * theirs["se"]
    assert ours.se == pytest.approx(theirs["se"], rel=0.02)
    assert ours.fmi == pytest.approx(theirs["fmi"], abs=0.03)


@pytest.mark.parametrize("name", CASES)
def test_missing_information(name: str) -> None:
    for theirs, ours in rows(name):
        if ours.op == ":=":
            continue
        assert ours.z == pytest.approx(theirs["t"], rel=2e-4, abs=2e-4)
        assert ours.pvalue == pytest.approx(theirs["pvalue"], rel=1e-2, abs=1e-8)
        assert ours.fmi == pytest.approx(theirs["fmi"], rel=2e-3, abs=1e-6)
        assert ours.riv == pytest.approx(theirs["riv"], rel=2e-3, abs=1e-6)
        if theirs["df"] is None:  # Infinity in R: semTools writes what is above 9999 as such
            assert ours.df > 9999
        else:
            assert ours.df == pytest.approx(theirs["df"], rel=4e-3)
        assert ours.ci_lower == pytest.approx(theirs["ci.lower"], rel=2e-4, abs=5e-5)
        assert ours.ci_upper == pytest.approx(theirs["ci.upper"], rel=2e-4, abs=5e-5)


@pytest.mark.parametrize("name", CASES)
def test_the_total_covariances(name: str) -> None:
    theirs = np.array(record(name)["total"])
    ours = found(name).vcov.to_numpy()
    scale = np.sqrt(np.outer(theirs.diagonal(), theirs.diagonal()))
    assert ours.shape == theirs.shape
    assert sorted(ours.diagonal()) == pytest.approx(sorted(theirs.diagonal()), rel=3e-4)
    assert np.linalg.slogdet(ours / scale.mean())[1] == pytest.approx(
        np.linalg.slogdet(theirs / scale.mean())[1], abs=5e-3
    )


def pooled(fit: gainsem.ImputedFit, method: str, statistics: str) -> Any:
    return next(
        test
        for test in fit.tests
        if (test.method, test.of, test.statistics) == (method, "model", statistics)
    )


@pytest.mark.parametrize("method", ["D2", "D3"])
@pytest.mark.parametrize("name", PLAIN)
def test_tests_of_maximum_likelihood(name: str, method: str) -> None:
    known, ours = record(name)["tests"], pooled(found(name), method, "plain")
    assert ours.f == pytest.approx(known[method]["F"], rel=1e-6)
    assert ours.df2 == pytest.approx(known[method]["df2"], rel=1e-5)
    assert ours.pvalue == pytest.approx(known[method]["pvalue"], rel=1e-5)
    assert ours.riv == pytest.approx(known[method]["ariv"], rel=1e-5)
    assert ours.chisq == pytest.approx(known[f"{method}_chisq"]["chisq"], rel=1e-6)
    assert ours.pvalue_chisq == pytest.approx(known[f"{method}_chisq"]["pvalue"], rel=1e-5)


@pytest.mark.parametrize("name", ROBUST)
def test_tests_of_corrected_statistics(name: str) -> None:
    known, fit = record(name)["tests"], found(name)
    ours, theirs = pooled(fit, "D2", "scaled"), known["D2_robust"]
    assert ours.f == pytest.approx(theirs["F.scaled"], rel=1e-5)
    assert ours.df2 == pytest.approx(theirs["df2.scaled"], rel=1e-4)
    assert ours.pvalue == pytest.approx(theirs["pvalue.scaled"], rel=1e-4)
    average, theirs = pooled(fit, "average.scaled", "plain"), known["D2"]
    assert average.chisq == pytest.approx(theirs["chisq.scaled"], rel=1e-5)
    assert average.pvalue == pytest.approx(theirs["pvalue.scaled"], rel=1e-3)
    assert fit.fit_measures["chisq"] == pytest.approx(theirs["chisq"], rel=1e-6)
    assert fit.tests[0] == ours


def difference(name: str, method: str | None) -> Any:
    both = (found(name), fitted(name, "restricted"))
    return gainsem.compare(*both, names=["free", "equal"], method=method).differences[0]


@pytest.mark.parametrize(("name", "method", "key", "suffix"), DIFFERENCES)
def test_differences(name: str, method: str, key: str, suffix: str) -> None:
    theirs, ours = record(name)["difference"][key], difference(name, method)
    assert ours.df == theirs[f"df1{suffix}"]
    assert ours.chisq == pytest.approx(theirs[f"F{suffix}"] * theirs[f"df1{suffix}"], rel=1e-4)
    assert ours.pvalue == pytest.approx(theirs[f"pvalue{suffix}"], rel=1e-3)
    assert ours.nested == "yes"


@pytest.mark.parametrize("name", CASES)
def test_residuals_of_the_pooled_moments(name: str) -> None:
    theirs = np.array(record(name)["residual_cov"])
    ours = found(name).residuals("raw").to_numpy()
    assert sorted(ours.ravel()) == pytest.approx(sorted(theirs.ravel()), abs=3e-5)
