"""Sample statistics of ordinal and mixed variables under a sampling design.

Thresholds, correlations and all other moments are sums of the influence functions of the
respondents; under a design these are added up within clusters, and vary as the totals do
within strata.  ``Gamma = R R' / n`` with one column a cluster then takes the place of
``Z Z' / n`` with one a respondent (Binder 1983, doi:10.2307/1402588; Muthen & Satorra
1995, doi:10.2307/271070).
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from gainsem.core.categorical import CategoricalStatistics
from gainsem.core.linalg import Array
from gainsem.core.sampled_units import SampleDesign


def designed_statistics(
    statistics: CategoricalStatistics, design: SampleDesign, *, spared: float | None = None
) -> CategoricalStatistics:
    """Return the statistics with a Gamma that knows the design.

    What least squares weighs by stays that of independent respondents, so that clusters
    and strata change no estimate, only how sure it is.

    Parameters
    ----------
    statistics : CategoricalStatistics
        With weights in them, where there are any.
    design : SampleDesign
    spared : float, optional
        What least squares multiplies Gamma with, ``n / (n - 1)`` in one group: taken back,
        for errors are to be those of the design exactly.

    Returns
    -------
    CategoricalStatistics
        Its ``simple`` returns those of a simple random sample.
    """
    simple = partial(_simple, statistics, design)
    units = design.units
    if units is None:
        return replace(statistics, simple=simple)
    rows = np.asarray(statistics.influence(0, statistics.order.size, None), dtype=np.float64)
    n = float(statistics.n_obs)
    factor = n / (n - 1.0) if spared is None else spared
    z = np.ascontiguousarray(units.deviates(rows.T).T) / np.sqrt(factor)
    return replace(_with_rows(statistics, z), simple=simple)


def _with_rows(statistics: CategoricalStatistics, z: NDArray[np.floating]) -> CategoricalStatistics:
    """Return the statistics with other rows of influence functions, (P, C)."""
    n, levels = statistics.n_obs, statistics.order.n_levels

    def influence(first: int, last: int, scale: Array | None) -> NDArray[np.floating]:
        part = z[first:last]
        return part if scale is None else part * scale[:, None].astype(z.dtype)

    return replace(
        statistics,
        diagonal=(z**2).sum(axis=1, dtype=np.float64) / n,
        influence=influence,
        level_gamma=lambda: z[:levels] @ z[:levels].T / n,
    )


def _simple(statistics: CategoricalStatistics, design: SampleDesign) -> CategoricalStatistics:
    """Return the statistics as those of a simple random sample from the same population.

    A respondent with weight w stands for w others like him: ``Gamma = sum w z z' / n``.
    """
    root = np.ones(statistics.n_obs)
    if design.weights is not None:
        # The rows are w z already.
        some = design.weights > 0.0
        root = np.where(some, 1.0 / np.sqrt(np.where(some, design.weights, 1.0)), 0.0)

    # Their own precision: single for large samples, as the rows of independent respondents.
    rows = statistics.influence(0, statistics.order.size, None)
    return _with_rows(statistics, rows * root.astype(rows.dtype))
