"""Fits with replicate weights: closed forms, fits one by one, and what is refused.

Tolerances: a closed form of a linear statistic is met up to rounding and the stopping rule of
the search (1e-7); a fit in a batch is the fit alone up to that rule (1e-7); variances from R
bootstrap replicates have a relative standard error of about sqrt(2 / R).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import gainsem
from gainsem.errors import GainsemError
from gainsem.estimation.replication.plan import replicate_set
from gainsem.io.handed_in import answers_of
from gainsem.options import options_from
from gainsem.survey.sampling_design import DesignColumns, sampling_design
from tests.estimation.replication.designed import (
    ITEMS,
    balanced_columns,
    jackknife_columns,
    linearised,
    sample,
)

MEANS = "a ~ 1\nb ~ 1\na ~~ b\na ~~ a\nb ~~ b"
FACTOR = "f =~ a + b + c + d"
STOP = 1e-7
GIVEN = {"weights": "w", "replicate_weights": "jk_*", "replicate_type": "jkn"}


def both(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([frame, jackknife_columns(frame), balanced_columns(frame)], axis=1)


def of_means(fit) -> np.ndarray:
    names = ["a~1", "b~1"]
    return fit.vcov.loc[names, names].to_numpy()


def test_jackknife_of_respondents_is_the_variance_of_a_mean() -> None:
    frame = sample()[list(ITEMS)]
    fit = gainsem.fit(MEANS, frame, replicates="jackknife")
    expected = np.cov(frame[["a", "b"]].to_numpy(), rowvar=False) / len(frame)
    assert of_means(fit) == pytest.approx(expected, rel=STOP)
    assert fit.replication.kind == "jk1"
    assert fit.replication.freedom == len(frame) - 1


@pytest.mark.parametrize(
    "options",
    [
        {"replicates": "jackknife"},
        {"replicates": "brr"},
        {"replicates": "brr", "fay": 0.3},
        {"replicate_weights": "jk_*", "replicate_type": "jkn"},
        {"replicate_weights": "jk_*", "replicate_type": "jkn", "replicate_scale": 0.5},
        {"replicate_weights": "brr_*", "replicate_type": "brr"},
        {"replicate_weights": "brr_*", "replicate_type": "brr", "replicate_centre": "mean"},
    ],
)
def test_means_of_a_saturated_model_have_the_linearised_variance(options) -> None:
    """Weights are the same within strata: means are linear, and all methods agree."""
    frame = both(sample())
    design = {"cluster": "psu", "strata": "stratum"} if "replicates" in options else {}
    fit = gainsem.fit(MEANS, frame, weights="w", **design, **options)
    expected = linearised(frame, ("a", "b"))
    assert of_means(fit) == pytest.approx(expected, rel=STOP)
    assert fit.replication.freedom == 20
    row = fit.parameters[fit.parameters.op == "~1"].iloc[0]
    se = np.sqrt(expected[0, 0])
    assert row.est == pytest.approx(np.average(frame.a, weights=frame.w), rel=STOP)
    reach = stats.t.ppf(0.975, 20) * se
    assert (row.ci_lower, row.ci_upper) == pytest.approx((row.est - reach, row.est + reach))
    assert row.pvalue == pytest.approx(2 * stats.t.sf(abs(row.est / se), 20))


def test_fays_columns_need_their_factor() -> None:
    frame = sample()
    frame = pd.concat([frame, balanced_columns(frame, fay=0.5)], axis=1)
    options = {"weights": "w", "replicate_weights": "brr_*"}
    fit = gainsem.fit(MEANS, frame, replicate_type="fay", fay=0.5, **options)
    assert of_means(fit) == pytest.approx(linearised(frame, ("a", "b")), rel=STOP)
    without = gainsem.fit(MEANS, frame, replicate_type="brr", **options)
    assert of_means(without) == pytest.approx(0.25 * of_means(fit), rel=STOP)


def test_bootstrap_of_clusters_is_the_linearised_variance_up_to_its_draws() -> None:
    frame = sample()
    design = {"weights": "w", "cluster": "psu", "strata": "stratum"}
    fit = gainsem.fit(MEANS, frame, **design, replicates="bootstrap", replicate_draws=2000)
    ratio = np.diag(of_means(fit)) / np.diag(linearised(frame, ("a", "b")))
    assert ratio == pytest.approx(np.ones(2), abs=4 * np.sqrt(2 / 2000))
    assert (fit.replication.seed, fit.replication.freedom) == (1, 20)


@pytest.mark.parametrize("model", [FACTOR, "f =~ a + b + c\nf ~ d", "f =~ l*a + l*b + c + d"])
def test_every_replicate_is_the_fit_with_its_weights(model) -> None:
    frame = both(sample(equal=False))
    fit = gainsem.fit(model, frame, **GIVEN)
    found = fit.replication.vectors[:, : fit.table.n_free]
    for at in (0, 7, 39):
        alone = gainsem.fit(model, frame, weights=f"jk_{at + 1}")
        assert found[at] == pytest.approx(alone.solution.params, abs=STOP)
    apart = found - fit.solution.params
    assert fit.vcov.to_numpy() == pytest.approx(0.5 * apart.T @ apart, rel=1e-9)


@pytest.mark.parametrize("options", [{}, {"parameterization": "theta"}, {"estimator": "ULSMV"}])
def test_every_ordinal_replicate_is_the_fit_with_its_weights(options) -> None:
    frame = both(sample(ordinal=True, equal=False))
    fit = gainsem.fit(FACTOR, frame, ordered="all", **GIVEN, **options)
    found = fit.replication.vectors
    for at in (0, 7, 39):
        own = frame[frame[f"jk_{at + 1}"] > 0]
        alone = gainsem.fit(FACTOR, own, ordered="all", weights=f"jk_{at + 1}", **options)
        assert found[at] == pytest.approx(alone.solution.params, abs=STOP)


def _with_holes(frame: pd.DataFrame) -> pd.DataFrame:
    """Answers missing by chance, everybody's stratum apart."""
    stream = np.random.default_rng(8)
    holes = stream.uniform(size=(len(frame), 4)) < 0.12
    holed = frame.copy()
    holed[list(ITEMS)] = holed[list(ITEMS)].mask(holes)
    return holed


