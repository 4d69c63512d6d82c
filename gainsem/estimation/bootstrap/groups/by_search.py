"""Fits of resamples of several groups of continuous answers, one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.objective import Objective
from gainsem.core.placed import Placed, Places, mean_values, places_behind
from gainsem.core.reduction import Reduction
from gainsem.estimation.bootstrap.by_search import Resample, SearchReplicator
from gainsem.estimation.bootstrap.groups.of_groups import OfGroups
from gainsem.estimation.bootstrap.near_search import Found, NearSearch
from gainsem.estimation.bootstrap.replicates import NOT_CONVERGED, USED, Replicates
from gainsem.estimation.incomplete_structure import with_free

Array = NDArray[np.float64]


@dataclass(frozen=True)
class GroupedSearch(OfGroups[SearchReplicator]):
    """Fits a model of several groups to resamples, each by itself."""

    @cached_property
    def _places(self) -> tuple[Places, ...]:
        """Where the searched parameters of every group stand: auxiliary ones behind all."""
        own = [places.at for places in self.joint.places]
        extra = [len(part.start) - len(at) for part, at in zip(self.parts, own, strict=True)]
        return places_behind(own, self.joint.n_params, extra)

    @cached_property
    def _search(self) -> NearSearch:
        joint, q = self.joint, self.joint.n_params
        further = [part.start[len(places.at) :] for part, places in self._with_places]
        start = np.concatenate([self.start, *further])
        restrictions = joint.restrictions
        if restrictions is not None and len(start) > q:
            restrictions = restrictions.of_more(q)
        reduction = self._reduction(len(start) - q)
        return NearSearch(reduction, restrictions, start, self.max_iterations)

    @property
    def _with_places(self) -> list[tuple[SearchReplicator, Places]]:
        return list(zip(self.parts, self.joint.places, strict=True))

    def _reduction(self, extra: int) -> Reduction:
        return with_free(self.joint.reduction, extra) if extra else self.joint.reduction

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
