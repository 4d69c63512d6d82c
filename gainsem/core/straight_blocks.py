"""Straight-lining: a whole block of items ticked alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
FEWEST_IN_BLOCK = 3


@dataclass(frozen=True)
class MixedBlock:
    """A block with items of both directions: its ``columns`` and the ``middle`` of its scale."""

    columns: NDArray[np.int64]
    middle: float


def alike(ticked: Array, fewest: int) -> NDArray[np.bool_]:
    """Return which rows hold at least so many answers, and these all alike.

    Parameters
    ----------
    ticked : ndarray, shape (n, k)
        As ticked; NaN where missing.
    fewest : int
    """
    absent = np.isnan(ticked)
    low = np.where(absent, np.inf, ticked).min(axis=1)
    high = np.where(absent, -np.inf, ticked).max(axis=1)
    return np.asarray((low == high) & ((~absent).sum(axis=1) >= fewest))


def contradictory_blocks(ticked: Array, blocks: Sequence[MixedBlock]) -> NDArray[np.int64]:
    """Return in how many mixed blocks each respondent ticked one and the same box throughout.

    Agreeing with a statement and with its opposite is a contradiction (Schonlau & Toepoel
    2015, doi:10.18148/srm/2015.v9i2.6128, on straight-lining of mixed batteries); "neither"
    for both is not, so that the middle of the scale does not count.  All items of the block
    must have been answered.

    Parameters
    ----------
    ticked : ndarray, shape (n, p)
        As ticked, NaN where missing.
    blocks : sequence of MixedBlock
    """
    count = np.zeros(len(ticked), dtype=np.int64)
    for block in blocks:
        answers = ticked[:, block.columns]
        straight = alike(answers, max(FEWEST_IN_BLOCK, len(block.columns)))
        count += straight & (answers[:, 0] != block.middle)
    return count