@pytest.mark.parametrize("options", [{}, {"auxiliary": "d"}])
def test_every_incomplete_replicate_is_the_fit_with_its_weights(options) -> None:
    frame = both(_with_holes(sample(equal=False)))
    model = "f =~ a + b + c" if options else FACTOR
    fit = gainsem.fit(model, frame, **GIVEN, **options)
    assert fit.missing.treatment == "fiml"
    found = fit.replication.vectors
    for at in (0, 39):
        alone = gainsem.fit(model, frame, weights=f"jk_{at + 1}", **options)
        assert found[at] == pytest.approx(alone.solution.params, abs=10 * STOP)


def test_given_covariates_of_incomplete_answers_have_weighted_moments() -> None:
    frame = both(_with_holes(sample(equal=False)))
    frame["x"] = np.random.default_rng(3).normal(size=len(frame))
    model = "f =~ a + b + c\nf ~ x"
    fit = gainsem.fit(model, frame, **GIVEN)
    alone = gainsem.fit(model, frame, weights="jk_5")
    q = fit.table.n_free
    assert fit.replication.vectors[4, :q] == pytest.approx(alone.solution.params, abs=10 * STOP)
    given = [row.value for row in alone.table.rows if row.exogenous]
    assert fit.replication.vectors[4, q:] == pytest.approx(given, abs=10 * STOP)


def test_the_test_of_incomplete_answers_is_the_complete_one_where_none_is_missing() -> None:
    """One hole among 1,600 answers, a model that fits: weights and moments all but agree."""
    frame = both(sample(seed=6, equal=False))
    frame.loc[3, "a"] = np.nan
    fit = gainsem.fit(FACTOR, frame, **GIVEN)
    listwise = gainsem.fit(FACTOR, frame, missing="listwise", meanstructure=True, **GIVEN)
    assert fit.missing is not None
    for name in ("chisq_scaling_factor", "baseline_chisq_scaling_factor", "rmsea_robust"):
        expected = listwise.fit_measures[name]
        assert fit.fit_measures[name] == pytest.approx(expected, rel=0.02, abs=0.002)
    se = listwise.parameters.se
    assert fit.parameters.se[se > 0].to_numpy() == pytest.approx(se[se > 0].to_numpy(), rel=0.02)


