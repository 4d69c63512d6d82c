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


@pytest.fixture(scope="module", params=CASES["respondents"])
def respondents(request):
    case, data = CASES["respondents"][request.param], answers(request.param)
    model = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
    options = {"missing": "fiml", "estimator": "ML"} if request.param == "fiml" else {}
    return case, data, fit_of(model, data, options)


@pytest.fixture(scope="module")
def refitted(respondents):
    _, data, fit = respondents
    return fit.influence(data, exact=True)


def test_casewise_log_likelihoods(respondents):
    case, data, fit = respondents
    found = fit.casewise(data)["loglik"]
    assert found.to_numpy() == pytest.approx(case["loglik"], abs=2e-5)
    assert found.sum() == pytest.approx(fit.fit_measures["logl"], rel=1e-12)


def test_refitting_without_each_respondent(respondents, refitted):
    (case, _, fit), found = respondents, refitted
    left = [number - 1 for number in case["left"]]
    chisq = fit.fit_measures["chisq"] - found.to_frame().loc[left, "delta_chisq"]
    assert chisq.to_numpy() == pytest.approx(case["chisq_without"], abs=1e-5)
    change = np.array(case["params"]) - np.array(case["params_without"])
    names = [name for name in case["names"] if name in found.names]
    assert len(names) == len(found.names)
    place = [case["names"].index(name) for name in names]
    expected = change[:, place] / np.array(case["se"])[place]
    dfbetas = found.to_frame("dfbetas").loc[left, names].to_numpy()
    # Both fits of lavaan are up to 1e-5 away from their minimum, standard errors are 0.05 to 0.1.
    assert dfbetas == pytest.approx(expected, abs=3e-4)
    vcov = np.array(case["vcov"])
    cook = np.einsum("ij,ij->i", change @ np.linalg.inv(vcov), change)
    assert found.to_frame().loc[left, "cook"].to_numpy() == pytest.approx(cook, rel=1e-3, abs=1e-6)


def test_one_step_is_near_to_refitting(respondents, refitted):
    _, data, fit = respondents
    step, exact = fit.influence(data), refitted
    for name in ("cook", "displacement", "delta_chisq"):
        ours, theirs = getattr(step, name), getattr(exact, name)
        assert np.corrcoef(ours, theirs)[0, 1] > 0.998
    # The error of a Newton step is of second order: the largest change is half a standard error.
    assert np.abs(step.dfbetas - exact.dfbetas).max() < 0.1
    assert np.abs(step.delta_chisq - exact.delta_chisq).max() < 0.1
    assert np.median(np.abs(step.cook / exact.cook - 1.0)) < 0.02
