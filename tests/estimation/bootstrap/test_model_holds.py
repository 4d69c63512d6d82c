"""Populations of Bollen and Stine: the model fits them exactly, and so does its test."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.core.em_moments import em_moments
from gainsem.errors import OptionError
from gainsem.estimation.bootstrap.incomplete_turn import turned_answers

REFERENCE = Path(__file__).parents[2] / "reference"
ITEMS = [f"x{k}" for k in range(1, 10)]
FACTORS = "visual =~ x1+x2+x3\ntextual =~ x4+x5+x6\nspeed =~ x7+x8+x9\n"


@pytest.fixture(scope="module")
def incomplete() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "data" / "hs_missing.csv")[[*ITEMS, "ageyr"]]


@pytest.fixture(scope="module")
def pupils() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "data" / "hs.csv")[ITEMS]


def test_turned_answers_have_the_moments_of_the_model_and_their_holes(incomplete) -> None:
    fit = gainsem.fit(FACTORS, incomplete, missing="fiml", estimator="ML")
    implied = fit.implied()
    names = list(fit.table.observed)
    values = incomplete[names].to_numpy()
    sigma, mu = implied.cov, implied.mean
    turned = turned_answers(values, mu, sigma)
    assert (np.isnan(turned) == np.isnan(values)).all()
    found = em_moments(turned)
    assert found.cov == pytest.approx(sigma, abs=1e-6)
    assert found.mean == pytest.approx(mu, abs=1e-6)
    again = gainsem.fit(
        FACTORS, pd.DataFrame(turned, columns=names), missing="fiml", estimator="ML"
    )
    assert again.fit_measures["chisq"] == pytest.approx(0.0, abs=1e-4)
    assert again.solution.params == pytest.approx(fit.solution.params, abs=1e-4)


def test_the_test_of_incomplete_answers_is_semtools_within_monte_carlo_error(incomplete) -> None:
    """A standard deviation of 7: means of 300 and 400 statistics differ by .54; 4 of these.
    Their 95 % points have errors of 1.1 and 1.0 and differ by 1.5; 4 of these.  semTools
    turns the answers another way, to the same moments.
    """
    known = json.loads(
        (REFERENCE / "bootstrap" / "hs_missing_bollen_stine.json").read_text("utf-8")
    )
    fit = gainsem.fit(FACTORS, incomplete, missing="fiml", test="bollen.stine", bootstrap=400)
    found = fit.bollen_stine
    assert fit.fit_measures["chisq"] == pytest.approx(known["statistic"], abs=1e-3)
    assert found.used == 400
    assert found.mean == pytest.approx(known["mean"], abs=2.2)
    assert found.critical == pytest.approx(known["q95"], abs=6.0)
    assert found.pvalue == pytest.approx(1 / 401)


@pytest.mark.parametrize(
    ("more", "options", "df"),
    [
        ("", {"estimator": "MLR"}, 24),
        ("", {"estimator": "GLS"}, 24),
        ("visual ~~ a*textual\na < 0.3\n", {"estimator": "ML"}, 24),
        ("visual ~~ a*textual\na == 0.45\n", {"estimator": "ML"}, 25),
    ],
)
def test_the_statistic_of_a_true_model_has_its_degrees_of_freedom_on_average(
    pupils, more, options, df
) -> None:
    """A chi-square of 24 has a standard deviation of 7, a mean of 200 one of .5; answers with
    some kurtosis and n = 301 add 1 or 2.
    """
    fit = gainsem.fit(FACTORS + more, pupils, test="bollen.stine", bootstrap=200, **options)
    assert fit.bollen_stine.used == 200
    assert fit.bollen_stine.mean == pytest.approx(df, abs=3.5)
    assert "Bollen-Stine" in fit.summary()


def test_a_rotation_changes_nothing_of_the_test(pupils) -> None:
    model = 'efa("b")*f1 + efa("b")*f2 + efa("b")*f3 =~ ' + "+".join(ITEMS)
    one, other = (
        gainsem.fit(model, pupils, estimator="ML", test="bollen.stine", bootstrap=50, rotation=kind)
        for kind in ("geomin", "varimax")
    )
    assert one.bollen_stine.mean == pytest.approx(other.bollen_stine.mean, abs=1e-6)
    assert one.bollen_stine.mean == pytest.approx(12.0, abs=4.0)


def test_s14_moments_pair_by_pair_are_no_likelihood(incomplete) -> None:
    with pytest.raises(OptionError) as caught:
        gainsem.fit(FACTORS, incomplete, missing="pairwise", test="bollen.stine", bootstrap=9)
    assert caught.value.code == "E-BOOT-05"
    assert "missing=fiml" in str(caught.value)
