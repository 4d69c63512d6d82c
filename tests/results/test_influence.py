"""Respondents and the model: distances, influence, faces, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import EstimationError, OptionError, ResponseError

DATA = Path(__file__).parents[1] / "reference" / "data"
MODEL = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"


@pytest.fixture(scope="module")
def answers():
    return pd.read_csv(DATA / "hs.csv")


@pytest.fixture(scope="module")
def holes():
    return pd.read_csv(DATA / "hs_missing.csv")


@pytest.fixture(scope="module")
def fit(answers):
    return gainsem.fit(MODEL, answers)


def test_distances_of_a_regression_are_those_of_the_sample(answers):
    """A saturated model: Mahalanobis distances of the sample, nothing latent to explain."""
    fit = gainsem.fit("x1 ~ x2 + x3", answers, fixed_x=False)
    values = answers[["x1", "x2", "x3"]].to_numpy()
    apart = values - values.mean(axis=0)
    squared = np.einsum("ij,jk,ik->i", apart, np.linalg.inv(np.cov(values.T, bias=True)), apart)
    found = fit.casewise(answers)
    assert found["distance"].to_numpy() == pytest.approx(squared, rel=1e-6)
    assert found["distance"].mean() == pytest.approx(3.0, rel=1e-6)
    assert found["residual_distance"].isna().all()


def test_residual_distances_are_those_of_bartlett_scores(answers, fit):
    scores = fit.factor_scores(answers, method="Bartlett")[["visual", "textual", "speed"]]
    table = fit.parameters
    loadings = np.zeros((9, 3))
    for row in table[table["op"] == "=~"].itertuples():
        loadings[int(row.rhs[1]) - 1, ["visual", "textual", "speed"].index(row.lhs)] = row.est
    theta = [table.query(f"op == '~~' and lhs == 'x{k}'")["est"].iloc[0] for k in range(1, 10)]
    values = answers[[f"x{k}" for k in range(1, 10)]].to_numpy()
    residual = values - values.mean(axis=0) - scores.to_numpy() @ loadings.T
    expected = (residual**2 / np.array(theta)).sum(axis=1)
    found = fit.casewise(answers)
    assert found["residual_distance"].to_numpy() == pytest.approx(expected, rel=1e-8)
    assert (found["residual_df"] == 6).all()


def test_a_distance_is_split_by_the_latent_variables(answers, fit):
    found = fit.casewise(answers)
    assert (found["residual_distance"] < found["distance"]).all()
    # The parts of the model's own chi-squares: p and p - m on average, for complete answers.
    assert found["distance"].mean() == pytest.approx(9.0, rel=1e-6)
    assert found["residual_distance"].mean() == pytest.approx(6.0, rel=0.02)


@pytest.mark.parametrize("extra", ["", "\nvisual ~ ageyr\nspeed ~ ageyr + textual"])
def test_likelihoods_add_up_with_covariates_and_holes(answers, holes, extra):
    for data, options in ((answers, {}), (answers, {"meanstructure": True}), (holes, {})):
        fit = gainsem.fit(MODEL + extra, data, **options)
        total = fit.casewise(data)["loglik"].sum()
        assert total == pytest.approx(fit.fit_measures["logl"], rel=1e-12)


def test_respondents_without_use_have_no_numbers(holes):
    fit = gainsem.fit(MODEL, holes, missing="listwise")
    found = fit.casewise(holes)
    used = holes[[f"x{k}" for k in range(1, 10)]].notna().all(axis=1)
    assert (found["loglik"].notna() == used).all()
    influence = fit.influence(holes).to_frame()
    assert (influence["cook"].notna() == used).all()


def test_the_mean_of_a_single_variable_is_a_closed_form():
    """y ~ N(m, v): without y_i the mean moves by (y_i - m) / (n - 1)."""
    y = np.random.default_rng(4).normal(size=40)
    data = pd.DataFrame({"y": y, "x": np.random.default_rng(5).normal(size=40)})
    fit = gainsem.fit("y ~ 1\nx ~ 1\ny ~~ 0*x", data)
    found = fit.influence(data, exact=True)
    at = found.names.index("y~1")
    apart = y - y.mean()
    expected = apart / 39.0 / np.sqrt(y.var() / 40.0)
    assert found.dfbetas[:, at] == pytest.approx(expected, rel=1e-6, abs=1e-9)
    assert fit.influence(data).dfbetas[:, at] == pytest.approx(expected, rel=1e-6, abs=1e-9)
    others = np.array([np.delete(y, i).var() for i in range(40)])
    variance = found.names.index("y~~y")
    moved = (y.var() - others) / np.sqrt(2.0 * y.var() ** 2 / 40.0)
    assert found.dfbetas[:, variance] == pytest.approx(moved, rel=1e-6, abs=1e-8)


FOUR = "f =~ x4 + a*x5 + b*x6 + x1"


@pytest.mark.parametrize(
    "model",
    [
        FOUR + "\nf ~ ageyr",
        FOUR + "\na == b",
        FOUR + "\na > 1.3*b",
        FOUR + "\na*b == 1",
        FOUR + "\nx4 ~~ s*x4\ns > 0.1",
    ],
    ids=["covariates", "equal", "binding", "nonlinear", "slack"],
)
def test_one_step_is_near_to_refitting(answers, model):
    data = answers.tail(100)
    fit = gainsem.fit(model, data)
    step, exact = fit.influence(data), fit.influence(data, exact=True)
    assert np.isfinite(exact.delta_chisq).all()
    assert np.corrcoef(step.cook, exact.cook)[0, 1] > 0.98
    assert np.corrcoef(step.delta_chisq, exact.delta_chisq)[0, 1] > 0.99


def test_v06_respondents_without_whom_there_is_no_minimum_are_named(answers):
    data = answers.iloc[40:70].reset_index(drop=True)
    model = "f =~ x1 + x2 + x3 + x4"
    found = gainsem.fit(model, data).influence(data, exact=True)
    (remark,) = [one for one in found.diagnostics if one.code == "W-INF-03"]
    assert "without 2 of 30 respondents: line 7, 27." in remark.message
    assert np.flatnonzero(np.isnan(found.cook)).tolist() == [6, 26]
    assert found.order[:2].tolist() != [6, 26]
    for row in (6, 26):
        assert not gainsem.fit(model, data.drop(index=row)).converged


@pytest.mark.parametrize("extra", ["", "\nvisual ~ ageyr"])
def test_means_left_free_change_no_chi_square(answers, extra):
    data = answers.head(100)
    for exact in (False, True):
        plain = gainsem.fit(MODEL + extra, data).influence(data, exact=exact)
        means = gainsem.fit(MODEL + extra, data, meanstructure=True)
        found = means.influence(data, exact=exact)
        # The step treats free means as part of the model in one, exactly in the other.
        tolerance = 1e-6 if exact else 0.1
        assert found.delta_chisq == pytest.approx(plain.delta_chisq, abs=tolerance)


def test_a_planted_respondent_is_found(answers):
    spoiled = answers.copy()
    spoiled.loc[17, ["x1", "x5", "x9"]] = [25.0, -15.0, 30.0]
    found = gainsem.fit(MODEL, spoiled).influence(spoiled)
    assert found.table(1).values("line") == (18,)
    assert {one.code for one in found.diagnostics} == {"I-INF-04"}
    assert "line 18" in str(found.diagnostics[0])
    assert found.delta_chisq[17] == found.delta_chisq.max()


def test_robust_fits_measure_by_robust_errors(answers):
    plain, robust = (gainsem.fit(MODEL, answers, estimator=name) for name in ("ML", "MLR"))
    one, other = plain.influence(answers), robust.influence(answers)
    ratio = plain.parameters.query("free")["se"] / robust.parameters.query("free")["se"]
    assert other.dfbetas == pytest.approx(one.dfbetas * ratio.to_numpy(), rel=1e-6, abs=1e-12)


def test_faces(answers, fit):
    found = fit.influence(answers)
    assert repr(found) == "<Influence of 301 respondents, in one step>"
    assert "Most influential of 301 respondents" in str(found.summary(3))
    assert len(found.table(3).rows) == 3
    assert "<table>" in found._repr_html_()
    frame = found.to_frame("dfbetas")
    assert frame.shape == (301, len(found.names))
    record = json.loads(found.to_json())
    assert record["schema"] == "gainsem.influence/1"
    assert len(record["respondents"]) == 301
    assert record["respondents"][0]["line"] == 1
    with pytest.raises(KeyError, match="respondents, dfbetas"):
        found.to_frame("cook")


def test_a_read_fit_knows_the_same(answers, fit, tmp_path):
    again = gainsem.load(fit.save(tmp_path / "fit.json"))
    assert again.influence(answers).cook == pytest.approx(fit.influence(answers).cook, rel=1e-9)


def test_rotated_factors_have_no_influence(answers):
    items = " + ".join(f"x{k}" for k in range(1, 10))
    model = f'efa("b")*f =~ {items}\nefa("b")*g =~ {items}'
    rotated = gainsem.fit(model, answers)
    with pytest.raises(EstimationError, match="rotated anew") as caught:
        rotated.influence(answers)
    assert caught.value.code == "E-INF-01"
    total = rotated.casewise(answers)["loglik"].sum()
    assert total == pytest.approx(rotated.fit_measures["logl"], rel=1e-12)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"estimator": "WLS"}, "WLS has no likelihood"),
        ({"likelihood": "wishart"}, "wishart"),
        ({"max_iterations": 1}, "no solution"),
    ],
)
def test_fits_without_a_likelihood_are_refused(answers, options, says):
    with pytest.raises(EstimationError, match=says) as caught:
        gainsem.fit(MODEL, answers, **options).casewise(answers)
    assert caught.value.code == "E-INF-01"


def test_two_stages_and_auxiliary_variables_are_refused(holes):
    for options in ({"missing": "two_stage"}, {"missing": "fiml", "auxiliary": "ageyr"}):
        with pytest.raises(EstimationError, match="fit it with"):
            gainsem.fit(MODEL, holes, **options).influence(holes)


def test_other_answers_are_refused(answers, fit):
    with pytest.raises(ResponseError, match="300 can be used") as caught:
        fit.casewise(answers.head(300))
    assert caught.value.code == "E-INF-02"
    moments = gainsem.Moments.from_covariance(np.eye(9), 50, names=[f"x{k}" for k in range(1, 10)])
    with pytest.raises(OptionError, match="covariance matrix has none"):
        fit.influence(moments)


def test_a_fit_without_errors_has_no_influence(answers):
    with pytest.raises(EstimationError, match="no standard errors"):
        gainsem.fit(MODEL, answers, se="none").influence(answers)
