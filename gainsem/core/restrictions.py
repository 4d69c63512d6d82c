"""Restrictions that no affine subspace holds: nonlinear equalities, inequalities, bounds.

Every restriction is a function ``c(params)`` that must be 0 or must not be negative.  Near a
solution the binding ones are as good as linear: the parameters move in the tangent space of
their surfaces, and all that follows (information, standard errors, scaled tests) is computed
within that space (Aitchison & Silvey 1958, doi:10.1214/aoms/1177706538).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.reduction import Reduction
from gainsem.core.structure import Indices

BINDING = 1e-8
DEPENDENT = 1e-10
NOTHING = 1e-14


@dataclass(frozen=True)
class Restrictions:
    """Functions of the parameters that are 0, or at least 0.

    Parameters
    ----------
    values : callable
        params (q,) -> (k,); ``nan`` where a function is not defined.
    jacobian : callable
        params (q,) -> (k, q).
    equal : ndarray of bool, shape (k,)
        Which must be 0; the others must be at least 0.
    bent : ndarray of int, optional
        The only parameters the gradients can depend on (default: all may be).
    """

    values: Callable[[Array], Array]
    jacobian: Callable[[Array], Array]
    equal: np.ndarray
    bent: Indices | None = None

    def hessian(self, params: Array, multipliers: Array) -> Array:
        """Return the weighted sum of the functions' Hessians, shape (q, q).

        Central differences of the exact gradients, with steps that leave errors near 1e-10.
        """
        steps = np.cbrt(np.finfo(float).eps) * (1.0 + np.abs(params))
        curvature = np.zeros((len(params), len(params)))
        moving = range(len(params)) if self.bent is None else self.bent.tolist()
        for index in moving:
            step = steps[index]
            ahead, behind = params.copy(), params.copy()
            ahead[index] += step
            behind[index] -= step
            moved = multipliers @ (self.jacobian(ahead) - self.jacobian(behind))
            curvature[index] = moved / (ahead[index] - behind[index])
        return (curvature + curvature.T) / 2.0

    def within(self, reduction: Reduction) -> Restrictions:
        """Return them as functions of the reduced parameters."""
        # Reduced parameters are the parameters themselves where nothing is reduced.
        same = np.array_equal(reduction.basis, np.eye(len(reduction.offset)))
        return Restrictions(
            lambda reduced: self.values(reduction.expand(reduced)),
            lambda reduced: self.jacobian(reduction.expand(reduced)) @ reduction.basis,
            self.equal,
            self.bent if same else None,
        )

    def of_more(self, n_own: int) -> Restrictions:
        """Return them as functions of a longer vector whose first parameters they restrict."""

        def padded(params: Array) -> Array:
            own = self.jacobian(params[:n_own])
            return np.pad(own, ((0, 0), (0, len(params) - n_own)))

        return Restrictions(
            lambda params: self.values(params[:n_own]), padded, self.equal, self.bent
        )

    def binding(self, params: Array) -> np.ndarray:
        """Return which restrictions bind at a solution, shape (k,)."""
        return self.equal | (np.abs(self.values(params)) <= BINDING)

    def tangent(self, reduction: Reduction, params: Array) -> Reduction:
        """Return the directions the parameters may move in from a solution."""
        rows = self.jacobian(params)[self.binding(params)] @ reduction.basis
        basis = reduction.basis @ null_space(rows)
        # A parameter that cannot move is exactly without variance, not nearly so.
        basis[np.abs(basis) < NOTHING] = 0.0
        return Reduction(basis, params)


def null_space(rows: Array) -> Array:
    """Return orthonormal columns that the rows do not see, shape (r, r - rank).

    Examples
    --------
    >>> import numpy as np
    >>> np.abs(null_space(np.array([[0.0, 2.0]]))).tolist()
    [[1.0], [0.0]]
    """
    if not len(rows):
        return np.eye(rows.shape[1])
    _, sizes, right = np.linalg.svd(rows, full_matrices=True)
    rank = int((sizes > DEPENDENT * max(1.0, float(sizes.max(initial=0.0)))).sum())
    return np.asarray(right[rank:].T, dtype=np.float64)