def test_ordinal_covariates_are_refitted_with_weighted_moments() -> None:
    frame = both(sample(ordinal=True, equal=False))
    frame["x"] = np.random.default_rng(3).normal(size=len(frame)) + 0.3 * frame.a
    model = "f =~ a + b + c\nf ~ x"
    fit = gainsem.fit(model, frame, ordered="a,b,c", **GIVEN)
    own = frame[frame.jk_5 > 0]
    alone = gainsem.fit(model, own, ordered="a,b,c", weights="jk_5")
    q = fit.table.n_free
    assert fit.replication.vectors[4, :q] == pytest.approx(alone.solution.params, abs=STOP)
    given = [row.value for row in alone.table.rows if row.exogenous]
    assert fit.replication.vectors[4, q:] == pytest.approx(given, abs=STOP)


def test_standardised_defined_and_explained_have_the_spread_of_the_replicates() -> None:
    frame = both(sample(equal=False))
    model = "f =~ a + p*b + q*c + d\nboth := p*q"
    fit = gainsem.fit(model, frame, **GIVEN)
    alone = [gainsem.fit(model, frame, weights=f"jk_{k}") for k in range(1, 41)]

    def spread(values, estimate):
        return np.sqrt(0.5 * ((np.array(values) - estimate) ** 2).sum())

    defined = fit.parameters[fit.parameters.op == ":="].iloc[0]
    others = [one.parameters[one.parameters.op == ":="].est.iloc[0] for one in alone]
    assert defined.se == pytest.approx(spread(others, defined.est), rel=1e-6)
    first = fit.standardized().iloc[1]
    others = [one.standardized().est_std.iloc[1] for one in alone]
    assert first.se == pytest.approx(spread(others, first.est_std), rel=1e-6)
    assert first.pvalue == pytest.approx(2 * stats.t.sf(abs(first.z), 20))
    explained = fit.intervals().query("quantity == 'r_squared' and lhs == 'b'").iloc[0]
    others = [one.r_squared["b"] for one in alone]
    assert explained.se == pytest.approx(spread(others, fit.r_squared["b"]), rel=1e-6)


def test_effects_take_the_replicates() -> None:
    frame = both(sample(equal=False))
    fit = gainsem.fit("b ~ a\nc ~ b", frame, **GIVEN)
    found = fit.effects("a", "c")
    assert found.method == "replicates"
    row = found.to_frame().iloc[0]
    products = []
    for k in range(1, 41):
        own = gainsem.fit("b ~ a\nc ~ b", frame, weights=f"jk_{k}").parameters
        products.append(own.est.iloc[0] * own.est.iloc[1])
    assert row.se == pytest.approx(np.sqrt(0.5 * ((np.array(products) - row.est) ** 2).sum()))
    with pytest.raises(GainsemError, match="E-WGT-89"):
        gainsem.fit("b ~ a", frame).effects(interval="replicates")


def test_the_test_of_independent_respondents_is_that_of_satorra_and_bentler() -> None:
    """Leaving out respondents gives Gamma up to terms of 1 / n: factors agree within 2 %."""
    stream = np.random.default_rng(6)
    x = 0.8 * stream.normal(size=(800, 1)) + stream.normal(size=(800, 4))
    tails = np.sqrt(12.0 / stream.chisquare(12, size=(800, 1)))
    frame = pd.DataFrame(x * tails, columns=list(ITEMS))
    fit = gainsem.fit(FACTOR, frame, replicates="jackknife")
    usual = gainsem.fit(FACTOR, frame, estimator="MLM")
    assert usual.fit_measures["chisq_scaling_factor"] > 1.1
    for name in ("chisq_scaling_factor", "baseline_chisq_scaling_factor", "chisq_scaled"):
        assert fit.fit_measures[name] == pytest.approx(usual.fit_measures[name], rel=0.02)
    assert fit.fit_measures["chisq"] == pytest.approx(usual.fit_measures["chisq"])
    assert fit.options.test == "satorra.bentler"
    # Fits anew follow the curvature at the estimates, as the errors of Huber and White do.
    se, own = gainsem.fit(FACTOR, frame, estimator="MLR").parameters.se, fit.parameters.se
    assert own[own > 0].to_numpy() == pytest.approx(se[se > 0].to_numpy(), rel=0.02)


