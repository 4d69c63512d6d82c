"""What is equal at each level, and what identifies it."""

from __future__ import annotations

from gainsem.estimation.invariance.levels import (
    Freed,
    Measured,
    level_model,
    structural_model,
)

FACTORS = {"f": ("a", "b", "c", "d")}
CONTINUOUS = Measured(FACTORS, {}, 2)
ORDINAL = Measured(FACTORS, {"a": 3, "b": 3, "c": 3, "d": 1}, 3)


def test_levels_of_continuous_items():
    assert CONTINUOUS.levels == ("configural", "metric", "scalar", "strict")
    strict = level_model("strict", CONTINUOUS, Freed())
    assert strict.equal == ("loadings", "intercepts", "residuals")
    assert strict.lines == strict.partial == ()


def test_an_item_let_differ_stays_apart_at_later_levels():
    freed = Freed().with_item("metric", "b").with_item("scalar", "c")
    assert level_model("metric", CONTINUOUS, freed).partial == ("f=~b",)
    assert level_model("strict", CONTINUOUS, freed).partial == ("f=~b", "c~1")


def test_thresholds_come_first_for_ordinal_items():
    assert ORDINAL.levels == ("configural", "thresholds", "metric", "scalar", "strict")
    thresholds = level_model("thresholds", ORDINAL, Freed())
    assert thresholds.equal == ("thresholds",)
    assert "a ~ c(0, NA, NA)*1" in thresholds.lines
    assert "a ~~ c(1, NA, NA)*a" in thresholds.lines
    assert "f ~ c(0, 0, 0)*1" in thresholds.lines


def test_a_single_threshold_identifies_nothing_before_the_scalar_level():
    thresholds = level_model("thresholds", ORDINAL, Freed())
    assert "d|t1" in thresholds.partial
    assert "d ~ c(0, 0, 0)*1" in thresholds.lines
    assert "d|t1" not in level_model("scalar", ORDINAL, Freed()).partial


def test_binary_items_have_no_levels_of_their_own_before_scalar():
    binary = Measured(FACTORS, dict.fromkeys("abcd", 1), 2)
    assert binary.levels == ("configural", "scalar", "strict")
    assert set(level_model("scalar", binary, Freed()).equal) == {
        "thresholds",
        "loadings",
        "intercepts",
    }


def test_intercepts_are_equal_at_the_scalar_level_and_factor_means_free():
    scalar = level_model("scalar", ORDINAL, Freed())
    assert "a ~ c(0, 0, 0)*1" in scalar.lines
    assert not any(line.startswith("f ~") for line in scalar.lines)


def test_an_item_with_thresholds_of_its_own_is_free_altogether():
    freed = Freed().with_item("thresholds", "a")
    metric = level_model("metric", ORDINAL, freed)
    assert {"a|t1", "a|t2", "a|t3", "f=~a"} <= set(metric.partial)
    assert "a ~ c(0, 0, 0)*1" in metric.lines
    assert "a ~~ c(1, 1, 1)*a" in metric.lines


def test_structural_levels_add_to_the_last_one():
    strict = level_model("strict", CONTINUOUS, Freed())
    assert structural_model("means", strict).equal == (*strict.equal, "means")
