"""Draws of all estimators of continuous answers against cold fits of the same rows.

Both searches end where the Newton decrement is below 1e-18, about 1e-9 standard errors.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem
from tests.estimation.bootstrap.fits_of_resamples import largest_difference, single_fits

REFERENCE = Path(__file__).parents[2] / "reference"
FACTORS = "visual =~ x1+x2+x3\ntextual =~ x4+x5+x6\nspeed =~ x7+x8+x9\n"
PATHS = FACTORS + "textual ~ a*visual\nspeed ~ b*textual + visual\nab := a*b\n"
CLOSE = 1e-7


@pytest.fixture(scope="module")
def pupils() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "data" / "hs.csv").drop(columns=["id", "school"])


@pytest.fixture(scope="module")
def incomplete() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "data" / "hs_missing.csv").drop(columns=["id", "school"])


@pytest.mark.parametrize(
    ("model", "options"),
    [
        (PATHS, {"missing": "fiml", "estimator": "ML"}),
        (PATHS, {}),
        (PATHS, {"auxiliary": ["ageyr"]}),
        (FACTORS + "visual ~ ageyr", {"fixed_x": True, "auxiliary": ["agemo"]}),
        (PATHS, {"missing": "two_stage"}),
        (PATHS, {"missing": "robust_two_stage", "auxiliary": ["ageyr"]}),
        (PATHS, {"missing": "pairwise"}),
        (PATHS + "a*b == 0.1", {"missing": "fiml"}),
    ],
)
def test_draws_of_incomplete_answers_are_their_fits(incomplete, model, options) -> None:
    assert largest_difference(model, incomplete, draws=3, **options) < CLOSE


@pytest.mark.parametrize(
    ("model", "options"),
    [
        (PATHS, {"estimator": "GLS"}),
        (PATHS, {"estimator": "GLS", "meanstructure": True}),
        (PATHS, {"estimator": "ULSMV"}),
        (PATHS, {"estimator": "WLSMV"}),
        (PATHS, {"estimator": "WLS"}),
        (PATHS.replace("x3", "e*x3").replace("x2", "e*x2"), {"estimator": "DWLS"}),
    ],
)
def test_draws_of_least_squares_are_their_fits(pupils, model, options) -> None:
    assert largest_difference(model, pupils, draws=3, **options) < CLOSE


@pytest.mark.parametrize(
    ("model", "options"),
    [
        (PATHS + "a*b > 0.1\na > 0.5", {"estimator": "ML"}),
        (PATHS + "a*b == 0.1", {"estimator": "MLR"}),
        (PATHS, {"estimator": "ML", "bounds": "pos.var"}),
        (FACTORS + "visual ~ c*ageyr\nc > 0.3", {"estimator": "ML", "fixed_x": True}),
        (PATHS + "a > 0.55", {"estimator": "GLS"}),
    ],
)
def test_draws_keep_to_restrictions_and_are_their_fits(pupils, model, options) -> None:
    assert largest_difference(model, pupils, draws=3, **options) < CLOSE


def test_bounds_hold_in_every_draw(pupils) -> None:
    fit = gainsem.fit(PATHS + "a > 0.5", pupils, estimator="ML", bootstrap=30)
    at = next(row.free for row in fit.table.rows if row.label == "a")
    own = fit.bootstrap.vectors[:, at]
    assert own.min() >= 0.5 - 1e-8
    assert (np.abs(own - 0.5) < 1e-8).sum() > 3


def test_fiml_errors_and_limits_are_lavaans_within_monte_carlo_error(incomplete) -> None:
    """600 draws each: two standard errors differ by .05 of themselves, two percentile limits
    by .15 standard errors; 5 of these for the worst of 31 rows.
    """
    known = json.loads((REFERENCE / "bootstrap" / "hs_missing_fiml.json").read_text("utf-8"))
    assert known["draws"] >= 590
    fit = gainsem.fit(known["model"], incomplete, missing="fiml", bootstrap=600)
    rows = fit.parameters.set_index(["lhs", "op", "rhs"])
    compared = 0
    for theirs in known["rows"]:
        if not theirs["se"]:
            continue
        own = rows.loc[(theirs["lhs"], theirs["op"], theirs["rhs"])]
        assert own["est"] == pytest.approx(theirs["est"], abs=1e-4)
        assert own["se"] == pytest.approx(theirs["se"], rel=0.25)
        for limit in ("ci_lower", "ci_upper"):
            assert own[limit] == pytest.approx(theirs[limit], abs=0.75 * theirs["se"])
        compared += 1
    assert compared == 31


def test_the_jackknife_of_fiml_leaves_out_each_respondent(incomplete) -> None:
    data = incomplete.head(60)
    model = "visual =~ x1+x2+x3+x4"
    fit = gainsem.fit(model, data, missing="fiml", bootstrap=5, boot_ci_type="bca")
    for k in (0, 41):
        without = data.drop(index=k).reset_index(drop=True)
        single = gainsem.fit(model, without, missing="fiml")
        assert fit.bootstrap.left_out[k] == pytest.approx(single.solution.params, abs=CLOSE)


def test_a_search_that_goes_astray_begins_afresh(incomplete, monkeypatch) -> None:
    from gainsem.estimation.bootstrap.by_search import SearchReplicator

    options = {"missing": "fiml", "auxiliary": ["ageyr"], "estimator": "ML"}
    warm = gainsem.fit(PATHS, incomplete, bootstrap=2, seed=5, **options)
    monkeypatch.setattr(SearchReplicator, "_near", lambda *_: None)
    cold = gainsem.fit(PATHS, incomplete, bootstrap=2, seed=5, **options)
    assert cold.bootstrap.vectors == pytest.approx(warm.bootstrap.vectors, abs=CLOSE)


def test_wls_draws_with_too_few_respondents_have_no_moments_to_fit(pupils) -> None:
    """About 39 of 62 respondents are in a resample; the weight of 45 moments takes 46."""
    data = pupils.head(62)
    fit = gainsem.fit(FACTORS, data, estimator="WLS", bootstrap=20)
    assert fit.bootstrap.not_computed == 20
    assert "E-BOOT-08" in {one.code for one in fit.diagnostics}
    assert not fit.usable


@pytest.mark.parametrize(
    ("more", "options"),
    [("", {"missing": "fiml"}), ("", {"estimator": "WLS"}), ("a*b > 0.1", {"estimator": "ML"})],
)
def test_two_workers_give_the_bytes_of_one(pupils, incomplete, more, options) -> None:
    data = incomplete if "missing" in options else pupils
    one, two = (
        gainsem.fit(PATHS + more, data, bootstrap=24, workers=workers, **options)
        for workers in (1, 2)
    )
    assert one.bootstrap.vectors.tobytes() == two.bootstrap.vectors.tobytes()


def test_a_broken_run_goes_on_to_the_bytes_of_an_unbroken_one(incomplete, tmp_path) -> None:
    whole = gainsem.fit(PATHS, incomplete, bootstrap=30, missing="fiml")

    def stop(done: int, _: int) -> None:
        if done >= 10:
            raise KeyboardInterrupt

    place = tmp_path / "draws"
    with pytest.raises(KeyboardInterrupt):
        gainsem.fit(
            PATHS, incomplete, bootstrap=30, missing="fiml", checkpoint=place, progress=stop
        )
    seen: list[int] = []
    again = gainsem.fit(
        PATHS,
        incomplete,
        bootstrap=30,
        missing="fiml",
        checkpoint=place,
        resume=True,
        progress=lambda done, _: seen.append(done),
    )
    assert seen[0] == 10
    assert again.bootstrap.vectors.tobytes() == whole.bootstrap.vectors.tobytes()
    assert again.parameters.equals(whole.parameters)


def test_monte_carlo_intervals_of_all_kinds_of_fits(incomplete, pupils) -> None:
    """Against the delta method: nearly normal products have nearly symmetric limits."""
    for data, options in (
        (incomplete, {"missing": "fiml"}),
        (incomplete, {"missing": "two_stage"}),
        (pupils, {"estimator": "GLS"}),
        (pupils, {"estimator": "WLS"}),
    ):
        fit = gainsem.fit(PATHS, data, monte_carlo=4000, **options)
        row = fit.parameters.set_index("lhs").loc["ab"]
        plain = gainsem.fit(PATHS, data, **options).parameters.set_index("lhs").loc["ab"]
        assert row["se"] == pytest.approx(plain["se"], rel=0.12)
        assert row["ci_lower"] < row["est"] < row["ci_upper"]


@pytest.mark.slow
def test_all_warm_fiml_searches_of_two_hundred_end_where_cold_ones_do(incomplete) -> None:
    fit = gainsem.fit(PATHS, incomplete, missing="fiml", bootstrap=200)
    singles = single_fits(PATHS, incomplete, draws=200, seed=1, missing="fiml", se="none")
    for own, single in zip(fit.bootstrap.vectors, singles, strict=True):
        assert own == pytest.approx(single.solution.params, abs=1e-6)
