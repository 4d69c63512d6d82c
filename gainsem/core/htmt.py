"""The ratio of correlations between constructs to those within them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array

Places = NDArray[np.intp]


def htmt(cor: Array, constructs: Sequence[Places], *, geometric: bool = False) -> Array:
    """Return the heterotrait-monotrait ratio of every pair of constructs.

    ``mean |r_between| / sqrt(mean |r_within A| mean |r_within B|)`` (Henseler, Ringle &
    Sarstedt 2015, doi:10.1007/s11747-014-0403-8; absolute values, so that constructs
    with opposite signs do not cancel: Ringle, Sarstedt, Sinkovics & Sinkovics 2023,
    doi:10.1016/j.dib.2023.109074).  With geometric means, HTMT2 (Roemer, Schuberth &
    Henseler 2021, doi:10.1108/IMDS-02-2021-0082), which asks for no equal loadings.

    Parameters
    ----------
    cor : ndarray, shape (p, p)
    constructs : sequence of ndarray of int
        Places of the items of each construct.
    geometric : bool
        Geometric instead of arithmetic means (HTMT2).

    Returns
    -------
    ndarray, shape (m, m)
        1 on the diagonal.  NaN where a construct has one item, where its items do not
        correlate positively on average, or where two constructs share an item.
    """
    size = np.abs(cor)
    within = [monotrait(cor, places, geometric=geometric) for places in constructs]
    found = np.eye(len(constructs))
    for i, one in enumerate(constructs):
        for j in range(i):
            other = constructs[j]
            value = math.nan
            if not np.intersect1d(one, other).size:
                between = _mean(size[np.ix_(one, other)].ravel(), geometric)
                value = between / math.sqrt(within[i] * within[j])
            found[i, j] = found[j, i] = value
    return found


def monotrait(cor: Array, places: Places, *, geometric: bool = False) -> float:
    """Return the mean absolute correlation among the items of one construct.

    NaN for one item, and where the correlations themselves average zero or less: such
    items do not measure one thing in one direction.
    """
    own = cor[np.ix_(places, places)]
    below = own[np.tril_indices(len(own), -1)]
    if not len(below) or below.mean() <= 0.0:
        return math.nan
    mean = _mean(np.abs(below), geometric)
    return mean if mean > 0.0 else math.nan


def _mean(values: Array, geometric: bool) -> float:
    if not geometric:
        return float(values.mean())
    return float(np.exp(np.log(values).mean())) if (values > 0.0).all() else 0.0
