"""Near copies against all pairs compared."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gainsem.core.respondents import near_copies as module
from gainsem.core.respondents.near_copies import near_copies, pairs_to_compare


def by_all_pairs(codes: np.ndarray, at_least: float) -> np.ndarray:
    share = (codes[:, None, :] == codes[None, :, :]).mean(axis=2)
    np.fill_diagonal(share, 0.0)
    best = share.max(axis=1)
    return np.where(best >= at_least - 1e-12, best, np.nan)


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.75, 0.85, 0.9, 1.0]))
def test_the_same_as_all_pairs(seed: int, at_least: float) -> None:
    rng = np.random.default_rng(seed)
    codes = rng.integers(0, 3, (60, 20)).astype(np.int32)
    for copy in range(12):
        codes[copy] = codes[rng.integers(20, 60)]
        changed = rng.integers(0, 20, rng.integers(0, 6))
        codes[copy, changed] = rng.integers(0, 3, len(changed))
    found = near_copies(codes, at_least)
    np.testing.assert_allclose(found.share, by_all_pairs(codes, at_least))
    has = found.partner >= 0
    shared = (codes[has] == codes[found.partner[has]]).mean(axis=1)
    np.testing.assert_allclose(found.share[has], shared)
    assert (found.partner[has] != np.flatnonzero(has)).all()


def test_pairs_in_many_portions_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = np.random.default_rng(1).integers(0, 2, (80, 20)).astype(np.int32)
    whole = near_copies(codes, 0.75)
    monkeypatch.setattr(module, "PAIRS_AT_ONCE", 7)
    parts = near_copies(codes, 0.75)
    np.testing.assert_array_equal(parts.share, whole.share)
    assert (~np.isnan(whole.share)).any()


def test_nobody_alike_and_a_single_row() -> None:
    codes = np.arange(60, dtype=np.int32).reshape(3, 20)
    assert near_copies(codes, 0.85).partner.tolist() == [-1, -1, -1]
    assert np.isnan(near_copies(codes[:1], 0.85).share).all()


def test_the_pairs_to_compare_are_counted_before(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = np.random.default_rng(5).integers(0, 2, (50, 20)).astype(np.int32)
    seen = []
    pairs = module._pairs_with_equal

    def counted(keys: np.ndarray) -> object:
        for left, right in pairs(keys):
            seen.append(len(left))
            yield left, right

    monkeypatch.setattr(module, "_pairs_with_equal", counted)
    near_copies(codes, 0.85)
    assert pairs_to_compare(codes, 0.85) == sum(seen) > 0
