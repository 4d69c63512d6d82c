"""Reliability by halves: what the best, the worst and the average split of a scale say."""

from __future__ import annotations

from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array

MOST_ITEMS = 14
"""Up to here every split is looked at (3,432 for 14 items)."""


class SplitHalves(NamedTuple):
    """Guttman's lambda 4 over splits; ``all_splits`` says whether every one was looked at."""

    best: float
    worst: float
    average: float
    n_splits: int
    all_splits: bool


def spearman_brown(correlation: float, times: float = 2.0) -> float:
    """Return the reliability of a scale made ``times`` as long.

    Spearman (1910, doi:10.1111/j.2044-8295.1910.tb00206.x), Brown (1910).

    Examples
    --------
    >>> round(spearman_brown(0.6), 12)
    0.75
    """
    return times * correlation / (1.0 + (times - 1.0) * correlation)


def split_halves(cov: Array, *, draws: int = 5000, seed: int = 0) -> SplitHalves:
    """Return lambda 4, ``4 cov(a, b) / var(a + b)``, of the splits of a scale.

    The halves have the same number of items, or one more.  Up to 14 items every split is
    looked at; beyond that ``draws`` random ones (the same ones at every call).  With an
    even number of items the average is coefficient alpha (Cronbach 1951,
    doi:10.1007/BF02310555).  Where both halves vary alike it is the Spearman-Brown
    coefficient of their correlation.

    Parameters
    ----------
    cov : ndarray, shape (k, k)
        Of two or more items that vary together.
    """
    k, total = len(cov), float(cov.sum())
    if k <= MOST_ITEMS:
        sides = _all_sides(k)
    else:
        generator = np.random.default_rng(seed)
        order: NDArray[np.intp] = np.argsort(generator.random((draws, k)), axis=1)
        sides = order < k // 2
    first = sides.astype(np.float64)
    between = np.einsum("si,ij,sj->s", first, cov, 1.0 - first, optimize=True)
    found = 4.0 * between / total
    return SplitHalves(
        float(found.max()),
        float(found.min()),
        float(found.mean()),
        len(found),
        k <= MOST_ITEMS,
    )


def _all_sides(k: int) -> NDArray[np.bool_]:
    chosen = [one for one in combinations(range(k), k // 2) if k % 2 or 0 in one]
    sides = np.zeros((len(chosen), k), dtype=np.bool_)
    for row, one in enumerate(chosen):
        sides[row, list(one)] = True
    return sides
