"""Replicate weights made from clusters and strata: jackknife, balanced halves, bootstrap.

Each row of the result is one replicate: what every respondent's weight is multiplied by.
A sampled share f of a stratum's clusters (the finite population correction) makes every
change of weights smaller by ``sqrt(1 - f)``, so that the variance is smaller by ``1 - f``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.hadamard import hadamard_matrix
from gainsem.core.linalg import Array
from gainsem.core.replicate_variance import equal_coefficients
from gainsem.core.sampled_units import SampledUnits


@dataclass(frozen=True)
class Factors:
    """Replicates of a design.

    Parameters
    ----------
    factors : ndarray, shape (R, n)
        What the weights are multiplied by.
    coefficients : ndarray, shape (R,)
    """

    factors: Array
    coefficients: Array


def jackknife_factors(units: SampledUnits) -> Factors:
    """Return the stratified jackknife: each cluster left out once (JKn; JK1 with one stratum).

    The other clusters of its stratum stand for it, times ``n_h / (n_h - 1)``; the
    coefficients are ``(1 - f_h) (n_h - 1) / n_h`` (Rust & Rao 1996,
    doi:10.1177/096228029600500305).  Strata of one cluster have no replicate.
    """
    size = units.counts[units.stratum].astype(np.float64)
    chosen = np.flatnonzero(size > 1)
    raised = size[chosen] / (size[chosen] - 1.0)
    beside = units.stratum[chosen][:, None] == units.stratum[None, :]
    by_cluster = np.where(beside, raised[:, None], 1.0)
    by_cluster[np.arange(len(chosen)), chosen] = 0.0
    return Factors(by_cluster[:, units.cluster], units.remaining[units.stratum[chosen]] / raised)


def balanced_factors(units: SampledUnits, *, fay: float = 0.0) -> Factors:
    """Return balanced repeated replication: one of the two clusters of every stratum.

    The chosen cluster is weighted ``2 - k`` times and the other k times, k = 0 unless Fay's
    method asks for more; columns of a Hadamard matrix choose (McCarthy 1969,
    doi:10.2307/1402116; Judkins 1990).  R is the smallest order above the number of strata.

    Raises
    ------
    ValueError
        When a stratum has not two clusters.
    """
    if (units.counts != 2).any():
        raise ValueError("every stratum must have two clusters")
    n_strata = len(units.counts)
    signs = hadamard_matrix(n_strata + 1)[:, 1 : n_strata + 1]
    # The first cluster of a stratum is on one side, the second on the other.
    side = np.full(len(units.stratum), -1.0)
    side[np.unique(units.stratum, return_index=True)[1]] = 1.0
    change = (1.0 - fay) * np.sqrt(units.remaining)
    by_cluster = 1.0 + signs[:, units.stratum] * side * change[units.stratum]
    coefficients = equal_coefficients("fay", len(signs), fay=fay)
    return Factors(by_cluster[:, units.cluster], coefficients)


def bootstrap_factors(units: SampledUnits, *, draws: int, seed: int) -> Factors:
    """Return the rescaling bootstrap: ``n_h - 1`` clusters of each stratum drawn, with return.

    A cluster drawn m times is weighted ``m n_h / (n_h - 1)`` times (Rao & Wu 1988,
    doi:10.1080/01621459.1988.10478591; Rao, Wu & Yue 1992, Some recent work on resampling
    methods for complex surveys, Survey Methodology 18, 209-217).  Draw number k has a stream
    of its own, ``SeedSequence(seed, spawn_key=(k,))``.

    Parameters
    ----------
    units : SampledUnits
    draws : int
        2 or more.
    seed : int
    """
    by_cluster = np.ones((draws, len(units.stratum)))
    homes = [np.flatnonzero(units.stratum == h) for h in range(len(units.counts))]
    for draw in range(draws):
        stream = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(draw,)))
        for h, own in enumerate(homes):
            n = len(own)
            if n < 2:
                continue
            drawn = np.bincount(stream.integers(0, n, n - 1), minlength=n)
            change = drawn * (n / (n - 1.0)) - 1.0
            by_cluster[draw, own] += np.sqrt(units.remaining[h]) * change
    return Factors(by_cluster[:, units.cluster], equal_coefficients("bootstrap", draws))
