"""A small version of the simulation of ordinal models that is published under docs.

Bounds are four Monte Carlo standard errors, estimated from the replications themselves, around
what theory promises for large samples, plus what is lost at the sample size at hand (biases
and undercoverage shrink with 1 / n; the allowances are twice what 500 replications show).
Seeds are fixed, so that a failure is a change of the program and not bad luck.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "docs" / "simulations"))

import ordinal_wlsmv as simulation
from robust_ml import robust_ml

import gainsem

ROOT = Path(__file__).parents[2]
REPLICATIONS = 100
SPREAD = 4.0
# Binomial with 100 trials of .05: more than 13 rejections have a probability of .0005.
MOST_REJECTIONS = 0.13
BIAS_ALLOWED, COVERAGE_ALLOWED = 0.002, 0.01
LEAST_SQUARES = ("WLSMV", "ULSMV", "WLSMV, Hessian")


def rows_of(part: str, monkeypatch: pytest.MonkeyPatch, keep: object) -> list[dict]:
    """Run a part on those of its conditions that pass a filter."""
    chosen = [each for each in simulation.conditions(part) if keep(each)]
    monkeypatch.setattr(simulation, "conditions", lambda _: chosen)
    return list(simulation.PARTS[part](REPLICATIONS, 1))


def near(row: dict, name: str, value: float, allowed: float = 0.0) -> bool:
    """Return whether a figure is within Monte Carlo error and an allowance of a value."""
    return abs(row[name] - value) < SPREAD * row[f"{name}_mc"] + allowed


@pytest.mark.slow
@pytest.mark.parametrize("thresholds", simulation.THRESHOLDS)
def test_normal_responses(thresholds: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = rows_of("models", monkeypatch, lambda c: c.n == 500 and c.thresholds == thresholds)
    assert [row["estimator"] for row in rows] == list(simulation.ESTIMATORS)
    for row in rows:
        assert row["not_converged"] == 0
        assert row["improper"] <= 1
        assert near(row, "se_ratio", 1.0), row
        if row["estimator"] in LEAST_SQUARES:
            assert near(row, "bias", 0.0, BIAS_ALLOWED), row
            assert near(row, "coverage", 0.95, COVERAGE_ALLOWED), row
            assert row["rejection"] <= MOST_REJECTIONS, row
    continuous = rows[-1]
    assert continuous["bias"] < -0.02, "categories as numbers attenuate loadings"
    assert continuous["coverage"] < 0.93


@pytest.mark.slow
def test_response_style_needs_the_hessian(monkeypatch: pytest.MonkeyPatch) -> None:
    (row,) = rows_of(
        "normality", monkeypatch, lambda c: c.n == 1000 and c.responses.strength == 0.4
    )
    for what in ("correlation", "loading"):
        assert row[f"{what}_usual"] < 0.85, row
        assert near(row, f"{what}_hessian", 1.0), row
    assert row["coverage_usual"] < 0.92
    assert near(row, "coverage_hessian", 0.95, COVERAGE_ALLOWED)
    assert row["rejection_usual"] > 0.2
    assert row["rejection_hessian"] <= MOST_REJECTIONS
    assert row["warned"] > 0.95


@pytest.mark.slow
def test_workers_do_not_change_results() -> None:
    condition = simulation.conditions("normality")[-1]
    once, again = (
        simulation.every(simulation.partial(simulation.replicate, condition, ("WLSMV",)), 12, k)
        for k in (1, 2)
    )
    for (one,), (other,) in zip(once, again, strict=True):
        np.testing.assert_array_equal(one.loadings, other.loadings)
        np.testing.assert_array_equal(one.loading_errors, other.loading_errors)
        assert one.pvalue == other.pvalue


def test_robust_ml_of_the_simulation() -> None:
    """Against lavaan 0.6-14, ``cfa(..., estimator = "MLR")`` at its own estimates."""
    answers = pd.read_csv(ROOT / "tests" / "reference" / "data" / "likert.csv").iloc[:, :12]
    model = simulation.MODEL.replace("f", "F")
    fit = gainsem.fit(model, answers, estimator="ML", information="observed")
    found = robust_ml(fit, answers.to_numpy(dtype=np.float64))
    assert found.scaling == pytest.approx(1.01990256634833, rel=1e-7)
    assert found.pvalue == pytest.approx(0.400997202453507, rel=1e-6)
    errors = np.sqrt(np.diag(found.fit.solution.vcov))
    assert errors[0] == pytest.approx(0.0447149188266451, rel=1e-8)
    assert found.fit.standardized()["se"][0] == pytest.approx(0.0180732278747577, rel=1e-5)
