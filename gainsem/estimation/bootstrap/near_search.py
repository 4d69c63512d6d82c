"""Where the minimum of a resample is looked for: near the estimates, then from afresh."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.near_minimum import Near, minimum_near
from gainsem.core.near_restricted import restricted_minimum_near
from gainsem.core.objective import Objective
from gainsem.core.reduction import Reduction
from gainsem.core.restrictions import Restrictions
from gainsem.estimation.restricted_search import find_minimum

Array = NDArray[np.float64]
Found = tuple[Array, float]


@dataclass(frozen=True)
class NearSearch:
    """Searches that begin at the estimates of all respondents.

    Parameters
    ----------
    reduction : Reduction
        Linear constraints on the parameters.
    restrictions : Restrictions or None
        What restricts them beside.
    start : ndarray, shape (q,)
        The estimates of all respondents.
    max_iterations : int
    """

    reduction: Reduction
    restrictions: Restrictions | None
    start: Array
    max_iterations: int

    def inverse(self, objective: Objective) -> Array | None:
        """Return the inverse Hessian at the start; None where nothing is implied there."""
        reduced = self.reduction.reduce(self.start)
        if objective.points(reduced) is None:
            return None
        inverse = np.linalg.pinv(objective.hessian(reduced), hermitian=True)
        return np.asarray(inverse, dtype=np.float64)

    def near(self, objective: Objective, inverse: Array | None) -> Found | None:
        """Return the minimum a search from the start finds, and its value.

        Parameters
        ----------
        objective : Objective
        inverse : ndarray, optional
            Inverse Hessian of all respondents.
        """
        reduced = self.reduction.reduce(self.start)
        if not np.isfinite(objective.value(reduced)):
            return None
        if self.restrictions is not None:
            within = self.restrictions.within(self.reduction)
            near = restricted_minimum_near(objective.problem(), within, reduced)
            return self._expanded(near) or self.afresh(objective, [self.start])
        if inverse is None:
            return None
        return self._expanded(minimum_near(objective.problem(), reduced, inverse))

    def afresh(self, objective: Objective, starts: Iterable[Array]) -> Found | None:
        """Return the minimum that searches from some parameter vectors find."""
        reduced = [self.reduction.reduce(each) for each in starts]
        finite = [each for each in reduced if np.isfinite(objective.value(each))]
        if not finite:
            return None
        along, minimum = find_minimum(
            objective, self.restrictions, finite[0], finite[1:], self.max_iterations
        )
        if not minimum.converged:
            return None
        return along.reduction.expand(minimum.params), minimum.value

    def _expanded(self, near: Near | None) -> Found | None:
        return None if near is None else (self.reduction.expand(near.params), near.value)
