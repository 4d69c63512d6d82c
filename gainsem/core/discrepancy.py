"""The maximum likelihood discrepancy of one group and its derivatives.

``F = log|Sigma| + tr(S Sigma^-1) - log|S| - p + (m - mu)' Sigma^-1 (m - mu)``
(Joreskog 1969, doi:10.1007/BF02289343).  Everything here is about F / 2, whose
minimum times 2n is the likelihood-ratio chi-square.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.curvature import mean_curvature, sigma_curvature
from gainsem.core.implied import (
    Gather,
    Implied,
    Structure,
    gather,
    imply,
    sum_over_element_pairs,
    sum_over_elements,
)
from gainsem.core.information import information_block
from gainsem.core.linalg import Array, factor
from gainsem.core.moments import SampleMoments


@dataclass(frozen=True)
class MLPoint:
    """The discrepancy and its ingredients at one parameter vector.

    Parameters
    ----------
    value : float
        F / 2.
    implied : Implied
    omega : ndarray, shape (p, p)
        Inverse of Sigma.
    weight : ndarray, shape (p, p)
        W = Omega - Omega (S + d d') Omega.
    residual_mean : ndarray, shape (p,)
        d = m - mu (zero without means).
    """

    value: float
    implied: Implied
    omega: Array
    weight: Array
    residual_mean: Array


def ml_point(structure: Structure, sample: SampleMoments, params: Array) -> MLPoint | None:
    """Evaluate F / 2.

    Parameters
    ----------
    structure : Structure
    sample : SampleMoments
    params : ndarray, shape (q,)

    Returns
    -------
    MLPoint or None
        None where the implied covariance matrix is not positive definite.
    """
    implied = imply(structure, params)
    if implied is None:
        return None
    factored = factor(implied.sigma)
    if factored is None:
        return None
    omega = factored.inverse
    d = np.zeros(len(omega))
    if structure.means and sample.mean is not None:
        d = sample.mean - implied.mu
    target = sample.cov + np.outer(d, d)
    spread = omega @ target
    value = factored.logdet - sample.logdet + float(np.trace(spread)) - len(omega)
    return MLPoint(value / 2.0, implied, omega, omega - spread @ omega, d)


def ml_gradient(structure: Structure, point: MLPoint) -> Array:
    """Return the gradient of F / 2, shape (q,): ``c K[W]_uv - t C_w' Omega d``."""
    index = gather(structure, point.implied)
    columns = point.implied.columns
    weighted = columns.T @ point.weight @ columns
    element = index.c * weighted[index.u, index.v]
    if structure.means:
        element -= index.t * (columns.T @ (point.omega @ point.residual_mean))[index.w]
    return sum_over_elements(structure, element)


def expected_information(structure: Structure, point: MLPoint) -> Array:
    """Return the expected information per observation, shape (q, q)."""
    index = gather(structure, point.implied)
    k = point.implied.columns.T @ point.omega @ point.implied.columns
    return sum_over_element_pairs(structure, information_block(index, index, k))


def observed_information(structure: Structure, point: MLPoint) -> Array:
    """Return the exact Hessian of F / 2, shape (q, q)."""
    index = gather(structure, point.implied)
    columns = point.implied.columns
    k = columns.T @ point.omega @ columns
    w = columns.T @ point.weight @ columns
    u, v, c = index.u, index.v, index.c
    kw = k[np.ix_(u, u)] * w[np.ix_(v, v)] + k[np.ix_(v, v)] * w[np.ix_(u, u)]
    cross = k[np.ix_(u, v)] * w[np.ix_(v, u)]
    element = information_block(index, index, k) - np.outer(c, c) * (kw + cross + cross.T)
    element += sigma_curvature(structure, point.implied, index, w)
    if structure.means:
        y = columns.T @ (point.omega @ point.residual_mean)
        element += _mean_cross_terms(index, k, y)
        element -= mean_curvature(structure, point.implied, index, y)
    return sum_over_element_pairs(structure, element)


def _mean_cross_terms(index: Gather, k: Array, y: Array) -> Array:
    """Return dmu_k' Omega dSigma_l Omega d and its transpose."""
    half = k[np.ix_(index.w, index.u)] * y[index.v] + k[np.ix_(index.w, index.v)] * y[index.u]
    half = index.t[:, None] * half * index.c[None, :]
    return half + half.T
