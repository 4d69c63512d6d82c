"""How many factors: known structures, and awkward data row by row of docs/bad-input.md."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import GainsemError
from gainsem.factor.number_rules import suggested
from gainsem.results.n_factors_parts import Rule
from tests.core.factor_models import implied, simple_structure

NAMES = [f"x{k}" for k in range(1, 13)]
QUICK: dict[str, Any] = {"draws": 100, "samples": 60}


def answers(n: int = 400, m: int = 3, *, seed: int = 1) -> pd.DataFrame:
    r = implied(*simple_structure(12, m))
    rows = np.random.default_rng(seed).multivariate_normal(np.zeros(12), r, size=n)
    return pd.DataFrame(rows, columns=NAMES)


def likert(n: int = 500, m: int = 3) -> pd.DataFrame:
    return pd.DataFrame(np.digitize(answers(n, m), [-1.2, -0.3, 0.4, 1.3]) + 1, columns=NAMES)


def noise(n: int = 200, p: int = 8) -> pd.DataFrame:
    rows = np.random.default_rng(1).normal(size=(n, p))
    return pd.DataFrame(rows, columns=[f"n{k}" for k in range(p)])


def refused(data: Any, **options: Any) -> GainsemError:
    with pytest.raises(GainsemError) as caught:
        gainsem.n_factors(data, **{**QUICK, **options})
    return caught.value


def codes(found: Any) -> list[str]:
    return [each.code for each in found.diagnostics]


@pytest.mark.parametrize("m", [1, 2, 3])
def test_the_factors_that_made_continuous_answers_are_found(m: int) -> None:
    found = gainsem.n_factors(answers(m=m), **QUICK)
    assert found.n_factors == m
    assert found.votes >= found.voters - 1
    assert "W-NF-11" not in codes(found)
    assert [found[key] for key in ("parallel_components", "empirical_kaiser", "bic")] == [m] * 3


@pytest.mark.parametrize("null", ["permutation", "normal"])
def test_the_factors_behind_ordinal_answers_are_found(null: str) -> None:
    found = gainsem.n_factors(likert(), ordered="all", null=null, **QUICK)
    assert found.kind == "polychoric"
    assert found.n_factors == 3
    assert found["hull_caf"] == 3
    assert found["hull_cfi"] is None
    assert found["bic"] is None


def test_results_do_not_depend_on_the_workers_and_do_on_the_seed() -> None:
    options = {"draws": 30, "samples": 20, "most": 3}
    one = gainsem.n_factors(likert(200), ordered="all", **options)
    two = gainsem.n_factors(likert(200), ordered="all", workers=2, **options)
    other = gainsem.n_factors(likert(200), ordered="all", seed=2, **options)
    assert one.to_json() == two.to_json()
    assert one.to_json() != other.to_json()


def test_progress_is_told_step_by_step() -> None:
    told: list[tuple[str, int, int]] = []
    gainsem.n_factors(
        answers(), draws=25, samples=20, most=2, progress=lambda *step: told.append(step)
    )
    assert told[:3] == [
        ("parallel analysis", 10, 25),
        ("parallel analysis", 20, 25),
        ("parallel analysis", 25, 25),
    ]
    assert told[-1][0].startswith("comparison data, 2 factors")


def test_a_covariance_matrix_is_enough_for_all_but_comparison_data() -> None:
    rows = answers()
    moments = gainsem.Moments.from_covariance(rows.cov().to_numpy(), len(rows), names=NAMES)
    found = gainsem.n_factors(moments, **QUICK)
    assert found.n_factors == 3
    assert found["comparison_data"] is None
    assert "I-NF-21" in codes(found)


@pytest.mark.parametrize("missing", ["listwise", "pairwise", "fiml"])
def test_missing_answers(missing: str) -> None:
    rows = answers()
    rows = rows.mask(np.random.default_rng(2).random(rows.shape) < 0.04)
    found = gainsem.n_factors(rows, missing=missing, **QUICK)
    assert found.n_factors == 3
    assert ("I-NF-22" in codes(found)) == (missing == "fiml")
    ordinal = likert(300).mask(np.random.default_rng(2).random((300, 12)) < 0.04)
    if missing == "pairwise":
        assert gainsem.n_factors(ordinal, ordered="all", missing=missing, **QUICK).n_factors == 3


def test_ties_go_to_parallel_analysis_of_components() -> None:
    verdicts = {"parallel_components": 5, "parallel_factors": 8, "a": 8, "b": 6, "c": 6}
    rules = [Rule(key, key, number, votes=True) for key, number in verdicts.items()]
    assert suggested(rules) == (6, 2, 5)
    assert suggested([*rules, Rule("map2", "map2", 5, votes=True)]) == (5, 2, 6)
    assert suggested([*rules, Rule("kaiser", "kaiser", 8, votes=False)]) == (6, 2, 5)


def test_n01_two_items_or_one() -> None:
    for items in (["x1", "x2"], ["x1"]):
        problem = refused(answers(), items=items)
        assert problem.code == "E-NF-02"
        assert "three or more" in str(problem)


def test_n02_ordinal_and_continuous_items_together() -> None:
    rows = answers(400)
    mixed = rows.assign(**{name: np.digitize(rows[name], [-1.0, 0.0, 1.0]) for name in NAMES[::2]})
    found = gainsem.n_factors(mixed, ordered=NAMES[::2], **QUICK)
    assert found.n_factors == 3
    assert found["parallel_components"] == 3
    assert gainsem.efa(mixed, "auto", ordered=NAMES[::2]).loadings.shape == (12, 3)
    worth = gainsem.adequacy(mixed, ordered=NAMES[::2])
    assert worth.kmo == pytest.approx(gainsem.adequacy(rows).kmo, abs=0.05)


@pytest.mark.parametrize("ordered", ["none", "all"])
def test_weights_bring_back_a_population_that_was_sampled_unevenly(ordered: str) -> None:
    """A tenth of the people, sampled as often as all others, answers as one factor would."""
    few, many = answers(400, seed=9), answers(400)
    few = few.assign(**{name: few[NAMES[0]] + 0.3 * few[name] for name in NAMES})
    data = pd.concat([many, few], ignore_index=True)
    if ordered == "all":
        data = data.apply(lambda column: np.digitize(column, [-1.0, 0.0, 1.0]))
    data["w"] = np.repeat([9.0, 1.0], 400)
    options: dict[str, Any] = {"items": NAMES, "ordered": ordered}
    plain = gainsem.n_factors(data, **options, **QUICK)
    weighted = gainsem.n_factors(data, weights="w", **options, **QUICK)
    assert plain["parallel_components"] == 1
    assert weighted.n_factors == 3
    assert "I-WGT-67" in codes(weighted)
    assert gainsem.efa(data, "auto", weights="w", **options).loadings.shape == (12, 3)


def test_weights_of_one_change_nothing_and_words_are_refused() -> None:
    data = answers(300).assign(w=2.0, word="yes")
    one = gainsem.adequacy(data, items=NAMES, weights="w")
    other = gainsem.adequacy(data, items=NAMES)
    assert one.kmo == pytest.approx(other.kmo, abs=1e-12)
    assert one.bartlett_chisq == pytest.approx(other.bartlett_chisq, rel=1e-12)
    with pytest.raises(gainsem.GainsemError):
        gainsem.adequacy(data, items=NAMES, weights="word")
    assert refused(data, items=NAMES, weights="w", missing="fiml").code == "E-OPT-02"


def test_n03_more_factors_than_items_allow() -> None:
    problem = refused(answers()[NAMES[:6]], most=4)
    assert problem.code == "E-EFA-03"
    assert "allow 3" in str(problem)


@pytest.mark.parametrize("ordered", [None, "all"])
def test_n04_a_constant_item(ordered: str | None) -> None:
    problem = refused(likert(200).assign(x2=3), ordered=ordered)
    assert problem.code == "E-DATA-22"
    assert "x2" in str(problem)


def test_n05_no_more_respondents_than_items() -> None:
    assert refused(answers(8)).code == "E-DATA-27"
    assert refused(likert(12), ordered="all").code == "E-DATA-27"


def test_n06_a_singular_matrix_is_smoothed_and_said() -> None:
    rows = answers()
    rows["x12"] = rows["x1"] + rows["x2"]
    found = gainsem.n_factors(rows, **QUICK)
    said = next(each for each in found.diagnostics if each.code == "W-EFA-11")
    assert "x12" in said.where
    assert np.isfinite(found.eigenvalues.factors).all()


def test_n07_answers_without_factors() -> None:
    found = gainsem.n_factors(noise(), **QUICK)
    assert found.n_factors == 0
    assert "W-NF-12" in codes(found)
    with pytest.raises(GainsemError) as caught:
        gainsem.efa(noise(), "auto")
    assert caught.value.code == "E-NF-01"


def test_n08_few_draws() -> None:
    assert "W-NF-13" in codes(gainsem.n_factors(answers(), draws=40, samples=0))
    assert refused(answers(), draws=5).code == "E-OPT-01"


def test_n09_rules_that_disagree() -> None:
    """Pairs of items that share something of their own: factors of two items each."""
    rng = np.random.default_rng(1)
    general, pairs = rng.normal(size=(800, 1)), np.repeat(rng.normal(size=(800, 6)), 2, axis=1)
    rows = 0.7 * general + 0.45 * pairs + 0.6 * rng.normal(size=(800, 12))
    found = gainsem.n_factors(pd.DataFrame(rows, columns=NAMES), **QUICK)
    said = next(each for each in found.diagnostics if each.code == "W-NF-11")
    assert "votes" in said.message


@pytest.mark.parametrize(
    "options",
    [
        {"quantile": 1.0},
        {"quantile": "high"},
        {"null": "bootstrap"},
        {"communalities": "ones"},
        {"missing": "guess"},
        {"seed": -1},
        {"workers": 0},
        {"samples": 3},
        {"most": 0},
        {"draws": True},
    ],
)
def test_n10_options_that_are_none(options: dict[str, Any]) -> None:
    problem = refused(answers(), **options)
    assert problem.code == "E-OPT-01"
    assert next(iter(options)) in str(problem)


def test_n11_an_option_there_is_not_is_answered_with_the_nearest() -> None:
    problem = refused(answers(), drawz=10)
    assert problem.code == "E-OPT-03"
    assert "draws" in str(problem)


def test_efa_takes_the_number_most_rules_name_and_keeps_why() -> None:
    efa = gainsem.efa(answers(), "auto")
    assert efa.loadings.shape == (12, 3)
    assert efa.number is not None
    assert efa.options["n_factors"] == 3
    assert "I-NF-23" in codes(efa)
    kept = efa.to_dict()["number_of_factors"]
    assert kept["n_factors"] == 3
    assert {rule["key"] for rule in kept["rules"]} >= {"map2", "comparison_data", "kaiser"}
    assert "number_of_factors" not in gainsem.efa(answers(), 3).to_dict()


def test_efa_auto_goes_with_its_other_choices() -> None:
    efa = gainsem.efa(likert(300), "AUTO", ordered=True, rotation="oblimin", se=False)
    assert efa.kind == "polychoric"
    assert efa.loadings.shape == (12, 3)
