"""How the models of several groups hang together while they are resampled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.batch.admissible import improper_solutions
from gainsem.core.placed import Places, mean_values, places_behind
from gainsem.core.reduction import Reduction
from gainsem.core.restrictions import Restrictions
from gainsem.core.structure import Indices
from gainsem.estimation.bootstrap.replicates import IMPROPER, NOT_COMPUTED, USED, Replicates
from gainsem.model.replicate_layout import ReplicateLayout

Array = NDArray[np.float64]


@dataclass(frozen=True)
class JointModel:
    """The models of all groups: where their parameters stand, and what restricts these.

    Parameters
    ----------
    layouts : tuple of ReplicateLayout
        By the own parameters of every group.
    places : tuple of Places
        Where these stand among the parameters of all groups.
    sizes : tuple of int
        Respondents of every group: as many are drawn within it.
    shares : tuple of float
        Of the groups, in the discrepancy.  They are those of all respondents for every
        resample, also where one is left out: groups are fixed by design.
    reduction : Reduction
        Linear equalities, of all groups.
    restrictions : Restrictions or None
    """

    layouts: tuple[ReplicateLayout, ...]
    places: tuple[Places, ...]
    sizes: tuple[int, ...]
    shares: tuple[float, ...]
    reduction: Reduction
    restrictions: Restrictions | None

    @property
    def n_params(self) -> int:
        """Free parameters of all groups, q."""
        return self.places[0].size

    @cached_property
    def columns(self) -> tuple[Indices, ...]:
        """Where a group's own vector stands in that of all groups."""
        at = [places.at for places in self.places]
        given = [len(each.given) for each in self.layouts]
        return tuple(places.at for places in places_behind(at, self.n_params, given))

    def split(self, counts: Array) -> list[Array]:
        """Return the counts of each group, from those of all (b, n)."""
        return np.split(counts, np.cumsum(self.sizes)[:-1], axis=-1)

    def joined(self, values: Sequence[Array]) -> Array:
        """Return parameters of all groups from those of each: means of what is shared."""
        return mean_values(zip(self.places, values, self.shares, strict=True), self.places[0].size)

    def empty(self, size: int) -> Replicates:
        """Return the fits of resamples before any is computed."""
        width = self.n_params + sum(len(each.given) for each in self.layouts)
        status = np.full(size, NOT_COMPUTED, dtype=np.uint8)
        return Replicates(np.full((size, width), np.nan), np.full(size, np.nan), status)

    def judged(self, found: Replicates) -> Replicates:
        """Return fits of which those are marked that are improper in some group."""
        status = found.status.copy()
        good = np.flatnonzero(status == USED)
        if len(good):
            for layout, columns in zip(self.layouts, self.columns, strict=True):
                implied = layout.implied(found.vectors[np.ix_(good, columns)])
                improper = improper_solutions(implied, layout.variances, layout.latent)
                status[good[improper]] = IMPROPER
        return Replicates(found.vectors, found.fmin, status)
