"""Agreement within groups, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.agreement import agreement, within_group_agreement


def test_shrout_and_fleiss_one_way_table() -> None:
    """Shrout & Fleiss (1979), table 2: six targets, four judges; ICC(1,1) .17, ICC(1,4) .44."""
    ratings = np.array(
        [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    )
    found = agreement(ratings.ravel().astype(float), np.repeat(np.arange(6), 4))
    assert round(found.icc1, 2) == 0.17
    assert round(found.icc2, 2) == 0.44
    assert (found.n_groups, found.group_size) == (6, 4.0)
    # Their one-way mean squares: 11.24 between targets, 6.26 within.
    assert found.f == pytest.approx(11.24 / 6.26, abs=0.002)


def test_one_group_or_groups_of_one_say_nothing() -> None:
    one = agreement(np.array([1.0, 2.0, 3.0]), np.zeros(3, dtype=np.intp))
    alone = agreement(np.array([1.0, 2.0, 3.0]), np.arange(3))
    assert np.isnan(one.icc1)
    assert np.isnan(alone.icc2)


def test_groups_in_which_all_agree() -> None:
    found = agreement(np.array([1.0, 1.0, 3.0, 3.0]), np.array([0, 0, 1, 1]))
    assert (found.icc1, found.icc2, found.pvalue) == (1.0, 1.0, 0.0)


def test_rwg_by_hand() -> None:
    """Five answers: uniform variance 2.  Two items with variances .5 and .5: 1 - .25."""
    values = np.array([[3.0, 4.0], [4.0, 3.0], [1.0, 5.0], [5.0, 1.0], [2.0, 2.0]])
    found = within_group_agreement(values, np.array([0, 0, 1, 1, 2]), n_options=5)
    share = 2 * 0.75
    assert found[0] == pytest.approx(share / (share + 0.25))
    assert found[1] == 0.0  # variance 8: more than chance
    assert np.isnan(found[2])
