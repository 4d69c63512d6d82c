"""Fits of designed samples against closed forms, identities, and a jackknife over clusters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

import gainsem
from gainsem.errors import OptionError, ResponseError

N, TOWNS = 240, 24
ONE_FACTOR = "f =~ a + b + c + d"
MEANS = "a ~ 1\nb ~ 1\na ~~ b"
FREE = {"preset": "bare", "auto_var": True, "meanstructure": True, "int_ov_free": True}


def made(seed: int = 7) -> pd.DataFrame:
    """Return answers of people in towns in regions, whose towns differ."""
    rng = np.random.default_rng(seed)
    town = np.repeat(np.arange(TOWNS), N // TOWNS)
    shared = rng.normal(0.0, 0.6, TOWNS)[town]
    factor = rng.normal(size=N) + shared
    answers = 0.8 * factor[:, None] + rng.normal(0.0, 0.7, (N, 4))
    frame = pd.DataFrame(answers, columns=list("abcd"))
    return frame.assign(
        town=town,
        region=town // 6,
        w=rng.uniform(0.5, 3.0, N),
        N=np.array([60, 40, 24, 12])[town // 6],
    )


def ordinal(frame: pd.DataFrame) -> pd.DataFrame:
    items = {name: np.digitize(frame[name], [-1.0, 0.0, 1.0]) + 1.0 for name in "abcd"}
    return frame.assign(**items)


def textbook(values: pd.Series, frame: pd.DataFrame, *, finite: bool) -> float:
    """Return the linearised standard error of a weighted mean, stratum by stratum.

    Cochran (1977, Sampling techniques, section 11.8) with w (y - mean) / sum w as y.
    """
    weights = frame["w"] / frame["w"].sum()
    mean = float((weights * values).sum())
    own = frame.assign(z=weights * (values - mean))
    variance = 0.0
    for _, stratum in own.groupby("region"):
        totals = stratum.groupby("town")["z"].sum()
        size = len(totals)
        share = size / stratum["N"].iloc[0] if finite else 0.0
        variance += (1.0 - share) * size * float(totals.var(ddof=1))
    return variance**0.5


@pytest.mark.parametrize("finite", [False, True])
def test_a_saturated_mean_has_the_textbook_variance(finite):
    frame = made()
    options = {"weights": "w", "cluster": "town", "strata": "region"}
    if finite:
        options["fpc"] = "N"
    fit = gainsem.fit(MEANS, frame, **FREE, **options)
    rows = fit.parameters.set_index(["lhs", "op"])
    for name in ("a", "b"):
        expected = textbook(frame[name], frame, finite=finite)
        assert rows.loc[(name, "~1"), "se"].item() == pytest.approx(expected, rel=1e-9)
        mean = np.average(frame[name], weights=frame["w"])
        assert rows.loc[(name, "~1"), "est"].item() == pytest.approx(mean, rel=1e-9)


def test_a_census_has_no_errors_and_a_simple_sample_those_of_cochran():
    frame = made().assign(all=1.0, half=0.5)
    whole = gainsem.fit(MEANS, frame, **FREE, fpc="all")
    assert np.abs(whole.parameters["se"]).max() < 1e-12
    items = gainsem.fit(ONE_FACTOR, ordinal(frame), ordered="all", fpc="all")
    assert np.abs(items.parameters["se"]).max() < 1e-12
    half = gainsem.fit(MEANS, frame, **FREE, fpc="half").parameters.set_index(["lhs", "op"])
    expected = (0.5 * frame["a"].var(ddof=1) / N) ** 0.5
    assert half.loc[("a", "~1"), "se"].item() == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("lonely", ["certainty", "adjust", "average"])
def test_lonely_clusters_as_written_out(lonely):
    frame = made()
    frame.loc[frame.town == 23, "region"] = 9
    fit = gainsem.fit(
        MEANS, frame, **FREE, weights="w", cluster="town", strata="region", lonely_psu=lonely
    )
    weights = frame["w"] / frame["w"].sum()
    z = weights * (frame["a"] - float((weights * frame["a"]).sum()))
    totals = frame.assign(z=z).groupby(["region", "town"])["z"].sum()
    parts = [len(t) * float(t.var(ddof=1)) for _, t in totals.groupby("region") if len(t) > 1]
    lonely_total = float(totals.xs(9).iloc[0])
    # The totals of all clusters add up to 0, so that their mean is 0.
    more = {"certainty": 0.0, "adjust": lonely_total**2, "average": float(np.mean(parts))}
    found = fit.parameters.set_index(["lhs", "op"]).loc[("a", "~1"), "se"].item()
    assert found == pytest.approx((sum(parts) + more[lonely]) ** 0.5, rel=1e-9)
    assert fit.design.n_lonely == 1


def test_thresholds_have_the_linearised_variance_of_proportions():
    frame = ordinal(made())
    options = {"weights": "w", "cluster": "town", "strata": "region", "fpc": "N"}
    fit = gainsem.fit(ONE_FACTOR, frame, ordered="all", **options)
    rows = fit.parameters
    for place, cut in enumerate((1.0, 2.0, 3.0)):
        below = (frame["a"] <= cut).astype(float)
        share = np.average(below, weights=frame["w"])
        expected = textbook(below, frame, finite=True) / norm.pdf(norm.ppf(share))
        row = rows[(rows.lhs == "a") & (rows.rhs == f"t{place + 1}")].iloc[0]
        assert row.est == pytest.approx(norm.ppf(share), rel=1e-9)
        assert row.se == pytest.approx(expected, rel=1e-7)


ESTIMATORS = [{"estimator": "MLR"}, {"estimator": "WLSMV", "ordered": "all"}]
ESTIMATORS += [{"estimator": "ULSMV", "ordered": "all"}]
IDS = ["MLR", "WLSMV", "ULSMV"]


def of(frame: pd.DataFrame, options: dict) -> pd.DataFrame:
    return ordinal(frame) if "ordered" in options else frame


@pytest.mark.parametrize("options", ESTIMATORS, ids=IDS)
def test_respondents_as_clusters_are_independent_respondents(options):
    frame = of(made(), options).assign(everybody=np.arange(N), one=1.0)
    plain = gainsem.fit(ONE_FACTOR, frame, **options, meanstructure=True)
    alone = gainsem.fit(ONE_FACTOR, frame, **options, meanstructure=True, cluster="everybody")
    assert "W-WGT-65" in {each.code for each in alone.diagnostics}
    np.testing.assert_allclose(alone.parameters["se"], plain.parameters["se"], rtol=1e-12)
    # As one stratum they are centred and have n / (n - 1), which WLSMV has already.
    stratum = gainsem.fit(ONE_FACTOR, frame, **options, strata="one")
    factor = 1.0 if "ordered" in options else (N / (N - 1.0)) ** 0.5
    np.testing.assert_allclose(stratum.parameters["se"], factor * plain.parameters["se"], rtol=1e-6)


@pytest.mark.parametrize("options", ESTIMATORS, ids=IDS)
def test_respondents_written_twice_are_as_unsure_as_once(options):
    frame = of(made(), options)
    twice = pd.concat([frame, frame], ignore_index=True)
    once = gainsem.fit(ONE_FACTOR, frame, **options, cluster="town")
    both = gainsem.fit(ONE_FACTOR, twice, **options, cluster="town")
    np.testing.assert_allclose(both.parameters["se"], once.parameters["se"], rtol=1e-6)
    np.testing.assert_allclose(both.parameters["est"], once.parameters["est"], atol=1e-7)
    deff = both.design_effects()["deff"] / once.design_effects()["deff"]
    # Twice the people say nothing new: the design effect doubles.
    np.testing.assert_allclose(deff, 2.0, rtol=5e-3)


@pytest.mark.parametrize("options", ESTIMATORS, ids=IDS)
def test_the_unit_of_the_weights_does_not_matter(options):
    frame = of(made(), options)
    first = gainsem.fit(ONE_FACTOR, frame, **options, weights="w", cluster="town")
    again = gainsem.fit(
        ONE_FACTOR, frame.assign(w=1000.0 * frame["w"]), **options, weights="w", cluster="town"
    )
    np.testing.assert_allclose(again.parameters["se"], first.parameters["se"], rtol=1e-8)
    for name in ("chisq", "baseline_chisq", "rmsea"):
        assert again.fit_measures[name] == pytest.approx(first.fit_measures[name], rel=1e-8)


@pytest.mark.parametrize("options", ESTIMATORS, ids=IDS)
def test_a_jackknife_over_clusters_agrees(options):
    """Leaving out one town at a time is another estimate of the same variance.

    With 24 towns the two differ by terms of order 1 / 24 and by the skewness of each
    estimate: the errors agree within a fifth each, and within 6 % on average.
    """
    frame = of(made(), options)
    fit = gainsem.fit(ONE_FACTOR, frame, **options, weights="w", cluster="town")
    free = fit.parameters["se"] > 0
    draws = np.array(
        [
            gainsem.fit(ONE_FACTOR, frame[frame.town != town], **options, weights="w")
            .parameters["est"][: len(free)]
            .to_numpy()
            if "ordered" in options
            else gainsem.fit(
                ONE_FACTOR, frame[frame.town != town], **options, weights="w", meanstructure=True
            )
            .parameters["est"]
            .to_numpy()
            for town in range(TOWNS)
        ]
    )
    spread = draws - draws.mean(axis=0)
    jackknife = ((TOWNS - 1) / TOWNS * (spread**2).sum(axis=0)) ** 0.5
    ratio = jackknife[free] / fit.parameters["se"].to_numpy()[free]
    assert np.abs(ratio - 1.0).max() < 0.2
    assert abs(ratio.mean() - 1.0) < 0.06


def test_the_design_effect_of_a_mean_is_that_of_kish():
    frame = made()
    fit = gainsem.fit(MEANS, frame, **FREE, weights="w", cluster="town", strata="region")
    found = next(fit.design_effects().query("lhs == 'a' and op == '~1'").itertuples())
    mean = np.average(frame["a"], weights=frame["w"])
    population = np.average((frame["a"] - mean) ** 2, weights=frame["w"]) * N / (N - 1)
    expected = textbook(frame["a"], frame, finite=False) ** 2 / (population / N)
    assert found.deff == pytest.approx(expected, rel=1e-9)
    assert found.deft == pytest.approx(expected**0.5, rel=1e-9)


def test_equal_weights_have_design_effects_of_one():
    fit = gainsem.fit(ONE_FACTOR, made().assign(w=3.0), weights="w")
    np.testing.assert_allclose(fit.design_effects()["deff"], 1.0, rtol=1e-12)
    plain = gainsem.fit(ONE_FACTOR, made(), estimator="MLR")
    np.testing.assert_allclose(fit.parameters["se"], plain.parameters["se"], rtol=1e-6)
    assert fit.fit_measures["chisq_scaled"] == pytest.approx(
        plain.fit_measures["chisq_scaled"], rel=1e-6
    )


def test_a_fit_without_a_design_has_no_design_effects():
    with pytest.raises(gainsem.GainsemError, match="knows nothing of a sampling design"):
        gainsem.fit(ONE_FACTOR, made()).design_effects()
    weighted = gainsem.fit(ONE_FACTOR, made(), weights="w", se="none")
    with pytest.raises(gainsem.GainsemError, match="no standard errors"):
        weighted.design_effects()


def test_exploratory_blocks_have_design_effects_of_rotated_loadings():
    model = 'efa("e")*f1 + efa("e")*f2 =~ a + b + c + d + a2 + b2'
    rng = np.random.default_rng(4)
    other = rng.normal(size=N)
    frame = made()
    frame = frame.assign(
        a2=other + rng.normal(0.0, 0.7, N),
        b2=other + rng.normal(0.0, 0.7, N),
        c=frame["c"] + other,
    )
    fit = gainsem.fit(model, frame, weights="w", random_starts=5)
    loadings = fit.design_effects().query("op == '=~'")
    assert len(loadings) == 12
    even = gainsem.fit(model, frame.assign(w=1.0), weights="w", random_starts=5)
    np.testing.assert_allclose(even.design_effects()["deff"], 1.0, rtol=1e-6)


def test_row_w06_more_parameters_than_clusters_is_a_warning():
    frame = made().assign(half=np.arange(N) // 120)
    fit = gainsem.fit(ONE_FACTOR, frame, cluster="half")
    said = {each.code: each.message for each in fit.diagnostics}
    assert "1 degrees of freedom (2 clusters less 1 strata)" in said["W-WGT-66"]


def test_ml_is_taken_as_mlr_and_says_so():
    fit = gainsem.fit(ONE_FACTOR, made(), estimator="ML", weights="w")
    assert fit.estimator == "MLR"
    assert "I-WGT-72" in {each.code for each in fit.diagnostics}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"weights": "w", "estimator": "MLM"}, "weights does not go with estimator=MLM"),
        (
            {"weights": "w", "cluster": "town", "estimator": "MLM"},
            "weights and cluster do not go with estimator=MLM",
        ),
        ({"weights": "w", "estimator": "GLS"}, "estimator=GLS"),
        ({"cluster": "town", "estimator": "WLSMV"}, "ordered="),
        ({"cluster": "town", "se": "standard"}, "cluster does not go with se=standard"),
        ({"weights": "w", "test": "standard"}, "test=standard"),
        ({"weights": "w", "information": "first.order"}, "information=first.order"),
        ({"weights": "w", "likelihood": "wishart"}, "likelihood=wishart"),
        ({"weights": "w", "missing": "two_stage"}, "missing="),
    ],
)
def test_what_knows_nothing_of_a_design_is_refused(options, says):
    with pytest.raises(OptionError) as caught:
        gainsem.fit(ONE_FACTOR, made(), **options)
    assert caught.value.code == "E-OPT-02"
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "options", [{"estimator": "DWLS"}, {"estimator": "WLS"}, {"se": "standard"}]
)
def test_plain_least_squares_is_refused_with_clusters(options):
    with pytest.raises(OptionError, match="cluster does not go with"):
        gainsem.fit(ONE_FACTOR, ordinal(made()), ordered="all", cluster="town", **options)


def test_a_covariance_matrix_has_no_design():
    cov = made()[list("abcd")].cov()
    moments = gainsem.Moments.from_covariance(cov, N)
    with pytest.raises(OptionError, match="no respondents that weights could"):
        gainsem.fit(ONE_FACTOR, moments, weights="w")


def test_a_bootstrap_is_refused():
    with pytest.raises(OptionError, match="cluster=town"):
        gainsem.fit(ONE_FACTOR, made(), cluster="town", bootstrap=10)


def test_row_w04_and_w08_reach_the_user():
    frame = made().assign(one=1)
    with pytest.raises(ResponseError, match="E-WGT-64"):
        gainsem.fit(ONE_FACTOR, frame, cluster="one")
    frame.loc[frame.town == 0, "region"] = 9
    with pytest.raises(ResponseError, match="E-WGT-68"):
        gainsem.fit(ONE_FACTOR, ordinal(frame), ordered="all", cluster="town", strata="region")


def test_designs_that_differ_are_not_compared():
    frame = made()
    general = gainsem.fit(ONE_FACTOR, frame, cluster="town")
    restricted = gainsem.fit("f =~ k*a + k*b + c + d", frame, cluster="town")
    test = gainsem.compare(general, restricted)
    assert "Satorra" in test.summary()
    other = gainsem.fit("f =~ k*a + k*b + c + d", frame, cluster="town", strata="region")
    with pytest.raises(gainsem.GainsemError, match="different sampling designs"):
        gainsem.compare(general, other)


def test_the_record_keeps_the_design(tmp_path):
    fit = gainsem.fit(ONE_FACTOR, made(), weights="w", cluster="town", strata="region", fpc="N")
    again = gainsem.load(fit.save(tmp_path / "fit.json"))
    assert again.design == fit.design
    assert again.summary() == fit.summary()
    for words in ("Effective sample size", "24, town", "4, region", "Design effects"):
        assert words in fit.summary()
