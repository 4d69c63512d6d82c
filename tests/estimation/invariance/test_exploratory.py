"""Invariance of exploratory blocks: levels, what a search may let go, what is refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import gainsem
from gainsem.errors import SpecificationError
from gainsem.results.invariance.record import Invariance

DATA = Path(__file__).parents[2] / "reference" / "data"
ITEMS = [f"x{k}" for k in range(1, 10)]
MODEL = 'efa("e")*f1 + efa("e")*f2 + efa("e")*f3 =~ ' + " + ".join(ITEMS)


@pytest.fixture(scope="module")
def study() -> Invariance:
    return gainsem.invariance(
        MODEL,
        pd.read_csv(DATA / "hs.csv"),
        group="school",
        ordered="none",
        rotation="oblimin",
        search=True,
        structural=["lv.variances", "lv.covariances"],
    )


# lavaan 0.6-14, tests/reference/group_esem/hs_{configural,metric,scalar}.json
LAVAAN = {"configural": (29.33296, 24), "metric": (53.62591, 42), "scalar": (95.09504, 48)}


def test_levels_are_lavaans_models(study: Invariance) -> None:
    found = {step.name: (step.measures.get("chisq"), step.df) for step in study.steps}
    for level, (chisq, df) in LAVAAN.items():
        assert found[level] == (pytest.approx(chisq, abs=1e-4), df)


def test_a_search_lets_intercepts_go_and_counts_items_once(study: Invariance) -> None:
    partial = next(step for step in study.steps if step.name == "partial scalar")
    assert partial.df == 46
    assert "correction for 9 items" in partial.remark
    assert not any(step.name == "partial metric" for step in study.steps)


def test_variances_of_a_block_are_equal_together_with_covariances(study: Invariance) -> None:
    alone = next(step for step in study.steps if step.name == "lv.variances")
    both = next(step for step in study.steps if step.name == "lv.covariances")
    assert "rotation" in alone.remark
    strict = next(step for step in study.steps if step.name == "strict")
    assert both.df == strict.df + 6


def test_factors_of_a_block_have_no_sums_of_their_own(study: Invariance) -> None:
    assert study.item_bias
    assert not study.score_bias


def test_ordinal_items_go_through_their_levels() -> None:
    """Degrees of freedom by hand: 12 items of 5 categories, 3 factors, two groups."""
    items = [f"q{k}" for k in range(1, 13)]
    model = MODEL.split(" =~")[0] + " =~ " + " + ".join(items)
    found = gainsem.invariance(
        model, pd.read_csv(DATA / "likert.csv"), group="group", ordered="all", rotation="oblimin"
    )
    steps = {step.name: step.df for step in found.steps}
    configural = 2 * (66 - (36 - 3))
    thresholds = configural + 12 * 4 - 2 * 12  # less intercepts and residual variances freed
    metric = thresholds + 36 - 9  # m^2 restrictions are those of the first group
    scalar = metric + 12 - 3  # less factor means freed
    assert steps == {
        "configural": configural,
        "thresholds": thresholds,
        "metric": metric,
        "scalar": scalar,
        "strict": scalar + 12,
    }


def test_alignment_of_a_block_is_refused() -> None:
    with pytest.raises(SpecificationError) as refused:
        gainsem.invariance(
            MODEL,
            pd.read_csv(DATA / "hs.csv"),
            group="school",
            ordered="none",
            rotation="oblimin",
            alignment="fixed",
        )
    assert refused.value.problems[0].code == "E-INV-05"
