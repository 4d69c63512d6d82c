"""Whether the likelihood of answers has a maximum, and in which directions.

A likelihood of ordinal answers can rise for ever: when all answers on a factor are in the
outermost category on the same side.  Which answers are to blame is decided from their
pattern alone (Albert & Anderson 1984, doi:10.1093/biomet/71.1.1).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.core.structure import Indices

Mask = NDArray[np.bool_]

# Singular values (of rows of unit length) and gains below it are zero.
NOTHING = 1e-6


def different_rows(rows: Array) -> tuple[Indices, Indices]:
    """Return where each different row first stands, and which of them each row is."""
    keys = np.where(np.isnan(rows), np.inf, rows)
    _, first, which = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return first, which.reshape(-1)


def unit_rows(slopes: Array) -> Array:
    """Return rows of length 1, or 0 where they are."""
    length = np.sqrt((slopes**2).sum(axis=1, keepdims=True))
    unit: Array = slopes / np.where(length > 0.0, length, 1.0)
    return unit


def flat_directions(counted: Mask, unit: Array) -> Array:
    """Return projections on what no counted answer says anything about, shape (u, m, m)."""
    m = unit.shape[1]
    squares = (unit[:, :, None] * unit[:, None, :]).reshape(-1, m * m)
    values, vectors = np.linalg.eigh((counted @ squares).reshape(-1, m, m))
    null = vectors * (values < NOTHING**2)[:, None, :]
    projection: Array = null @ null.transpose(0, 2, 1)
    return projection


def bounding_answers(counted: Mask, side: Array, unit: Array) -> Mask:
    """Return the answers that keep the likelihood from rising for ever, shape (u, p).

    The others have probability 1 in the limit.  Sets of factors without items in common
    are looked at one by one, and each pattern of outermost answers once.

    Parameters
    ----------
    counted : ndarray of bool, shape (u, p)
        Answers that are there.
    side : ndarray, shape (u, p)
        1 for the highest category, -1 for the lowest, 0 between them.
    unit : ndarray, shape (p, m)
        Directions in which the items measure, rows of length 1.
    """
    counted = counted.copy()
    linked = (unit != 0.0).astype(float)
    together = np.linalg.matrix_power(linked.T @ linked + np.eye(unit.shape[1]), unit.shape[1])
    for factors in np.unique(together > 0.0, axis=0):
        items = np.flatnonzero(linked[:, factors].any(axis=1))
        kinds = np.where(counted[:, items], side[:, items], np.nan)
        first, which = different_rows(kinds)
        block = unit[np.ix_(items, factors)]
        bounding = [_bounding_items(kind, block) for kind in kinds[first]]
        counted[:, items] = np.array(bounding, dtype=bool).reshape(len(first), len(items))[which]
    return counted


def _bounding_items(side: Array, unit: Array) -> Mask:
    """Return which answers stay below probability 1, shape (p,).

    A direction d raises the likelihood for ever if ``lambda_i'd`` is 0 for answers in the
    middle and does not point inwards for outermost ones (Albert & Anderson 1984,
    doi:10.1093/biomet/71.1.1).  Answers with ``lambda_i'd`` outwards then reach 1 and no
    longer matter, whereupon the others are looked at again.
    """
    counted = ~np.isnan(side)
    _, lengths, rows = np.linalg.svd(unit[side == 0.0])
    free = rows[int((lengths > NOTHING).sum()) :].T
    while free.size:
        outer = np.flatnonzero(counted & (side != 0.0))
        outward = (side[outer, None] * unit[outer]) @ free
        escaping = outward @ _direction(outward) > NOTHING
        if not escaping.any():
            break
        counted[outer[escaping]] = False
    return counted


def _direction(outward: Array) -> Array:
    """Return d of length 1 with ``outward @ d >= 0`` and not all 0, or 0 if there is none.

    It is the smallest ``sum_i (1 + x_i) outward_i`` with ``x >= 0``: there is none exactly
    when positive multiples of the rows cancel out (Stiemke's lemma).  Non-negative least
    squares by Lawson & Hanson (1974, doi:10.1137/1.9781611971217).
    """
    total, x = outward.sum(axis=0), np.zeros(len(outward))
    used, rest = np.zeros(len(outward), dtype=bool), total
    for _ in range(3 * len(outward)):
        gain = np.where(used, np.inf, outward @ rest)
        if gain.min() >= -1e-10:
            break
        used[gain.argmin()] = True
        while True:
            best = np.linalg.lstsq(outward[used].T, -total, rcond=None)[0]
            old = x[used]
            low = best <= 0.0
            if not low.any():
                break
            step = (old[low] / (old[low] - best[low])).min()
            x[used] = old + step * (best - old)
            used &= x > 1e-14
            x[~used] = 0.0
        x[used] = best
        rest = total + x @ outward
    length = float(np.sqrt(rest @ rest))
    return rest / length if length > NOTHING else np.zeros_like(rest)
