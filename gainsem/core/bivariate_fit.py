"""Tests of whether a pair of items is cut from a bivariate normal distribution.

The likelihood-ratio test of the two-way table against the probabilities its
polychoric correlation implies (Joreskog 1994, doi:10.1007/BF02296131; Maydeu-Olivares
2006, doi:10.1007/s11336-005-1270-y): ``G2 = 2 sum n_ab log(n_ab / (n pi_ab))`` with
``(K_i - 1)(K_j - 1) - 1`` degrees of freedom.  Thresholds come from the margins, as
usual, which is a hair from maximum likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.chi_square import upper_tail
from gainsem.core.linalg import Array
from gainsem.core.ordinal_statistics import OrdinalStatistics
from gainsem.core.polychoric import cells_of

LEAST = 1e-12


@dataclass(frozen=True)
class BivariateFit:
    """Tests of all pairs, in the order of the correlations.

    Parameters
    ----------
    statistic, rmsea : ndarray, shape (P,)
        NaN for tables of two by two, which leave nothing to test.
    df : ndarray of int, shape (P,)
    """

    statistic: Array
    df: NDArray[np.intp]
    rmsea: Array

    def pvalues(self, chosen: NDArray[np.bool_]) -> Array:
        """Return upper tail probabilities of the chosen pairs, NaN for the others."""
        result = np.full(len(self.statistic), np.nan)
        for k in np.flatnonzero(chosen & (self.df > 0)).tolist():
            result[k] = upper_tail(float(self.statistic[k]), float(self.df[k]))
        return result


def bivariate_fit(given: OrdinalStatistics) -> BivariateFit:
    """Return the test of every pair of ordinal items."""
    counts = np.array(given.statistics.order.n_categories)
    row, col = given.statistics.order.pairs
    df = (counts[row] - 1) * (counts[col] - 1) - 1
    cells = np.maximum(cells_of(given.found.cumulative, given.corners), LEAST)
    tables = given.tables
    n = tables.sum(axis=(0, 1))
    some = tables > 0
    ratio = np.where(some, tables, 1.0) / np.where(some, n * cells, 1.0)
    g2 = 2.0 * (tables * np.log(ratio)).sum(axis=(0, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        rmsea = np.sqrt(np.maximum(g2 - df, 0.0) / (df * n))
    nothing = df < 1
    return BivariateFit(np.where(nothing, np.nan, g2), df, np.where(nothing, np.nan, rmsea))
