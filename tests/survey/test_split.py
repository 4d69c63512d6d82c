"""Respondents in two parts: nobody lost, nobody twice, the same again with the same seed."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.errors import OptionError
from gainsem.survey.moments import Moments
from gainsem.survey.responses import Item, Responses
from gainsem.survey.split import split_responses

DATA = Responses(
    values=np.arange(20.0).reshape(10, 2),
    items=(Item("a"), Item("b")),
    text={"city": tuple("ABCDEFGHIJ")},
    lines=np.arange(2, 12),
)


def test_everybody_is_in_one_part_with_all_that_is_theirs() -> None:
    one, two = split_responses(DATA, share=0.3, seed=5)
    assert (len(one.values), len(two.values)) == (3, 7)
    both = np.vstack([one.values, two.values])
    assert sorted(both[:, 0]) == DATA.values[:, 0].tolist()
    for part in (one, two):
        for row, line, city in zip(part.values, part.lines, part.text["city"], strict=True):
            assert row[0] == 2 * (line - 2)
            assert city == "ABCDEFGHIJ"[line - 2]


def test_the_seed_decides() -> None:
    lines = [split_responses(DATA, share=0.5, seed=s)[0].lines.tolist() for s in (1, 1, 2)]
    assert lines[0] == lines[1] != lines[2]


@pytest.mark.parametrize("share", [0.0, 1.0, -0.5, 2.0, 0.01])
def test_a_part_without_anybody_is_refused(share: float) -> None:
    with pytest.raises(OptionError, match="nobody"):
        split_responses(DATA, share=share, seed=1)


def test_a_covariance_matrix_has_nobody_to_split() -> None:
    with pytest.raises(OptionError, match="respondents"):
        split_responses(Moments.from_covariance([[1.0]], 50), share=0.5, seed=1)
