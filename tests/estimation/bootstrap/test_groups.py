"""Resamples of several groups: every draw is the fit of its resample, drawn within the groups.

Searches end where the Newton decrement is below 1e-18, about 1e-9 standard errors; standard
errors here are .05 to .2, and two searches meet within 1e-8.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.core.batch.moments import draw_counts
from gainsem.errors import OptionError
from gainsem.estimation.bootstrap.groups.replicators import (
    replicator_of_groups,
    where_the_models_hold,
)
from gainsem.estimation.bootstrap.replicators import replicator_for
from gainsem.io.handed_in import answers_of
from gainsem.results.groups.joint import places_of

REFERENCE = Path(__file__).parents[2] / "reference"
KNOWN = json.loads((REFERENCE / "bootstrap" / "hs_groups.json").read_text("utf-8"))
PATHS = """
f =~ x1 + x2 + x3
g =~ x4 + x5 + x6
g ~ c(a1, a2)*f + c(b1, b2)*z
gap := a1 - a2
"""
ITEMS = [f"x{k}" for k in range(1, 7)]
CLOSE = 1e-8


def made(sizes: tuple[int, ...] = (160, 130), seed: int = 4) -> pd.DataFrame:
    """Answers of town and country, town first."""
    rng = np.random.default_rng(seed)
    parts = []
    for group, n in enumerate(sizes):
        f, z = rng.normal(size=n), rng.normal(size=n)
        g = (0.5 + 0.2 * group) * f + 0.3 * z + rng.normal(scale=0.7, size=n)
        columns = {f"x{k}": 0.8 * f + rng.normal(scale=0.6, size=n) for k in (1, 2, 3)}
        columns |= {f"x{k}": 0.8 * g + rng.normal(scale=0.6, size=n) for k in (4, 5, 6)}
        frame = pd.DataFrame(columns).assign(z=z, w=rng.uniform(0.5, 2.0, n))
        parts.append(frame.assign(place=("town", "country")[group]))
    return pd.concat(parts, ignore_index=True)


def with_holes(data: pd.DataFrame) -> pd.DataFrame:
    rng = np.random.default_rng(2)
    return data.assign(**{name: data[name].mask(rng.random(len(data)) < 0.08) for name in ITEMS})


def in_categories(data: pd.DataFrame) -> pd.DataFrame:
    return data.assign(**{name: np.digitize(data[name], [-0.8, 0.1, 0.9]) + 1 for name in ITEMS})


def resamples(data: pd.DataFrame, draws: int, seed: int) -> list[pd.DataFrame]:
    """Return what is drawn, group after group."""
    parts = [own for _, own in data.groupby("place", sort=False)]
    counts = draw_counts([len(part) for part in parts], seed, range(draws)).astype(int)
    whole = pd.concat(parts)
    return [whole.iloc[np.repeat(np.arange(len(whole)), c)].reset_index(drop=True) for c in counts]


def largest_difference(model: str, data: pd.DataFrame, draws: int = 3, **options) -> float:
    """Return how far an estimate of a draw is from that of a fit of its own, begun afresh."""
    fit = gainsem.fit(model, data, group="place", bootstrap=draws, seed=5, **options)
    assert fit.bootstrap.used == draws
    gaps = []
    for own, drawn in zip(fit.bootstrap.vectors, resamples(data, draws, 5), strict=True):
        single = gainsem.fit(model, drawn, group="place", **options)
        gaps.append(np.abs(own[: fit.table.n_free] - single.solution.params).max())
    return float(max(gaps))


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return made()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"group_equal": ["loadings", "intercepts"]},
        {"group_equal": "loadings", "likelihood": "wishart"},
        {"estimator": "MLR", "group_equal": "loadings", "group_partial": ["f=~x2"]},
        {"meanstructure": False, "std_lv": True},
    ],
)
def test_every_draw_is_the_fit_of_its_resample(data, options) -> None:
    assert largest_difference(PATHS, data, **options) < CLOSE


@pytest.mark.parametrize("more", ["a1*b1 == a2*b2", "a1 > 0.6", "a1 == 2*a2"])
def test_draws_keep_to_restrictions_across_groups(data, more: str) -> None:
    assert largest_difference(PATHS + more, data) < CLOSE


@pytest.mark.parametrize(
    "options", [{}, {"group_equal": "loadings", "auxiliary": ["w"]}, {"fixed_x": True}]
)
def test_draws_of_incomplete_answers_are_their_fits(data, options) -> None:
    holes = with_holes(data)
    found = largest_difference(PATHS, holes, missing="fiml", estimator="MLR", **options)
    assert found < CLOSE


@pytest.mark.parametrize("estimator", ["GLS", "ULSMV", "DWLS", "WLS"])
def test_draws_of_least_squares_are_their_fits(data, estimator: str) -> None:
    options = {"group_equal": "loadings", "ordered": False, "fixed_x": False}
    assert largest_difference(PATHS, data, estimator=estimator, **options) < CLOSE


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"group_equal": ["thresholds", "loadings"], "parameterization": "theta"},
        {"estimator": "ULSMV", "group_equal": "loadings"},
        {"weights": "w"},
        {"missing": "pairwise"},
    ],
)
def test_draws_of_ordinal_items_are_their_fits(data, options) -> None:
    likert = in_categories(data)
    if "missing" in options:
        likert = with_holes(likert)
    found = largest_difference(PATHS, likert, draws=2, ordered=ITEMS, **options)
    assert found < 1e-7  # single fits search along other starts; thresholds add digits


def test_groups_that_share_nothing_are_drawn_like_groups_by_themselves(data) -> None:
    """The same counts in one replicator of both groups and in one of each."""
    model = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\ng ~ f + z"
    joint = gainsem.fit(model, data, group="place")
    together, sizes = replicator_of_groups(joint, answers_of(data), joint.options)
    counts = draw_counts(sizes, 9, range(5))
    found = together.fit(counts)
    for places, view, own in zip(
        places_of(joint), joint.by_group, np.split(counts, [sizes[0]], axis=1), strict=True
    ):
        part = data[data["place"] == view].reset_index(drop=True)
        single = gainsem.fit(model, part, meanstructure=True)
        alone = replicator_for(single, answers_of(part), single.options).fit(own)
        q = single.table.n_free
        gap = np.abs(found.vectors[:, places.at] - alone.vectors[:, :q]).max()
        assert gap < CLOSE


def test_as_many_are_drawn_in_every_group_as_there_are() -> None:
    counts = draw_counts((40, 25, 7), 3, range(50))
    assert (counts[:, :40].sum(axis=1) == 40).all()
    assert (counts[:, 40:65].sum(axis=1) == 25).all()
    assert (counts[:, 65:].sum(axis=1) == 7).all()
    assert (draw_counts((40,), 3, range(5)) == draw_counts(40, 3, range(5))).all()


def test_errors_and_limits_are_lavaans_within_monte_carlo_error() -> None:
    """1000 draws each: relative error of a standard error 2.2 %, two differ by 3.2 %; of a
    limit about .08 standard errors, two by .11.  Four of these.
    """
    pupils = pd.read_csv(REFERENCE / "data" / "hs.csv").drop(columns="id")
    fit = gainsem.fit(
        KNOWN["model"],
        pupils,
        group="school",
        group_equal="loadings",
        se="bootstrap",
        test="bollen.stine",
        bootstrap=1000,
    )
    rows = fit.parameters.set_index("label")
    assert len(KNOWN["rows"]) == 9
    for known in KNOWN["rows"]:
        own = rows.loc[known["label"]]
        assert own["est"] == pytest.approx(known["est"], abs=1e-5)
        assert own["se"] == pytest.approx(known["se"], rel=0.13)
        for mine, theirs in (("ci_lower", "ci.lower"), ("ci_upper", "ci.upper")):
            assert own[mine] == pytest.approx(known[theirs], abs=0.45 * known["se"])
    # Mean of 1000 statistics with sd 10.5 or more: two means differ by .5; 4 of these.
    test, known = fit.bollen_stine, KNOWN["bollen_stine"]
    assert fit.fit_measures["chisq"] == pytest.approx(known["chisq"], abs=1e-4)
    assert test.used == 1000
    assert test.mean == pytest.approx(known["mean"], abs=2.0)
    assert test.critical == pytest.approx(known["q95"], abs=4.0)
    assert test.pvalue == pytest.approx(known["pvalue"], abs=0.01)


@pytest.mark.parametrize("options", [{}, {"likelihood": "wishart"}, {"missing": "fiml"}])
def test_the_models_fit_the_turned_answers_of_all_groups_exactly(data, options) -> None:
    """F is 0 at the estimates (Bollen & Stine 1992), whatever the groups share."""
    own = with_holes(data) if "missing" in options else data
    fit = gainsem.fit(PATHS, own, group="place", group_equal="loadings", **options)
    replicator, sizes = replicator_of_groups(fit, answers_of(own), fit.options)
    turned = where_the_models_hold(fit, replicator)
    found = turned.fit(np.ones((1, sum(sizes))))
    assert fit.fit_measures["chisq"] > 1.0
    assert found.fmin[0] == pytest.approx(0.0, abs=1e-12 if not options.get("missing") else 1e-9)
    estimates = found.vectors[0, : fit.table.n_free]
    assert estimates == pytest.approx(fit.solution.params, abs=1e-6)


def test_the_jackknife_leaves_out_respondents_within_their_groups(data) -> None:
    fit = gainsem.fit(PATHS, data, group="place", bootstrap=30, boot_ci_type="bca")
    assert len(fit.bootstrap.left_out) == len(data)
    first = data.drop(index=0).reset_index(drop=True)
    # The shares of the groups stay those of all respondents: with nothing shared that is no matter.
    single = gainsem.fit(PATHS, first, group="place")
    own = fit.bootstrap.left_out[0, : fit.table.n_free]
    assert own == pytest.approx(single.solution.params, abs=1e-7)


def test_every_group_has_the_draws_of_its_own_parameters(data) -> None:
    fit = gainsem.fit(PATHS, data, group="place", group_equal="loadings", bootstrap=40, seed=2)
    for view in fit.by_group.values():
        effects = {(row.source, row.target): row for row in view.effects() if row.kind == "direct"}
        rows = {(row.rhs, row.lhs): row for row in view.parameter_rows if row.op == "~"}
        assert effects[("f", "g")].ci_lower == rows[("f", "g")].ci_lower
    frame = fit.intervals().query("quantity == 'std_all'")
    assert set(frame["group"]) == {0, 1, 2}
    assert np.isfinite(frame["ci_lower"]).all()
    apart = [row.free for row in fit.table.rows if row.label in ("a1", "a2")]
    gaps = fit.bootstrap.vectors[:, apart] @ [1.0, -1.0]
    gap = next(row for row in fit.parameter_rows if row.op == ":=")
    assert gap.se == pytest.approx(gaps.std(ddof=1), rel=1e-12)


def test_monte_carlo_limits_of_a_difference_are_those_of_the_normal_distribution(data) -> None:
    """A linear function of normal estimates: est +- 1.96 se; 40000 draws give a limit to
    1.1 % of a standard error; 4 of these.
    """
    fit = gainsem.fit(PATHS, data, group="place", group_equal="loadings", monte_carlo=40_000)
    plain = gainsem.fit(PATHS, data, group="place", group_equal="loadings")
    own, known = fit.parameter_rows[-1], plain.parameter_rows[-1]
    assert own.lhs == "gap"
    assert own.se == pytest.approx(known.se, rel=0.015)
    assert own.ci_lower == pytest.approx(known.ci_lower, abs=0.045 * known.se)
    assert own.ci_upper == pytest.approx(known.ci_upper, abs=0.045 * known.se)


@pytest.mark.parametrize("options", [{}, {"ordered": ITEMS}, {"missing": "fiml"}])
def test_two_workers_give_the_bytes_of_one(data, options) -> None:
    own = in_categories(data) if "ordered" in options else data
    own = with_holes(own) if "missing" in options else own
    one, two = (
        gainsem.fit(PATHS, own, group="place", bootstrap=60, workers=workers, **options)
        for workers in (1, 2)
    )
    assert one.bootstrap.vectors.tobytes() == two.bootstrap.vectors.tobytes()


def test_a_broken_run_goes_on_to_the_bytes_of_an_unbroken_one(data, tmp_path) -> None:
    options = {"group": "place", "bootstrap": 120, "group_equal": "loadings"}
    whole = gainsem.fit(PATHS, data, **options)

    def stop(done: int, _: int) -> None:
        if done >= 50:
            raise KeyboardInterrupt

    place, seen = tmp_path / "draws", []
    with pytest.raises(KeyboardInterrupt):
        gainsem.fit(PATHS, data, checkpoint=place, progress=stop, **options)
    again = gainsem.fit(
        PATHS,
        data,
        checkpoint=place,
        resume=True,
        progress=lambda done, _: seen.append(done),
        **options,
    )
    assert seen[0] == 50
    assert again.bootstrap.vectors.tobytes() == whole.bootstrap.vectors.tobytes()
    assert again.parameters.equals(whole.parameters)


def test_a_bootstrap_of_groups_comes_back_from_its_record(data, tmp_path) -> None:
    fit = gainsem.fit(PATHS, data, group="place", se="bootstrap", test="bollen.stine", bootstrap=50)
    again = gainsem.load(fit.save(tmp_path / "fit.json"))
    assert again.to_dict() == fit.to_dict()
    assert again.bootstrap.vectors.tobytes() == fit.bootstrap.vectors.tobytes()
    assert again.bollen_stine == fit.bollen_stine
    assert again.intervals().equals(fit.intervals())


def test_a_group_too_small_for_its_resamples_loses_them_and_says_so() -> None:
    """Of 9 respondents about 6 are different in a resample, and 6 items with z need 8."""
    data = made(sizes=(120, 9))
    model = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6\nf ~~ g\nf ~ z"
    equal = ["loadings", "intercepts", "residuals", "lv.variances", "lv.covariances"]
    fit = gainsem.fit(model, data, group="place", group_equal=equal, bootstrap=20)
    assert fit.bootstrap.not_computed > 10
    assert "E-BOOT-08" in {one.code for one in fit.diagnostics}
    assert not fit.usable
    assert all(np.isnan(row.se) for row in fit.parameter_rows if row.free)


def test_an_item_constant_in_a_resample_of_one_group_costs_that_draw(data) -> None:
    """One respondent of the second group answers otherwise: (1 - 1/n)^n, a third of the
    resamples, are without him.
    """
    likert = in_categories(data)
    likert["x1"] = np.where(likert["x1"] > 2, 2, 1)
    country = likert.index[likert["place"] == "country"]
    likert.loc[country, "x1"] = 1
    only = data.loc[country, ["x2", "x3"]].sum(axis=1).idxmax()
    likert.loc[only, "x1"] = 2
    model = "f =~ x2 + x1 + x3 + x4"
    fit = gainsem.fit(model, likert, group="place", ordered=ITEMS[:4], bootstrap=30, seed=3)
    counts = draw_counts((160, 130), 3, range(30))
    assert fit.bootstrap.not_computed >= (counts[:, only] == 0).sum() > 5
    assert "E-BOOT-08" in {one.code for one in fit.diagnostics}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"cluster": "z", "bootstrap": 10}, "E-BOOT-05"),
        ({"weights": "w", "bootstrap": 10}, "E-BOOT-05"),
        ({"ordered": ITEMS, "test": "bollen.stine"}, "E-BOOT-05"),
    ],
)
def test_what_groups_cannot_resample_is_refused(data, options, code: str) -> None:
    own = in_categories(data) if "ordered" in options else data
    with pytest.raises(OptionError) as refused:
        gainsem.fit(PATHS, own, group="place", **options)
    assert refused.value.problems[0].code == code


def test_exploratory_blocks_of_groups_are_not_resampled(data) -> None:
    model = 'efa("b")*f + efa("b")*g =~ ' + " + ".join(ITEMS)
    with pytest.raises(OptionError) as refused:
        gainsem.fit(model, data, group="place", bootstrap=10)
    assert refused.value.problems[0].code == "E-BOOT-05"


def test_covariance_matrices_have_nobody_to_draw(data) -> None:
    moments = [
        gainsem.Moments.from_covariance(own[ITEMS].cov(), len(own), names=ITEMS)
        for _, own in data.groupby("place")
    ]
    with pytest.raises(OptionError) as refused:
        gainsem.fit("f =~ x1 + x2 + x3", moments, meanstructure=False, bootstrap=10)
    assert refused.value.problems[0].code == "E-BOOT-03"
