"""Equivalence tests of fit: values, verdicts, and what has none."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import gainsem
from gainsem.errors import EstimationError

DATA = Path(__file__).parents[1] / "reference" / "data"
MODEL = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"


@pytest.fixture(scope="module")
def answers():
    return pd.read_csv(DATA / "hs.csv")


def test_the_t_size_rmsea_is_the_end_of_its_interval(answers):
    fit = gainsem.fit(MODEL, answers)
    frame = fit.equivalence().set_index("measure")
    # gainsem's RMSEA divides by n, the published one by n - 1.
    end = fit.fit_measures["rmsea_ci_upper"] * (301 / 300) ** 0.5
    assert frame.loc["rmsea", "t_size"] == pytest.approx(end, rel=1e-9)
    assert frame.loc["rmsea", "value"] == fit.fit_measures["rmsea"]
    assert frame.loc["cfi", "t_size"] < frame.loc["cfi", "value"]
    # T-size .114 and .870, in cases.json by R: mediocre below .122, fair above .864.
    assert frame["verdict"].tolist() == ["mediocre", "fair"]


def test_a_scaled_statistic_is_used_where_there_is_one(answers):
    fit = gainsem.fit(MODEL, answers, estimator="MLM")
    frame = fit.equivalence().set_index("measure")
    assert frame.loc["rmsea", "value"] == fit.fit_measures["rmsea_scaled"]


@pytest.mark.parametrize(
    ("model", "options", "says"),
    [
        (MODEL, {"estimator": "GLS"}, "not for GLS"),
        ("visual =~ x1 + x2 + x3", {}, "degrees of freedom"),
        (MODEL, {"estimator": "MLMVS"}, "adjusted"),
        (MODEL, {"max_iterations": 1}, "no solution"),
    ],
)
def test_what_has_no_equivalence_test(answers, model, options, says):
    with pytest.raises(EstimationError, match=says) as caught:
        gainsem.fit(model, answers, **options).equivalence()
    assert caught.value.code == "E-CMP-13"
