from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gainsem.survey.pair_tables import pair_tables


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.lists(st.integers(2, 5), min_size=2, max_size=5))
def test_tables_are_the_counts_of_each_pair(seed, n_categories) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 60))
    indices = np.column_stack([rng.integers(0, k, n) for k in n_categories]).astype(float)
    indices[rng.random(indices.shape) < 0.2] = np.nan
    tables = pair_tables(indices, n_categories)
    for i, rows in enumerate(n_categories):
        for j, columns in enumerate(n_categories):
            expected = np.zeros((rows, columns))
            both = ~np.isnan(indices[:, i]) & ~np.isnan(indices[:, j])
            np.add.at(expected, tuple(indices[both][:, [i, j]].astype(int).T), 1)
            np.testing.assert_array_equal(tables.table(i, j), expected)
            assert tables.together[i, j] == both.sum()
            assert tables.filled[i, j] == np.count_nonzero(expected)
            assert tables.empty[i, j] == np.count_nonzero(expected == 0)
            assert tables.chosen[i, j] == np.count_nonzero(expected.sum(axis=1))
