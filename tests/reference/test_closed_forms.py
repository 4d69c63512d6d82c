"""Models whose solution is a formula, and identities every solution obeys."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import gainsem
from tests.reference.cases import HERE, covariance

CFA = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
NINE = [f"x{k}" for k in range(1, 10)]


@pytest.fixture(scope="module")
def hs() -> pd.DataFrame:
    return pd.read_csv(HERE / "data" / "hs.csv")


def value(fit, text: str, column: str = "est") -> float:
    """Return one cell of the parameter table."""
    lhs, op, rhs = text.split(" ") if " " in text else (text, "~1", "")
    rows = fit.parameters
    return rows[(rows.lhs == lhs) & (rows.op == op) & (rows.rhs == rhs)][column].item()


def test_saturated_covariances_are_the_sample_covariances(hs):
    data = hs[["x1", "x2", "x3"]]
    fit = gainsem.fit("x1 ~~ x1 + x2 + x3\nx2 ~~ x2 + x3\nx3 ~~ x3", data)
    s, n = data.cov(ddof=0), len(data)
    assert fit.fit_measures["chisq"] == pytest.approx(0, abs=1e-9)
    assert fit.fit_measures["df"] == 0
    for a, b in (("x1", "x1"), ("x1", "x2"), ("x2", "x3")):
        error = np.sqrt((s.loc[a, a] * s.loc[b, b] + s.loc[a, b] ** 2) / n)
        assert value(fit, f"{a} ~~ {b}") == pytest.approx(s.loc[a, b], rel=1e-9)
        assert value(fit, f"{a} ~~ {b}", "se") == pytest.approx(error, rel=1e-9)


def test_saturated_means_are_the_sample_means(hs):
    data = hs[["x1", "x2"]]
    fit = gainsem.fit("x1 ~~ x2", data, meanstructure=True)
    for name in data:
        assert value(fit, name) == pytest.approx(data[name].mean(), rel=1e-9)
        error = data[name].std(ddof=0) / np.sqrt(len(data))
        assert value(fit, name, "se") == pytest.approx(error, rel=1e-9)


def test_one_factor_of_three_items(hs):
    s = hs[["x1", "x2", "x3"]].cov(ddof=0).to_numpy()
    fit = gainsem.fit("visual =~ x1 + x2 + x3", hs)
    variance = s[0, 1] * s[0, 2] / s[1, 2]
    assert value(fit, "visual =~ x2") == pytest.approx(s[1, 2] / s[0, 2], rel=1e-8)
    assert value(fit, "visual =~ x3") == pytest.approx(s[1, 2] / s[0, 1], rel=1e-8)
    assert value(fit, "visual ~~ visual") == pytest.approx(variance, rel=1e-8)
    assert value(fit, "x1 ~~ x1") == pytest.approx(s[0, 0] - variance, rel=1e-8)
    assert fit.fit_measures["chisq"] == pytest.approx(0, abs=1e-9)


def test_regression_is_least_squares(hs):
    fit = gainsem.fit("x4 ~ x1 + ageyr + sex", hs, meanstructure=True)
    x = np.column_stack([np.ones(len(hs)), hs[["x1", "ageyr", "sex"]]])
    slopes, rss, *_ = np.linalg.lstsq(x, hs["x4"].to_numpy(), rcond=None)
    residual = rss.item() / len(hs)
    errors = np.sqrt(np.diag(residual * np.linalg.inv(x.T @ x)))
    names = ["x4", "x4 ~ x1", "x4 ~ ageyr", "x4 ~ sex"]
    for name, slope, error in zip(names, slopes, errors, strict=True):
        assert value(fit, name) == pytest.approx(slope, rel=1e-8)
        assert value(fit, name, "se") == pytest.approx(error, rel=1e-8)
    assert value(fit, "x4 ~~ x4") == pytest.approx(residual, rel=1e-8)
    assert fit.r_squared["x4"] == pytest.approx(1 - residual / hs["x4"].var(ddof=0), rel=1e-8)


def test_indirect_effect_has_sobels_standard_error():
    data = HERE / "data" / "mediation100.csv"
    fit = gainsem.fit("M ~ a*X\nY ~ b*M + X\nab := a*b", data)
    a, b = value(fit, "M ~ X"), value(fit, "Y ~ M")
    a_se, b_se = value(fit, "M ~ X", "se"), value(fit, "Y ~ M", "se")
    row = fit.parameters.query("op == ':='").iloc[0]
    assert row.est == pytest.approx(a * b, rel=1e-12)
    assert row.se == pytest.approx(np.hypot(a * b_se, b * a_se), rel=1e-8)


def test_independence_model_is_its_own_baseline(hs):
    data = hs[NINE]
    fit = gainsem.fit("\n".join(f"{x} ~~ {x}" for x in NINE), data, preset="bare")
    correlations = data.corr().to_numpy()
    expected = -len(data) * np.linalg.slogdet(correlations)[1]
    assert fit.fit_measures["chisq"] == pytest.approx(expected, rel=1e-10)
    assert fit.fit_measures["baseline_chisq"] == pytest.approx(expected, rel=1e-10)


def test_modification_indices_of_independence_are_squared_correlations(hs):
    """The score test of one covariance in the independence model is n r^2."""
    data = hs[["x1", "x2", "x3"]]
    fit = gainsem.fit("x1 ~~ x1\nx2 ~~ x2\nx3 ~~ x3", data, preset="bare")
    found = fit.modification_indices().set_index(["lhs", "op", "rhs"])
    r, s = data.corr(), data.cov(ddof=0)
    for a, b in (("x1", "x2"), ("x1", "x3"), ("x2", "x3")):
        row = found.loc[(a, "~~", b)]
        assert row["mi"] == pytest.approx(len(data) * r.loc[a, b] ** 2, rel=1e-8)
        assert row["epc"] == pytest.approx(s.loc[a, b], rel=1e-8)
        assert row["sepc_all"] == pytest.approx(r.loc[a, b], rel=1e-8)


def test_loglikelihood_is_the_sum_of_normal_densities(hs):
    fit = gainsem.fit(CFA, hs, meanstructure=True)
    implied = fit.implied()
    away = hs[list(implied.names)].to_numpy() - implied.mean
    inverse, log_det = np.linalg.inv(implied.cov), np.linalg.slogdet(implied.cov)[1]
    n, p = away.shape
    distances = np.einsum("ij,jk,ik->i", away, inverse, away)
    logl = -0.5 * (distances.sum() + n * (p * np.log(2 * np.pi) + log_det))
    assert fit.fit_measures["logl"] == pytest.approx(logl, rel=1e-10)
    k = fit.fit_measures["npar"]
    assert fit.fit_measures["aic"] == pytest.approx(2 * k - 2 * logl, rel=1e-10)
    assert fit.fit_measures["bic"] == pytest.approx(k * np.log(n) - 2 * logl, rel=1e-10)


@pytest.mark.parametrize("options", [{"std_lv": True}, {"effect_coding": True}])
def test_scaling_of_latent_variables_changes_no_fit(hs, options):
    first, second = gainsem.fit(CFA, hs), gainsem.fit(CFA, hs, **options)
    assert second.fit_measures["chisq"] == pytest.approx(first.fit_measures["chisq"], rel=1e-10)
    assert value(second, "visual =~ x2", "std_all") == pytest.approx(
        value(first, "visual =~ x2", "std_all"), rel=1e-7
    )


def test_three_first_order_factors_saturate_one_second_order_factor(hs):
    plain = gainsem.fit(CFA, hs)
    second = gainsem.fit(f"{CFA}\ng =~ visual + textual + speed", hs)
    assert second.fit_measures["chisq"] == pytest.approx(plain.fit_measures["chisq"], rel=1e-10)


def test_units_of_measurement_change_no_fit(hs):
    units = np.array([1e-3, 1, 1e3, 10, 0.1, 5, 100, 1, 1e-2])
    plain, other = gainsem.fit(CFA, hs), gainsem.fit(CFA, hs[NINE] * units)
    assert other.fit_measures["chisq"] == pytest.approx(plain.fit_measures["chisq"], rel=1e-9)
    assert value(other, "visual =~ x3") == pytest.approx(
        value(plain, "visual =~ x3") * units[2] / units[0], rel=1e-7
    )


def test_order_of_items_and_factors_changes_nothing(hs):
    turned = "speed =~ x7 + x9 + x8\nvisual =~ x1 + x3 + x2\ntextual =~ x4 + x6 + x5"
    first, second = gainsem.fit(CFA, hs), gainsem.fit(turned, hs)
    for name in ("visual =~ x2", "speed =~ x8", "x5 ~~ x5"):
        for column in ("est", "se"):
            assert value(second, name, column) == pytest.approx(
                value(first, name, column), rel=1e-8
            )


def test_covariance_matrix_and_raw_data_give_the_same_fit():
    model = "ind60 =~ x1 + x2 + x3\ndem60 =~ y1 + y2 + y3 + y4\ndem60 ~ ind60"
    raw = gainsem.fit(model, HERE / "data" / "poldem.csv")
    matrix = gainsem.fit(model, covariance("poldem_cov.csv", 75))
    for column in ("est", "se", "std_all"):
        np.testing.assert_allclose(matrix.parameters[column], raw.parameters[column], rtol=1e-9)
    assert matrix.fit_measures["logl"] == pytest.approx(raw.fit_measures["logl"], rel=1e-11)


def test_wishart_likelihood_reproduces_the_unbiased_covariances(hs):
    fit = gainsem.fit("x1 ~~ x2", hs, likelihood="wishart")
    assert value(fit, "x1 ~~ x2") == pytest.approx(hs[["x1", "x2"]].cov().iloc[0, 1], rel=1e-9)


def test_a_switch_overrides_the_preset(hs):
    switched = gainsem.fit(CFA, hs, auto_cov_lv_x=False)
    orthogonal = gainsem.fit(CFA, hs, orthogonal=True)
    assert switched.fit_measures["df"] == orthogonal.fit_measures["df"] == 27
    assert switched.fit_measures["chisq"] == pytest.approx(
        orthogonal.fit_measures["chisq"], rel=1e-10
    )


def test_given_and_random_covariates_give_the_same_paths_and_test():
    model = (
        "i =~ 1*t1 + 1*t2 + 1*t3 + 1*t4\ns =~ 0*t1 + 1*t2 + 2*t3 + 3*t4\n"
        "i ~ x1 + x2\ns ~ x1 + x2\nt1 ~ c1"
    )
    data = HERE / "data" / "demo_growth.csv"
    given = gainsem.fit(model, data, preset="growth")
    random = gainsem.fit(model, data, preset="growth", fixed_x=False)
    assert random.fit_measures["df"] == given.fit_measures["df"]
    assert random.fit_measures["chisq"] == pytest.approx(given.fit_measures["chisq"], rel=1e-9)
    for column in ("est", "se"):
        for name in ("i ~ x1", "s ~ x2", "t1 ~ c1"):
            assert value(random, name, column) == pytest.approx(
                value(given, name, column), rel=1e-7
            )


def test_one_misfit_gives_residuals_of_one_size():
    """All residuals among the three outcomes stem from one, so their z values are equal."""
    model = "fitness ~ exercise\nstress ~ hardy\nillness ~ fitness + stress"
    z = gainsem.fit(model, covariance("illness_cov.csv", 373)).residuals(type="standardized")
    size = abs(z.loc["fitness", "stress"])
    assert size == pytest.approx(2.550, abs=0.0005)
    for pair in (("fitness", "illness"), ("stress", "illness"), ("illness", "illness")):
        assert abs(z.loc[pair]) == pytest.approx(size, rel=1e-6)
