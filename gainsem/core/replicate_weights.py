"""Replicate weights made from clusters and strata: jackknife, balanced halves, bootstrap.

Each row of the result is one replicate: what every respondent's weight is multiplied by.
A sampled share f of a stratum's clusters (the finite population correction) makes every
change of weights smaller by ``sqrt(1 - f)``, so that the variance is smaller by ``1 - f``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.hadamard import hadamard_matrix
from gainsem.core.linalg import Array
from gainsem.core.replicate_variance import equal_coefficients

Codes = NDArray[np.intp]


@dataclass(frozen=True)
class Primary:
    """The clusters (primary sampling units) of a sample.

    Parameters
    ----------
    cluster : ndarray of int, shape (n,)
        0 ... C - 1; a cluster lies in one stratum.
    stratum : ndarray of int, shape (C,)
        Of each cluster, 0 ... H - 1.
    sampled : ndarray, shape (H,)
        Share of the clusters of each stratum that is in the sample; 0 without correction.
    """

    cluster: Codes
    stratum: Codes
    sampled: Array

    @cached_property
    def sizes(self) -> Codes:
        """Clusters of each stratum, shape (H,)."""
        return np.bincount(self.stratum, minlength=len(self.sampled))

    @property
    def freedom(self) -> int:
        """Clusters less strata; strata of one cluster tell nothing of a variance."""
        several = self.sizes[self.sizes > 1]
        return int(several.sum() - len(several))


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


def primary_units(
    cluster: Codes | None, stratum: Codes | None, n_obs: int, sampled: Array | None = None
) -> Primary:
    """Return the clusters of a sample, numbered.

    Parameters
    ----------
    cluster, stratum : ndarray of int, shape (n,), or None
        Without clusters every respondent is one; without strata there is one stratum.  A
        number of a cluster that occurs in two strata is two clusters.
    n_obs : int
    sampled : ndarray, shape (n,), optional
        Share of the clusters sampled in each respondent's stratum.
    """
    own = np.arange(n_obs, dtype=np.intp) if cluster is None else cluster
    of_stratum = np.zeros(n_obs, dtype=np.intp) if stratum is None else stratum
    strata = np.unique(of_stratum, return_inverse=True)[1].reshape(-1).astype(np.intp)
    both, numbers = np.unique(np.stack([strata, own], axis=1), axis=0, return_inverse=True)
    shares = np.zeros(int(strata.max()) + 1)
    if sampled is not None:
        shares[strata] = sampled
    return Primary(numbers.reshape(-1).astype(np.intp), both[:, 0].astype(np.intp), shares)


def jackknife_factors(units: Primary) -> Factors:
    """Return the stratified jackknife: each cluster left out once (JKn; JK1 with one stratum).

    The other clusters of its stratum stand for it, times ``n_h / (n_h - 1)``; the
    coefficients are ``(1 - f_h) (n_h - 1) / n_h`` (Rust & Rao 1996,
    doi:10.1177/096228029600500305).  Strata of one cluster have no replicate.
    """
    size = units.sizes[units.stratum].astype(np.float64)
    chosen = np.flatnonzero(size > 1)
    raised = size[chosen] / (size[chosen] - 1.0)
    beside = units.stratum[chosen][:, None] == units.stratum[None, :]
    by_cluster = np.where(beside, raised[:, None], 1.0)
    by_cluster[np.arange(len(chosen)), chosen] = 0.0
    return Factors(
        by_cluster[:, units.cluster], (1.0 - units.sampled[units.stratum[chosen]]) / raised
    )


def balanced_factors(units: Primary, *, fay: float = 0.0) -> Factors:
    """Return balanced repeated replication: one of the two clusters of every stratum.

    The chosen cluster is weighted ``2 - k`` times and the other k times, k = 0 unless Fay's
    method asks for more; columns of a Hadamard matrix choose (McCarthy 1969,
    doi:10.2307/1402116; Judkins 1990).  R is the smallest order above the number of strata.

    Raises
    ------
    ValueError
        When a stratum has not two clusters.
    """
    if (units.sizes != 2).any():
        raise ValueError("every stratum must have two clusters")
    n_strata = len(units.sizes)
    signs = hadamard_matrix(n_strata + 1)[:, 1 : n_strata + 1]
    # The first cluster of a stratum is numbered before the second: they come sorted.
    side = np.where(np.arange(len(units.stratum)) % 2, -1.0, 1.0)
    change = (1.0 - fay) * np.sqrt(1.0 - units.sampled)
    by_cluster = 1.0 + signs[:, units.stratum] * side * change[units.stratum]
    coefficients = equal_coefficients("fay", len(signs), fay=fay)
    return Factors(by_cluster[:, units.cluster], coefficients)


def bootstrap_factors(units: Primary, *, draws: int, seed: int) -> Factors:
    """Return the rescaling bootstrap: ``n_h - 1`` clusters of each stratum drawn, with return.

    A cluster drawn m times is weighted ``m n_h / (n_h - 1)`` times (Rao & Wu 1988,
    doi:10.1080/01621459.1988.10478591; Rao, Wu & Yue 1992, Some recent work on resampling
    methods for complex surveys, Survey Methodology 18, 209-217).  Draw number k has a stream
    of its own, ``SeedSequence(seed, spawn_key=(k,))``.

    Parameters
    ----------
    units : Primary
    draws : int
        2 or more.
    seed : int
    """
    by_cluster = np.ones((draws, len(units.stratum)))
    homes = [np.flatnonzero(units.stratum == h) for h in range(len(units.sizes))]
    for draw in range(draws):
        stream = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(draw,)))
        for h, own in enumerate(homes):
            n = len(own)
            if n < 2:
                continue
            drawn = np.bincount(stream.integers(0, n, n - 1), minlength=n)
            change = drawn * (n / (n - 1.0)) - 1.0
            by_cluster[draw, own] += np.sqrt(1.0 - units.sampled[h]) * change
    return Factors(by_cluster[:, units.cluster], equal_coefficients("bootstrap", draws))