def test_the_shifted_test_of_independent_respondents_is_the_usual_one() -> None:
    stream = np.random.default_rng(7)
    f = stream.normal(size=(800, 1))
    x = 0.8 * f + stream.normal(size=(800, 4))
    frame = pd.DataFrame(x, columns=list(ITEMS))
    fit = gainsem.fit(FACTOR, frame, replicates="jackknife", estimator="MLMV")
    usual = gainsem.fit(FACTOR, frame, estimator="MLMV")
    codes = pd.DataFrame(np.digitize(x, [-1.0, 0.0, 1.0]), columns=list(ITEMS))
    ordinal = gainsem.fit(FACTOR, codes, replicates="jackknife", ordered="all")
    # The influence of a respondent as it is, which second derivatives give.
    usual_ordinal = gainsem.fit(FACTOR, codes, ordered="all", se="robust.hessian")
    for own, other in ((fit, usual), (ordinal, usual_ordinal)):
        for name in ("chisq_scaling_factor", "chisq_scaled", "rmsea_robust", "cfi_robust"):
            expected = other.fit_measures[name]
            assert own.fit_measures[name] == pytest.approx(expected, rel=0.02, abs=0.001)


def test_the_corrected_test_is_that_of_the_linearised_covariances() -> None:
    """Gamma of cluster totals, written out, in tr(U Gamma) of Satorra and Bentler (1994).

    The jackknife of covariances differs from it by terms of one over the clusters.
    """
    frame = sample(equal=False, seed=4)
    design = {"weights": "w", "cluster": "psu", "strata": "stratum"}
    fit = gainsem.fit(FACTOR, frame, replicates="jackknife", **design)
    w, x = (frame.w / frame.w.mean()).to_numpy(), frame[list(ITEMS)].to_numpy()
    apart = x - np.average(x, axis=0, weights=w)
    cov = (apart * w[:, None]).T @ apart / len(x)
    row, col = np.tril_indices(4)
    each = (apart[:, row] * apart[:, col] - cov[row, col]) * w[:, None]
    totals = np.array([each[frame.psu == c].sum(axis=0) for c in range(40)]).reshape(20, 2, -1)
    away = totals - totals.mean(axis=1, keepdims=True)
    gamma = 2.0 * np.einsum("hci,hcj->ij", away, away) / len(x)
    sigma = fit.implied().cov
    omega, double = np.linalg.inv(sigma), np.where(row == col, 0.5, 1.0)
    weight = omega[np.ix_(row, row)] * omega[np.ix_(col, col)]
    weight += omega[np.ix_(row, col)] * omega[np.ix_(col, row)]
    weight *= np.outer(double, double)
    loadings = np.array([1.0, *fit.parameters.est[1:4]])
    psi = fit.parameters.query("lhs == 'f' and op == '~~'").est.iloc[0]
    slopes = []
    for k in range(1, 4):
        unit = np.eye(4)[k]
        slopes.append(psi * (np.outer(unit, loadings) + np.outer(loadings, unit)))
    slopes += [np.outer(loadings, loadings), *(np.diag(own) for own in np.eye(4))]
    delta = np.array([one[row, col] for one in slopes]).T
    inner = weight @ delta
    u = weight - inner @ np.linalg.solve(delta.T @ inner, inner.T)
    assert np.sum(u * gamma) / 2 == pytest.approx(
        fit.fit_measures["chisq_scaling_factor"], rel=0.005
    )


@pytest.mark.parametrize("test", ["standard", "scaled.shifted", "mean.var.adjusted"])
def test_other_corrections_can_be_asked_for(test: str) -> None:
    fit = gainsem.fit(FACTOR, both(sample(equal=False)), test=test, **GIVEN)
    assert fit.options.test == test
    assert ("chisq_scaled" in fit.fit_measures) is (test != "standard")
    assert "replicates" in str(fit.summary())


