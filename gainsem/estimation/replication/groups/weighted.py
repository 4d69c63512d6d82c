"""Models of several groups fitted with many sets of weights, one set after the other.

The weights of a set are those of one sample: a group counts as much as its own add up to, so
that the shares of groups vary among the replicates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import NDArray

from gainsem.core.objective import Objective
from gainsem.core.placed import Placed
from gainsem.estimation.bootstrap.groups.by_least_squares import GroupedLeastSquares, Statistics
from gainsem.estimation.bootstrap.groups.one_by_one import OneByOne
from gainsem.estimation.bootstrap.replicates import NOT_CONVERGED, USED, Replicates
from gainsem.estimation.replication.weighed import Weighed
from gainsem.estimation.replication.weighted import WeightedLeastSquares, WeightedLikelihood
from gainsem.estimation.replication.weighted_fiml import WeightedFiml

Array = NDArray[np.float64]
Part = WeightedLikelihood | WeightedFiml


@dataclass(frozen=True)
class WeightedGroups(OneByOne[Part]):
    """Fits a model of several groups of continuous answers with many sets of weights.

    The vectors of its replicates have the moments of the groups behind them, group after group.

    Parameters
    ----------
    weights : ndarray, shape (n,)
        Of the whole sample, groups one after the other.
    """

    weights: Array

    @property
    def n_moments(self) -> int:
        """Moments behind each vector, of all groups."""
        return sum(part.n_moments for part in self.parts)

    @cached_property
    def _inverse(self) -> Array | None:
        """Inverse Hessian of the whole sample at the estimates; None where it is none."""
        own = self._weighed(self.weights)
        return None if own is None else self._search.inverse(self._objective(own, self.weights))

    def fit(self, counts: Array) -> Replicates:
        """Return the fits with weights, shape (b, n): groups one after the other."""
        found, q = self.joint.empty(len(counts)), self.joint.n_params
        moments = np.full((len(counts), self.n_moments), np.nan)
        for at, weights in enumerate(counts):
            own = self._weighed(weights)
            if own is None:
                continue
            moments[at] = np.concatenate([each.moments for each in own])
            objective, search = self._objective(own, weights), self._search
            ended = search.near(objective, self._inverse)
            ended = ended or search.afresh(objective, [search.start])
            found.status[at] = NOT_CONVERGED if ended is None else USED
            if ended is not None:
                found.vectors[at] = np.concatenate([ended[0][:q], *[each.given for each in own]])
                found.fmin[at] = ended[1]
        return with_moments(self.joint.judged(found), moments)

    def moments(self, weights: Array) -> Array:
        """Return the moments a set of weights gives, group after group, shape (P,)."""
        own = self._weighed(weights)
        if own is None:
            raise FloatingPointError("these weights give no moments to fit")
        return np.concatenate([each.moments for each in own])

    def _weighed(self, weights: Array) -> list[Weighed] | None:
        """Return what is fitted in every group; None where one has no moments to fit."""
        split = self.joint.split(weights)
        if any(own.sum() <= 0.0 for own in split):
            return None
        found = [part.weighed(own) for part, own in zip(self.parts, split, strict=True)]
        known = [each for each in found if each is not None]
        return known if len(known) == len(found) else None

    def _objective(self, own: Sequence[Weighed], weights: Array) -> Objective:
        sizes = np.array([each.sum() for each in self.joint.split(weights)])
        groups = zip(own, self._places, (sizes / sizes.sum()).tolist(), strict=True)
        placed = [Placed(each.discrepancy, places, share) for each, places, share in groups]
        return Objective(placed, self._search.reduction)


@dataclass(frozen=True)
class WeightedGroupsLeastSquares(GroupedLeastSquares):
    """Fits a model of several groups of ordinal or mixed answers with many sets of weights.

    A group counts as many respondents as it has, whatever their weights add up to.  The
    vectors have the moments of the groups behind them, NaN where a category has no weight.
    """

    @property
    def weighted(self) -> tuple[WeightedLeastSquares, ...]:
        """The groups, each with answers to be weighted."""
        return cast("tuple[WeightedLeastSquares, ...]", self.parts)

    @property
    def n_moments(self) -> int:
        """Moments behind each vector, of all groups."""
        return sum(part.n_moments for part in self.weighted)

    def fit(self, counts: Array) -> Replicates:
        """Return the fits with weights, shape (b, n): groups one after the other."""
        found = self.joint.empty(len(counts))
        moments = np.full((len(counts), self.n_moments), np.nan)
        for at, count in enumerate(counts):
            split = self.joint.split(count)
            parts = [
                replace(part, weights=own) for part, own in zip(self.parts, split, strict=True)
            ]
            rows = [np.flatnonzero(own > 0.0) for own in split]
            pairs = list(zip(parts, rows, strict=True))
            statistics = [part.statistics(own) if len(own) else None for part, own in pairs]
            known = [each for each in statistics if each is not None]
            if len(known) < len(statistics):
                continue
            moments[at] = self._vector(known)
            ended = self._fit_one(known)
            found.status[at] = NOT_CONVERGED if ended is None else USED
            if ended is not None:
                given = [part.given(own) for part, own in pairs]
                found.vectors[at] = np.concatenate([self._with_levels(ended[0], known), *given])
                found.fmin[at] = ended[1]
        return with_moments(self.joint.judged(found), moments)

    def _vector(self, statistics: Sequence[Statistics]) -> Array:
        """Return the moments of all groups; NaN for those of a group that lacks some."""
        known = zip(statistics, self.weighted, strict=True)
        return np.concatenate(
            [
                own.vector if whole else np.full(part.n_moments, np.nan)
                for (own, whole), part in known
            ]
        )


def with_moments(found: Replicates, moments: Array) -> Replicates:
    """Return fits with moments behind their vectors."""
    return Replicates(np.concatenate([found.vectors, moments], axis=1), found.fmin, found.status)
