"""Reliability and validity against psych 2.2.9 and semTools 0.5-6 (``R/reliability.R``).

Coefficients of answers are ratios of sums: they agree to rounding.  Coefficients of a
model agree as far as lavaan's polished estimates do (1e-12 for maximum likelihood, 4e-8
for ordinal items, whose correlations lavaan stops searching a little early).
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.core.agreement import agreement
from gainsem.core.alpha import (
    alpha,
    alpha_se,
    alpha_without_each,
    average_correlation,
    correlations,
    feldt_interval,
    item_total_correlations,
    lambda2,
    lambda6,
)
from gainsem.core.method_variance import collinearity, first_component_share
from gainsem.core.split_half import split_halves

HERE = Path(__file__).parent
TURNED = ["A1", "C4", "C5", "E1", "E2", "O2", "O5"]
ROUNDING = {"rel": 0, "abs": 1e-11}
SEARCH = {"rel": 0, "abs": 1e-7}
#: semTools names its omega with the observed variance ``obs.var = TRUE``.
OF_MODELS = ("hs", "residual", "bfi", "likert")


@cache
def reference(name: str) -> dict[str, Any]:
    return json.loads((HERE / "reliability" / f"{name}.json").read_text(encoding="utf-8"))


@cache
def data(name: str) -> pd.DataFrame:
    if name != "bfi":
        return pd.read_csv(HERE / "data" / f"{name}.csv")
    answers = pd.read_csv(HERE.parents[1] / "surveys" / "bfi" / "responses.csv").iloc[:, :25]
    answers = answers.dropna()
    answers[TURNED] = 7 - answers[TURNED]
    return answers


@cache
def sheet(case: str, **options: Any) -> Any:
    with_options = {
        "likert": {"ordered": True},
        "likert_theta": {"ordered": True, "parameterization": "theta"},
        "second_likert": {"ordered": True},
        "bifactor": {"orthogonal": True, "std_lv": True},
    }
    name = "likert" if "likert" in case else ("bfi" if case == "bfi" else "hs")
    fit = gainsem.fit(
        reference("semtools")[case]["model"], data(name), **with_options.get(case, {}), **options
    )
    return fit.reliability()


def figures(case: str) -> dict[str, Any]:
    return {one.name: one for one in sheet(case).constructs}


@pytest.mark.parametrize("scale", ["A", "C", "E", "N", "O", "hs"])
def test_coefficients_of_answers_are_those_of_psych(scale: str) -> None:
    known = reference("psych")["scales"][scale]
    cov = data("hs" if scale == "hs" else "bfi")[known["items"]].cov().to_numpy()
    cor, n = correlations(cov), known["n"]
    assert alpha(cov) == pytest.approx(known["alpha"], **ROUNDING)
    assert alpha(cor) == pytest.approx(known["alpha_std"], **ROUNDING)
    assert lambda6(cor) == pytest.approx(known["g6"], **ROUNDING)
    assert average_correlation(cor) == pytest.approx(known["average_r"], **ROUNDING)
    assert alpha_se(cov, n) == pytest.approx(known["ase"], **ROUNDING)
    assert feldt_interval(alpha(cov), n, len(cov), level=0.95) == pytest.approx(
        tuple(known["feldt"]), **ROUNDING
    )
    assert alpha_without_each(cov) == pytest.approx(np.array(known["alpha_deleted"]), **ROUNDING)
    assert item_total_correlations(cov) == pytest.approx(np.array(known["r_drop"]), **ROUNDING)


@pytest.mark.parametrize("case", ["hs6", "bfi8"])
def test_split_halves_are_those_of_psych(case: str) -> None:
    """Psych works on correlations, and turns items that go against the others."""
    known = reference("psych")["splits"][case]
    answers = data("hs" if case == "hs6" else "bfi")[known["items"]].copy()
    turned = [name for name in answers if case == "bfi8" and name.startswith("E")]
    answers[turned] = 7 - answers[turned]
    cor = answers.corr().to_numpy()
    found = split_halves(cor)
    assert found.n_splits == known["n_splits"]
    assert [found.best, found.worst, found.average] == pytest.approx(
        [known["best"], known["worst"], known["average"]], **ROUNDING
    )
    assert lambda2(cor) == pytest.approx(known["lambda2"], **ROUNDING)
    assert lambda6(cor) == pytest.approx(known["lambda6"], **ROUNDING)


def test_ordinal_alpha_is_the_standardised_alpha_of_polychoric_correlations() -> None:
    known = reference("psych")["ordinal_alpha"]
    found = {name: one.alpha_ordinal for name, one in figures("likert").items()}
    assert found == pytest.approx(known, **SEARCH)


@pytest.mark.parametrize("case", OF_MODELS)
def test_omega_and_ave_are_those_of_semtools(case: str) -> None:
    known, found = reference("semtools")[case], figures(case)
    tolerance = SEARCH if case == "likert" else ROUNDING
    for mine, theirs in (
        ("omega", "omega"),
        ("omega_observed", "omega_observed"),
        ("ave_raw", "ave"),
    ):
        assert {n: getattr(o, mine) for n, o in found.items()} == pytest.approx(
            known[theirs], **tolerance
        ), mine


def test_omega_of_latent_responses_is_that_of_semtools() -> None:
    found = {name: one.omega_latent for name, one in figures("likert").items()}
    assert found == pytest.approx(reference("semtools")["likert"]["latent"], **SEARCH)


def test_categorical_omega_does_not_depend_on_the_parameterization() -> None:
    found = {name: one.omega for name, one in figures("likert_theta").items()}
    assert found == pytest.approx(reference("semtools")["likert_theta"]["omega"], **SEARCH)


def test_a_second_order_factor() -> None:
    known = reference("semtools")["second"]["L2"]
    [found] = sheet("second").higher
    assert found.omega_l1 == pytest.approx(known["omegaL1"], abs=1e-9)
    assert found.omega_l2 == pytest.approx(known["omegaL2"], abs=1e-9)
    assert found.omega_partial == pytest.approx(known["partialOmegaL1"], abs=1e-9)


def test_a_second_order_factor_of_ordinal_items() -> None:
    [found] = sheet("second_likert").higher
    assert found.omega_l1 == pytest.approx(
        reference("semtools")["second_likert"]["higher"]["g"], **SEARCH
    )


def test_omega_hierarchical_of_a_bifactor_model() -> None:
    """The search of this nearly undetermined model stops a little away from lavaan's."""
    found = {name: one.omega for name, one in figures("bifactor").items()}
    assert found == pytest.approx(reference("semtools")["bifactor"]["omega"], rel=0, abs=1e-7)


