"""The safeguarded Newton loop of :mod:`gainsem.core.minimize` for many samples at once.

Every sample has its own step, its own shortening and its own end; those that are done
leave the stack.  What does not end at a minimum is reported, for the caller to search from afresh.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from gainsem.core.batch.stacks import cholesky_factors, inverses
from gainsem.core.linalg import Array
from gainsem.core.minimize import AT_ROUNDING, DECREMENT
from gainsem.core.reduction import Reduction
from gainsem.core.structure import Indices

HALVINGS = 30
MOST_STEPS = 60
# A step with an old Hessian must make the decrement smaller by this factor.
SLOW = 0.02


class Samples(Protocol):
    """The moments of b samples, of one group each or of several."""

    def __len__(self) -> int:
        """Return b."""

    def some(self, chosen: Indices) -> Any:
        """Return some of the samples."""


class Point(Protocol):
    """F / 2 of b samples, and what its derivatives are made of."""

    @property
    def value(self) -> Array:
        """Return F / 2, infinite where it is not defined, shape (b,)."""

    def some(self, chosen: Indices) -> Any:
        """Return the points of some samples."""


class Stack(Protocol):
    """F / 2 of many samples of one model, with derivatives by all parameters."""

    def at(self, params: Array, sample: Any) -> Any:
        """Evaluate each sample at its parameter vector, shape of params (b, q)."""

    def gradient(self, point: Any) -> Array:
        """Return the gradients, shape (b, q)."""

    def expected(self, point: Any) -> Array:
        """Return the expected information per observation, shape (b, q, q)."""

    def hessian(self, point: Any) -> Array:
        """Return the exact Hessians, shape (b, q, q)."""


@dataclass(frozen=True)
class MinimumStack:
    """Where the searches ended.

    Parameters
    ----------
    params : ndarray, shape (b, q)
    value : ndarray, shape (b,)
        F / 2.
    converged : ndarray of bool, shape (b,)
    """

    params: Array
    value: Array
    converged: NDArray[np.bool_]


def minimize_stack(
    likelihood: Stack,
    sample: Samples,
    start: Array,
    reduction: Reduction,
    *,
    inverse: Array,
) -> MinimumStack:
    """Search the minimum of every sample from one start.

    A first step with the inverse Hessian of the whole data at the start, then one with a
    sample's own; that one serves further steps as long as each makes the decrement ``g' H^-1
    g`` much smaller (Shamanskii 1967, doi:10.1007/BF01086505), and is renewed otherwise.

    Parameters
    ----------
    likelihood : Stack
    sample : Samples
    start : ndarray, shape (q,)
    reduction : Reduction
    inverse : ndarray, shape (r, r)
        Of the Hessian of the whole data.
    """
    size = len(sample)
    reduced = np.tile(reduction.reduce(start), (size, 1))
    found = _expand(reduction, reduced)
    converged = np.zeros(size, dtype=bool)
    own_inverse = np.tile(inverse, (size, 1, 1))
    known, last = np.zeros(size, dtype=bool), np.full(size, np.inf)
    active = np.arange(size, dtype=np.intp)
    point: Point = likelihood.at(found, sample)
    value = point.value.copy()
    for step in range(MOST_STEPS):
        active, point = _still_defined(active, point)
        if not len(active):
            break
        gradient = likelihood.gradient(point) @ reduction.basis
        direction, decrement = _along(own_inverse[active], gradient)
        renew = ~known[active] | (decrement > SLOW * last[active]) if step else None
        if renew is not None and renew.any():
            here = np.flatnonzero(renew)
            renewed, proper = _inverses(likelihood, point.some(here), reduction)
            own_inverse[active[here]], known[active[here]] = renewed, proper
            direction[here], decrement[here] = _along(renewed, gradient[here])
        last[active] = decrement
        done = known[active] & (decrement < DECREMENT)
        converged[active[done]] = True
        going = np.flatnonzero(~done)
        if not len(going):
            break
        active, direction, decrement = active[going], direction[going], decrement[going]
        before = point.value[going]
        trial, reached, moved, at = _line_search(
            likelihood,
            sample.some(active),
            reduced[active],
            before,
            direction,
            decrement,
            reduction,
        )
        at_rounding = decrement < AT_ROUNDING * np.maximum(1.0, np.abs(before))
        converged[active[~moved & known[active] & at_rounding]] = True
        # A step that fails without an inverse of its own is tried again with one.
        again = ~moved & ~known[active] & (step == 0)
        reduced[active[moved]], value[active[moved]] = trial[moved], reached[moved]
        active = active[moved | again]
        found[active] = _expand(reduction, reduced[active])
        point = at or likelihood.at(found[active], sample.some(active))
    return MinimumStack(found, value, converged)


def _along(inverse: Array, gradient: Array) -> tuple[Array, Array]:
    """Return the directions ``-H^-1 g`` and the decrements."""
    direction = -(inverse @ gradient[:, :, None])[:, :, 0]
    return direction, -(gradient * direction).sum(axis=1)


def _inverses(
    likelihood: Stack, point: Point, reduction: Reduction
) -> tuple[Array, NDArray[np.bool_]]:
    """Return inverse Hessians, and which are Newton's own; else of the expected information."""
    curvature = _reduced(likelihood.hessian(point), reduction)
    proper = np.isfinite(cholesky_factors(curvature)[:, -1, -1])
    if not proper.all():
        other = np.flatnonzero(~proper)
        curvature[other] = _reduced(likelihood.expected(point.some(other)), reduction)
    found = inverses(curvature)
    lost = ~np.isfinite(found).all(axis=(1, 2))
    found[lost] = np.eye(found.shape[1])
    return found, proper & ~lost


def _reduced(curvature: Array, reduction: Reduction) -> Array:
    basis = reduction.basis
    if basis.shape[0] == basis.shape[1]:
        return curvature
    within: Array = basis.T @ curvature @ basis
    return within


def _still_defined(active: Indices, point: Point) -> tuple[Indices, Point]:
    good = np.flatnonzero(np.isfinite(point.value))
    return (active, point) if len(good) == len(active) else (active[good], point.some(good))


def _line_search(
    likelihood: Stack,
    sample: Samples,
    reduced: Array,
    value: Array,
    direction: Array,
    decrement: Array,
    reduction: Reduction,
) -> tuple[Array, Array, NDArray[np.bool_], Point | None]:
    """Return points, values, and who found a point that lowers the value enough (Armijo).

    Where all full steps do, what was evaluated there is handed back as well.
    """
    trial, reached = reduced + direction, np.full(len(reduced), np.inf)
    moved = np.zeros(len(reduced), dtype=bool)
    waiting, length = np.arange(len(reduced), dtype=np.intp), 1.0
    for _ in range(HALVINGS):
        trial[waiting] = reduced[waiting] + length * direction[waiting]
        at = likelihood.at(_expand(reduction, trial[waiting]), sample.some(waiting))
        reached[waiting] = at.value
        before, fall = value[waiting], decrement[waiting]
        enough = at.value <= before - 1e-4 * length * fall
        level = (fall < 1e-10) & (at.value <= before + 1e-14 * np.maximum(1.0, np.abs(before)))
        moved[waiting] = enough | level
        if length == 1.0 and moved.all():
            return trial, reached, moved, at
        waiting = waiting[~(enough | level)]
        if not len(waiting):
            break
        length /= 2.0
    return trial, reached, moved, None


def _expand(reduction: Reduction, reduced: Array) -> Array:
    return reduction.offset + reduced @ reduction.basis.T
