"""Tests that take the answers, and single respondents, against lavaan 0.6-14.

lavaan ends its search about 1e-6 of the estimates away from the minimum: log-likelihoods agree
to 1e-6, differences of chi-squares to 2e-5 relative.  Satorra & Bentler's (2010) factor of MLR
takes second derivatives where the gradient is not 0, so that it moves in first order with that
distance: 5e-5.  R computed Vuong's tests from lavaan's scores and information, the mixture of
chi-squares by Davies' algorithm (absolute error 1e-10).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem

HERE = Path(__file__).parent
CASES = json.loads((HERE / "comparison" / "answers.json").read_text(encoding="utf-8"))


def answers(case):
    fiml = case.startswith("fiml")
    return pd.read_csv(HERE / "data" / ("hs_missing.csv" if fiml else "hs.csv"))


def fit_of(model, data, options):
    return gainsem.fit(model, data, meanstructure=True, **(options or {}))


@pytest.mark.parametrize("name", CASES["differences"])
@pytest.mark.parametrize("method", ["satorra.bentler.2001", "satorra.bentler.2010"])
def test_scaled_differences(name, method):
    case, data = CASES["differences"][name], answers(name)
    fits = [fit_of(case[which], data, case["options"]) for which in ("general", "restricted")]
    compared = gainsem.compare(*fits, data=data, method=method)
    (found,), theirs = compared.differences, case[method]
    assert found.df == theirs["df"]
    if theirs["chisq"] < 0.0:  # lavaan prints a p value of 1 for a factor below 0
        assert np.isnan(found.chisq)
        assert [one.code for one in compared.diagnostics] == ["W-CMP-12"]
        return
    relative = 5e-5 if method.endswith("2010") else 2e-5
    assert found.chisq == pytest.approx(theirs["chisq"], rel=relative)
    assert found.pvalue == pytest.approx(theirs["p"], rel=0.01)


@pytest.mark.parametrize("name", CASES["vuong"])
def test_vuong(name):
    case, data = CASES["vuong"][name], answers(name)
    fits = [fit_of(case[which], data, case["options"]) for which in ("first", "second")]
    (found,) = gainsem.compare(*fits, data=data, names=["first", "second"]).vuong
    sign = 1.0 if found.first == "first" else -1.0
    assert found.variance == pytest.approx(case["variance"], rel=1e-4)
    assert found.pvalue == pytest.approx(case["p"], abs=1e-8, rel=0.01)
    z = [sign * ratio.z for ratio in found.ratios]
    assert z == pytest.approx(case["z"], rel=1e-4, abs=1e-4)
    bic = found.ratios[2]
    ends = [bic.difference, *sorted((sign * bic.ci_lower, sign * bic.ci_upper))]
    ends[0] *= sign
    assert ends == pytest.approx(case["bic"], rel=1e-4, abs=1e-3)
