"""What the replicates of a sampling design found, and the variances they give."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from gainsem.core.replicate_variance import ReplicateRule

MOST_LOST = 0.10
TITLES = MappingProxyType(
    {
        "brr": "balanced repeated replication",
        "fay": "balanced repeated replication, Fay's method",
        "jk1": "jackknife",
        "jkn": "stratified jackknife",
        "bootstrap": "bootstrap",
    }
)


@dataclass(frozen=True)
class Replication:
    """The fits with the replicate weights of a design.

    Parameters
    ----------
    kind : {"brr", "fay", "jk1", "jkn", "bootstrap"}
    made : bool
        Whether the replicates were made from clusters and strata, not given in columns.
    replicates : int
        Replicates in all.
    freedom : int
        Degrees of freedom of the variances.
    centre : {"estimate", "mean"}
        What differences were taken from.
    fay : float
        Factor of Fay's method; 0 without.
    seed : int or None
        Of replicates made by a bootstrap.
    not_converged, not_computed, improper : int
        Replicates without a minimum, and without moments to fit (both left out); replicates
        with a negative variance or impossible latent correlations (kept).
    coefficients : ndarray, shape (used,)
        c_r of the replicates used, raised so that they add up to those of all.
    vectors : ndarray, shape (used, q + k)
        Free parameters of the replicates used, then the moments of given covariates.
    """

    kind: str
    made: bool
    replicates: int
    freedom: int
    centre: str
    fay: float
    seed: int | None
    not_converged: int
    not_computed: int
    improper: int
    coefficients: NDArray[np.float64]
    vectors: NDArray[np.float64]

    @property
    def title(self) -> str:
        """How the replicates were made, in words."""
        return TITLES[self.kind]

    @property
    def used(self) -> int:
        """Replicates with estimates."""
        return len(self.vectors)

    @property
    def lost(self) -> int:
        """Replicates without estimates."""
        return self.not_converged + self.not_computed

    @property
    def withheld(self) -> bool:
        """Whether so many replicates failed that standard errors would mislead."""
        return self.used < 2 or self.freedom < 1 or self.lost > MOST_LOST * self.replicates

    @property
    def rule(self) -> ReplicateRule:
        """How the spread of the replicates used becomes a variance."""
        return ReplicateRule(self.coefficients, self.centre)
