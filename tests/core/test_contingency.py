"""Two-way tables against counting, and what is done to an empty cell."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gainsem.core.contingency import answers, two_way_tables, without_empty_cell


def _pairs(p):
    col, row = np.triu_indices(p, 1)
    return row, col


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), absent=st.booleans(), weighted=st.booleans())
def test_tables_are_what_counting_gives(seed, absent, weighted):
    rng = np.random.default_rng(seed)
    n_categories = rng.integers(2, 7, size=4)
    n = int(rng.integers(1, 60))
    values = np.floor(rng.random((n, 4)) * n_categories).astype(float)
    if absent:
        values[rng.random((n, 4)) < 0.3] = np.nan
    weights = rng.uniform(0.1, 3.0, size=n) if weighted else None
    held = answers(values, n_categories.tolist())
    tables, counts = two_way_tables(held, _pairs(4), weights=weights)
    places = held.places
    assert places == n_categories.max() + np.isnan(values).any()
    assert tables.shape == (places, places, 6)
    w = np.ones(n) if weights is None else weights
    place = np.where(np.isnan(values), held.most, values)
    for pair, (i, j) in enumerate(zip(*_pairs(4), strict=True)):
        for a in range(places):
            for b in range(places):
                expected = w[(place[:, i] == a) & (place[:, j] == b)].sum()
                # Sums of 60 weights in double precision.
                assert tables[a, b, pair] == pytest.approx(expected, abs=1e-12)
    np.testing.assert_allclose(counts.sum(axis=1), w.sum(), rtol=1e-12)


def test_whole_numbers_are_counted_exactly():
    values = np.tile([[0.0, 1.0]], (70_001, 1))
    tables, counts = two_way_tables(answers(values, [2, 2]), _pairs(2))
    assert tables[1, 0, 0] == 70_001
    assert counts.tolist() == [[70_001, 0], [0, 70_001]]


@pytest.mark.parametrize("cell", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_an_empty_cell_is_filled_and_the_margins_stay(cell):
    table = np.array([[20.0, 7.0], [5.0, 30.0]])
    table[cell] = 0.0
    filled = without_empty_cell(table[:, :, None], 0.5)[:, :, 0]
    assert filled[cell] == 0.5
    np.testing.assert_array_equal(filled.sum(axis=0), table.sum(axis=0))
    np.testing.assert_array_equal(filled.sum(axis=1), table.sum(axis=1))


@pytest.mark.parametrize(
    "table", [[[3.0, 4.0], [5.0, 6.0]], [[0.0, 4.0], [5.0, 0.0]], [[3.0, 0.0], [0.0, 6.0]]]
)
def test_tables_with_no_or_two_empty_cells_are_left_alone(table):
    given_table = np.array(table)[:, :, None]
    np.testing.assert_array_equal(without_empty_cell(given_table, 0.5), given_table)


def test_tables_are_changed_one_by_one():
    tables = np.stack([[[0.0, 4.0], [5.0, 6.0]], [[3.0, 4.0], [5.0, 6.0]]], axis=2)
    changed = without_empty_cell(tables, 0.5)
    assert changed[:, :, 0].tolist() == [[0.5, 3.5], [4.5, 6.5]]
    np.testing.assert_array_equal(changed[:, :, 1], tables[:, :, 1])
