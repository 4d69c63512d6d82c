"""Respondents whose answers are those of another, wholly or nearly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int32]
PAIRS_AT_ONCE = 1_000_000
SLICE = 12


@dataclass(frozen=True)
class Copies:
    """``share`` (n,) of identical answers with the most similar other, NaN below the limit.

    ``partner`` (n,) is the row of that other, -1 where there is none.
    """

    share: NDArray[np.float64]
    partner: NDArray[np.int64]


def near_copies(codes: Codes, at_least: float) -> Copies:
    """Return who has at least a share of their answers in common with another respondent.

    The percent match of Kuriakose & Robbins (2016, doi:10.3233/SJI-160978): the items answered
    identically, over all items; a gap at the same item counts as identical, because a copied
    sheet copies its gaps.

    No n x n matrix is made.  Two respondents who differ on at most d items agree wholly on one
    of any d + 1 sets the items are parted into (there are more sets than differences), so that
    only pairs with one such set in common are compared.

    Parameters
    ----------
    codes : ndarray, shape (n, p)
        Answers as whole numbers, a missing one as a number of its own.
    at_least : float
        Share from which two respondents are nearly copies, above .5 and up to 1.
    """
    n, p = codes.shape
    needed = _needed(p, at_least)
    best = np.full(n, needed - 1, dtype=np.int64)
    partner = np.full(n, -1, dtype=np.int64)
    sets = p - needed + 1
    slices = _slices(codes)
    for first in range(sets):
        for pair in _pairs_with_equal(_keys(codes[:, first::sets])):
            left, right, wrong = _close_pairs(slices, *pair, differ_at_most=p - needed)
            for one, other in ((left, right), (right, left)):
                _keep_best(best, partner, one, other, p - wrong)
    share = np.where(partner >= 0, best / p, np.nan)
    return Copies(share, partner)


def pairs_to_compare(codes: Codes, at_least: float) -> int:
    """Return how many pairs :func:`near_copies` would compare; this alone costs little.

    Parameters
    ----------
    codes : ndarray, shape (n, p)
    at_least : float
    """
    sets = codes.shape[1] - _needed(codes.shape[1], at_least) + 1
    total = 0
    for first in range(sets):
        counts = np.bincount(_keys(codes[:, first::sets])).astype(np.int64)
        total += int((counts * (counts - 1) // 2).sum())
    return total


def _slices(codes: Codes) -> list[NDArray[np.integer[Any]]]:
    """Return the columns in slices of a dozen, each as small as its numbers allow."""
    small = np.uint8 if codes.size and codes.min() >= 0 and codes.max() <= 255 else np.int32
    starts = range(0, codes.shape[1], SLICE)
    return [np.ascontiguousarray(codes[:, j : j + SLICE].astype(small)) for j in starts]


def _close_pairs(
    slices: list[NDArray[np.integer[Any]]],
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    *,
    differ_at_most: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs that differ on so few items at most, and on how many they do.

    Slice by slice: most pairs have differed too often after the first.
    """
    wrong = np.zeros(len(left), dtype=np.int64)
    for part in slices:
        wrong += np.count_nonzero(part[left] != part[right], axis=1)
        close = wrong <= differ_at_most
        left, right, wrong = left[close], right[close], wrong[close]
    return left, right, wrong


def _needed(p: int, at_least: float) -> int:
    """Return how many of p answers must be identical."""
    return int(np.ceil(at_least * p - 1e-9))


def _keep_best(
    best: NDArray[np.int64],
    partner: NDArray[np.int64],
    rows: NDArray[np.int64],
    others: NDArray[np.int64],
    same: NDArray[np.int64],
) -> None:
    """Keep, in place, the most similar other of every row (the first one, among equals)."""
    order = np.lexsort((others, -same, rows))
    row, first = np.unique(rows[order], return_index=True)
    other, count = others[order][first], same[order][first]
    better = count > best[row]
    best[row[better]], partner[row[better]] = count[better], other[better]


def _keys(part: Codes) -> NDArray[np.int64]:
    """Return one number a row, equal where the rows are."""
    packed = np.ascontiguousarray(part).view(np.dtype((np.void, part.itemsize * part.shape[1])))
    return np.unique(packed.ravel(), return_inverse=True)[1].astype(np.int64)


def _pairs_with_equal(
    keys: NDArray[np.int64],
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield all pairs of rows with equal keys, about a million at a time.

    In the rows sorted by key the partners of a row are those after it in its run.
    """
    order = np.argsort(keys, kind="stable").astype(np.int64)
    ordered = keys[order]
    after = np.searchsorted(ordered, ordered, side="right") - np.arange(len(keys)) - 1
    done = np.concatenate([[0], np.cumsum(after)])
    start = 0
    while start < len(keys):
        fits = int(np.searchsorted(done, done[start] + PAIRS_AT_ONCE, side="right")) - 1
        stop = min(max(fits, start + 1), len(keys))
        counts = after[start:stop]
        left = np.repeat(np.arange(start, stop), counts)
        if len(left):
            step = np.arange(len(left)) - np.repeat(done[start:stop] - done[start], counts)
            yield order[left], order[left + 1 + step]
        start = stop
