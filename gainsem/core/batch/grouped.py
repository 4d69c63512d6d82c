"""The maximum likelihood discrepancy of many samples of several groups, group by group.

``F = sum n_g / N F_g``: what :mod:`gainsem.core.placed` is for one sample, for a stack.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.batch.likelihood import LikelihoodStack, SampleStack, StackPoint
from gainsem.core.linalg import Array
from gainsem.core.placed import Places
from gainsem.core.structure import Indices


@dataclass(frozen=True)
class GroupedSamples:
    """The moments of b samples of every group."""

    groups: tuple[SampleStack, ...]

    def __len__(self) -> int:
        return len(self.groups[0])

    def some(self, chosen: Indices) -> GroupedSamples:
        """Return some of the samples, of all groups."""
        return GroupedSamples(tuple(each.some(chosen) for each in self.groups))


@dataclass(frozen=True)
class GroupedPoints:
    """F / 2 of b samples of all groups, and the points of every group."""

    value: Array
    groups: tuple[StackPoint, ...]

    def some(self, chosen: Indices) -> GroupedPoints:
        """Return the points of some samples."""
        return GroupedPoints(self.value[chosen], tuple(each.some(chosen) for each in self.groups))


@dataclass(frozen=True)
class GroupedStack:
    """F / 2 of many samples of several groups as a function of the parameters of all.

    Parameters
    ----------
    groups : tuple of LikelihoodStack
        By the own parameters of every group.
    places : tuple of Places
        Where these stand among the parameters of all groups.
    shares : tuple of float
        Of the groups, of the observations.
    """

    groups: tuple[LikelihoodStack, ...]
    places: tuple[Places, ...]
    shares: tuple[float, ...]

    def at(self, params: Array, sample: GroupedSamples) -> GroupedPoints:
        """Evaluate F / 2 of each sample at its parameter vector (b, q)."""
        points = tuple(
            own.at(params[:, places.at], samples)
            for own, places, samples in zip(self.groups, self.places, sample.groups, strict=True)
        )
        value = np.zeros(len(params))
        for share, point in zip(self.shares, points, strict=True):
            value += share * point.value
        return GroupedPoints(value, points)

    def gradient(self, point: GroupedPoints) -> Array:
        """Return the gradients, shape (b, q)."""
        total = np.zeros((len(point.value), self.places[0].size))
        for own, places, share, each in self._with(point.groups):
            total += share * places.columns(own.gradient(each))
        return total

    def expected(self, point: GroupedPoints) -> Array:
        """Return the expected information per observation, shape (b, q, q)."""
        return self._sum(
            point, [own.expected(each) for own, _, _, each in self._with(point.groups)]
        )

    def hessian(self, point: GroupedPoints) -> Array:
        """Return the exact Hessians, shape (b, q, q)."""
        return self._sum(point, [own.hessian(each) for own, _, _, each in self._with(point.groups)])

    def _with(
        self, points: Sequence[StackPoint]
    ) -> list[tuple[LikelihoodStack, Places, float, StackPoint]]:
        return list(zip(self.groups, self.places, self.shares, points, strict=True))

    def _sum(self, point: GroupedPoints, blocks: Sequence[Array]) -> Array:
        """Return the sum of the groups' matrices (b, q_g, q_g), each in its places."""
        size = self.places[0].size
        total = np.zeros((len(point.value), size, size))
        for places, share, block in zip(self.places, self.shares, blocks, strict=True):
            at = places.at
            if places.apart:
                total[:, at[:, None], at] += share * block
            else:
                for whole, own in zip(total, share * block, strict=True):
                    np.add.at(whole, (at[:, None], at), own)
        return total
