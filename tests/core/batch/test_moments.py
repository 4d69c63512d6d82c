"""Moments of resamples against those of the rows themselves."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.batch import moments as module
from gainsem.core.batch.moments import PairProducts, draw_counts, left_out_groups


@pytest.mark.parametrize("block", [2**26, 1500])
def test_counts_give_the_moments_of_the_drawn_rows(monkeypatch, block: int) -> None:
    monkeypatch.setattr(module, "LARGEST_BLOCK", block)
    values = np.random.default_rng(2).normal(1000.0, 1.0, (60, 4))
    counts = draw_counts(60, 5, range(3))
    mean, cov = PairProducts(values).moments(counts)
    for k in range(3):
        rows = values[np.repeat(np.arange(60), counts[k].astype(int))]
        assert mean[k] == pytest.approx(rows.mean(axis=0), rel=1e-12)
        assert cov[k] == pytest.approx(np.cov(rows, rowvar=False, bias=True), abs=1e-10)


def test_a_draw_is_the_same_whichever_were_made_before() -> None:
    assert (draw_counts(50, 9, range(10))[7] == draw_counts(50, 9, range(7, 8))[0]).all()
    assert (draw_counts(50, 9, range(1)) != draw_counts(50, 10, range(1))).any()
    assert (draw_counts(50, 9, range(4)).sum(axis=1) == 50).all()


def test_respondents_are_dealt_out_evenly() -> None:
    assert (left_out_groups(7, 1, 500) == np.arange(7)).all()
    sizes = np.bincount(left_out_groups(1003, 1, 500))
    assert len(sizes) == 500
    assert set(sizes) == {2, 3}


def test_respondents_of_groups_are_dealt_out_within_them_in_proportion() -> None:
    assert (left_out_groups((4, 3), 1, 500) == np.arange(7)).all()
    sizes = (900, 300, 12)
    found = np.split(left_out_groups(sizes, 1, 400), np.cumsum(sizes)[:-1])
    assert [len(set(own.tolist())) for own in found] == [297, 99, 12]
    assert len({*np.concatenate(found).tolist()}) == 297 + 99 + 12
    assert set(np.bincount(found[0])) <= {3, 4}
