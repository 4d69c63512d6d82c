"""The minimum of a function whose like has its minimum nearby: few second derivatives.

A resample's discrepancy differs little from that of all respondents, so that the Hessian
of theirs serves for a first step, and one of its own for all the others, as long as each
makes the Newton decrement much smaller (Shamanskii 1967, doi:10.1007/BF01086505).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gainsem.core.linalg import Array, cholesky
from gainsem.core.minimize import AT_ROUNDING, DECREMENT, Problem

MOST_STEPS, HALVINGS = 60, 30
# A step with an old Hessian must make the decrement smaller by this factor.
SLOW = 0.02


class Near(NamedTuple):
    """A minimum that was near."""

    params: Array
    value: float


def minimum_near(problem: Problem, start: Array, inverse: Array) -> Near | None:
    """Search a minimum from the start; None where a search from afresh is called for.

    Parameters
    ----------
    problem : Problem
    start : ndarray, shape (q,)
        The minimum of a function like this one.
    inverse : ndarray, shape (q, q)
        Inverse Hessian of that function there.
    """
    params, value = start, problem.value(start)
    own, last = False, np.inf
    for step in range(MOST_STEPS):
        if not np.isfinite(value):
            return None
        gradient = problem.gradient(params)
        direction = -inverse @ gradient
        decrement = float(-gradient @ direction)
        if step and (not own or not decrement < SLOW * last):
            renewed = _inverse(problem.hessian(params))
            if renewed is None:
                return None
            inverse, own = renewed, True
            direction = -inverse @ gradient
            decrement = float(-gradient @ direction)
        if own and decrement < DECREMENT:
            return Near(params, value)
        found = _shortened(problem, params, value, direction, decrement)
        if found is None and own:
            settled = decrement < AT_ROUNDING * max(1.0, abs(value))
            return Near(params, value) if settled else None
        last = decrement
        if found is not None:
            params, value = found
    return None


def _inverse(hessian: Array) -> Array | None:
    return None if cholesky(hessian) is None else np.asarray(np.linalg.inv(hessian))


def _shortened(
    problem: Problem, params: Array, value: float, direction: Array, decrement: float
) -> tuple[Array, float] | None:
    """Return the first point along a direction that lowers the value enough (Armijo)."""
    length = 1.0
    for _ in range(HALVINGS):
        trial = params + length * direction
        reached = problem.value(trial)
        level = decrement < 1e-10 and reached <= value + 1e-14 * max(1.0, abs(value))
        if level or reached <= value - 1e-4 * length * decrement:
            return trial, reached
        length /= 2.0
    return None