def test_too_many_lost_replicates_withhold_standard_errors(monkeypatch) -> None:
    from gainsem.estimation.bootstrap.replicates import NOT_CONVERGED, Replicates
    from gainsem.estimation.replication.weighted import WeightedLikelihood

    usual = WeightedLikelihood.fit

    def lost(self, counts):
        found = usual(self, counts)
        status = found.status.copy()
        status[:5] = NOT_CONVERGED
        vectors = np.where((status == NOT_CONVERGED)[:, None], np.nan, found.vectors)
        return Replicates(vectors, found.fmin, status)

    monkeypatch.setattr(WeightedLikelihood, "fit", lost)
    fit = gainsem.fit(FACTOR, both(sample()), **GIVEN)
    assert fit.replication.not_converged == 5
    assert "E-WGT-84" in [one.code for one in fit.diagnostics]
    assert not fit.usable
    assert fit.parameters.se[fit.parameters.free].isna().all()
    assert fit.solution.vcov is None
    assert "withheld" in str(fit.summary())


def test_a_few_lost_replicates_are_counted_and_made_up_for(monkeypatch) -> None:
    from gainsem.estimation.bootstrap.replicates import NOT_CONVERGED, Replicates
    from gainsem.estimation.replication.weighted import WeightedLikelihood

    whole = gainsem.fit(FACTOR, both(sample()), **GIVEN)
    usual = WeightedLikelihood.fit

    def lost(self, counts):
        found = usual(self, counts)
        status = found.status.copy()
        status[3] = NOT_CONVERGED
        return Replicates(found.vectors, found.fmin, status)

    monkeypatch.setattr(WeightedLikelihood, "fit", lost)
    fit = gainsem.fit(FACTOR, both(sample()), **GIVEN)
    assert "I-WGT-85" in [one.code for one in fit.diagnostics]
    assert fit.replication.coefficients == pytest.approx(np.full(39, 0.5 * 40 / 39))
    apart = np.delete(whole.replication.vectors, 3, axis=0) - whole.solution.params
    expected = 0.5 * 40 / 39 * (apart**2).sum(axis=0)
    assert np.diag(fit.vcov) == pytest.approx(expected, rel=1e-9)


def test_workers_and_records_give_the_same(tmp_path) -> None:
    frame = both(sample(ordinal=True))
    options = {"ordered": "all", **GIVEN}
    alone = gainsem.fit(FACTOR, frame, **options)
    shared = gainsem.fit(FACTOR, frame, workers=2, checkpoint=tmp_path / "draws", **options)
    assert shared.to_dict() == alone.to_dict()
    assert not (tmp_path / "draws").exists()
    alone.save(tmp_path / "fit.json")
    again = gainsem.load(tmp_path / "fit.json")
    assert again.to_dict() == alone.to_dict()
    assert again.standardized().equals(alone.standardized())


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"replicate_weights": "jk_*", "weights": "w"}, "E-WGT-90"),
        ({"replicate_weights": "jk_*", "replicate_type": "jkn"}, "E-WGT-92"),
        ({"replicate_weights": "jk_*", "weights": "w", "replicate_type": "fay"}, "E-WGT-91"),
        ({**GIVEN, "replicate_scale": [0.5, 0.5]}, "E-WGT-91"),
        ({**GIVEN, "replicate_scale": "half"}, "E-WGT-91"),
        ({**GIVEN, "fay": 0.5}, "E-OPT-02"),
        ({**GIVEN, "replicates": "brr"}, "E-OPT-02"),
        ({**GIVEN, "se": "bootstrap"}, "E-OPT-02"),
        ({**GIVEN, "se": "standard"}, "E-OPT-02"),
        ({**GIVEN, "test": "bollen.stine"}, "E-OPT-02"),
        ({**GIVEN, "replicate_draws": 100}, "E-OPT-02"),
        ({**GIVEN, "replicate_type": "half"}, "E-OPT-01"),
        ({**GIVEN, "replicate_weights": 5}, "E-OPT-01"),
        ({**GIVEN, "replicate_weights": "rw_*"}, "E-WGT-93"),
        ({**GIVEN, "replicate_weights": "jk_1,jk_99"}, "E-MOD-71"),
        ({**GIVEN, "replicate_weights": "jk_1"}, "E-WGT-97"),
        ({**GIVEN, "replicate_weights": "brr_*"}, "E-WGT-87"),
        ({"fay": 0.5}, "E-OPT-02"),
        ({"replicate_type": "jkn"}, "E-OPT-02"),
        ({"replicates": "brr", "fay": 1.0}, "E-WGT-91"),
        ({"replicates": "brr"}, "E-WGT-81"),
        ({"replicates": "bootstrap", "replicate_draws": 1}, "E-WGT-91"),
        ({"replicates": "jackknife", "replicate_draws": 10}, "E-OPT-02"),
        ({"replicates": "jackknife", "replicate_scale": 0.5}, "E-OPT-02"),
        ({"replicates": "jackknife", "estimator": "GLS"}, "E-WGT-80"),
        ({"replicates": "jackknife", "missing": "two_stage"}, "E-WGT-80"),
    ],
)
def test_replicates_that_cannot_be_are_refused(options, code: str) -> None:
    frame = both(sample())
    if "missing" in options:
        frame.loc[3, "a"] = np.nan
    with pytest.raises(GainsemError) as caught:
        gainsem.fit(FACTOR, frame, **options)
    assert code in [one.code for one in caught.value.problems]


