"""The weighted least squares discrepancy of ordinal and mixed moments, and its derivatives.

``F = (s - sigma)' W (s - sigma)`` with W = I (ULS), the inverse diagonal of Gamma
(DWLS; Muthen, du Toit & Spisic 1997) or the inverse of Gamma (WLS; Browne 1984,
doi:10.1111/j.2044-8317.1984.tb00789.x; Muthen 1984, doi:10.1007/BF02294210).
Everything here is about F / 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gainsem.core.derived import Derived
from gainsem.core.implied import Implied
from gainsem.core.linalg import Array
from gainsem.core.response_moments import (
    ResponseModel,
    ResponsePoint,
    response_curvature,
    response_jacobian,
    response_point,
)


@dataclass(frozen=True)
class LeastSquaresPoint:
    """The discrepancy and its ingredients at one parameter vector.

    Parameters
    ----------
    value : float
        F / 2.
    model : ResponseModel
    at : ResponsePoint
    residual : ndarray, shape (P,)
        s - sigma of the moments that take part.
    pull : ndarray, shape (P,)
        W (s - sigma).
    derived : Derived or None
        Residual variances that follow from the parameters and move the moments.
    """

    value: float
    model: ResponseModel
    at: ResponsePoint
    residual: Array
    pull: Array
    derived: Derived | None

    @property
    def implied(self) -> Implied:
        """What the structure implies."""
        return self.at.implied

    @cached_property
    def all_slopes(self) -> Array:
        """Derivatives of the moments by all parameters, derived variances included."""
        return response_jacobian(self.model, self.at)

    @cached_property
    def chain(self) -> Array | None:
        """Derivatives of all parameters by the estimated ones."""
        return None if self.derived is None else self.derived.chain(self.at.implied)

    @cached_property
    def jacobian(self) -> Array:
        """Derivatives of the moments by the estimated parameters, shape (P, q)."""
        return self.all_slopes if self.chain is None else self.all_slopes @ self.chain


@dataclass(frozen=True)
class LeastSquares:
    """Least squares in one group.

    Parameters
    ----------
    model : ResponseModel
    target : ndarray, shape (P,)
        The sample moments that take part.
    weight : ndarray, shape (P,) or (P, P)
        Diagonal of W, or W.
    derived : Derived, optional
    share : float
        The group's share of the observations.
    """

    model: ResponseModel
    target: Array
    weight: Array
    derived: Derived | None = None
    share: float = 1.0

    def at(self, params: Array) -> LeastSquaresPoint | None:
        """Return the point at a parameter vector."""
        whole = params if self.derived is None else self.derived.complete(params)
        at = None if whole is None else response_point(self.model, whole)
        if at is None:
            return None
        residual = self.target - at.vector
        pull = self.weighted(residual)
        value = 0.5 * float(residual @ pull)
        return LeastSquaresPoint(value, self.model, at, residual, pull, self.derived)

    def weighted(self, moments: Array) -> Array:
        """Return W times a vector or a matrix with moments in rows."""
        if self.weight.ndim == 2:
            product: Array = self.weight @ moments
            return product
        return (self.weight * moments.T).T

    def gradient(self, point: LeastSquaresPoint) -> Array:
        """Return the gradient, shape (q,)."""
        gradient: Array = -(point.jacobian.T @ point.pull)
        return gradient

    def expected(self, point: LeastSquaresPoint) -> Array:
        """Return ``Delta' W Delta``, shape (q, q)."""
        product: Array = point.jacobian.T @ self.weighted(point.jacobian)
        return (product + product.T) * 0.5

    def hessian(self, point: LeastSquaresPoint) -> Array:
        """Return the exact Hessian, shape (q, q).

        Derived variances bend the moments as well: their constraints enter with their
        multipliers (Fletcher 1987, Practical Methods of Optimization, section 9.1).
        """
        of_variances = of_scales = None
        if point.derived is not None:
            slopes = -(point.all_slopes.T @ point.pull)
            multipliers = point.derived.multipliers(point.implied, slopes)
            of_variances = np.zeros(point.model.structure.n_observed)
            of_variances[point.derived.items] = -multipliers
            of_scales = point.derived.scale_curvature(point.implied, -multipliers)
        bent = response_curvature(
            point.model, point.at, point.all_slopes, point.pull, of_variances=of_variances
        )
        if of_scales is not None:
            bent = bent + of_scales
        if point.chain is not None:
            bent = point.chain.T @ bent @ point.chain
        return self.expected(point) - bent
