"""Fits of resamples of several groups of continuous answers, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.objective import Objective
from gainsem.core.placed import Placed, mean_values
from gainsem.estimation.bootstrap.by_search import Resample, SearchReplicator
from gainsem.estimation.bootstrap.groups.one_by_one import OneByOne
from gainsem.estimation.bootstrap.near_search import Found
from gainsem.estimation.bootstrap.replicates import NOT_CONVERGED, USED, Replicates

Array = NDArray[np.float64]


@dataclass(frozen=True)
class GroupedSearch(OneByOne[SearchReplicator]):
    """Fits a model of several groups to resamples, each by itself."""

    @cached_property
    def _inverse(self) -> Array | None:
        """Inverse Hessian of all respondents at the estimates; None where it is none."""
        own = self._resamples(np.ones(self.n_obs))
        return None if own is None else self._search.inverse(self._objective(own))

    def fit(self, counts: Array) -> Replicates:
        """Return the fits to resamples, shape of counts (b, n): groups one after the other."""
        result, q = self.joint.empty(len(counts)), self.joint.n_params
        for at, count in enumerate(counts):
            own = self._resamples(count)
            if own is None:
                continue
            objective = self._objective(own)
            found = self._search.near(objective, self._inverse) or self._afresh(own, objective)
            result.status[at] = NOT_CONVERGED if found is None else USED
            if found is not None:
                given = [each.given for each in own]
                result.vectors[at] = np.concatenate([found[0][:q], *given])
                result.fmin[at] = found[1]
        return self.joint.judged(result)

    def _resamples(self, counts: Array) -> list[Resample] | None:
        """Return the resamples of all groups; None where one has no moments to fit."""
        own = zip(self.parts, self.joint.split(counts), strict=True)
        drawn = [part.resample(each) for part, each in own]
        known = [each for each in drawn if each is not None]
        return known if len(known) == len(drawn) else None

    def _objective(self, own: Sequence[Resample]) -> Objective:
        groups = zip(own, self._places, self.joint.shares, strict=True)
        placed = [Placed(each.discrepancy, places, share) for each, places, share in groups]
        return Objective(placed, self._search.reduction)

    def _afresh(self, own: Sequence[Resample], objective: Objective) -> Found | None:
        """Search as a fit of these answers would be searched."""
        begins = [part.starts(each) for part, each in zip(self.parts, own, strict=True)]
        if not all(begins):
            return None
        size = self._places[0].size
        joined = [
            mean_values(zip(self._places, values, self.joint.shares, strict=True), size)
            for values in zip(*begins, strict=True)
        ]
        return self._search.afresh(objective, [*joined, self._search.start])
