"""How sums over a sample vary that was drawn in clusters, from strata, out of a finite whole.

What a respondent adds to a sum is added up within the primary sampling units (PSUs); the
sum varies as these totals do around their mean, stratum by stratum (Woodruff 1971,
doi:10.2307/2283947; Binder 1983, doi:10.2307/1402588)::

    V = sum_h (1 - f_h) n_h / (n_h - 1) sum_c (t_hc - mean_h) (t_hc - mean_h)'

with n_h sampled units of stratum h and the sampled share f_h.  ``deviates`` are rows R
whose crossproduct is V, so that whatever is made of one row a respondent can be made of
one row a unit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array

Codes = NDArray[np.intp]
Lonely = Literal["fail", "certainty", "adjust", "average"]


@dataclass(frozen=True)
class SampledUnits:
    """Which primary sampling unit every respondent is in, and which stratum every unit.

    Parameters
    ----------
    cluster : ndarray of int, shape (n,)
        0 ... C - 1.
    stratum : ndarray of int, shape (C,)
        0 ... H - 1.
    remaining : ndarray, shape (H,)
        1 - f: the share of the units of each stratum that was not sampled; 1 where the
        population is taken as infinite.
    lonely : {"fail", "certainty", "adjust", "average"}
        What the only sampled unit of a stratum adds: nothing, as a unit that was certain
        to be sampled (certainty; also fail, as such strata are refused before); its
        distance from the mean of all units (adjust); what the other strata add on
        average (average).
    among : ndarray of int, shape (C,), or None
        Which units are counted together for the factor ``n / (n - 1)``; None: those of a
        stratum.
    """

    cluster: Codes
    stratum: Codes
    remaining: Array
    lonely: Lonely = "fail"
    among: Codes | None = None

    @cached_property
    def counts(self) -> Codes:
        """Sampled units of each stratum, shape (H,)."""
        return np.bincount(self.stratum, minlength=len(self.remaining)).astype(np.intp)

    @property
    def n_units(self) -> int:
        """Sampled units, C."""
        return len(self.stratum)

    @property
    def n_strata(self) -> int:
        """Strata, H."""
        return len(self.remaining)

    @property
    def freedom(self) -> int:
        """Degrees of freedom of the design: units less strata."""
        return self.n_units - self.n_strata

    @cached_property
    def alone(self) -> NDArray[np.bool_]:
        """Which strata have one sampled unit although they have more, shape (H,)."""
        return np.asarray((self.counts == 1) & (self.remaining > 0.0))

    @cached_property
    def singletons(self) -> bool:
        """Whether every respondent is a unit."""
        return self.n_units == len(self.cluster)

    def totals(self, rows: Array) -> Array:
        """Return the sums of the rows of each unit, shape (C, k); 0 for a unit without any."""
        if self.singletons and (np.diff(self.cluster) == 1).all():
            return rows
        order = np.argsort(self.cluster, kind="stable")
        present, starts = np.unique(self.cluster[order], return_index=True)
        sums: Array = np.add.reduceat(rows[order], starts, axis=0)
        if len(present) == self.n_units:
            return sums
        every = np.zeros((self.n_units, rows.shape[1]), dtype=sums.dtype)
        every[present] = sums
        return every

    def deviates(self, rows: Array) -> Array:
        """Return rows whose crossproduct is the variance of the sum, shape (C, k).

        Parameters
        ----------
        rows : ndarray, shape (n, k)
            What every respondent adds, weights included.
        """
        totals = self.totals(rows)
        sums = np.zeros((self.n_strata, totals.shape[1]))
        np.add.at(sums, self.stratum, totals)
        means = sums / self.counts[:, None]
        if self.lonely == "adjust":
            means[self.alone] = totals.mean(axis=0)
        apart: Array = totals - means[self.stratum]
        apart *= np.sqrt(self._factors)[:, None]
        return apart

    @cached_property
    def _factors(self) -> Array:
        """What the squares of each unit are multiplied with, shape (C,)."""
        together = self.stratum if self.among is None else self.among
        counts = np.bincount(together)[together]
        factors = self.remaining[self.stratum] * counts / np.maximum(counts - 1, 1)
        if self.lonely == "average" and self.alone.any() and not self.alone.all():
            factors = factors * (self.n_strata / (self.n_strata - self.alone.sum()))
        return np.asarray(factors)

    def of_some(self, respondents: Codes) -> SampledUnits:
        """Return the same units with some of the respondents: a domain of the sample.

        Units without any of them are units all the same, whose sums are 0 (Cochran 1977,
        Sampling techniques, section 5A.14).
        """
        return replace(self, cluster=self.cluster[respondents])


@dataclass(frozen=True)
class SampleDesign:
    """Weights and sampled units of the respondents of a sample.

    Parameters
    ----------
    n : float
        What the weights add up to: the respondents.  Of one group among several whose
        weights are those of one sample: what its own weights add up to.
    weights : ndarray, one a respondent, or None
    units : SampledUnits or None
        None: respondents were drawn independently of each other.  The meat of robust
        errors then is the plain mean of squares (White 1982, doi:10.2307/1912526),
        without the factor n / (n - 1).
    """

    n: float
    weights: Array | None = None
    units: SampledUnits | None = None

    def deviates(self, rows: Array) -> Array:
        """Return rows whose crossproduct is the variance of the weighted sum.

        Parameters
        ----------
        rows : ndarray, shape (n, k)
            What every respondent adds, without the weight.
        """
        own = rows if self.weights is None else rows * self.weights[:, None]
        return own if self.units is None else self.units.deviates(own)

    def meat(self, rows: Array) -> Array:
        """Return n times the variance of the weighted mean of rows, shape (k, k)."""
        deviates = self.deviates(rows)
        product: Array = deviates.T @ deviates / self.n
        return product

    def simple_meat(self, rows: Array) -> Array:
        """Return the same as if the respondents were a simple random sample, shape (k, k).

        The variance of the population, estimated with the weights, over n (Kish 1965,
        Survey sampling, section 8.2): what design effects are measured against.
        """
        own = rows if self.weights is None else rows * self.weights[:, None]
        product: Array = own.T @ rows / self.n
        if self.units is None:
            return product
        mean = own.sum(axis=0) / self.n
        product -= np.outer(mean, mean)
        return product * (self.n / (self.n - 1.0))
