"""Fits made by the engine itself, drawn and saved as any other."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest

from gainsem.estimation.estimate import estimate
from gainsem.options import Options
from gainsem.results import tables
from gainsem.results.fit import Fit
from gainsem.results.record import SCHEMA_FILE, fit_to_json
from gainsem.results.text_width import width
from gainsem.survey.moments import Moments
from gainsem.syntax import parse

CASES = ["hs_cfa_ml", "growth_linear", "poldem_sem_eq", "mediation_ml", "hs_mimic"]
# lavaan stops with a gradient of 1e-7 to 1e-5, so that its own numbers are off by about 1e-4.
LOOSE = {"rtol": 1e-3, "atol": 2e-4}


@pytest.fixture(scope="module")
def engine_fit(case) -> Callable[..., Fit]:
    def build(name: str, **options) -> Fit:
        numbers = case(name)
        mean = None if numbers["mean"] is None else np.array(numbers["mean"])
        moments = Moments(tuple(numbers["names"]), np.array(numbers["cov"]), mean, numbers["n_obs"])
        chosen = Options(**{"preset": numbers["preset"], **options})
        return estimate(parse(numbers["model"]), moments, chosen)

    return build


@pytest.mark.parametrize("name", CASES)
def test_every_face_of_an_engine_fit_survives_saving(engine_fit, name):
    fit = engine_fit(name)
    text = fit_to_json(fit)
    again = Fit.from_dict(json.loads(text))
    assert fit_to_json(again) == text
    assert again.table == fit.table
    assert again.summary(ci=True, modification=True) == fit.summary(ci=True, modification=True)
    assert again._repr_html_() == fit._repr_html_()
    assert again.parameters.equals(fit.parameters)
    assert again.vcov.equals(fit.vcov)
    assert again.standardized().equals(fit.standardized())
    for build in (getattr(tables, name) for name in tables.__all__):
        assert build(again).cells() == build(fit).cells()


@pytest.mark.parametrize("name", CASES)
def test_an_engine_fit_obeys_the_schema(engine_fit, name):
    import jsonschema

    content = json.loads(fit_to_json(engine_fit(name)))
    jsonschema.validate(content, json.loads(SCHEMA_FILE.read_text("utf-8")))


@pytest.mark.parametrize("name", CASES)
def test_standardized_and_covariances_against_lavaan(engine_fit, case, name):
    fit, lavaan = engine_fit(name), case(name)
    frame = fit.standardized().set_index(["lhs", "op", "rhs"])
    for row in lavaan["standardized"]:
        rhs = row["rhs"] if row["op"] != ":=" else frame.loc[row["lhs"]].index[0][1]
        found = frame.loc[(row["lhs"], row["op"], rhs)]
        np.testing.assert_allclose(
            [found["est_std"], found["se"]], [row["est_std"], row["se"]], **LOOSE
        )
    expected = [row["std_all"] for row in lavaan["parameters"] if row["op"] == "=~"]
    found = [row.std_all for row in fit.parameter_rows if row.op == "=~"]
    np.testing.assert_allclose(found, expected, **LOOSE)
    names = list(dict.fromkeys(name for name in lavaan["vcov"]["rows"]))
    places = [lavaan["vcov"]["rows"].index(name) for name in names]
    values = np.array(lavaan["vcov"]["values"])[np.ix_(places, places)]
    np.testing.assert_allclose(fit.vcov.loc[names, names], values, rtol=5e-3, atol=1e-4)


@pytest.mark.parametrize("name", CASES)
def test_residuals_and_modification_indices_against_lavaan(engine_fit, case, name):
    fit, lavaan = engine_fit(name), case(name)
    names = lavaan["resid_cor"]["rows"]
    found = fit.residuals("cor").loc[names, names]
    np.testing.assert_allclose(found, lavaan["resid_cor"]["values"], **LOOSE)
    frame = fit.modification_indices().set_index(["lhs", "op", "rhs"])
    for row in lavaan["modification"]:
        key = (row["lhs"], row["op"], row["rhs"])
        key = key if key in frame.index else (row["rhs"], row["op"], row["lhs"])
        np.testing.assert_allclose(frame.loc[key, "mi"], row["mi"], rtol=5e-3, atol=1e-3)


def test_without_standard_errors_everything_else_is_shown(engine_fit):
    fit = engine_fit("hs_cfa_ml", se="none")
    page = fit.summary(modification=True, residuals=True)
    assert "se='none' was asked for" in page
    assert "Largest modification indices" in page
    assert len(fit.modification_indices(minimum=30)) == 2
    assert fit.parameters["se"][fit.parameters["free"]].isna().all()


def test_a_search_that_was_cut_off_withholds_its_estimates(engine_fit):
    fit = engine_fit("poldem_sem_eq", max_iterations=1)
    assert not fit.converged
    page = fit.summary(modification=True, residuals=True)
    assert "NOT usable (E-EST-94)" in page.splitlines()[0]
    assert "Latent Variables" not in page
    again = Fit.from_dict(json.loads(fit_to_json(fit)))
    assert again.summary() == fit.summary()


def test_a_page_of_chinese_names_stays_aligned():
    rng = np.random.default_rng(1)
    factor = rng.normal(size=(400, 1))
    values = factor + rng.normal(size=(400, 4))
    names = ("收入满意", "社区", "公共服务满意度", "x4")
    moments = Moments(names, np.cov(values.T, bias=True), None, 400)
    fit = estimate(parse("获得感 =~ " + " + ".join(names)), moments, Options())
    page = fit.summary()
    block = page[page.index("Latent Variables") : page.index("Variances")]
    rows = [line for line in block.splitlines() if line.startswith("    ")]
    assert len(rows) == 5
    assert len({width(line) for line in rows}) == 1
