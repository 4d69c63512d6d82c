"""What columns are called in each wave, and which names are refused."""

from __future__ import annotations

import pytest

from gainsem.errors import OptionError, SpecificationError
from gainsem.estimation.invariance.waves.names import (
    Waves,
    checked_waves,
    refuse_collisions,
    written,
)


def test_a_pattern_makes_names_in_any_order():
    assert Waves(("1", "2"), "w{wave}.{item}").of("x1", "2") == "w2.x1"
    assert Waves(("a", "b")).of("{wave}", "a") == "{wave}_a"  # a name is never a pattern


def test_waves_can_be_one_text():
    assert checked_waves("t1, t2,t3", "{item}_{wave}").names == ("t1", "t2", "t3")


@pytest.mark.parametrize(
    ("waves", "pattern", "said"),
    [
        (["t1"], "{item}_{wave}", "only 't1'"),
        ([], "{item}_{wave}", "names none"),
        (3, "{item}_{wave}", "names none"),
        (["t1", "t2", "t1"], "{item}_{wave}", "more than once"),
        (["t 1", "t2"], "{item}_{wave}", "'t 1'"),
        (["t1", "t2"], "{item}", "does not say"),
        (["t1", "t2"], "{item}_{wave}_{wave}", "does not say"),
        (["t1", "t2"], "{item} {wave}", "does not say"),
        (["t1", "t2"], "{item}_{wave}_{time}", "does not say"),
    ],
)
def test_g20_what_makes_no_columns_is_refused(waves, pattern, said):
    with pytest.raises(OptionError, match=said) as refused:
        checked_waves(waves, pattern)
    assert refused.value.code == "E-INV-08"


def test_g22_two_names_that_become_one_are_refused():
    waves = checked_waves(["1", "1_1"], "{item}_{wave}")
    with pytest.raises(SpecificationError, match="'x_1_1'") as refused:
        refuse_collisions(["x", "x_1"], waves, "model")
    assert refused.value.code == "E-INV-10"


def test_a_name_that_is_no_word_is_quoted():
    assert written("1_x") == '"1_x"'
    assert written("满意_t1") == "满意_t1"
