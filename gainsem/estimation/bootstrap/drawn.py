"""What the search of one resample is about: its discrepancy, and where to begin afresh."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gainsem.core.objective import Discrepancy
from gainsem.core.structure import Structure

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Drawn:
    """One resample of continuous answers.

    Parameters
    ----------
    discrepancy : callable
        structure -> what is minimised; None where a resample has no weight for its moments.
    mean, cov : ndarray, shapes (p,) and (p, p)
        Of the model's variables; where answers are missing, only those of given covariates
        count.
    moments : callable
        -> means and covariances to begin a search with, auxiliary variables last; None
        where the resample does not determine them.
    """

    discrepancy: Callable[[Structure], Discrepancy | None]
    mean: Array
    cov: Array
    moments: Callable[[], tuple[Array, Array] | None]


class Source(Protocol):
    """Respondents to draw from."""

    @property
    def answers(self) -> tuple[Array, ...]:
        """Return what is drawn from."""

    def drawn(self, counts: Array) -> Drawn | None:
        """Return a resample, counts of shape (n,); None where it has no moments to fit."""
