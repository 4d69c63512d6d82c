"""Factor scores: lavaan's numbers, brute force, invariances, missing answers, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import optimize
from scipy.special import ndtr

import gainsem

DATA = Path(__file__).parents[1] / "reference" / "data"
REFERENCE = json.loads((Path(__file__).parent / "data" / "factor_scores.json").read_text("utf-8"))
# lavaan's search for the scores of ordinal models stops at gradients of up to 3e-3.
STOPS_EARLY = 6e-4
THREE = REFERENCE["three"]["model"]
MIMIC = REFERENCE["mimic"]["model"]
LISTWISE = {"meanstructure": True, "missing": "listwise"}
EIGHT = [f"q{i}" for i in range(1, 9)]


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / name).drop(columns=["id", "group"], errors="ignore")


@pytest.fixture(scope="module")
def likert() -> pd.DataFrame:
    return read("likert.csv")


@pytest.fixture(scope="module")
def mixed() -> pd.DataFrame:
    return read("mixed.csv")


@pytest.fixture(scope="module")
def three(likert):
    return gainsem.fit(THREE, likert, ordered="all")


def data_of(case: str) -> pd.DataFrame:
    if case.startswith("hs"):
        return read("hs.csv")
    return read("likert.csv" if case in ("three", "second_order") else "mixed.csv")


CASES = [(case, method) for case, parts in REFERENCE.items() for method in parts["scores"]]


@pytest.mark.parametrize(("case", "method"), CASES)
def test_the_scores_are_those_of_lavaan(case, method):
    parts, data = REFERENCE[case], data_of(case)
    options = {"ordered": parts["ordered"]} if parts["ordered"] else LISTWISE
    fit = gainsem.fit(parts["model"], data, **options)
    scores = fit.factor_scores(data, method=method.upper())
    expected = np.array(parts["scores"][method], dtype=float)
    found = scores[parts["factors"]].to_numpy()[: len(expected)]
    # The continuous ones are as far apart as the estimates of the two programs.
    tolerance = STOPS_EARLY if parts["ordered"] else 2e-5
    assert found == pytest.approx(expected, abs=tolerance)
    assert scores.attrs["method"] == method
    factors, errors = np.split(scores.to_numpy(), 2, axis=1)
    assert (errors[np.isfinite(factors)] > 0).all()
    assert np.isnan(errors[np.isnan(factors)]).all()


def test_both_parameterizations_have_the_same_scores(likert, three):
    theta = gainsem.fit(THREE, likert, ordered="all", parameterization="theta")
    for method in ("EBM", "ML"):
        one, other = (fit.factor_scores(likert, method=method) for fit in (three, theta))
        ratio = (one / other).to_numpy()
        ratio = ratio[np.isfinite(ratio).all(axis=1)]
        assert np.ptp(ratio, axis=0) == pytest.approx(0.0, abs=1e-5)


def estimates(fit) -> dict[tuple[str, str, str], float]:
    return {(row.lhs, row.op, row.rhs): row.est for row in fit.parameter_rows}


@pytest.mark.parametrize("method", ["EBM", "ML"])
def test_items_a_covariate_points_at_against_brute_force(mixed, method):
    fit = gainsem.fit(f"{MIMIC}\nq3 ~ x1", mixed, ordered=EIGHT)
    est = estimates(fit)
    cuts = {q: [-np.inf, *(est[q, "|", f"t{k}"] for k in range(1, 5)), np.inf] for q in EIGHT}

    def minus_log(f, row):
        value = 0.0
        for q in EIGHT:
            mean = est.get(("f1", "=~", q), 0.0) * f[0] + est.get(("f2", "=~", q), 0.0) * f[1]
            mean += est["q3", "~", "x1"] * row.x1 * (q == "q3")
            low, high = (np.array(cuts[q][int(row[q]) - 1 :][:2]) - mean) / est[q, "~~", q] ** 0.5
            value -= np.log(ndtr(high) - ndtr(low))
        if method == "EBM":
            one = f[0] - est["f1", "~", "x1"] * row.x1 - est["f1", "~", "x2"] * row.x2
            other = f[1] - est["f2", "~", "f1"] * f[0] - est["f2", "~", "x1"] * row.x1
            value += one**2 / est["f1", "~~", "f1"] / 2 + other**2 / est["f2", "~~", "f2"] / 2
        return value

    scores = fit.factor_scores(mixed, method=method)
    for place in range(6):
        found = optimize.minimize(minus_log, np.zeros(2), args=(mixed.iloc[place],), tol=1e-11)
        assert scores[["f1", "f2"]].iloc[place].to_numpy() == pytest.approx(found.x, abs=1e-6)


def test_continuous_items_of_a_mixed_model_and_covariates_with_the_items_ordinal(mixed):
    model = "f =~ q1 + q2 + q3 + c1 + c2\nf ~ x1\nx3 ~ f"
    fit = gainsem.fit(model, mixed, ordered=["q1", "q2", "q3"])
    scores = fit.factor_scores(mixed)
    assert np.isfinite(scores.to_numpy()).all()
    # An outcome is evidence: of two respondents alike but for it, the higher has more.
    pair = mixed.iloc[[0, 0, 0]].assign(x3=[-1.0, 1.0, np.nan])
    slope = estimates(fit)["x3", "~", "f"]
    three = fit.factor_scores(pair)["f"].to_numpy()
    assert (three[1] - three[0]) * slope > 0
    assert min(three[:2]) < three[2] < max(three[:2])
    gone = fit.factor_scores(mixed.iloc[[0, 1]].assign(x1=[np.nan, 0.0]))
    assert np.isnan(gone["f"]).tolist() == [True, False]


def test_rows_stay_where_they_are(likert, three):
    frame = likert.astype(float).set_axis(range(5, 905))
    frame.iloc[1, :12] = np.nan
    frame.iloc[2, :11] = np.nan
    scores = three.factor_scores(frame)
    assert scores.index.equals(frame.index)
    assert list(scores.columns) == ["F1", "F2", "F3", "F1_se", "F2_se", "F3_se"]
    assert np.isnan(scores.loc[6]).all()
    assert np.isfinite(scores.loc[7]).all()
    complete = three.factor_scores(likert)
    assert scores.loc[10:].to_numpy() == pytest.approx(complete.iloc[5:].to_numpy(), abs=1e-12)
    [said] = scores.attrs["diagnostics"]
    assert said.code == "I-EST-90"
    assert "F1 1, F2 1, F3 1 (of 900)" in said.message
    likely = three.factor_scores(frame, method="ml").loc[7]
    assert np.isnan(likely).tolist() == [True, True, False] * 2 or np.isnan(likely).all()


@pytest.mark.parametrize("method", ["regression", "Bartlett"])
def test_missing_answers_to_continuous_items(method):
    data = read("hs.csv")
    fit = gainsem.fit(REFERENCE["hs"]["model"], data)
    some = data.iloc[:6].copy()
    some.loc[0, ["x1", "x2", "x3"]] = np.nan
    some.loc[1, "x4"] = np.nan
    some.loc[2, [f"x{i}" for i in range(1, 10)]] = np.nan
    scores, whole = (fit.factor_scores(each, method=method) for each in (some, data.iloc[:6]))
    assert scores.iloc[3:].to_numpy() == pytest.approx(whole.iloc[3:].to_numpy(), abs=1e-12)
    assert np.isnan(scores.loc[2]).all()
    assert np.isnan(scores.loc[0, "visual"]) == (method == "Bartlett")
    assert scores.loc[1, "textual_se"] > whole.loc[1, "textual_se"]


def test_bartlett_scores_where_an_item_has_no_error():
    data = read("hs.csv")
    fit = gainsem.fit("f =~ x1 + x2 + x3\ng =~ x4", data)
    scores = fit.factor_scores(data, method="bartlett")
    assert scores["g"].to_numpy() == pytest.approx((data["x4"] - data["x4"].mean()).to_numpy())
    assert scores["g_se"].to_numpy() == pytest.approx(0.0, abs=1e-6)
    regression = fit.factor_scores(data)
    assert regression["g"].to_numpy() == pytest.approx(scores["g"].to_numpy(), abs=1e-9)


def test_saved_fits_score_the_same(tmp_path, likert, three):
    again = gainsem.load(three.save(tmp_path / "fit.json"))
    path = tmp_path / "answers.csv"
    likert.to_csv(path, index=False)
    assert again.factor_scores(path).equals(three.factor_scores(likert))


def test_merged_categories_are_those_of_the_fit(likert):
    data = likert.copy()
    data.loc[data.index[:2], "q1"] = 6
    fit = gainsem.fit(THREE, data, ordered="all", collapse="auto")
    scores = fit.factor_scores(data.iloc[[0, 0]].assign(q1=[5, 6]))
    assert scores.iloc[0].to_numpy() == pytest.approx(scores.iloc[1].to_numpy(), abs=1e-12)


def test_what_the_scores_leave_out_is_said(likert):
    fit = gainsem.fit(f"{THREE}\nq1 ~~ q5", likert, ordered="all")
    with pytest.warns(UserWarning, match="W-EST-91"):
        scores = fit.factor_scores(likert)
    assert [each.code for each in scores.attrs["diagnostics"]] == ["W-EST-91"]


def test_a_second_order_factor_has_no_ml_score(likert):
    fit = gainsem.fit(REFERENCE["second_order"]["model"], likert, ordered="all")
    with pytest.warns(UserWarning, match="W-EST-90"):
        scores = fit.factor_scores(likert, method="ML")
    assert np.isnan(scores["G"]).all()
    assert np.isfinite(scores["F1"]).mean() > 0.9


def test_an_indicator_of_what_nobody_sees_has_no_ml_score(mixed):
    model = "f =~ q1 + q2 + q3 + q4\nq3 ~ q5"
    fit = gainsem.fit(f"{model}\nq5 ~ x1", mixed, ordered=EIGHT[:5])
    with pytest.raises(gainsem.OptionError, match="latent response of q5"):
        fit.factor_scores(mixed, method="ML")


def test_refusals(likert, three):
    strange = likert.iloc[:4].assign(q2=[1, 9, 2, 9])
    with pytest.raises(gainsem.ResponseError, match=r'"q2", lines 2, 4: 9 is no answer') as refused:
        three.factor_scores(strange)
    assert refused.value.code == "E-ORD-58"
    with pytest.raises(gainsem.UnknownVariableError):
        three.factor_scores(likert.drop(columns="q3"))
    with pytest.raises(gainsem.OptionError, match="method can be: EBM, ML"):
        three.factor_scores(likert, method="EAP")
    moments = gainsem.Moments.from_covariance([[1.0, 0.2], [0.2, 1.0]], 100)
    with pytest.raises(gainsem.OptionError, match="answers of respondents"):
        three.factor_scores(moments)
    regression = gainsem.fit("q1 ~ q2", likert)
    with pytest.raises(gainsem.EstimationError, match="no latent variables"):
        regression.factor_scores(likert)


def test_no_scores_without_a_minimum_or_means(not_converged):
    with pytest.raises(gainsem.NonConvergenceError) as refused:
        not_converged.factor_scores(read("hs.csv"))
    assert refused.value.code == "E-EST-90"
    data = read("hs.csv")[["x1", "x2", "x3"]]
    moments = gainsem.Moments.from_covariance(data.cov(), len(data))
    fit = gainsem.fit("f =~ x1 + x2 + x3", moments)
    with pytest.raises(gainsem.EstimationError, match="has means"):
        fit.factor_scores(data)
