"""A restricted minimum whose like is nearby: Newton steps on what binds there.

Which restrictions bind is taken over from the function that is alike, and corrected: one
that would rather not bind is let go, one that is broken binds (an active-set method:
Fletcher 1987, Practical Methods of Optimization, section 10.3).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array, cholesky
from gainsem.core.minimize import Problem
from gainsem.core.near_minimum import Near
from gainsem.core.restrictions import Restrictions, null_space

NEWTON_STEPS, CORRECTIONS = 25, 8
SATISFIED, SETTLED = 1e-8, 1e-9


def restricted_minimum_near(
    problem: Problem, restrictions: Restrictions, start: Array
) -> Near | None:
    """Search a restricted minimum; None where a search from afresh is called for.

    Parameters
    ----------
    problem : Problem
    restrictions : Restrictions
        Of the same parameters.
    start : ndarray, shape (q,)
        The restricted minimum of a function like this one.

    Examples
    --------
    >>> import numpy as np
    >>> bowl = Problem(
    ...     lambda x: float(x @ x) / 2, lambda x: x, lambda x: np.eye(2), lambda x: np.eye(2)
    ... )
    >>> above_one = Restrictions(
    ...     lambda x: x[:1] - 1.0, lambda x: np.array([[1.0, 0.0]]), np.array([False])
    ... )
    >>> restricted_minimum_near(bowl, above_one, np.array([1.5, 0.1])).params.round(9).tolist()
    [1.0, 0.0]
    """
    params, binds = start, restrictions.binding(start)
    for _ in range(CORRECTIONS):
        found = _stationary(problem, restrictions, params, binds)
        if found is None:
            return None
        params, multipliers = found
        unwilling = binds & ~restrictions.equal & (multipliers < 0.0)
        broken = ~binds & (restrictions.values(params) < -SATISFIED)
        if not unwilling.any() and not broken.any():
            proper = _is_minimum(problem, restrictions, params, multipliers, binds)
            return Near(params, problem.value(params)) if proper else None
        binds = binds.copy()
        if unwilling.any():
            binds[int(np.argmin(np.where(unwilling, multipliers, 0.0)))] = False
        else:
            binds |= broken
    return None


def _stationary(
    problem: Problem, restrictions: Restrictions, params: Array, binds: NDArray[np.bool_]
) -> tuple[Array, Array] | None:
    """Return where the Lagrangian of some restrictions is stationary, and its multipliers."""
    multipliers = np.zeros(len(binds))
    for _ in range(NEWTON_STEPS):
        if not np.isfinite(problem.value(params)):
            return None
        rows, values = restrictions.jacobian(params)[binds], restrictions.values(params)[binds]
        if not (np.isfinite(rows).all() and np.isfinite(values).all()):
            return None
        curvature = _curvature(problem, restrictions, params, multipliers)
        left = np.block([[curvature, -rows.T], [rows, np.zeros((len(rows), len(rows)))]])
        right = np.concatenate([-problem.gradient(params), -values])
        step = np.linalg.lstsq(left, right, rcond=None)[0]
        params = params + step[: len(params)]
        multipliers = np.zeros(len(binds))
        multipliers[binds] = step[len(params) :]
        if float(np.abs(step[: len(params)]).max(initial=0.0)) < SETTLED:
            held = np.abs(restrictions.values(params)[binds]).max(initial=0.0) <= SATISFIED
            return (params, multipliers) if held else None
    return None


def _curvature(
    problem: Problem, restrictions: Restrictions, params: Array, multipliers: Array
) -> Array:
    """Return the Hessian of the Lagrangian."""
    hessian = problem.hessian(params)
    return hessian - restrictions.hessian(params, multipliers) if multipliers.any() else hessian


def _is_minimum(
    problem: Problem,
    restrictions: Restrictions,
    params: Array,
    multipliers: Array,
    binds: NDArray[np.bool_],
) -> bool:
    if not np.isfinite(problem.value(params)):
        return False
    basis = null_space(restrictions.jacobian(params)[binds])
    curvature = _curvature(problem, restrictions, params, multipliers)
    return cholesky(basis.T @ curvature @ basis) is not None
