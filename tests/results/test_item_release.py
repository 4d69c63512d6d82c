"""Score tests of an item's release against lavaan's modification indices and other score tests.

lavaan's solution is polished (``R/polish.R``); what is left are its thresholds and correlations,
4e-8 from their maximum, which an index smaller than .001 shows as 4e-7.
"""

from __future__ import annotations

import json

import pandas as pd
import pytest

import gainsem
from gainsem.errors import NonConvergenceError
from gainsem.estimation.invariance.levels import Freed, Measured, level_model
from gainsem.results.groups.release import grouped_release_tests
from gainsem.results.item_release import item_release_tests
from gainsem.results.release_tests import release_tests
from tests.reference.cases import HERE

FACTORS = {f"F{k + 1}": tuple(f"q{4 * k + i}" for i in range(1, 5)) for k in range(3)}
MODEL = "\n".join(f"{name} =~ {' + '.join(items)}" for name, items in FACTORS.items())
OPERATORS = {"scalar": "~1", "strict": "~~"}
SCORES = json.loads((HERE / "groups" / "invariance_scores.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def levels():
    data = pd.read_csv(HERE / "data" / "likert.csv")
    counts = dict.fromkeys((item for items in FACTORS.values() for item in items), 4)
    fits = {}
    for name in ("thresholds", *OPERATORS):
        level = level_model(name, Measured(FACTORS, counts, 2), Freed())
        fits[name] = gainsem.fit(
            "\n".join([MODEL, *level.lines]),
            data,
            group="group",
            group_equal=level.equal,
            ordered=True,
            std_lv=True,
            parameterization="theta",
        )
    return fits


@pytest.mark.parametrize("level", OPERATORS)
def test_what_a_level_fixes_in_the_second_group_has_lavaans_index(levels, level):
    op = OPERATORS[level]
    wanted = {
        row["item"]: [(2, row["item"], op, row["item"] if op == "~~" else "")]
        for row in SCORES[level]
    }
    found = item_release_tests(levels[level], wanted)
    assert len(found) == 12
    for row in SCORES[level]:
        test = found[row["item"]]
        assert test.df == 1
        assert test.statistic == pytest.approx(row["mi"], rel=1e-6)
        assert test.epc == pytest.approx(row["epc"], rel=1e-6)


def test_what_groups_hold_equal_has_the_score_test_of_its_release(levels):
    tests = {each.released: each for each in grouped_release_tests(levels["scalar"])}
    wanted = {f"F1=~{item}.g2": [(2, "F1", "=~", item)] for item in FACTORS["F1"]}
    for name, test in item_release_tests(levels["scalar"], wanted).items():
        assert test.statistic == pytest.approx(tests[name].statistic, rel=1e-9)
        assert test.epc == pytest.approx(tests[name].epc, rel=1e-9)


def test_thresholds_of_an_item_are_tested_less_what_its_intercept_and_variance_take_up(levels):
    wanted = {"q1": [(2, "q1", "|", f"t{k}") for k in range(1, 5)]}
    # Both are free at this level, and loadings: two of the four thresholds say nothing new.
    assert item_release_tests(levels["thresholds"], wanted)["q1"].df == 2


def test_labels_of_one_group_have_the_score_test_of_their_release():
    data = pd.read_csv(HERE / "data" / "waves.csv")
    text = gainsem.longitudinal_model("trust =~ x1 + x2 + x3", ["t1", "t2"], level="scalar")
    fit = gainsem.fit(text, data)
    by_name = {each.released: each for each in release_tests(fit)}
    wanted = {f"x{k}": [(1, f"x{k}_t2", "~1", "")] for k in (1, 2, 3)}
    for name, test in item_release_tests(fit, wanted).items():
        expected = by_name[f"{name}_t2~1 (nu.{name})"]
        assert test.statistic == pytest.approx(expected.statistic, rel=1e-9)
        assert test.epc == pytest.approx(expected.epc, rel=1e-9)


def test_a_place_the_model_does_not_have_is_left_out(levels):
    wanted = {"q1": [(2, "q1", "~1", "")], "q99": [(2, "q99", "~1", "")], "none": []}
    assert item_release_tests(levels["scalar"], wanted).keys() == {"q1"}


def test_there_are_no_scores_without_a_minimum():
    data = pd.read_csv(HERE / "data" / "waves.csv")
    text = gainsem.longitudinal_model("trust =~ x1 + x2 + x3", ["t1", "t2"], level="scalar")
    stopped = gainsem.fit(text, data, max_iterations=1)
    with pytest.raises(NonConvergenceError):
        item_release_tests(stopped, {"x1": [(1, "x1_t2", "~1", "")]})
