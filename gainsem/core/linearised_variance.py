"""Sampling variances of weighted statistics by Taylor linearisation.

A statistic is replaced by the sum of the linearised values ``w_i z_i`` of the respondents;
its variance is that of the sum over clusters within strata (Woodruff 1971,
doi:10.2307/2283947; Binder 1983, doi:10.2307/1402588)::

    V = sum_h n_h / (n_h - 1) sum_c (t_hc - mean_h)^2,   t_hc = sum over cluster c of w z
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.core.sampled_units import Codes, SampledUnits


@dataclass(frozen=True)
class Design:
    """How the respondents came into the sample.

    Parameters
    ----------
    weights : ndarray, shape (n,)
    cluster : ndarray of int, shape (n,), optional
        Without it every respondent is a cluster.
    stratum : ndarray of int, shape (n,), optional
    """

    weights: Array
    cluster: Codes | None = None
    stratum: Codes | None = None

    @classmethod
    def of(
        cls, weights: Array, cluster: Codes | None = None, stratum: Codes | None = None
    ) -> Design:
        """Return a design; a cluster number that occurs in two strata is two clusters."""
        if cluster is not None and stratum is not None:
            both = np.stack([stratum, cluster], axis=1)
            cluster = np.unique(both, axis=0, return_inverse=True)[1].reshape(-1).astype(np.intp)
        return cls(weights, cluster, stratum)

    def variance(
        self, linearised: Array, groups: Sequence[NDArray[np.bool_]]
    ) -> tuple[Array, float]:
        """Return variances and degrees of freedom of statistics of some respondents.

        Of a group that lies in one cluster only, nothing can be said of the differences
        between clusters; its cluster then counts as fixed and its respondents as the sample,
        which is right for a statement about that cluster.

        Parameters
        ----------
        linearised : ndarray, shape (..., n)
            ``w z``, 0 for those in no group.
        groups : sequence of ndarray of bool, shape (n,)
            The groups the statistic is made of: one for a mean, two for a difference.

        Returns
        -------
        tuple
            Variances (...,); clusters less strata.
        """
        own = np.flatnonzero(np.logical_or.reduce(list(groups)))
        if len(own) < 2:
            return np.full(linearised.shape[:-1], np.nan), 0.0
        everybody = np.arange(len(own))
        clusters = everybody if self.cluster is None else self.cluster[own].copy()
        if self.cluster is not None:
            alone = int(self.cluster.max()) + 1
            for group in groups:
                part = group[own]
                if (clusters[part] == clusters[part][:1]).all():
                    clusters[part] = alone + everybody[part]
        clusters = np.unique(clusters, return_inverse=True)[1].reshape(-1)
        strata = np.zeros(len(own), dtype=np.intp) if self.stratum is None else self.stratum[own]
        return _within_strata(linearised[..., own], clusters, strata)


def _within_strata(linearised: Array, clusters: Codes, strata: Codes) -> tuple[Array, float]:
    """Return variances and degrees of freedom; strata with one cluster are joined."""
    home = np.empty(int(clusters.max()) + 1, dtype=np.intp)
    home[clusters] = strata
    names, counts = np.unique(home, return_counts=True)
    home = np.where(np.isin(home, names[counts < 2]), -1, home)
    if (home == -1).sum() == 1:
        home[:] = -1
    home = np.unique(home, return_inverse=True)[1].reshape(-1).astype(np.intp)
    units = SampledUnits(clusters.astype(np.intp), home, np.ones(int(home.max()) + 1))
    rows = linearised.reshape(-1, linearised.shape[-1]).T
    variance = (units.deviates(rows) ** 2).sum(axis=0).reshape(linearised.shape[:-1])
    return variance, float(units.freedom)
