"""Adequacy: what is said of items, and awkward data row by row of docs/bad-input.md."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import GainsemError
from tests.core.factor_models import implied, simple_structure

NAMES = [f"x{k}" for k in range(1, 13)]


def answers(n: int = 400) -> pd.DataFrame:
    rows = np.random.default_rng(1).multivariate_normal(
        np.zeros(12), implied(*simple_structure()), size=n
    )
    return pd.DataFrame(rows, columns=NAMES)


def likert(n: int = 400) -> pd.DataFrame:
    return pd.DataFrame(np.digitize(answers(n), [-1.2, -0.3, 0.4, 1.3]) + 1, columns=NAMES)


def refused(data: Any, **options: Any) -> GainsemError:
    with pytest.raises(GainsemError) as caught:
        gainsem.adequacy(data, **options)
    return caught.value


def codes(found: gainsem.Adequacy) -> list[str]:
    return [each.code for each in found.diagnostics]


def remarks(found: gainsem.Adequacy) -> dict[str, str]:
    return {each.item: each.remarks for each in found.items}


def test_items_that_go_together_are_adequate() -> None:
    found = gainsem.adequacy(answers())
    assert found.kmo > 0.7
    assert found.bartlett_pvalue < 0.001
    assert not any(code.startswith("W-") for code in codes(found))
    assert {each.key for each in found.normality} == {
        "mardia_skewness",
        "mardia_skewness_small",
        "mardia_kurtosis",
        "mardia_kurtosis_small",
        "henze_zirkler",
    }
    assert all(each.pvalue > 0.001 for each in found.normality)


def test_each_item_is_described() -> None:
    rows = likert()
    found = {each.item: each for each in gainsem.adequacy(rows).items}
    one = found["x1"]
    counts = rows["x1"].value_counts()
    assert one.categories == 5
    assert one.top_share == pytest.approx(counts.max() / len(rows))
    assert one.mean == pytest.approx(rows["x1"].mean())
    assert one.sd == pytest.approx(rows["x1"].std())
    r = rows.corr().drop(index="x1")["x1"]
    assert one.largest_with == r.abs().idxmax()
    assert one.largest == pytest.approx(r[one.largest_with])
    standard = (rows - rows.mean()) / rows.std()
    rest = standard.drop(columns="x1").mean(axis=1)
    assert one.item_rest == pytest.approx(np.corrcoef(standard["x1"], rest)[0, 1])


def test_an_item_worded_the_other_way_round_is_turned_where_nobody_knows_constructs() -> None:
    rows = likert()
    turned = rows.assign(x1=6 - rows["x1"])
    one, other = gainsem.adequacy(rows).items[0], gainsem.adequacy(turned).items[0]
    assert other.item_rest == pytest.approx(one.item_rest)
    assert other.largest == pytest.approx(-one.largest)


def test_a_codebook_says_which_items_belong_together() -> None:
    survey = gainsem.read_survey("surveys/bfi")
    found = {each.item: each for each in gainsem.adequacy(survey).items}
    values = survey.responses.values
    names = list(survey.responses.names)
    block = values[:, [names.index(f"N{k}") for k in range(1, 6)]]
    every = values[:, [names.index(each) for each in found]]
    rows = block[~np.isnan(every).any(axis=1)]
    standard = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    expected = np.corrcoef(standard[:, 0], standard[:, 1:].mean(axis=1))[0, 1]
    assert found["N1"].item_rest == pytest.approx(expected)


def test_q01_remarks_on_items() -> None:
    rng = np.random.default_rng(5)
    rows = answers()
    rows["copy"] = rows["x1"] + rng.normal(0, 0.1, 400)
    rows["alone"] = rng.normal(size=400)
    rows["same"] = (rng.random(400) > 0.95).astype(float)
    rows["skewed"] = np.exp(1.5 * rows["x5"])
    found = remarks(gainsem.adequacy(rows))
    assert "nearly a copy" in found["copy"]
    assert "no correlation reaches .3" in found["alone"]
    assert "nearly everybody answers the same" in found["same"]
    assert "few categories: better ordinal" in found["same"]
    assert "far from normal" in found["skewed"]
    assert found["x6"] == ""


def test_q02_unrelated_items() -> None:
    rows = pd.DataFrame(np.random.default_rng(1).normal(size=(200, 8)), columns=list("abcdefgh"))
    found = gainsem.adequacy(rows)
    assert {"W-ADQ-11", "W-ADQ-13"} <= set(codes(found))
    assert found.bartlett_pvalue > 0.05


def test_q03_an_item_with_a_low_msa_is_named() -> None:
    rows = answers()
    noise = np.random.default_rng(3).normal(size=400)
    rows["odd"] = rows["x1"] - rows["x2"] + 0.5 * noise
    found = gainsem.adequacy(rows)
    said = next(each for each in found.diagnostics if each.code == "W-ADQ-12")
    assert "odd" in said.message
    assert "low MSA" in remarks(found)["odd"]


def test_q04_one_item_and_two() -> None:
    assert refused(answers(), items=["x1"]).code == "E-ADQ-01"
    two = gainsem.adequacy(answers(), items=["x1", "x2"])
    assert two.kmo == pytest.approx(0.5)
    assert "I-ADQ-24" in codes(two)


@pytest.mark.parametrize("ordered", [None, "all"])
def test_q05_a_constant_item_is_refused_by_name(ordered: str | None) -> None:
    problem = refused(likert().assign(x3=2), ordered=ordered)
    assert problem.code == "E-DATA-22"
    assert "x3" in str(problem)


def test_q06_an_item_that_is_the_sum_of_others() -> None:
    rows = answers()
    rows["x12"] = rows["x1"] + rows["x2"]
    found = gainsem.adequacy(rows)
    assert {"W-EFA-11", "I-ADQ-21", "I-ADQ-23"} <= set(codes(found))
    assert np.isfinite(found.kmo)
    assert found.normality == ()
    assert found.determinant == pytest.approx(0.0, abs=1e-12)


def test_q07_no_more_respondents_than_items() -> None:
    assert refused(answers(10)).code == "E-DATA-27"


def test_q08_a_matrix_has_no_answers() -> None:
    rows = answers()
    moments = gainsem.Moments.from_covariance(rows.cov().to_numpy(), 400, names=NAMES)
    found = gainsem.adequacy(moments)
    assert found.kmo == pytest.approx(gainsem.adequacy(rows).kmo)
    assert "I-ADQ-21" in codes(found)
    assert np.isnan(found.items[0].item_rest)


def test_q09_so_many_respondents_that_pairs_are_not_compared() -> None:
    rows = pd.DataFrame(
        np.random.default_rng(1).normal(size=(20_001, 3)) + 1.0, columns=["a", "b", "c"]
    )
    rows["b"] += rows["a"]
    found = gainsem.adequacy(rows)
    assert "I-ADQ-22" in codes(found)
    assert [each.key for each in found.normality][-1] == "mardia_kurtosis_small"


def test_missing_answers_pair_by_pair() -> None:
    rows = answers().mask(np.random.default_rng(2).random((400, 12)) < 0.05)
    found = gainsem.adequacy(rows, missing="pairwise")
    assert found.kind == "pairwise"
    assert found.items[0].missing == int(rows["x1"].isna().sum())
    assert found.items[0].n == int(rows["x1"].notna().sum())
    assert len(found.normality) == 5
