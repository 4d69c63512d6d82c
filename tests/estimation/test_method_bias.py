"""Common method variance against lavaan and R, and what is refused."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem

REFERENCE = Path(__file__).parents[1] / "reference"
HS = REFERENCE / "data" / "hs.csv"
KNOWN = json.loads((REFERENCE / "reliability" / "validity.json").read_text(encoding="utf-8"))
HS3 = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
FIVE = "\n".join(f"{c} =~ " + " + ".join(f"{c}{i}" for i in range(1, 6)) for c in "ACENO")


def bfi() -> pd.DataFrame:
    data = pd.read_csv(REFERENCE.parents[1] / "surveys" / "bfi" / "responses.csv")
    data = data.dropna(subset=[f"{c}{i}" for c in "ACENO" for i in range(1, 6)])
    data[["A1", "C4", "C5", "E1", "E2", "O2", "O5"]] = (
        7 - data[["A1", "C4", "C5", "E1", "E2", "O2", "O5"]]
    )
    return data


def test_the_method_factor_is_that_of_lavaan() -> None:
    known = KNOWN["method_factor"]
    found = gainsem.method_bias(gainsem.fit(FIVE, bfi()))
    factor = found.method_factor
    assert factor is not None
    assert factor.proper
    assert factor.chisq_difference == pytest.approx(known["without"] - known["chisq"], abs=1e-6)
    assert factor.df_difference == 1
    after = {(one.lhs, one.rhs): one.with_method for one in factor.paths}
    assert after == pytest.approx(
        {(row["lhs"], row["rhs"]): row["est.std"] for row in known["correlations"]}, abs=1e-7
    )
    share = np.mean([row["est.std"] ** 2 for row in known["loadings"]])
    assert factor.share == pytest.approx(share, abs=1e-7)
    assert found.harman == pytest.approx(KNOWN["harman"]["bfi"], abs=1e-11)
    assert found.collinearity == pytest.approx(KNOWN["vif"]["bfi"], rel=1e-7)


def test_a_method_factor_that_takes_over_is_called_improper() -> None:
    found = gainsem.method_bias(gainsem.fit(HS3, HS))
    assert found.method_factor is not None
    assert not found.method_factor.proper
    assert [one.code for one in found.diagnostics] == ["W-REL-26"]


def test_a_method_factor_without_a_solution_is_said() -> None:
    fit = gainsem.fit("v =~ x1 + x2 + x3\nt =~ x4 + x5 + x6\nt ~ v + ageyr", HS)
    found = gainsem.method_bias(fit)
    assert found.method_factor is None
    assert [one.code for one in found.diagnostics] == ["W-REL-27"]
    assert "method_factor" not in found.tables()


def test_ordinal_items_are_fitted_again_as_such() -> None:
    data = pd.read_csv(REFERENCE / "data" / "likert.csv")
    text = "F1 =~ q1 + q2 + q3 + q4\nF2 =~ q5 + q6 + q7 + q8\nF2 ~ F1"
    fit = gainsem.fit(text, data, ordered=[f"q{i}" for i in range(1, 9)])
    found = gainsem.method_bias(fit, data)
    assert found.method_factor is not None
    # The difference of corrected statistics is no chi-square.
    assert math.isnan(found.method_factor.chisq_difference)
    assert [one.op for one in found.method_factor.paths] == ["~"]
    with pytest.raises(gainsem.OptionError, match="E-REL-02"):
        gainsem.method_bias(fit)


def test_simulated_method_variance_is_found() -> None:
    """Uncorrelated constructs with unequal loadings, and a method all items share alike.

    Without the method factor the constructs seem to correlate; with it they do not, and it
    holds the variance it was given.  Four thousand respondents: errors of about .03.
    """
    draw, n = np.random.default_rng(5), 4000
    loadings = np.tile([0.9, 0.7, 0.5, 0.3], 4)
    factors = np.repeat(draw.normal(size=(n, 4)), 4, axis=1)
    values = loadings * factors + 0.4 * draw.normal(size=(n, 1)) + 0.6 * draw.normal(size=(n, 16))
    data = pd.DataFrame(values, columns=[f"x{i}" for i in range(16)])
    text = "\n".join(f"f{j} =~ " + " + ".join(f"x{4 * j + i}" for i in range(4)) for j in range(4))
    factor = gainsem.method_bias(gainsem.fit(text, data)).method_factor
    assert factor is not None
    assert min(one.without for one in factor.paths) > 0.15
    assert max(abs(one.with_method) for one in factor.paths) < 0.1
    assert factor.share == pytest.approx(np.mean(0.16 / (loadings**2 + 0.16 + 0.36)), abs=0.04)


def test_a_marker_takes_its_share_away() -> None:
    data = bfi()
    found = gainsem.method_bias(gainsem.fit(FIVE, data), data, marker="age")
    scores = {c: data[[f"{c}{i}" for i in range(1, 6)]].mean(axis=1) for c in "ACENO"}
    share = min(abs(np.corrcoef(score, data["age"])[0, 1]) for score in scores.values())
    assert found.marker_correlation == pytest.approx(share)
    for one in found.pairs:
        r = np.corrcoef(scores[one.construct1], scores[one.construct2])[0, 1]
        assert one.r == pytest.approx(r)
        assert one.adjusted == pytest.approx(np.sign(r) * (abs(r) - share) / (1 - share))
        assert np.sign(one.t) == np.sign(one.adjusted)


def test_what_cannot_be_a_marker() -> None:
    data = pd.read_csv(HS).assign(same=3.0)
    fit = gainsem.fit(HS3, data)
    with pytest.raises(gainsem.UnknownVariableError, match="E-MOD-71"):
        gainsem.method_bias(fit, data, marker="agee")
    with pytest.raises(gainsem.OptionError, match="E-REL-05"):
        gainsem.method_bias(fit, data, marker="x1")
    with pytest.raises(gainsem.OptionError, match="E-REL-05"):
        gainsem.method_bias(fit, data, marker=["ageyr", "same"])
    with pytest.raises(gainsem.OptionError, match="E-REL-02"):
        gainsem.method_bias(fit, marker="ageyr")
    with pytest.raises(gainsem.ResponseError):
        gainsem.method_bias(fit, data.assign(word="yes"), marker="word")


def test_a_latent_variable_that_is_called_so_already() -> None:
    data = bfi()
    text = FIVE.replace("A =~", "method_factor =~")
    found = gainsem.method_bias(gainsem.fit(text, data))
    assert found.method_factor is not None
    assert {one.lhs for one in found.method_factor.paths} == {"method_factor", "C", "E", "N"}


def test_a_model_without_latent_variables() -> None:
    with pytest.raises(gainsem.SpecificationError, match="E-REL-01"):
        gainsem.method_bias(gainsem.fit("x1 ~ x2 + x3", HS))


def test_faces() -> None:
    data = bfi()
    found = gainsem.method_bias(gainsem.fit(FIVE, data), data, marker=["age", "education"])
    page = found.summary().replace("\n", " ")
    assert "cannot show that there is no method variance" in page
    assert list(found.tables())[:3] == ["method_factor", "collinearity", "marker"]
    assert len(found.to_frame("marker")) == 10
    assert json.dumps(found.to_dict(), allow_nan=False)
    assert repr(found).startswith("<MethodBias first component 20.5 %")
    assert "<table>" in found._repr_html_()
    with pytest.raises(gainsem.OptionError, match="E-OPT-01"):
        found.to_frame("harman")
