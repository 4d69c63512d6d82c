"""Normed Guttman errors: answers that go against how popular the items are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Whole = NDArray[np.int64]
PATTERNS_AT_ONCE = 4096


@dataclass(frozen=True)
class ScaleErrors:
    """Guttman errors ``made`` in one scale, and the ``most`` possible with that total (n,)."""

    made: Array
    most: Array


def normed_guttman_errors(
    categories: Array, blocks: Sequence[Whole], sizes: Sequence[int]
) -> Array:
    """Return every respondent's share of the Guttman errors that were possible.

    An item with categories 0 ... m is m steps ("at least 1", ..., "at least m"); the steps of
    a scale are ordered by how many respondents have taken them.  An error is a pair of steps
    of which the popular one was not taken and the unpopular one was.  The number of errors
    over the largest number possible with the same total score is the normed count of Emons
    (2008, doi:10.1177/0146621607302479): 0 for a perfect Guttman pattern, 1 for the reverse.

    Scales are pooled, sum of errors over sum of possible errors: three items have a handful
    of patterns only, and an index of one scale would be too coarse to judge anybody.

    Parameters
    ----------
    categories : ndarray, shape (n, p)
        Categories counted from 0, reversed items turned; NaN where missing.
    blocks : sequence of ndarray
        Columns of each scale.
    sizes : sequence of int
        Categories of each item.

    Returns
    -------
    ndarray, shape (n,)
        NaN where no error was possible (nothing but extreme totals).
    """
    made, most = np.zeros(len(categories)), np.zeros(len(categories))
    for block in blocks:
        if len(block) < 2:
            continue
        found = scale_errors(categories[:, block], [sizes[j] for j in block.tolist()])
        made += found.made
        most += found.most
    return np.asarray(np.where(most > 0.0, made / np.maximum(most, 1.0), np.nan))


def scale_errors(categories: Array, sizes: Sequence[int]) -> ScaleErrors:
    """Return the Guttman errors of one scale; missing items take no part.

    With the observed steps ranked 1, 2, ... by popularity, a respondent who has taken T of
    them makes ``(sum of their ranks) - T(T + 1)/2`` errors, as in the statistic of Mann and
    Whitney.  The sum goes item by item, so that its largest value given T is found by
    dynamic programming over the items.

    Parameters
    ----------
    categories : ndarray, shape (n, k)
    sizes : sequence of int
        Categories of each item.
    """
    steps = _steps(categories, sizes)
    there = ~np.isnan(categories)
    taken = np.where(there, categories, 0.0).astype(np.int64)
    patterns, of_row = _patterns(there)
    made, most = np.zeros(len(categories)), np.zeros(len(categories))
    total = taken.sum(axis=1)
    least = total * (total + 1) / 2.0
    order = np.argsort(of_row, kind="stable")
    for start in range(0, len(patterns), PATTERNS_AT_ONCE):
        some = patterns[start : start + PATTERNS_AT_ONCE]
        first, last = np.searchsorted(of_row[order], [start, start + len(some)])
        rows = order[first:last]
        at = of_row[rows] - start
        sums = _rank_sums(steps, some)
        reached = sum(part[at, taken[rows, j]] for j, part in enumerate(sums))
        made[rows] = reached - least[rows]
        most[rows] = _largest_sums(sums, some)[at, total[rows]] - least[rows]
    return ScaleErrors(made, most)


@dataclass(frozen=True)
class _Steps:
    """The steps of all items, item by item: whose each is, and their order by popularity."""

    owner: Whole
    order: Whole


def _steps(categories: Array, sizes: Sequence[int]) -> _Steps:
    """Return the steps; those of equal popularity keep the order of the items."""
    shares = [_step_shares(categories[:, j], size) for j, size in enumerate(sizes)]
    owner = np.repeat(np.arange(len(sizes)), [len(part) for part in shares])
    return _Steps(owner, np.argsort(-np.concatenate(shares), kind="stable"))


def _step_shares(column: Array, size: int) -> Array:
    """Return the shares of respondents who have taken step 1, 2, ... of one item."""
    known = column[~np.isnan(column)].astype(np.int64)
    counts = np.bincount(known, minlength=size)[:size]
    above = counts[::-1].cumsum()[::-1][1:]
    return np.asarray(above / max(len(known), 1))


def _patterns(there: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], Whole]:
    """Return the different patterns of answered items, and the one of every respondent."""
    packed = np.packbits(there, axis=1)
    _, first, of_row = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    return there[first], of_row.ravel()


def _rank_sums(steps: _Steps, patterns: NDArray[np.bool_]) -> list[Array]:
    """Return, item by item, the sums of the ranks of its first 0, 1, 2, ... steps.

    Ranks are those among the steps of the items a pattern has; one row a pattern.
    """
    observed = patterns[:, steps.owner]
    rank = np.zeros(observed.shape)
    rank[:, steps.order] = np.cumsum(observed[:, steps.order], axis=1)
    rank *= observed
    ends = np.flatnonzero(np.diff(steps.owner)) + 1
    nothing = np.zeros((len(patterns), 1))
    return [
        np.concatenate([nothing, np.cumsum(part, axis=1)], axis=1)
        for part in np.split(rank, ends, axis=1)
    ]


def _largest_sums(sums: Sequence[Array], patterns: NDArray[np.bool_]) -> Array:
    """Return the largest sum of ranks for every number of steps taken, one row a pattern."""
    best = np.zeros((len(patterns), 1))
    for j, part in enumerate(sums):
        longer = np.full((len(best), best.shape[1] + part.shape[1] - 1), -np.inf)
        absent = np.where(patterns[:, j], 0.0, -np.inf)
        for taken in range(part.shape[1]):
            more = part[:, taken] + (absent if taken else 0.0)
            reached = longer[:, taken : taken + best.shape[1]]
            np.maximum(reached, best + more[:, None], out=reached)
        best = longer
    return best
