"""Bootstraps against lavaan's within Monte Carlo error, and against fits one by one."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.core.batch.moments import draw_counts
from gainsem.errors import OptionError
from gainsem.survey.moments import Moments
from tests.estimation.bootstrap.fits_of_resamples import largest_difference

REFERENCE = Path(__file__).parents[2] / "reference"
DATA = REFERENCE / "data"
LATENT = json.loads((REFERENCE / "bootstrap" / "latent_mediation.json").read_text("utf-8"))
HOLZINGER = "visual =~ x1+x2+x3\ntextual =~ x4+x5+x6\nspeed =~ x7+x8+x9"


@pytest.fixture(scope="module")
def latent_data():
    return pd.read_csv(DATA / "latent_mediation.csv")


@pytest.fixture(scope="module")
def latent(latent_data):
    return gainsem.fit(LATENT["model"], latent_data, se="bootstrap", bootstrap=1000)


def test_errors_and_limits_are_lavaans_within_monte_carlo_error(latent) -> None:
    """A standard error from B draws has a relative error of sqrt((kurtosis - 1) / 4B), here
    up to .03; two such differ by .045; 5 of these for the worst of 33.  A percentile limit
    has one of about .08 se; two differ by .12 se, 5 of these are .6 se.
    """
    rows = latent.parameters.set_index(["lhs", "op", "rhs"])
    assert latent.bootstrap.used == 1000
    for run in LATENT["runs"]:
        for known in run["percentile"]:
            own = rows.loc[(known["lhs"], known["op"], known["rhs"])]
            assert own["est"] == pytest.approx(known["est"], abs=1e-5)
            assert own["se"] == pytest.approx(known["se"], rel=0.22)
            for limit in ("ci_lower", "ci_upper"):
                assert own[limit] == pytest.approx(known[limit], abs=0.6 * known["se"])


def test_every_draw_is_the_fit_of_its_resample(latent_data) -> None:
    """Warm stacked searches against cold single fits of the drawn rows."""
    fit = gainsem.fit(LATENT["model"], latent_data, bootstrap=6, seed=3)
    counts = draw_counts(len(latent_data), 3, range(6)).astype(int)
    for k in range(6):
        drawn = latent_data.iloc[np.repeat(np.arange(len(latent_data)), counts[k])]
        single = gainsem.fit(LATENT["model"], drawn.reset_index(drop=True))
        assert fit.bootstrap.vectors[k] == pytest.approx(single.solution.params, abs=1e-7)


def test_draws_keep_fixed_covariates_at_their_own_moments() -> None:
    data = pd.read_csv(DATA / "mediation100.csv")
    model = "M ~ a*X\nY ~ b*M + X\nab := a*b"
    fit = gainsem.fit(model, data, bootstrap=3, seed=1)
    counts = draw_counts(len(data), 1, range(3)).astype(int)
    for k in range(3):
        drawn = data.iloc[np.repeat(np.arange(len(data)), counts[k])].reset_index(drop=True)
        single = gainsem.fit(model, drawn)
        assert fit.bootstrap.vectors[k][:-1] == pytest.approx(single.solution.params, abs=1e-7)
        assert fit.bootstrap.vectors[k][-1] == pytest.approx(np.var(drawn["X"]), rel=1e-12)


@pytest.mark.parametrize(
    "options", [{"std_lv": True}, {"meanstructure": True}, {"likelihood": "wishart"}]
)
def test_draws_of_other_kinds_of_models_are_their_fits(options) -> None:
    data = pd.read_csv(DATA / "hs.csv")
    model = HOLZINGER.replace("x2", "a*x2").replace("x3", "a*x3")
    fit = gainsem.fit(model, data, bootstrap=3, seed=2, **options)
    counts = draw_counts(len(data), 2, range(3)).astype(int)
    for k in range(3):
        drawn = data.iloc[np.repeat(np.arange(len(data)), counts[k])]
        single = gainsem.fit(model, drawn.drop(columns="id").reset_index(drop=True), **options)
        assert fit.bootstrap.vectors[k] == pytest.approx(single.solution.params, abs=1e-6)


def ordinal_data(n: int = 400):
    rng = np.random.default_rng(8)
    factor = rng.normal(size=n)
    columns = {}
    for k in range(1, 6):
        latent = 0.8 * factor + 0.6 * rng.normal(size=n)
        columns[f"q{k}"] = np.digitize(latent, [-1.0, 0.0, 1.0]) + 1
    return pd.DataFrame(columns)


@pytest.mark.parametrize("options", [{}, {"parameterization": "theta"}, {"estimator": "ULSMV"}])
def test_ordinal_draws_are_the_fits_of_their_resamples(options) -> None:
    data = ordinal_data()
    fit = gainsem.fit("f =~ q1+q2+q3+q4+q5", data, ordered=True, bootstrap=4, **options)
    counts = draw_counts(len(data), 1, range(4)).astype(int)
    for k in range(4):
        drawn = data.iloc[np.repeat(np.arange(len(data)), counts[k])].reset_index(drop=True)
        single = gainsem.fit("f =~ q1+q2+q3+q4+q5", drawn, ordered=True, **options)
        assert fit.bootstrap.vectors[k] == pytest.approx(single.solution.params, abs=1e-6)
    frame = fit.intervals().set_index("quantity")
    assert np.isfinite(frame.loc["std_all", "est"]).all()


def test_draws_with_covariates_of_ordinal_items_are_their_fits() -> None:
    data = ordinal_data(200).assign(w=np.random.default_rng(1).normal(size=200))
    model, names = "f =~ q1+q2+q3\nf ~ w", ["q1", "q2", "q3"]
    fit = gainsem.fit(model, data, ordered=names, bootstrap=2)
    counts = draw_counts(len(data), 1, range(2)).astype(int)
    drawn = data.iloc[np.repeat(np.arange(len(data)), counts[1])].reset_index(drop=True)
    single = gainsem.fit(model, drawn, ordered=names)
    own = fit.bootstrap.vectors[1][: fit.table.n_free]
    assert own == pytest.approx(single.solution.params, abs=1e-6)


@pytest.mark.parametrize(
    ("model", "options"),
    [
        ("f =~ q1+q2+q3+q4+q5", {"weights": "w"}),
        ("f =~ q1+q2+q3+q4+q5\nf ~ x", {"weights": "w"}),
        ("f =~ q1+a*q2+b*q3+q4+q5\na > 1.05\na*b == 1.2", {}),
        ("f =~ q1+q2+q3+q4+q5", {"estimator": "WLS"}),
    ],
)
def test_weighted_and_restricted_ordinal_draws_are_their_fits(model, options) -> None:
    """Weights go with their respondents, and have a mean of 1 in every resample."""
    rng = np.random.default_rng(1)
    data = ordinal_data(300).assign(w=rng.uniform(0.3, 3.0, 300), x=rng.normal(size=300))
    items = [f"q{k}" for k in range(1, 6)]
    assert largest_difference(model, data, draws=2, ordered=items, **options) < 1e-6


def test_a_category_nobody_drew_loses_its_threshold_only() -> None:
    data = ordinal_data(300)
    data.loc[0, "q1"] = 5
    fit = gainsem.fit("f =~ q1+q2+q3+q4+q5", data, ordered=True, bootstrap=30)
    missing = np.isnan(fit.bootstrap.vectors)
    without = (draw_counts(300, 1, range(30))[:, 0] == 0).sum()
    assert fit.bootstrap.used == 30
    assert missing.any(axis=1).sum() == without
    row = fit.parameters.set_index(["lhs", "op", "rhs"]).loc[("f", "=~", "q1")]
    assert row["est"] == 1.0


def test_the_test_of_bollen_and_stine_is_lavaans_within_monte_carlo_error() -> None:
    """Mean of 1000 statistics with sd 7.1: two means differ by .32; 4 of these.  The 95 %
    point has an error of about .5, two differ by .7; 4 of these.
    """
    known = json.loads((REFERENCE / "bootstrap" / "hs_bollen_stine.json").read_text("utf-8"))
    data = pd.read_csv(DATA / "hs.csv")
    fit = gainsem.fit(HOLZINGER, data, test="bollen.stine", bootstrap=1000)
    found = fit.bollen_stine
    assert found.used == 1000
    assert found.mean == pytest.approx(known["mean"], abs=1.3)
    assert found.critical == pytest.approx(known["q95"], abs=2.8)
    assert found.pvalue == pytest.approx(1 / 1001) == fit.fit_measures["pvalue_bollen_stine"]
    assert fit.bootstrap is None
    assert fit.parameters["se"].max() == gainsem.fit(HOLZINGER, data).parameters["se"].max()


def test_limits_of_a_mean_are_those_of_the_normal_distribution() -> None:
    """A mean of n = 400: se = sd / sqrt(n) (.022 relative error of 1000 draws; 4 of these)."""
    data = pd.DataFrame({"x": np.random.default_rng(5).normal(3.0, 2.0, 400)}).assign(
        y=lambda d: d.x
    )
    data["y"] += np.random.default_rng(6).normal(size=400)
    fit = gainsem.fit("x ~ 1\nx ~~ y\ny ~ 1", data, bootstrap=1000, meanstructure=True)
    row = fit.parameters.set_index(["lhs", "op", "rhs"]).loc[("x", "~1", "")]
    se = data["x"].std(ddof=0) / 20.0
    assert row["se"] == pytest.approx(se, rel=0.09)
    assert row["ci_lower"] == pytest.approx(row["est"] - 1.96 * se, abs=0.5 * se)


def test_the_interval_of_a_correlation_is_in_the_standardised_estimates(latent) -> None:
    own = latent.standardized().set_index("lhs").loc["ind1"]
    frame = latent.intervals().set_index(["quantity", "lhs"])
    row = frame.loc[("std_all", "ind1")]
    assert own["ci_lower"] == pytest.approx(row["ci_lower"], rel=1e-12)
    effect = next(r for r in latent.effects("FX", "FY") if r.path == "FX -> M1 -> FY")
    assert effect.std_all_ci_lower == pytest.approx(row["ci_lower"], rel=1e-9)
    assert (frame.loc["r_squared"]["ci_lower"] < frame.loc["r_squared"]["est"]).all()


def test_s08_too_many_lost_draws_withhold_errors_and_intervals(monkeypatch, latent_data) -> None:
    from gainsem.estimation.bootstrap.by_likelihood import LikelihoodReplicator
    from gainsem.estimation.bootstrap.replicates import NOT_CONVERGED, Replicates

    plain = LikelihoodReplicator.fit

    def failing(self, counts):
        found = plain(self, counts)
        status = found.status.copy()
        status[::5] = NOT_CONVERGED
        return Replicates(found.vectors, found.fmin, status)

    monkeypatch.setattr(LikelihoodReplicator, "fit", failing)
    fit = gainsem.fit(LATENT["model"], latent_data, bootstrap=50)
    assert not fit.usable
    assert "E-BOOT-08" in {one.code for one in fit.diagnostics}
    free = fit.parameters[fit.parameters["free"]]
    assert free[["se", "ci_lower", "ci_upper"]].isna().to_numpy().all()
    assert np.isnan(fit.effects().rows[0].ci_lower)
    assert "too many bootstrap draws failed" in fit.summary()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"se": "bootstrap", "bootstrap": 0}, "E-BOOT-02"),
        ({"bootstrap": -5}, "E-BOOT-02"),
        ({"monte_carlo": -1}, "E-BOOT-02"),
        ({"seed": -1}, "E-BOOT-02"),
        ({"boot_ci_type": "studentized"}, "E-OPT-01"),
        ({"bootstrap": 9, "se": "standard"}, "E-OPT-02"),
        ({"test": "bollen.stine", "ordered": True}, "E-BOOT-05"),
        ({"bootstrap": 9, "workers": 0}, "E-OPT-01"),
        ({"bootstrap": 9, "resume": True}, "E-OPT-02"),
    ],
)
def test_s14_what_cannot_be_bootstrapped_is_refused(options, code: str) -> None:
    with pytest.raises(OptionError) as caught:
        gainsem.fit("f =~ q1+q2+q3+q4", ordinal_data().assign(w=1.0), **options)
    assert caught.value.code == code


def test_s13_a_covariance_matrix_has_nobody_to_draw() -> None:
    moments = Moments.from_covariance([[1.0, 0.5], [0.5, 1.0]], 100, names=["a", "b"])
    with pytest.raises(OptionError) as caught:
        gainsem.fit("a ~ b", moments, bootstrap=10)
    assert caught.value.code == "E-BOOT-03"
    assert "monte_carlo" in str(caught.value)
    fit = gainsem.fit("a ~ c1*b\nd := 2*c1", moments, monte_carlo=2000)
    row = fit.parameters.set_index("lhs").loc["d"]
    assert row["ci_lower"] < row["est"] < row["ci_upper"]


def test_s16_few_draws_are_remarked(latent_data) -> None:
    fit = gainsem.fit(LATENT["model"], latent_data, bootstrap=20, boot_ci_type="bca")
    assert "W-BOOT-02" in {one.code for one in fit.diagnostics}
    assert fit.bootstrap.left_out.shape[0] == 400


def test_a_bootstrap_comes_back_from_its_record(latent) -> None:
    again = gainsem.Fit.from_dict(json.loads(json.dumps(latent.to_dict())))
    assert (again.bootstrap.vectors == latent.bootstrap.vectors).all()
    assert again.effects().rows[3] == latent.effects().rows[3]


@pytest.mark.slow
def test_all_warm_searches_of_a_thousand_end_where_cold_ones_do() -> None:
    """The bfi survey, 25 items: every draw again as a fit of its own from closed-form starts."""
    from gainsem.core.batch.moments import PairProducts

    survey = gainsem.read_survey(Path(__file__).parents[3] / "surveys" / "bfi")
    model = Path(__file__).parents[3] / "models" / "bfi.lav"
    fit = gainsem.fit(model, survey, estimator="ML", bootstrap=1000)
    names = fit.table.observed
    values = survey.responses.columns(names)
    values = values[~np.isnan(values).any(axis=1)]
    products = PairProducts(values)
    for k in range(1000):
        _, cov = products.moments(draw_counts(len(values), 1, range(k, k + 1)))
        moments = Moments(names, cov[0], None, len(values))
        single = gainsem.fit(model, moments, estimator="ML", se="none")
        assert fit.bootstrap.vectors[k] == pytest.approx(single.solution.params, abs=1e-6)


@pytest.mark.slow
def test_all_warm_ordinal_searches_of_five_hundred_end_where_cold_ones_do() -> None:
    """The bfi survey by WLSMV: every draw again as a fit of its own, from its own start."""
    survey = gainsem.read_survey(Path(__file__).parents[3] / "surveys" / "bfi")
    model = Path(__file__).parents[3] / "models" / "bfi.lav"
    fit = gainsem.fit(model, survey, ordered=True, bootstrap=500)
    names = list(fit.table.observed)
    values = survey.responses.columns(names)
    values = values[~np.isnan(values).any(axis=1)]
    for k in range(500):
        counts = draw_counts(len(values), 1, range(k, k + 1))[0].astype(int)
        drawn = pd.DataFrame(values[np.repeat(np.arange(len(values)), counts)], columns=names)
        single = gainsem.fit(model, drawn, ordered=True, se="none")
        assert fit.bootstrap.vectors[k] == pytest.approx(single.solution.params, abs=1e-6)


def test_flagged_respondents_are_not_drawn() -> None:
    data = ordinal_data(300)
    data["q6"] = data["q1"].to_numpy()[::-1]
    data.iloc[:12] = 2
    model, options = "f =~ q1+q2+q3+q4+q5+q6", {"ordered": "none", "bootstrap": 5}
    fit = gainsem.fit(model, data, exclude="longstring=6", **options)
    left_out = (data.nunique(axis=1) == 1).to_numpy()
    kept = gainsem.fit(model, data[~left_out].reset_index(drop=True), **options)
    assert fit.n_obs == (~left_out).sum()
    assert fit.bootstrap.vectors == pytest.approx(kept.bootstrap.vectors, abs=1e-12)


def test_seed_zero_is_a_seed_of_its_own(latent_data) -> None:
    one, other = (gainsem.fit(LATENT["model"], latent_data, bootstrap=2, seed=s) for s in (0, 1))
    assert one.bootstrap.seed == 0
    assert (one.bootstrap.vectors != other.bootstrap.vectors).any()
