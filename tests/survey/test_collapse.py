from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gainsem.survey.collapse import FEWEST_ANSWERS, merge_rare, merged_counts

TABLES = st.tuples(st.integers(1, 3), st.integers(2, 9)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.integers(0, 30))
)


@pytest.mark.parametrize(
    ("counts", "runs"),
    [
        ([[2, 14, 88, 120, 76]], ((0, 1), (2,), (3,), (4,))),
        ([[50, 40, 3]], ((0,), (1, 2))),
        ([[50, 20, 1, 30]], ((0,), (1, 2), (3,))),
        ([[50, 30, 1, 20]], ((0,), (1,), (2, 3))),
        ([[20, 3, 20]], ((0, 1), (2,))),
        ([[1, 1, 1, 50]], ((0, 1, 2), (3,))),
        ([[2, 300]], ((0,), (1,))),
        ([[5, 5, 5]], ((0,), (1,), (2,))),
        ([[9, 9, 9], [9, 0, 9]], ((0, 1), (2,))),
    ],
)
def test_the_rarest_category_joins_its_rarer_neighbour(counts, runs) -> None:
    assert merge_rare(np.array(counts)) == runs


@given(TABLES)
def test_every_category_is_kept_once_and_in_order(counts) -> None:
    runs = merge_rare(counts)
    assert [k for run in runs for k in run] == list(range(counts.shape[1]))
    assert len(runs) >= 2
    assert merged_counts(counts, runs).sum() == counts.sum()


@given(TABLES, st.integers(1, 12))
def test_categories_are_full_enough_or_two(counts, minimum) -> None:
    merged = merged_counts(counts, merge_rare(counts, minimum=minimum))
    assert merged.min() >= minimum or merged.shape[1] == 2
    again = merge_rare(merged, minimum=minimum)
    assert again == tuple((k,) for k in range(merged.shape[1]))


@given(TABLES)
def test_full_categories_are_left_alone(counts) -> None:
    full = counts + FEWEST_ANSWERS
    assert merge_rare(full) == tuple((k,) for k in range(full.shape[1]))


def test_the_counts_handed_in_are_not_changed() -> None:
    counts = np.array([[1, 2, 30]])
    counts.setflags(write=False)
    merge_rare(counts)
    np.testing.assert_array_equal(counts, [[1, 2, 30]])
