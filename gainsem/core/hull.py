"""The hull method: where more factors stop paying for the parameters they cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array

NO_CHANGE = 1e-12


@dataclass(frozen=True)
class Hull:
    """The upper hull of fit against parameters.

    Parameters
    ----------
    n_factors : int or None
        The elbow; None where there is none.
    on_hull : ndarray of bool, shape (k,)
    elbow : ndarray, shape (k,)
        ``st`` of the inner points of the hull, and of its end where solutions follow that are
        no better; NaN elsewhere.
    """

    n_factors: int | None
    on_hull: NDArray[np.bool_]
    elbow: Array


def hull(fit: Array, df: Array) -> Hull:
    """Return the elbow of a goodness of fit over 0, 1, 2, ... factors.

    Solutions worse than one with fewer factors, and those below the line between their
    neighbours, are left out; of the others the one is chosen with the largest ``st_i = ((f_i
    - f_{i-1}) / (df_{i-1} - df_i)) / ((f_{i+1} - f_i) / (df_i - df_{i+1}))``
    (Lorenzo-Seva, Timmerman & Kiers 2011, doi:10.1080/00273171.2011.564527).

    The paper leaves open what happens where the right solution has the best fit of all, as it
    often has for fit that can fall, or reaches 1: the hull ends there, and its end has no ``st``.
    Here the end is compared with the step that follows it, by size: a step that changes next to
    nothing, up or down, makes an elbow of it.  In samples from known factors this finds their
    number far more often (docs/number-of-factors.md).

    Parameters
    ----------
    fit : ndarray, shape (k,)
        Goodness of fit with 0, 1, ... factors; NaN where there is no solution.
    df : ndarray, shape (k,)
        Degrees of freedom, falling.

    Examples
    --------
    >>> import numpy as np
    >>> hull(np.array([0.0, 0.8, 0.85, 0.87]), np.array([10.0, 5.0, 1.0, 0.0])).n_factors
    1
    """
    kept: list[int] = []
    for i in range(len(fit)):
        if not np.isfinite(fit[i]) or (kept and fit[i] <= fit[kept[-1]]):
            continue
        while len(kept) > 1 and _below(fit, df, kept[-2], kept[-1], i):
            kept.pop()
        kept.append(i)
    elbow = np.full(len(fit), np.nan)
    for before, at, after in zip(kept, kept[1:], kept[2:], strict=False):
        gained = (fit[at] - fit[before]) / (df[before] - df[at])
        to_gain = (fit[after] - fit[at]) / (df[at] - df[after])
        elbow[at] = gained / to_gain
    if len(kept) > 1 and kept[-1] + 1 < len(fit) and np.isfinite(fit[kept[-1] + 1]):
        before, at, after = kept[-2], kept[-1], kept[-1] + 1
        gained = (fit[at] - fit[before]) / (df[before] - df[at])
        changed = abs(fit[after] - fit[at]) / (df[at] - df[after])
        elbow[at] = gained / max(changed, NO_CHANGE)
    on_hull = np.zeros(len(fit), dtype=bool)
    on_hull[kept] = True
    best = int(np.nanargmax(elbow)) if np.isfinite(elbow).any() else None
    return Hull(best, on_hull, elbow)


def _below(fit: Array, df: Array, first: int, middle: int, last: int) -> bool:
    """Return whether a solution lies on or below the line between two others."""
    rise = (fit[last] - fit[first]) / (df[first] - df[last])
    return bool(fit[middle] <= fit[first] + rise * (df[first] - df[middle]))
