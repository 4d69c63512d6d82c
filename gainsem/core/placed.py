"""Groups whose parameters stand anywhere in one vector: scattered sums, one discrepancy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.objective import Discrepancy
from gainsem.core.structure import Indices


@dataclass(frozen=True)
class Places:
    """Where the parameters of one group stand among those of all groups.

    Parameters
    ----------
    at : ndarray of int, shape (q_g,)
    size : int
        Parameters of all groups, q.
    """

    at: Indices
    size: int

    @cached_property
    def apart(self) -> bool:
        """Whether no two parameters of the group are the same one."""
        return len(set(self.at.tolist())) == len(self.at)

    def vector(self, own: Array) -> Array:
        """Return a vector over all parameters (q,) from one over the group's (q_g,)."""
        whole = np.zeros(self.size)
        if self.apart:
            whole[self.at] = own
        else:
            np.add.at(whole, self.at, own)
        return whole

    def matrix(self, own: Array) -> Array:
        """Return a matrix over all parameters (q, q) from one over the group's."""
        whole = np.zeros((self.size, self.size))
        at = np.ix_(self.at, self.at)
        if self.apart:
            whole[at] = own
        else:
            np.add.at(whole, at, own)
        return whole

    def columns(self, own: Array) -> Array:
        """Return rows over all parameters (..., q) from rows over the group's (..., q_g)."""
        whole = np.zeros((*own.shape[:-1], self.size))
        if self.apart:
            whole[..., self.at] = own
        else:
            np.add.at(np.moveaxis(whole, -1, 0), self.at, np.moveaxis(own, -1, 0))
        return whole


def every_place(size: int) -> Places:
    """Return the places of the only group there is."""
    return Places(np.arange(size), size)


@dataclass(frozen=True)
class Placed:
    """The discrepancy of one group as a function of the parameters of all groups.

    Parameters
    ----------
    own : Discrepancy
        By the group's own parameters.
    places : Places
    share : float
        The group's share of the observations.
    """

    own: Discrepancy
    places: Places
    share: float

    def at(self, params: Array) -> Any | None:
        """Return the point at a parameter vector, None where the discrepancy is not defined."""
        return self.own.at(params[self.places.at])

    def gradient(self, point: Any) -> Array:
        """Return the gradient, shape (q,)."""
        return self.places.vector(self.own.gradient(point))

    def expected(self, point: Any) -> Array:
        """Return the positive semi-definite part of the Hessian, shape (q, q)."""
        return self.places.matrix(self.own.expected(point))

    def hessian(self, point: Any) -> Array:
        """Return the exact Hessian, shape (q, q)."""
        return self.places.matrix(self.own.hessian(point))


def places_behind(own: Sequence[Indices], size: int, extra: Sequence[int]) -> tuple[Places, ...]:
    """Return the places of the groups' numbers, further ones behind those of all groups.

    Parameters
    ----------
    own : sequence of ndarray of int
        Which of the numbers of all groups each of a group is.
    size : int
        How many all groups have.
    extra : sequence of int
        How many further ones every group has, to itself: they stand group after group.
    """
    starts = size + np.cumsum([0, *extra[:-1]])
    return tuple(
        Places(np.concatenate([at, start + np.arange(count)]).astype(np.intp), size + sum(extra))
        for at, count, start in zip(own, extra, starts, strict=True)
    )


def mean_values(values: Iterable[tuple[Places, Array, float]], size: int) -> Array:
    """Return parameters of all groups, each the weighted mean of its groups' values.

    Parameters
    ----------
    values : iterable of (Places, ndarray (q_g,), float)
        Of each group: where its parameters stand, their values, the group's share.
    size : int
    """
    total, weight = np.zeros(size), np.zeros(size)
    for places, own, share in values:
        np.add.at(total, places.at, share * own)
        np.add.at(weight, places.at, share)
    return total / np.where(weight > 0.0, weight, 1.0)
