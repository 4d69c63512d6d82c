"""One sample with one set of weights, ready to be fitted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.objective import Discrepancy


@dataclass(frozen=True)
class Weighed:
    """What a set of weights leaves to be fitted.

    Parameters
    ----------
    discrepancy : Discrepancy
    given : ndarray, shape (k,)
        Moments of given covariates.
    moments : ndarray, shape (P,)
        Means and covariances of all variables.
    """

    discrepancy: Discrepancy
    given: NDArray[np.float64]
    moments: NDArray[np.float64]
