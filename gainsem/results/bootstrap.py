"""What a bootstrap of a fit found: the estimates of every resample, and how many were lost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_LOST = 0.10
LEVEL = 0.95
TITLES = {
    "percentile": "percentile",
    "basic": "basic",
    "bc": "bias-corrected",
    "bca": "bias-corrected and accelerated",
}


@dataclass(frozen=True)
class Bootstrap:
    """The fits to resamples of the respondents.

    Parameters
    ----------
    draws : int
        Resamples drawn.
    seed : int
        Draw k comes from ``SeedSequence(seed, spawn_key=(k,))``.
    interval : {"percentile", "basic", "bc", "bca"}
    not_converged, not_computed, improper : int
        Draws without a minimum, and without moments to fit (both left out); draws with
        a negative variance or impossible latent correlations (kept).
    vectors : ndarray, shape (used, q + k)
        Free parameters of the draws used, then the moments of given covariates.
    left_out : ndarray, shape (g, q + k), or None
        The same without each group of respondents: the jackknife behind ``"bca"``.
    """

    draws: int
    seed: int
    interval: str
    not_converged: int
    not_computed: int
    improper: int
    vectors: NDArray[np.float64]
    left_out: NDArray[np.float64] | None = None

    @property
    def used(self) -> int:
        """Draws with estimates."""
        return len(self.vectors)

    @property
    def lost(self) -> int:
        """Draws without estimates."""
        return self.not_converged + self.not_computed

    @property
    def withheld(self) -> bool:
        """Whether so many draws failed or were improper that intervals would mislead."""
        return self.used < 2 or self.lost + self.improper > MOST_LOST * self.draws


@dataclass(frozen=True)
class BollenStine:
    """The test statistic among resamples of a population in which the model holds.

    Parameters
    ----------
    draws, seed : int
    used : int
        Draws with a minimum.
    mean, critical : float
        Of the statistic among the draws: mean, and what 5 % of them exceed.
    pvalue : float
        ``(1 + draws at least as large) / (1 + draws)``; NaN where too many were lost.
    """

    draws: int
    seed: int
    used: int
    mean: float
    critical: float
    pvalue: float