def test_ordinal_items_have_the_test_of_their_estimator() -> None:
    frame = both(sample(ordinal=True))
    with pytest.raises(GainsemError, match="is for continuous variables"):
        gainsem.fit(FACTOR, frame, ordered="all", test="scaled.shifted", **GIVEN)


def test_a_covariance_matrix_has_no_replicates() -> None:
    moments = gainsem.Moments.from_covariance(np.eye(4) + 0.5, 100, names=list(ITEMS))
    with pytest.raises(GainsemError, match="E-WGT-80"):
        gainsem.fit(FACTOR, moments, replicates="jackknife")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"replicates": "brr", "strata": "third"}, "E-WGT-81"),
        ({"replicates": "jackknife", "strata": "alone", "lonely_psu": "adjust"}, "E-WGT-68"),
        ({"replicates": "jackknife", "strata": "alone"}, "E-WGT-68"),
    ],
)
def test_strata_that_replicates_cannot_be_made_from_are_refused(options, code: str) -> None:
    frame = sample()
    frame["third"] = frame.psu // 4
    frame["alone"] = np.where(frame.psu == 0, 99, frame.stratum)
    with pytest.raises(GainsemError, match=code):
        gainsem.fit(FACTOR, frame, cluster="psu", **options)


def test_tests_from_t_are_headed_by_t() -> None:
    frame = both(sample())
    fit = gainsem.fit("f =~ a + b + c\nd ~ f\ni := 2 * 1", frame, **GIVEN)
    row = next(row for row in fit.parameter_rows if row.op == "~")
    assert row.pvalue == pytest.approx(2.0 * stats.t.sf(abs(row.z), fit.replication.freedom))
    page = str(fit.summary())
    assert "t-value  P(>|t|)" in page
    assert "P(>|z|)" not in page
    assert "z-value" not in fit.effects().table().to_text()
    plain = str(gainsem.fit("f =~ a + b + c\nd ~ f", frame).summary())
    assert "z-value  P(>|z|)" in plain
    assert "P(>|t|)" not in plain


@pytest.mark.parametrize(("n", "codes"), [(1000, []), (1001, ["W-WGT-88"])])
def test_very_many_replicates_are_remarked(n: int, codes: list[str]) -> None:
    answers = np.random.default_rng(1).normal(size=(n, 2)).round(3)
    data = answers_of(pd.DataFrame(answers, columns=["a", "b"]))
    options = options_from({"replicates": "jackknife"})
    used = np.ones(n, dtype=np.bool_)
    found = replicate_set(data, sampling_design(data, DesignColumns(), used), used, options)
    assert len(found.weights) == n
    assert [one.code for one in found.diagnostics] == codes
    if codes:
        assert "fitted 1001 times, once without each respondent" in found.diagnostics[0].message
        assert "bootstrap" in found.diagnostics[0].do
