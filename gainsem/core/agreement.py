"""Whether members of a group agree: ICC(1), ICC(2) and rwg, for scores to be aggregated."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array


class Agreement(NamedTuple):
    """Intraclass correlations of a score in groups, with the analysis of variance behind."""

    icc1: float
    icc2: float
    f: float
    df_between: int
    df_within: int
    pvalue: float
    n_groups: int
    group_size: float


def agreement(score: Array, group: NDArray[np.intp]) -> Agreement:
    """Return ICC(1) and ICC(2) of a score.

    ``ICC(1) = (MSB - MSW) / (MSB + (g - 1) MSW)`` is the share of the variance between
    groups, ``ICC(2) = (MSB - MSW) / MSB`` the reliability of group means; g is the mean
    size of the groups, corrected for their differences (Bliese 2000; Shrout & Fleiss
    1979, doi:10.1037/0033-2909.86.2.420).  NaN for a single group, or groups of one.

    Parameters
    ----------
    score : ndarray, shape (n,)
    group : ndarray of int, shape (n,)
        Numbered from 0.
    """
    from scipy.special import fdtrc

    sizes = np.bincount(group).astype(np.float64)
    n, groups = len(score), len(sizes)
    between, within = groups - 1, n - groups
    size = (n - (sizes**2).sum() / n) / max(between, 1)
    if between < 1 or within < 1:
        nan = math.nan
        return Agreement(nan, nan, nan, between, within, nan, groups, float(size))
    means = np.bincount(group, weights=score) / sizes
    of_means = float((sizes * (means - score.mean()) ** 2).sum()) / between
    inside = float(((score - means[group]) ** 2).sum()) / within
    with np.errstate(divide="ignore", invalid="ignore"):
        icc1 = np.float64(of_means - inside) / (of_means + (size - 1.0) * inside)
        icc2 = np.float64(of_means - inside) / of_means
        f = np.float64(of_means) / inside
    p = float(fdtrc(between, within, f)) if math.isfinite(f) else 0.0
    return Agreement(float(icc1), float(icc2), float(f), between, within, p, groups, float(size))


def within_group_agreement(values: Array, group: NDArray[np.intp], *, n_options: int) -> Array:
    """Return rwg(j) of every group: how far its answers vary less than random ones.

    ``J (1 - s / e) / (J (1 - s / e) + s / e)`` with s the mean variance of the J items
    in the group (divisor n - 1) and ``e = (A^2 - 1) / 12`` that of A equally likely
    answers (James, Demaree & Wolf 1984, doi:10.1037/0021-9010.69.1.85).  0 where the
    answers vary more than random ones; NaN for groups of one.

    Parameters
    ----------
    values : ndarray, shape (n, J)
        Complete answers.
    group : ndarray of int, shape (n,)
    n_options : int
        Answers to choose from, A.
    """
    expected = (n_options**2 - 1.0) / 12.0
    count = int(group.max()) + 1
    found = np.full(count, np.nan)
    for one in range(count):
        own = values[group == one]
        if len(own) > 1:
            ratio = float(own.var(axis=0, ddof=1).mean()) / expected
            agreed = values.shape[1] * (1.0 - ratio)
            found[one] = agreed / (agreed + ratio) if ratio < 1.0 else 0.0
    return found
