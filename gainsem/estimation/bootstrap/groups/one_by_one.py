"""Groups whose samples are searched one after the other, from the estimates of all respondents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from gainsem.core.placed import Places, places_behind
from gainsem.estimation.bootstrap.groups.of_groups import OfGroups
from gainsem.estimation.bootstrap.near_search import NearSearch
from gainsem.estimation.bootstrap.replicates import Replicator
from gainsem.estimation.incomplete_structure import with_free

Array = NDArray[np.float64]


class Started(Replicator, Protocol):
    """Fits the model of one group, and knows where a search of it begins."""

    @property
    def start(self) -> Array:
        """Return its estimates; those of auxiliary variables last."""


Part = TypeVar("Part", bound=Started)


@dataclass(frozen=True)
class OneByOne(OfGroups[Part]):
    """Fits the models of several groups together, one sample after the other."""

    @cached_property
    def _places(self) -> tuple[Places, ...]:
        """Where the searched parameters of every group stand: auxiliary ones behind all."""
        own = [places.at for places in self.joint.places]
        extra = [len(part.start) - len(at) for part, at in zip(self.parts, own, strict=True)]
        return places_behind(own, self.joint.n_params, extra)

    @cached_property
    def _search(self) -> NearSearch:
        joint, q = self.joint, self.joint.n_params
        own = zip(self.parts, joint.places, strict=True)
        further = [part.start[len(places.at) :] for part, places in own]
        start = np.concatenate([self.start, *further])
        extra = len(start) - q
        restrictions = joint.restrictions
        if restrictions is not None and extra:
            restrictions = restrictions.of_more(q)
        reduction = with_free(joint.reduction, extra) if extra else joint.reduction
        return NearSearch(reduction, restrictions, start, self.max_iterations)
