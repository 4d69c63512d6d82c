"""The maximum likelihood discrepancy of one group and its derivatives.

``F = log|Sigma| + tr(S Sigma^-1) - log|S| - p + (m - mu)' Sigma^-1 (m - mu)``
(Joreskog 1969, doi:10.1007/BF02289343).  Everything here is about F / 2, whose
minimum times 2n is the likelihood-ratio chi-square.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gainsem.core.curvature import add_sigma_curvature, subtract_path_curvature
from gainsem.core.implied import Implied, gather, imply, sum_over_element_pairs, sum_over_elements
from gainsem.core.information import information_block
from gainsem.core.linalg import Array, factor
from gainsem.core.moments import SampleMoments
from gainsem.core.structure import Gather, Structure


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

    @cached_property
    def k(self) -> Array:
        """C' Omega C, shape (p + 2m, p + 2m)."""
        columns = self.implied.columns
        gathered: Array = columns.T @ self.omega @ columns
        return gathered

    @cached_property
    def weighted(self) -> Array:
        """C' W C, shape (p + 2m, p + 2m)."""
        columns = self.implied.columns
        gathered: Array = columns.T @ self.weight @ columns
        return gathered

    @cached_property
    def pull(self) -> Array:
        """C' Omega d, shape (p + 2m,)."""
        gathered: Array = self.implied.columns.T @ (self.omega @ self.residual_mean)
        return gathered


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
    element = index.c * point.weighted[index.u, index.v]
    if structure.means:
        element -= index.t * point.pull[index.w]
    return sum_over_elements(structure, element)


def expected_information(structure: Structure, point: MLPoint) -> Array:
    """Return the expected information per observation, shape (q, q)."""
    index = gather(structure, point.implied)
    return sum_over_element_pairs(structure, information_block(index, index, point.k))


def observed_information(structure: Structure, point: MLPoint) -> Array:
    """Return the exact Hessian of F / 2, shape (q, q).

    The information less ``c c' (K_uu' W_vv' + K_vv' W_uu' + K_uv' W_vu' + K_vu' W_uv')``,
    with ``W`` short for ``C' W C``, plus what bends Sigma and mu.
    """
    index = gather(structure, point.implied)
    element = _without_curvature(structure, point, index)
    add_sigma_curvature(structure, point.implied, point.weighted, element)
    if structure.means:
        level = point.implied.eta_mean
        subtract_path_curvature(structure, point.implied, point.pull, level, element, means=True)
    return sum_over_element_pairs(structure, element)


def saturated_information(structure: Structure, point: MLPoint) -> Array:
    """Return the observed information of the saturated model at Sigma, seen by the model, (q, q).

    ``Delta' A Delta`` with A the second derivatives of F / 2 by the moments: the Hessian
    without what bends Sigma and mu (``observed_information="h1"``; Savalei 2010,
    doi:10.1037/a0020143).
    """
    index = gather(structure, point.implied)
    return sum_over_element_pairs(structure, _without_curvature(structure, point, index))


def _without_curvature(structure: Structure, point: MLPoint, index: Gather) -> Array:
    pairs, k, w = index.pairs, point.k, point.weighted
    lost = k.take(pairs.uv) * w.take(pairs.uv).T
    lost = lost + lost.T
    lost += k.take(pairs.uu) * w.take(pairs.vv)
    lost += k.take(pairs.vv) * w.take(pairs.uu)
    lost *= pairs.cc
    element = information_block(index, index, k)
    element -= lost
    if structure.means:
        element += _mean_cross_terms(index, k, point.pull)
    return element


def _mean_cross_terms(index: Gather, k: Array, y: Array) -> Array:
    """Return dmu_k' Omega dSigma_l Omega d and its transpose."""
    half = k[np.ix_(index.w, index.u)] * y[index.v] + k[np.ix_(index.w, index.v)] * y[index.u]
    half = index.t[:, None] * half * index.c[None, :]
    return half + half.T
