"""Split halves against the definition, by adding up scores."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from gainsem.core.alpha import alpha
from gainsem.core.split_half import spearman_brown, split_halves

VALUES = np.random.default_rng(8).normal(size=(60, 1)) + np.random.default_rng(9).normal(
    size=(60, 16)
)


def by_scores(values: np.ndarray) -> list[float]:
    k = values.shape[1]
    found = []
    for one in combinations(range(k), k // 2):
        other = [j for j in range(k) if j not in one]
        a, b = values[:, list(one)].sum(axis=1), values[:, other].sum(axis=1)
        found.append(4 * np.cov(a, b)[0, 1] / np.var(a + b, ddof=1))
    return found


@pytest.mark.parametrize("k", [2, 3, 4, 5, 7])
def test_every_split_is_looked_at(k: int) -> None:
    known, found = by_scores(VALUES[:, :k]), split_halves(np.cov(VALUES[:, :k].T))
    assert found.all_splits
    assert found.n_splits == (len(known) if k % 2 else len(known) // 2)
    assert found.best == pytest.approx(max(known))
    assert found.worst == pytest.approx(min(known))
    assert found.average == pytest.approx(np.mean(known))


def test_the_average_of_an_even_number_is_alpha() -> None:
    cov = np.cov(VALUES[:, :8].T)
    assert split_halves(cov).average == pytest.approx(alpha(cov), rel=1e-12)


def test_long_scales_are_split_at_random_and_the_same_way_every_time() -> None:
    cov = np.cov(VALUES.T)
    found = split_halves(cov, draws=2000)
    assert not found.all_splits
    assert found == split_halves(cov, draws=2000)
    # Of 16 items the mean over all splits is alpha; 2000 of them come close.
    assert found.average == pytest.approx(alpha(cov), abs=0.005)
    assert found.worst <= found.average <= found.best


def test_spearman_brown() -> None:
    assert spearman_brown(0.5) == pytest.approx(2 / 3)
    assert spearman_brown(0.5, 4) == pytest.approx(0.8)
