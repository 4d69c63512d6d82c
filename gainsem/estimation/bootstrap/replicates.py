"""What fitting a model to resamples gives, whichever the estimator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

USED, IMPROPER, NOT_CONVERGED, NOT_COMPUTED = range(4)


@dataclass(frozen=True)
class Replicates:
    """The fits of some resamples.

    Parameters
    ----------
    vectors : ndarray, shape (b, q + k)
        Free parameters, then the moments of given covariates; NaN where there is no fit.
    fmin : ndarray, shape (b,)
        F / 2.
    status : ndarray of uint8, shape (b,)
        USED, IMPROPER (kept, counted), NOT_CONVERGED or NOT_COMPUTED.
    """

    vectors: Array
    fmin: Array
    status: NDArray[np.uint8]


class Replicator(Protocol):
    """Fits one model to resamples given as counts."""

    @property
    def n_obs(self) -> int:
        """Return the number of respondents drawn from."""

    @property
    def chunk(self) -> int:
        """Return how many draws are worked on together, and lost at most by a crash."""

    @property
    def answers(self) -> tuple[Array, ...]:
        """Return what is drawn from: draws kept belong to the same answers only."""

    def fit(self, counts: Array) -> Replicates:
        """Return the fits to resamples, shape of counts (b, n)."""
