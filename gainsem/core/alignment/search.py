"""The search for the least loss, from many starts as one batch.

Newton's method with exact second derivatives where these are positive definite; elsewhere a
mixture of them with the second derivatives of the quadratic above the loss, which always
leads down.  Steps are halved until the loss falls far enough (Armijo 1966).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array

MIXTURES = (0.0, 0.25, 0.5, 1.0)
SMALLEST, ROUNDING = 1e-9, 1e-14
SUFFICIENT, HALVINGS = 1e-4, 40
# Of any coordinate in one step: means are in standard deviations, spreads in logarithms.
LONGEST = 2.0
TOLERANCE, AT_ROUNDING, MOST_STEPS = 1e-9, 1e-6, 500
SAME, FLAT = 1e-6, 1e-7


@dataclass(frozen=True)
class Slope:
    """First and second derivatives of an objective at many points.

    Parameters
    ----------
    value : ndarray, shape (B,)
    gradient : ndarray, shape (B, q)
    exact, above : ndarray, shape (B, q, q)
        ``above`` is positive semidefinite.
    """

    value: Array
    gradient: Array
    exact: Array
    above: Array


@dataclass(frozen=True)
class Objective:
    """What is minimised: values alone, and values with derivatives, at many points."""

    values: Callable[[Array], Array]
    slopes: Callable[[Array], Slope]


@dataclass(frozen=True)
class Ends:
    """Where the starts ended.

    Parameters
    ----------
    points : ndarray, shape (B, q)
    values : ndarray, shape (B,)
    converged : ndarray of bool, shape (B,)
    """

    points: Array
    values: Array
    converged: NDArray[np.bool_]

    @property
    def best(self) -> int:
        """The start with the lowest value, among the converged ones if there are any."""
        values = np.where(self.converged, self.values, np.inf)
        return int(np.argmin(values if self.converged.any() else self.values))

    @property
    def agreeing(self) -> int:
        """How many starts ended at the lowest value."""
        least = self.values[self.best]
        return int((self.values < least + SAME * max(abs(least), SMALLEST)).sum())


def search(objective: Objective, starts: Array) -> Ends:
    """Return the minimum each start runs into.

    Parameters
    ----------
    objective : Objective
    starts : ndarray, shape (B, q)
    """
    points = starts.copy()
    values = np.full(len(starts), np.nan)
    converged = np.zeros(len(starts), dtype=bool)
    active = np.arange(len(starts))
    for _ in range(MOST_STEPS):
        at = objective.slopes(points[active])
        values[active] = at.value
        size = np.abs(at.gradient).max(axis=1, initial=0.0)
        arrived = size < TOLERANCE
        converged[active[arrived]] = True
        going = ~arrived
        if not going.any():
            break
        active = active[going]
        at = Slope(*(part[going] for part in vars(at).values()))
        moved, stuck = _step(objective, points[active], at)
        points[active] = moved
        converged[active[stuck]] = size[going][stuck] < AT_ROUNDING
        active = active[~stuck]
        if not len(active):
            break
    return Ends(points, values, converged)


def is_determined(hessian: Array) -> bool:
    """Return whether a matrix of second derivatives is positive definite, and well so."""
    roots = np.linalg.eigvalsh(hessian)
    return bool(len(roots) == 0 or roots[0] > FLAT * roots[-1])


def _step(objective: Objective, points: Array, at: Slope) -> tuple[Array, NDArray[np.bool_]]:
    """Return the next points, and which could not be moved."""
    direction = -_solved(at)
    longest = np.abs(direction).max(axis=1, keepdims=True)
    direction *= np.minimum(1.0, LONGEST / np.maximum(longest, LONGEST))
    along = (direction * at.gradient).sum(axis=1)
    # Next to a minimum the loss falls by less than its rounding.
    least = at.value + ROUNDING * np.abs(at.value)
    length = np.ones(len(points))
    moved = points + direction
    failed = ~(objective.values(moved) <= least + SUFFICIENT * along)
    for _ in range(HALVINGS):
        if not failed.any():
            break
        length[failed] *= 0.5
        moved[failed] = points[failed] + length[failed, None] * direction[failed]
        bound = least[failed] + SUFFICIENT * length[failed] * along[failed]
        failed[failed] = ~(objective.values(moved[failed]) <= bound)
    moved[failed] = points[failed]
    return moved, failed


def _solved(at: Slope) -> Array:
    """Return ``H^-1 g`` with the least mixture of curvatures that is positive definite."""
    step = np.empty_like(at.gradient)
    left = np.arange(len(step))
    for share in MIXTURES:
        hessian = (1.0 - share) * at.exact[left] + share * at.above[left]
        roots, vectors = np.linalg.eigh(hessian)
        floor = SMALLEST * np.maximum(roots[:, -1:], SMALLEST)
        good = roots[:, 0] > floor[:, 0]
        if share == MIXTURES[-1]:
            good[:] = True
        inside = np.einsum("bij,bi->bj", vectors, at.gradient[left])
        solved = np.einsum("bij,bj->bi", vectors, inside / np.maximum(roots, floor))
        step[left[good]] = solved[good]
        left = left[~good]
        if not len(left):
            break
    return step
