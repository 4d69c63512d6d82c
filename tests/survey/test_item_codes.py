"""Codes of several items at once: what they would be one by one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gainsem.survey import item_codes as module
from gainsem.survey.item_codes import codes_of_items, groups_of, item_codes
from gainsem.survey.responses import Item

NAN = np.nan
N = 40


def ratings(rng: np.random.Generator, p: int) -> np.ndarray:
    """Make whole answers, some of them missing, to items whose codes have gaps."""
    columns = [
        rng.choice(rng.choice(np.arange(-9, 30), rng.integers(1, 8), replace=False), N)
        for _ in range(p)
    ]
    values = np.column_stack(columns).astype(float)
    values[rng.random(values.shape) < rng.choice([0.0, 0.2])] = NAN
    values[0] = columns[0][0]
    return values if rng.random() < 0.5 else np.asfortranarray(values)


def assert_as_one_by_one(values: np.ndarray, labels: np.ndarray | None = None) -> None:
    items = [Item(f"x{j}") for j in range(values.shape[1])]
    groups = groups_of(labels, np.ones(len(values), dtype=bool))
    before = values.copy()
    found = codes_of_items(items, values, groups)
    np.testing.assert_array_equal(values, before)
    assert [each.item for each in found] == items
    for j, each in enumerate(found):
        alone = item_codes(items[j], values[:, j], groups)
        for part in ("codes", "counts", "index"):
            got, expected = getattr(each, part), getattr(alone, part)
            np.testing.assert_array_equal(got, expected, strict=True)


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(1, 6))
def test_ratings_are_counted_together_as_one_by_one(seed, p) -> None:
    values = ratings(np.random.default_rng(seed), p)
    assert module._steps(values) is not None
    assert_as_one_by_one(values)


@pytest.mark.parametrize(
    "column",
    [
        np.arange(N) * 1.5,
        np.arange(N) * 1000.0,
        np.full(N, NAN),
        np.where(np.arange(N) < 3, np.inf, 1.0),
        np.where(np.arange(N) < 3, -np.inf, np.inf),
        np.where(np.arange(N) < 3, 0.5, 1.5),
        np.where(np.arange(N) < 3, 1e17, 1e17 + 16),
        np.where(np.arange(N) < 3, -0.0, 0.0),
    ],
    ids=["broken", "wide", "missing", "infinite", "both", "halves", "large", "zeros"],
)
def test_other_answers_among_ratings_are_read_one_by_one(column) -> None:
    values = np.column_stack([np.arange(N) % 5.0, column, np.arange(N) % 3.0])
    assert_as_one_by_one(values)


def test_groups_are_counted_one_by_one() -> None:
    values = np.column_stack([np.arange(N) % 5.0, np.arange(N) % 3.0])
    assert_as_one_by_one(values, np.arange(N) % 2)


def test_many_answers_are_counted_in_parts(monkeypatch) -> None:
    monkeypatch.setattr(module, "CELLS_AT_ONCE", 2 * N)
    assert_as_one_by_one(ratings(np.random.default_rng(3), 5))
    monkeypatch.setattr(module, "CELLS_AT_ONCE", 1)
    assert_as_one_by_one(ratings(np.random.default_rng(4), 5))


def test_no_respondents_and_no_items() -> None:
    assert_as_one_by_one(np.empty((0, 2)))
    assert_as_one_by_one(np.empty((3, 0)))
