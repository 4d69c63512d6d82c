"""Anchor items: named or chosen, never let differ; the rule's score tests are lavaan's."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import gainsem
from gainsem.errors import OptionError
from gainsem.results.invariance.record import Invariance
from tests.reference.cases import HERE

HS = "visual =~ x1 + x2 + x3\ntextual =~ x4 + x5 + x6\nspeed =~ x7 + x8 + x9"
MODEL = "f =~ x1 + x2 + x3 + x4 + x5"
JOINT = json.loads((HERE / "groups" / "invariance_scores.json").read_text("utf-8"))["joint"]


@pytest.fixture(scope="module")
def hs():
    return pd.read_csv(HERE / "data" / "hs.csv")


def biased(*items: int, ordinal: bool = False, seed: int = 11) -> pd.DataFrame:
    """Return answers of two groups; the second finds some of five items harder."""
    rng, frames = np.random.default_rng(seed), []
    for label, shift in (("a", 0.0), ("b", -0.6)):
        values = rng.normal(size=600)[:, None] * 0.8 + rng.normal(size=(600, 5)) * 0.6
        values[:, [item - 1 for item in items]] += shift
        if ordinal:
            values = np.digitize(values, (-1.0, -0.3, 0.4, 1.1)) + 1
        frames.append(pd.DataFrame(values, columns=MODEL.split(" ")[2::2]).assign(where=label))
    return pd.concat(frames, ignore_index=True)


def released(study: Invariance) -> set[str]:
    return {item for step in study.steps for item in step.freed}


def test_the_rule_takes_the_item_whose_release_gains_least_of_lavaans_score_tests(hs):
    """``lavTestScore(release = )`` of loading and intercept (``R/invariance_scores.R``)."""
    study = gainsem.invariance(HS, hs, "school", search=True, anchors="all-others")
    expected = {row["item"]: row for row in JOINT}
    for row in study.anchors:
        assert row.df == expected[row.item]["df"]
        assert row.statistic == pytest.approx(expected[row.item]["statistic"], rel=1e-6)
    chosen = {row.factor: row.item for row in study.anchors if row.chosen}
    assert chosen == {"visual": "x2", "textual": "x4", "speed": "x9"}


@pytest.mark.parametrize("ordinal", [False, True])
def test_the_rule_does_not_choose_the_biased_item_that_comes_first(ordinal):
    data = biased(1, ordinal=ordinal)
    study = gainsem.invariance(
        MODEL, data, "where", ordered=ordinal, search=True, anchors=["all-others"]
    )
    assert [row.item for row in study.anchors if row.chosen] != ["x1"]
    assert study.anchors[-1].item == "x1"  # the largest statistic of all
    assert released(study) == {"x1"}
    log = next(step.remark for step in study.steps if step.name.startswith("partial"))
    assert "anchors: x" in log


@pytest.mark.parametrize("ordinal", [False, True])
def test_one_named_anchor_lets_all_other_items_differ(ordinal):
    """Without it two items stay equal, and only three of five can be let go."""
    data = biased(2, 3, 4, 5, ordinal=ordinal)
    options = {"ordered": ordinal, "search": True}
    study = gainsem.invariance(MODEL, data, "where", anchors=["x1"], **options)
    assert released(study) >= {"x2", "x3", "x4", "x5"}
    assert "x1" not in released(study)
    free = gainsem.invariance(MODEL, data, "where", **options)
    assert len(released(free)) <= 3
    mean = next(row for row in study.means if row.group == "b")
    assert abs(mean.mean) < 2.5 * mean.se + 0.1  # the groups have the same mean


def test_an_anchor_is_never_let_differ_however_biased_it_is():
    study = gainsem.invariance(MODEL, biased(2), "where", search=True, anchors="x2")
    assert "x2" not in released(study)


def test_anchors_of_waves_are_chosen_alike():
    data = pd.read_csv(HERE / "data" / "waves.csv")
    study = gainsem.invariance(
        "trust =~ q1 + q2 + q3\ncare =~ q4 + q5 + q6",
        data,
        waves=["t1", "t2", "t3"],
        ordered=True,
        search=True,
        anchors="all-others",
    )
    chosen = {row.factor: row.item for row in study.anchors if row.chosen}
    assert chosen.keys() == {"trust", "care"}
    assert chosen["trust"] != "q2"  # the item that drifted
    assert released(study) == {"q2"}


def test_anchors_stand_in_table_page_and_record():
    study = gainsem.invariance(MODEL, biased(1), "where", search=True, anchors="all-others")
    frame = study.to_frame("anchors")
    assert list(frame.columns) == ["factor", "item", "statistic", "df", "anchor"]
    assert (frame["anchor"] == "yes").sum() == 1
    assert "Anchor items" in str(study.summary())
    again = Invariance.from_dict(json.loads(study.to_json()))
    assert again.anchors == study.anchors
    named = gainsem.invariance(MODEL, biased(1), "where", search=True, anchors=["x3", "x4"])
    assert named.to_frame("anchors").to_dict("records") == [
        {"factor": "f", "item": "x3", "anchor": "yes"},
        {"factor": "f", "item": "x4", "anchor": "yes"},
    ]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"anchors": "x9", "search": True}, "'x9'"),
        ({"anchors": "all-other", "search": True}, "Did you mean 'all-others'"),
        ({"anchors": ["f"], "search": True}, "'f'"),
        ({"anchors": ["all-others", "x1"], "search": True}, "'all-others'"),
        ({"anchors": "x1"}, "no search"),
    ],
)
def test_g26_anchors_that_are_no_items_are_refused(options, said):
    with pytest.raises(OptionError, match=said) as refused:
        gainsem.invariance(MODEL, biased(1), "where", **options)
    assert refused.value.code == "E-INV-14"


def test_no_anchors_are_chosen_for_exploratory_blocks(hs):
    block = 'efa("b")*visual + efa("b")*textual =~ x1 + x2 + x3 + x4 + x5 + x6'
    options = {"search": True, "anchors": "all-others"}
    with pytest.raises(OptionError, match="exploratory blocks") as refused:
        gainsem.invariance(block, hs, "school", **options)
    assert refused.value.code == "E-INV-14"
    study = gainsem.invariance(f"{block}\nspeed =~ x7 + x8 + x9", hs, "school", **options)
    assert {row.factor for row in study.anchors} == {"speed"}