def test_maximal_reliability_of_one_factor() -> None:
    known = reference("semtools")["one_factor"]
    fit = gainsem.fit("f =~ " + " + ".join(known["items"]), data("hs"))
    [found] = fit.reliability().constructs
    assert found.h == pytest.approx(known["maximal"], abs=1e-9)


@pytest.mark.parametrize("case", ["hs", "bfi", "likert"])
def test_htmt_is_that_of_semtools(case: str) -> None:
    known, tolerance = reference("validity"), SEARCH if case == "likert" else ROUNDING
    found = sheet(case)
    values = np.array(known["htmt"][case]["values"])
    assert found.htmt.values == pytest.approx(values, **tolerance)
    if case in known["htmt2"]:
        values = np.array(known["htmt2"][case]["values"])
        assert found.htmt2.values == pytest.approx(values, **tolerance)


@pytest.mark.parametrize("case", ["hs", "grade"])
def test_intraclass_correlations_follow_from_the_analysis_of_variance_of_r(case: str) -> None:
    known, answers = reference("agreement")[case], data("hs")
    if case == "hs":
        score, group = answers[["x4", "x5", "x6"]].mean(axis=1), answers["school"]
    else:
        answers = answers.dropna(subset=["grade"])
        score, group = answers["x9"], answers["grade"]
    found = agreement(score.to_numpy(), pd.factorize(group)[0])
    between, within, size = known["msb"], known["msw"], known["k"]
    assert (found.f, found.pvalue, found.group_size) == pytest.approx(
        (known["f"], known["p"], size), rel=1e-11
    )
    assert found.icc1 == pytest.approx((between - within) / (between + (size - 1) * within))
    assert found.icc2 == pytest.approx((between - within) / between)


def test_harman_and_full_collinearity() -> None:
    known = reference("validity")
    cor = data("bfi").corr().to_numpy()
    assert first_component_share(cor) == pytest.approx(known["harman"]["bfi"], **ROUNDING)
    found = collinearity(sheet("bfi").latent_correlations)
    assert found == pytest.approx(np.array(list(known["vif"]["bfi"].values())), rel=1e-9)


def test_the_script_that_made_the_numbers_is_here() -> None:
    script = (HERE / "R" / "reliability.R").read_text(encoding="utf-8")
    written = set(re.findall(r'\), "(\w+)"\)', script))
    for other in ("marker_cases.R", "group_reliability.R"):
        text = (HERE / "R" / other).read_text(encoding="utf-8")
        written |= set(re.findall(r'"reliability/(\w+)\.json"', text))
    assert written == {path.stem for path in (HERE / "reliability").glob("*.json")}
