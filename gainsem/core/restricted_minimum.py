"""Minimise under restrictions: augmented Lagrangian outside, one Newton loop inside.

For ``c_i = 0`` or ``c_i >= 0`` with multipliers ``l_i`` the inner loop minimises
``F + sum (m_i^2 - l_i^2) / (2 r)`` with ``m_i = l_i - r c_i``, where an inequality counts
as long as ``m_i > 0`` (Rockafellar 1973, doi:10.1007/BF00934777; Nocedal & Wright 2006,
Numerical Optimization, section 17.3).  Last come Newton steps on the binding
restrictions, so that they and the gradient hold to rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array, cholesky
from gainsem.core.minimize import Minimum, Problem, minimize
from gainsem.core.restrictions import Restrictions, null_space

OUTER_STEPS = 30
FIRST_PENALTY, LARGEST_PENALTY, RAISE = 10.0, 1e7, 10.0
SLOW = 0.25
CLOSE, SATISFIED, SETTLED = 1e-7, 1e-8, 1e-9
POLISH_STEPS = 8


@dataclass
class _Penalised:
    """F with the restrictions' share, at given multipliers and penalty."""

    problem: Problem
    restrictions: Restrictions
    multipliers: Array
    penalty: float

    def pull(self, params: Array) -> Array:
        """Return ``m``, 0 for inequalities that do not count, shape (k,)."""
        pull: Array = self.multipliers - self.penalty * self.restrictions.values(params)
        return np.where(self.restrictions.equal, pull, np.maximum(pull, 0.0))

    def value(self, params: Array) -> float:
        plain = self.problem.value(params)
        if not np.isfinite(plain):
            return float("inf")
        pull = self.pull(params)
        total = plain + float(pull @ pull - self.multipliers @ self.multipliers) / (
            2.0 * self.penalty
        )
        return total if np.isfinite(total) else float("inf")

    def gradient(self, params: Array) -> Array:
        slopes = self.restrictions.jacobian(params)
        return self.problem.gradient(params) - slopes.T @ self.pull(params)

    def expected(self, params: Array) -> Array:
        return self.problem.expected(params) + self._stiffness(params)

    def hessian(self, params: Array) -> Array:
        bend = self.restrictions.hessian(params, self.pull(params))
        return self.problem.hessian(params) + self._stiffness(params) - bend

    def _stiffness(self, params: Array) -> Array:
        counts = self.restrictions.equal | (self.pull(params) > 0.0)
        rows = self.restrictions.jacobian(params)[counts]
        stiffness: Array = self.penalty * rows.T @ rows
        return stiffness

    def as_problem(self) -> Problem:
        return Problem(self.value, self.gradient, self.expected, self.hessian)


def minimize_restricted(
    problem: Problem, restrictions: Restrictions, start: Array, *, max_iterations: int = 200
) -> Minimum:
    """Search a minimum where all restrictions hold.

    Parameters
    ----------
    problem : Problem
    restrictions : Restrictions
        Of the same parameters.
    start : ndarray, shape (q,)
        The function is finite there; the restrictions need not hold.
    max_iterations : int
        Of every inner search.

    Returns
    -------
    Minimum
        Gradient and Hessian (of the Lagrangian) are those along the tangent of the
        binding restrictions, shapes (r,) and (r, r).

    Examples
    --------
    >>> import numpy as np
    >>> bowl = Problem(
    ...     lambda x: float(x @ x) / 2, lambda x: x, lambda x: np.eye(2), lambda x: np.eye(2)
    ... )
    >>> above_one = Restrictions(
    ...     lambda x: x[:1] - 1.0, lambda x: np.array([[1.0, 0.0]]), np.array([False])
    ... )
    >>> minimize_restricted(bowl, above_one, np.array([3.0, 2.0])).params.round(12).tolist()
    [1.0, 0.0]
    """
    penalised = _Penalised(problem, restrictions, np.zeros(len(restrictions.equal)), FIRST_PENALTY)
    params, taken, before = start, 0, np.inf
    for _ in range(OUTER_STEPS):
        inner = minimize(penalised.as_problem(), params, max_iterations=max_iterations)
        params, taken = inner.params, taken + inner.iterations
        if not np.isfinite(inner.value):
            return _end(problem, restrictions, params, penalised.multipliers, taken, inner.status)
        pull = penalised.pull(params)
        off = _off(restrictions, params, pull)
        penalised.multipliers = pull
        if off < CLOSE:
            break
        if off > SLOW * before:
            if penalised.penalty >= LARGEST_PENALTY:
                break
            penalised.penalty *= RAISE
        before = off
    params, multipliers = _polished(problem, restrictions, params, penalised.multipliers)
    trouble = "" if inner.converged else inner.status
    if _off(restrictions, params, multipliers) > SATISFIED:
        trouble = "no point was found where all constraints of the model hold"
    return _end(problem, restrictions, params, multipliers, taken, trouble)


def _off(restrictions: Restrictions, params: Array, multipliers: Array) -> float:
    """Return how far the restrictions are from holding, multipliers of slack ones at 0."""
    values = restrictions.values(params)
    slack = np.where(multipliers > 0.0, values, np.minimum(values, 0.0))
    off = np.abs(np.where(restrictions.equal, values, slack))
    return float(off.max(initial=0.0))


def _polished(
    problem: Problem, restrictions: Restrictions, params: Array, multipliers: Array
) -> tuple[Array, Array]:
    """Return parameters and multipliers after Newton steps on what binds."""
    binds = restrictions.equal | (multipliers > 0.0)
    for _ in range(POLISH_STEPS):
        gradient, rows = problem.gradient(params), restrictions.jacobian(params)[binds]
        weights = np.where(binds, multipliers, 0.0)
        curvature = problem.hessian(params) - restrictions.hessian(params, weights)
        left = np.block([[curvature, -rows.T], [rows, np.zeros((len(rows), len(rows)))]])
        right = np.concatenate([-gradient, -restrictions.values(params)[binds]])
        step = np.linalg.lstsq(left, right, rcond=None)[0]
        trial = params + step[: len(params)]
        if not np.isfinite(problem.value(trial)):
            break
        found = np.zeros(len(multipliers))
        found[binds] = step[len(params) :]
        if (found[~restrictions.equal] < 0.0).any():
            break  # what should bind would rather not: the outer loop knew better
        params, multipliers = trial, found
        if float(np.abs(step[: len(params)]).max(initial=0.0)) < SETTLED:
            break
    return params, multipliers


def _end(
    problem: Problem,
    restrictions: Restrictions,
    params: Array,
    multipliers: Array,
    iterations: int,
    trouble: str,
) -> Minimum:
    value = problem.value(params)
    binds = restrictions.binding(params)
    basis = null_space(restrictions.jacobian(params)[binds])
    weights = np.where(binds, multipliers, 0.0)
    slope = problem.gradient(params) - restrictions.jacobian(params).T @ weights
    curvature = problem.hessian(params) - restrictions.hessian(params, weights)
    hessian = basis.T @ curvature @ basis
    if not trouble and cholesky(hessian) is None:
        trouble = "the search ended at a point that is not a minimum"
    status = trouble or f"converged after {iterations} iterations"
    return Minimum(params, value, basis.T @ slope, hessian, iterations, not trouble, status)
