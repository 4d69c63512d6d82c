"""The registry of flags, and thresholds as users write them."""

from __future__ import annotations

import pytest

from gainsem.errors import OptionError
from gainsem.options import SCREENING_FLAGS, Options
from gainsem.survey.flags import (
    BY_NAME,
    CRITERIA,
    answers_asked_for,
    checked_thresholds,
    chosen_flags,
)


def test_every_flag_of_the_options_is_described() -> None:
    assert tuple(BY_NAME) == SCREENING_FLAGS
    for rule in BY_NAME.values():
        assert rule.paper
        assert rule.title
        assert rule.name == rule.criteria[0].key
    assert set(CRITERIA) == {*SCREENING_FLAGS, "speed_index"}


def test_thresholds_are_read_from_texts_and_numbers() -> None:
    assert checked_thresholds(["longstring=12", "speed_index = 1.75"]) == {
        "longstring": 12.0,
        "speed_index": 1.75,
    }
    assert checked_thresholds({"duplicate": 0.9}) == {"duplicate": 0.9}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["longstrng=12"], "Did you mean 'longstring'"),
        (["longstring"], "has no number"),
        (["longstring=many"], "'many', which is not a number"),
        (["longstring=nan"], "not a number"),
        (["duplicate=0.2"], "between 0.75 and 1"),
        (["outlier=-1"], "between 0 and 1"),
    ],
)
def test_thresholds_that_make_no_sense_are_refused(given: list[str], says: str) -> None:
    with pytest.raises(OptionError, match="E-SCR-01") as refusal:
        checked_thresholds(given)
    assert says in str(refusal.value)


def test_flags_to_exclude_are_checked_when_the_options_are_built() -> None:
    assert Options(exclude="attention, speed").exclude == ("attention", "speed")
    assert Options(exclude=["longstring=12"]).exclude == ("longstring=12",)
    assert Options().exclude == ()
    with pytest.raises(OptionError, match=r"E-SCR-01.*'atention'.*'attention'"):
        Options(exclude="atention")
    assert chosen_flags(("speed", "irv=0.5")) == (("speed", "irv"), {"irv": 0.5})


def test_attention_checks_are_read_with_their_answer() -> None:
    assert answers_asked_for(["AC1=4", "AC2 = 2"]) == {"AC1": 4.0, "AC2": 2.0}
    for text in ("AC1", "AC1=agree"):
        with pytest.raises(OptionError, match="E-SCR-01"):
            answers_asked_for([text])
