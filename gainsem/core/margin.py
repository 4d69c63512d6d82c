"""One variable given covariates: its estimates, and the log-likelihood of every case.

Ordinal and continuous variables look alike from here.  A case's log-likelihood
depends on two *predictors*: the two cuts its latent response falls between,
``tau_a - x'b`` and ``tau_(a-1) - x'b``; or the residual ``y - m - x'b`` and the
residual variance.  Both are linear in the estimates, so that derivatives by the
predictors (the same for margins and pairs) times a design give derivatives by the
estimates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.core.structure import Indices


@dataclass(frozen=True)
class Margin:
    """A fitted univariate regression.

    Parameters
    ----------
    positions : ndarray, shape (q,)
        Where its estimates stand in the vector of moments: thresholds or mean,
        slopes, variance.
    estimates : ndarray, shape (q,)
    observed : ndarray of bool, shape (n,)
        Cases that answered; the others have zero design and zero derivatives.
    predictors : ndarray, shape (2, n)
    design : ndarray, shape (2, n, q)
        Derivatives of the predictors by the estimates.
    slope : ndarray, shape (2, n)
        First derivatives of the log-likelihood by the predictors.
    curvature : ndarray, shape (2, 2, n)
        Second derivatives.
    """

    positions: Indices
    estimates: Array
    observed: NDArray[np.bool_]
    predictors: Array
    design: Array
    slope: Array
    curvature: Array

    @cached_property
    def scores(self) -> Array:
        """Derivatives of each case's log-likelihood by the estimates, shape (n, q)."""
        return chain(self.slope, self.design)

    @cached_property
    def groups(self) -> tuple[Array, Indices]:
        """Distinct predictors, shape (2, K), and which of them each case has, shape (n,).

        For ordinal variables without covariates: one group a category.
        """
        _, first, group = np.unique(self.predictors[0], return_index=True, return_inverse=True)
        return self.predictors[:, first], group

    def bread(self, weights: Array, *, hessian: bool) -> Array:
        """Return the information the influence functions divide by, shape (q, q).

        Parameters
        ----------
        weights : ndarray, shape (n,)
        hessian : bool
            Minus the second derivatives; otherwise the outer product of the scores.
        """
        if hessian:
            return -weighted_hessian(self.curvature, self.design, weights)
        product: Array = self.scores.T @ (weights[:, None] * self.scores)
        return product

    def influence(self, weights: Array, *, hessian: bool) -> Array:
        """Return n times the influence of every case on the estimates, shape (q, n)."""
        weighted = weights[:, None] * self.scores
        bread = self.bread(weights, hessian=hessian)
        solution = np.linalg.solve(bread, len(weights) * weighted.T)
        return np.asarray(solution, dtype=np.float64)


def chain(slope: Array, design: Array) -> Array:
    """Turn derivatives by predictors, (2, n), into derivatives by estimates, (n, q)."""
    scores: Array = slope[0][:, None] * design[0] + slope[1][:, None] * design[1]
    return scores


def summed(slope: Array, design: Array) -> Array:
    """Return the sum of :func:`chain` over all cases, shape (q,)."""
    total: Array = slope[0] @ design[0] + slope[1] @ design[1]
    return total


def weighted_hessian(curvature: Array, design: Array, weights: Array) -> Array:
    """Return the weighted sum of the cases' second derivatives by the estimates, (q, q)."""
    cross = design[0].T @ ((weights * curvature[0, 1])[:, None] * design[1])
    hessian: Array = cross + cross.T
    for k in (0, 1):
        hessian += design[k].T @ ((weights * curvature[k, k])[:, None] * design[k])
    return hessian


def linear_margin(y: Array, covariates: Array, *, weights: Array, positions: Indices) -> Margin:
    """Regress a continuous variable on covariates by maximum likelihood.

    The log-likelihood of a case is ``-log(v) / 2 - e^2 / (2 v)``, e the residual.

    Parameters
    ----------
    y : ndarray, shape (n,)
        NaN where missing.
    covariates : ndarray, shape (n, k)
    weights : ndarray, shape (n,)
    positions : ndarray, shape (k + 2,)
        Where intercept, slopes and variance stand among the moments.
    """
    observed = ~np.isnan(y)
    used = np.where(observed, weights, 0.0)
    x = np.column_stack([np.ones(len(y)), covariates])
    weighted = used[:, None] * x
    known = np.where(observed, y, 0.0)
    coefficients = np.linalg.solve(weighted.T @ x, weighted.T @ known)
    e = np.where(observed, known - x @ coefficients, 0.0)
    v = float(used @ e**2 / used.sum())
    design = np.zeros((2, len(y), x.shape[1] + 1))
    design[0, :, :-1] = -x
    design[1, :, -1] = 1.0
    slope = np.stack([-e / v, (e**2 / v - 1.0) / (2.0 * v)])
    ones = np.ones_like(e)
    curvature = np.array(
        [[-ones / v, e / v**2], [e / v**2, (0.5 * ones - e**2 / v) / v**2]],
    )
    return Margin(
        positions=positions,
        estimates=np.append(coefficients, v),
        observed=observed,
        predictors=np.stack([e, v * ones]),
        design=design * observed[:, None],
        slope=slope * observed,
        curvature=curvature * observed,
    )
