"""One safeguarded Newton loop for every discrepancy.

Two scoring steps with the expected information, then Newton steps with the exact
Hessian where it is positive definite; every step is shortened until the value
falls (Armijo).  The search ends on the Newton decrement ``g' H^-1 g``
(Boyd & Vandenberghe 2004, section 9.5), not on small steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array, cholesky

SCORING_STEPS = 2
DECREMENT = 1e-18
AT_ROUNDING = 1e-12
# Near singular covariance matrices rounding keeps the decrement above its goal: a
# search whose full Newton steps gain nothing that counts, several times running, is over.
FLAT, IDLE_STEPS = 1e-13, 3
HALVINGS = 40


@dataclass(frozen=True)
class Problem:
    """A function to minimise.

    Parameters
    ----------
    value : callable
        params -> F; ``inf`` where it is not defined.
    gradient : callable
        params -> (q,) gradient.
    expected : callable
        params -> (q, q) positive semi-definite approximation of the Hessian.
    hessian : callable
        params -> (q, q) exact Hessian.
    """

    value: Callable[[Array], float]
    gradient: Callable[[Array], Array]
    expected: Callable[[Array], Array]
    hessian: Callable[[Array], Array]


@dataclass(frozen=True)
class Minimum:
    """Where the search ended.

    Parameters
    ----------
    params : ndarray, shape (q,)
    value : float
    gradient : ndarray, shape (q,)
    hessian : ndarray, shape (q, q)
        Exact, at the end.
    iterations : int
    converged : bool
        Whether the gradient vanished at a point of positive curvature.
    status : str
        The sentence the user reads.
    """

    params: Array
    value: float
    gradient: Array
    hessian: Array
    iterations: int
    converged: bool
    status: str


def minimize(
    problem: Problem,
    start: Array,
    *,
    max_iterations: int = 200,
    scoring_steps: int = SCORING_STEPS,
) -> Minimum:
    """Search a minimum from a start where the function is finite.

    Parameters
    ----------
    problem : Problem
    start : ndarray, shape (q,)
    max_iterations : int
    scoring_steps : int
        Steps with the expected information before the exact Hessian is used.

    Returns
    -------
    Minimum
        Also when no minimum was found: ``converged`` and ``status`` say so.
    """
    params, value = start, problem.value(start)
    if not np.isfinite(value):
        return _end(problem, params, value, 0, "no admissible start values were found")
    idle = 0
    for iteration in range(max_iterations):
        gradient = problem.gradient(params)
        exact = iteration >= scoring_steps
        direction, newton = _direction(problem, params, gradient, exact=exact)
        decrement = float(-gradient @ direction)
        if decrement < DECREMENT and newton:
            return _end(problem, params, value, iteration, "")
        step = _line_search(problem, params, value, direction, decrement)
        if step is None:
            if newton and decrement < AT_ROUNDING * max(1.0, abs(value)):
                return _end(problem, params, value, iteration, "")
            if exact:
                return _end(problem, params, value, iteration, "the search could not go on")
            continue
        settled = newton and decrement < AT_ROUNDING and step[1] >= value - FLAT
        idle = idle + 1 if settled else 0
        params, value = step
        if idle == IDLE_STEPS:
            return _end(problem, params, value, iteration + 1, "")
    return _end(
        problem, params, value, max_iterations, f"no minimum within {max_iterations} iterations"
    )


def _direction(
    problem: Problem, params: Array, gradient: Array, *, exact: bool
) -> tuple[Array, bool]:
    """Return a descent direction, and whether it is the full Newton one."""
    if exact:
        hessian = problem.hessian(params)
        if cholesky(hessian) is not None:
            return -_solve(hessian, gradient), True
    curvature = damped = problem.expected(params)
    scale = np.where(curvature.diagonal() > 0.0, curvature.diagonal(), 1.0)
    damping = 0.0
    while cholesky(damped) is None:
        damping = max(10.0 * damping, 1e-8)
        if damping > 1e8:
            return -gradient, False
        damped = curvature + np.diag(damping * scale)
    return -_solve(damped, gradient), False


def _solve(matrix: Array, vector: Array) -> Array:
    try:
        return np.asarray(np.linalg.solve(matrix, vector), dtype=np.float64)
    except np.linalg.LinAlgError:  # rounding lets a Cholesky factor pass that LU finds singular
        return np.asarray(np.linalg.lstsq(matrix, vector, rcond=None)[0], dtype=np.float64)


def _line_search(
    problem: Problem, params: Array, value: float, direction: Array, decrement: float
) -> tuple[Array, float] | None:
    """Return the first of the halved steps that lowers the value enough."""
    length = 1.0
    for _ in range(HALVINGS):
        trial = params + length * direction
        reached = problem.value(trial)
        if reached <= value - 1e-4 * length * decrement:
            return trial, reached
        if decrement < 1e-10 and reached <= value + 1e-14 * max(1.0, abs(value)):
            return trial, reached
        length /= 2.0
    return None


def _end(problem: Problem, params: Array, value: float, iterations: int, trouble: str) -> Minimum:
    finite = bool(np.isfinite(value))
    size = len(params)
    gradient = problem.gradient(params) if finite else np.full(size, np.nan)
    hessian = problem.hessian(params) if finite else np.full((size, size), np.nan)
    if not trouble and cholesky(hessian) is None:
        trouble = "the search ended at a point that is not a minimum"
    status = trouble or f"converged after {iterations} iterations"
    return Minimum(params, value, gradient, hessian, iterations, not trouble, status)
