"""Robust CFI and RMSEA for ordinal items: the likelihood distance of the polychorics.

Savalei (2021, doi:10.1080/00273171.2020.1717922): the population value of least
squares is no measure of misfit on the scale users know, so that the normal-theory
distance ``F = log|Sigma| - log|R| + tr(R Sigma^-1) - p`` is taken at the least
squares estimates, and its expectation under the model is subtracted: that of
``e' V e`` with the normal-theory weight V and the residuals ``e = (I - Delta M Delta'
W) s`` of least squares.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array, factor
from gainsem.core.normal_weight import NormalWeight
from gainsem.core.sandwich import GammaParts, Sandwich


@dataclass(frozen=True)
class LikelihoodDistance:
    """The distance, and what it is expected to be if the model holds.

    Parameters
    ----------
    value : float
        F.
    expected : float
        n times the expectation of F.
    """

    value: float
    expected: float


def likelihood_distance(
    r: Array,
    weight: NormalWeight,
    parts: Sandwich | GammaParts,
    jacobian: Array,
    *,
    bread: Array,
    inner: Array,
) -> LikelihoodDistance | None:
    """Return the normal-theory distance of correlations at least squares estimates.

    Parameters
    ----------
    r : ndarray, shape (p, p)
        Polychoric correlations.
    weight : NormalWeight
        At the implied correlations.
    parts : Sandwich or GammaParts
    jacobian : ndarray, shape (P, q)
        Delta, of the correlations.
    bread : ndarray, shape (q, q)
        M.
    inner : ndarray, shape (q, q)
        n times the covariance of the parameters, ``M Delta' W Gamma W Delta M``.

    Returns
    -------
    LikelihoodDistance or None
        None when ``r`` is not positive definite.
    """
    factored = factor(r)
    if factored is None:
        return None
    value = weight.logdet - factored.logdet + float(np.sum(weight.omega * r)) - len(r)
    weighted = weight.times(jacobian)
    gamma_delta = parts.gamma_delta[len(parts.gamma_delta) - len(jacobian) :]
    expected = parts.normal_trace
    expected -= 2.0 * float(np.sum(bread * (weighted.T @ gamma_delta)))
    expected += float(np.sum(inner * (jacobian.T @ weighted)))
    return LikelihoodDistance(value, expected)


def independence_distance(r: Array, spread: float) -> LikelihoodDistance | None:
    """Return the distance of the model in which nothing is related, whose weight is 1.

    Parameters
    ----------
    r : ndarray, shape (p, p)
    spread : float
        Sum of n times the asymptotic variances of the correlations.
    """
    factored = factor(r)
    return None if factored is None else LikelihoodDistance(-factored.logdet, spread)
