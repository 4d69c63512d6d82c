"""The maximum likelihood discrepancy of groups with the same matrices, evaluated together.

Groups of a survey differ in which elements are free and what they share, hardly ever in
the matrices.  Elements that any of them estimates are elements of all; where a group has
a fixed value instead, its derivative is left out.  One step of numpy then serves all
groups, which for small matrices costs as much as one group by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from gainsem.core.batch.likelihood import LikelihoodStack, SampleStack, StackPoint
from gainsem.core.linalg import Array
from gainsem.core.moments import SampleMoments
from gainsem.core.placed import Places
from gainsem.core.structure import Indices, Matrix, Structure

MOST_PAIRS = 2**21
"""Pairs of elements of all groups; beyond, a group by itself keeps numpy busy."""


@dataclass(frozen=True)
class StackedPoint:
    """The discrepancy F / 2 of all groups and its ingredients."""

    value: float
    stack: StackPoint


@dataclass(frozen=True)
class StackedGroups:
    """``sum n_g / N F_g / 2`` as a function of the parameters of all groups.

    Parameters
    ----------
    likelihood : LikelihoodStack
        By the e elements of all groups, every one a parameter of its own.
    sample : SampleStack
    shares : ndarray, shape (g,)
        Of the groups, of the observations.
    at_elements : ndarray of int, shape (g, e)
        The parameter of every element, ``size`` where a group has a fixed value.
    fixed : ndarray, shape (g, e)
        These values; 0 for what is estimated.
    size : int
        Parameters of all groups, q.
    share : float
        Of all groups together.
    """

    likelihood: LikelihoodStack
    sample: SampleStack
    shares: Array
    at_elements: Indices
    fixed: Array
    size: int
    share: float = 1.0

    @cached_property
    def apart(self) -> bool:
        """Whether no two elements of a group are the same parameter."""
        return all(_apart(row[row < self.size]) for row in self.at_elements)

    def at(self, params: Array) -> StackedPoint | None:
        """Return the point at a parameter vector, None where a group's F is not defined."""
        elements = np.append(params, 0.0)[self.at_elements] + self.fixed
        stack = self.likelihood.at(elements, self.sample)
        value = float(self.shares @ stack.value)
        return StackedPoint(value, stack) if np.isfinite(value) else None

    def gradient(self, point: StackedPoint) -> Array:
        """Return the gradient, shape (q,)."""
        own = self.shares[:, None] * self.likelihood.gradient(point.stack)
        total = np.bincount(self.at_elements.ravel(), weights=own.ravel(), minlength=self.size + 1)
        return np.asarray(total[: self.size], dtype=np.float64)

    def expected(self, point: StackedPoint) -> Array:
        """Return the expected information per observation, shape (q, q)."""
        return self._scattered(self.likelihood.expected(point.stack))

    def hessian(self, point: StackedPoint) -> Array:
        """Return the exact Hessian, shape (q, q)."""
        return self._scattered(self.likelihood.hessian(point.stack))

    def _scattered(self, own: Array) -> Array:
        whole = np.zeros((self.size + 1, self.size + 1))
        own *= self.shares[:, None, None]
        for at, block in zip(self.at_elements, own, strict=True):
            places = at[:, None], at[None, :]
            if self.apart:
                whole[places] += block
            else:
                np.add.at(whole, places, block)
        return np.ascontiguousarray(whole[: self.size, : self.size])


def stacked_groups(
    structures: Sequence[Structure],
    samples: Sequence[SampleMoments],
    places: Sequence[Places],
    shares: Sequence[float],
) -> StackedGroups | None:
    """Return the discrepancy of all groups evaluated together.

    Parameters
    ----------
    structures : sequence of Structure
        One a group, by the group's own parameters.
    samples : sequence of SampleMoments
    places : sequence of Places
        Where each group's parameters stand among those of all.
    shares : sequence of float

    Returns
    -------
    StackedGroups or None
        None where groups have matrices of different sizes, or so many elements that
        nothing is gained.
    """
    first = structures[0]
    if any(_sizes(each) != _sizes(first) for each in structures):
        return None
    cells = _cells(structures)
    if len(structures) * len(cells) ** 2 > MOST_PAIRS:
        return None
    at, fixed = _values(structures, cells, places)
    matrix, row, col = np.array(cells, dtype=np.intp).reshape(-1, 3).T
    joint = replace(
        first, matrix=matrix, row=row, col=col, param=np.arange(len(cells)), n_params=len(cells)
    )
    means = [each.mean for each in samples]
    known = [each for each in means if each is not None]
    stack = SampleStack(
        cov=np.array([each.cov for each in samples]),
        mean=np.array(known) if len(known) == len(means) else None,
        logdet=np.array([each.logdet for each in samples]),
        given=np.zeros((len(samples), 0)),
    )
    return StackedGroups(LikelihoodStack(joint), stack, np.array(shares), at, fixed, places[0].size)


Cell = tuple[int, int, int]


def _sizes(structure: Structure) -> tuple[Any, ...]:
    return (structure.means, *(array.shape for array in structure.fixed.as_arrays))


def _cells(structures: Sequence[Structure]) -> list[Cell]:
    """Return the matrix elements that are free anywhere, or fixed at different values."""
    found: dict[Cell, None] = {}
    for structure in structures:
        found |= dict.fromkeys(_elements(structure))
    first = structures[0].fixed.as_columns
    for structure in structures[1:]:
        for kind, (one, other) in enumerate(zip(first, structure.fixed.as_columns, strict=True)):
            symmetric = kind in (Matrix.PSI, Matrix.THETA)
            differ = np.argwhere(one != other).tolist()
            found |= dict.fromkeys(
                (kind, row, col) for row, col in differ if row >= col or not symmetric
            )
    return list(found)


def _values(
    structures: Sequence[Structure], cells: Sequence[Cell], places: Sequence[Places]
) -> tuple[Indices, Array]:
    """Return the parameter of every element, and the value where it is none."""
    at = np.full((len(structures), len(cells)), places[0].size, dtype=np.intp)
    fixed = np.zeros((len(structures), len(cells)))
    for group, (structure, own) in enumerate(zip(structures, places, strict=True)):
        numbers = own.at[structure.param].tolist()
        of_cell = dict(zip(_elements(structure), numbers, strict=True))
        matrices = structure.fixed.as_columns
        for position, cell in enumerate(cells):
            if cell in of_cell:
                at[group, position] = of_cell[cell]
            else:
                kind, row, col = cell
                fixed[group, position] = matrices[kind][row, col]
    return at, fixed


def _elements(structure: Structure) -> list[Cell]:
    return list(
        zip(structure.matrix.tolist(), structure.row.tolist(), structure.col.tolist(), strict=True)
    )


def _apart(numbers: Indices) -> bool:
    return len(set(numbers.tolist())) == len(numbers)
