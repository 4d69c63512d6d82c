"""Rare categories of an ordinal item put together with their neighbours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FEWEST_ANSWERS = 5
"""Answers a category should have: with fewer, its threshold and the cells of its pair
tables are hardly estimated."""
FEWEST_CATEGORIES = 2

Runs = tuple[tuple[int, ...], ...]


def merge_rare(counts: NDArray[np.int64], *, minimum: int = FEWEST_ANSWERS) -> Runs:
    """Return which neighbouring categories make up each category after merging.

    As long as a category has too few answers, the rarest one is merged with the rarer
    of its two neighbours (with the lower one if they are equally rare).  A category is
    as rare as it is in the group where it is rarest, so that the merges suit all groups.

    Parameters
    ----------
    counts : ndarray of int, shape (n_groups, K)
        Answers in each category, group by group.
    minimum : int
        Answers every category shall have in every group.

    Returns
    -------
    tuple of tuple of int
        Positions of the old categories, new category by new category.  Two are always
        left, even if they are rare.

    Examples
    --------
    >>> merge_rare(np.array([[2, 14, 88, 120, 76]]))
    ((0, 1), (2,), (3,), (4,))
    """
    table = np.array(counts, dtype=np.int64)
    runs: list[tuple[int, ...]] = [(k,) for k in range(table.shape[1])]
    while len(runs) > FEWEST_CATEGORIES:
        rarity = _rarity(table)
        rarest = rarity.index(min(rarity))
        if rarity[rarest][0] >= minimum:
            break
        first = _first_of_two(rarest, rarity)
        table[:, first] += table[:, first + 1]
        table = np.delete(table, first + 1, axis=1)
        runs[first : first + 2] = [runs[first] + runs[first + 1]]
    return tuple(runs)


def _rarity(table: NDArray[np.int64]) -> list[tuple[int, int]]:
    """Return answers in the rarest group, and in all for categories equally rare there."""
    least, total = table.min(axis=0).tolist(), table.sum(axis=0).tolist()
    return list(zip(least, total, strict=True))


def _first_of_two(rarest: int, rarity: list[tuple[int, int]]) -> int:
    """Return the lower one of the two categories to be merged."""
    if rarest == 0:
        return 0
    if rarest == len(rarity) - 1:
        return rarest - 1
    return rarest - 1 if rarity[rarest - 1] <= rarity[rarest + 1] else rarest


def merged_counts(counts: NDArray[np.int64], runs: Runs) -> NDArray[np.int64]:
    """Return the answers in each category after merging, shape (n_groups, len(runs))."""
    starts = [run[0] for run in runs]
    sums: NDArray[np.int64] = np.add.reduceat(counts, starts, axis=1)
    return sums
