"""Reliability in several groups: sheets by label, their comparison, what is not tested and why."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import OptionError
from gainsem.results.reliability.by_group.compare import MOST_PAIRED

MODEL = "f =~ a1 + a2 + a3 + a4\ng =~ b1 + b2 + b3"
ITEMS = ["a1", "a2", "a3", "a4", "b1", "b2", "b3"]


@cache
def answers(noise: tuple[float, ...] = (1.0, 1.0, 2.0), n: int = 400) -> pd.DataFrame:
    """Return answers in groups that differ in nothing but the noise of the items of f."""
    generator = np.random.default_rng(11)
    frames = []
    for number, spread in enumerate(noise):
        both = generator.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], size=n)
        own = [both[:, :1] + spread * generator.normal(size=(n, 4))]
        own.append(both[:, 1:] + generator.normal(size=(n, 3)))
        frame = pd.DataFrame(np.hstack(own), columns=ITEMS)
        frames.append(frame.assign(town=f"t{number + 1}", w=generator.uniform(0.5, 2.0, size=n)))
    return pd.concat(frames, ignore_index=True)


@cache
def fitted(**options: Any) -> gainsem.GroupedFit:
    return gainsem.fit(MODEL, answers(), group="town", **options)


def equality_of(found: gainsem.GroupedReliability, construct: str, coefficient: str) -> Any:
    tests = found.comparison.tests
    return next(t for t in tests if (t.construct, t.coefficient) == (construct, coefficient))


def test_sheets_are_those_of_the_groups() -> None:
    fit = fitted()
    found = fit.reliability(answers(), bootstrap=0)
    assert list(found) == ["t1", "t2", "t3"]
    assert len(found) == 3
    part = answers().query("town == 't2'")
    alone = fit.by_group["t2"].reliability(part, bootstrap=0)
    assert found["t2"].to_dict() == alone.to_dict()
    with pytest.raises(KeyError):
        found["t4"]


def test_what_differs_is_found_and_what_does_not_is_not() -> None:
    found = fitted().reliability(answers(), bootstrap=0)
    for coefficient in ("alpha", "omega", "cr", "ave"):
        assert equality_of(found, "f", coefficient).pvalue < 0.001
        assert equality_of(found, "g", coefficient).pvalue > 0.01
        assert equality_of(found, "f", coefficient).df == 2
    rows = found.to_frame("differences").query("construct == 'f' and coefficient == 'omega'")
    by_pair = rows.set_index(["first", "second"])
    assert list(by_pair.index) == [("t1", "t2"), ("t1", "t3"), ("t2", "t3")]
    assert by_pair.loc[("t1", "t3"), "lower"] > 0.0
    assert (by_pair["pvalue_holm"] >= by_pair["pvalue"]).all()


def test_the_interval_of_alpha_decides_on_its_test() -> None:
    fit = fitted()
    feldt = fit.reliability(answers(), interval="feldt", bootstrap=0).to_frame("differences")
    robust = fit.reliability(answers(), bootstrap=0).to_frame("differences")
    alphas = [frame.query("coefficient == 'alpha'") for frame in (feldt, robust)]
    assert set(alphas[0]["method"]) == {"Feldt's W"}
    assert set(alphas[1]["method"]) == {"Wald, log(1 - alpha)"}
    assert alphas[0]["pvalue"].to_numpy() == pytest.approx(alphas[1]["pvalue"].to_numpy(), abs=0.1)
    saved = fit.reliability().to_frame("differences").query("coefficient == 'alpha'")
    assert saved["pvalue"].to_numpy() == pytest.approx(alphas[0]["pvalue"].to_numpy(), rel=1e-9)


def test_what_the_model_holds_equal_is_not_tested() -> None:
    equal = ["loadings", "residuals", "lv.variances"]
    found = fitted(group_equal=",".join(equal)).reliability()
    assert equality_of(found, "f", "omega").reason == "equal"
    assert "holds it equal" in equality_of(found, "f", "omega").why
    assert equality_of(found, "f", "omega").df == 0
    assert equality_of(found, "f", "alpha").df == 2
    gaps = found.to_frame("differences").query("coefficient == 'omega'")
    assert gaps["difference"].to_numpy() == pytest.approx(0.0, abs=1e-12)
    assert gaps["pvalue"].isna().all()


def test_without_standard_errors_nothing_of_the_model_is_tested() -> None:
    found = fitted(se="none").reliability(answers(), bootstrap=0)
    assert equality_of(found, "f", "omega").reason == "errors"
    assert equality_of(found, "f", "alpha").df == 2
    assert set(found.to_frame("differences")["coefficient"]) == {"alpha"}


def test_a_construct_of_one_item_has_no_alpha_to_compare() -> None:
    fit = gainsem.fit("f =~ a1 + a2 + a3\ng =~ b1", answers(), group="town")
    found = fit.reliability(answers(), bootstrap=0)
    assert equality_of(found, "g", "alpha").reason == "absent"
    assert equality_of(found, "f", "alpha").reason == ""


def test_alphas_of_a_weighted_sample_are_not_tested() -> None:
    categories = answers().copy()
    categories[ITEMS] = np.clip(np.round(categories[ITEMS] + 2.5), 1, 4)
    fit = gainsem.fit(MODEL, categories, group="town", ordered=True, weights="w", estimator="WLSMV")
    found = fit.reliability()
    assert equality_of(found, "f", "alpha").reason == "design"
    assert equality_of(found, "f", "omega").df == 2
    assert np.isnan(found.to_frame("by_group").get("alpha_se", pd.Series([np.nan]))).all()


def test_many_groups_are_held_against_the_first() -> None:
    count = MOST_PAIRED + 1
    data = answers((1.0,) * count, 60)
    found = gainsem.fit(MODEL, data, group="town").reliability()
    rows = found.to_frame("differences").query("construct == 'f' and coefficient == 'omega'")
    assert list(rows["first"]) == ["t1"] * (count - 1)
    page = str(found.summary())
    assert "held against the first one" in " ".join(page.split())
    assert "town: t1" not in page


def test_faces_agree() -> None:
    found = fitted().reliability(answers(), bootstrap=0)
    page = str(found.summary())
    for part in ("Reliability by town", "The same in all groups?", "town: t3", "Bonett 2003"):
        assert part in page
    assert "GroupedReliability town: 3 groups, 2 constructs" in repr(found)
    content = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert content["schema"] == "gainsem.reliability_groups/1"
    assert [group["label"] for group in content["groups"]] == list(found)
    assert content["equality"][0]["why"] == ""
    frame = found.to_frame()
    assert frame["omega"].tolist() == pytest.approx(
        [one["value"] for one in content["by_group"] if one["coefficient"] == "omega"]
    )
    assert "<table" in found._repr_html_()
    assert found.usable
    assert {"items_1", "constructs_3"} <= set(found.tables())
    with pytest.raises(OptionError, match=r"no table 'equalities'\. Did you mean 'equality'"):
        found.to_frame("equalities")


def test_remarks_name_their_group() -> None:
    turned = answers().copy()
    turned.loc[turned["town"] == "t2", "a1"] *= -1
    found = gainsem.fit(MODEL, turned, group="town").reliability(turned, bootstrap=0)
    said = [str(one) for one in found.diagnostics if one.code == "W-REL-10"]
    assert len(said) == 1
    assert "t2: f: a1 goes against" in said[0]


@pytest.mark.slow
def test_tests_of_omega_keep_their_level_and_intervals_cover() -> None:
    """400 pairs of groups of 150 that differ in nothing: three standard errors are .033."""
    generator = np.random.default_rng(7)
    rejected, covered = [], []
    for _ in range(400):
        factor = generator.normal(size=(300, 1))
        frame = pd.DataFrame(factor + generator.normal(size=(300, 4)), columns=ITEMS[:4])
        frame["town"] = np.repeat(["x", "y"], 150)
        fit = gainsem.fit("f =~ a1 + a2 + a3 + a4", frame, group="town")
        found = fit.reliability(frame, bootstrap=0)
        rejected.append([test.pvalue < 0.05 for test in found.comparison.tests])
        covered.append([gap.lower <= 0.0 <= gap.upper for gap in found.comparison.differences])
    assert np.mean(rejected, axis=0) == pytest.approx([0.05] * 4, abs=0.033)
    assert np.mean(covered, axis=0) == pytest.approx([0.95] * 4, abs=0.033)
