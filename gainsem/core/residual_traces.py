"""Errors and corrections from a full covariance matrix of means and covariances.

With Gamma n times the asymptotic covariances of the moments s, and estimates whose errors
are ``J Delta' M (s - sigma)``, ``J = (Delta' M Delta)^-1``, the residuals of the moments are
``R (s - sigma)``, ``R = I - Delta J Delta' M``.  Everything asked of them is a trace.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array


@dataclass(frozen=True)
class MomentErrors:
    """The covariances of moments, and the weight estimates were found with.

    Parameters
    ----------
    gamma : ndarray, shape (P, P)
        n times the asymptotic covariances of the moments.
    weight : ndarray, shape (P, P)
        M.
    """

    gamma: Array
    weight: Array

    def estimates(self, jacobian: Array) -> Array | None:
        """Return n times the covariances of the estimates, None where they are not determined.

        ``J Delta' M Gamma M Delta J`` (Browne 1984, doi:10.1111/j.2044-8317.1984.tb00789.x).

        Parameters
        ----------
        jacobian : ndarray, shape (P, r)
            Delta.
        """
        weighted = self.weight @ jacobian
        inverse = _inverse(jacobian.T @ weighted)
        if inverse is None:
            return None
        spread: Array = inverse @ (weighted.T @ self.gamma @ weighted) @ inverse
        return (spread + spread.T) / 2.0

    def residual_variances(self, jacobian: Array) -> Array:
        """Return the diagonal of ``R Gamma R'``, n times the variances of the residuals, (P,).

        NaN where the estimates are not determined.
        """
        weighted = self.weight @ jacobian
        inverse = _inverse(jacobian.T @ weighted)
        if inverse is None:
            return np.full(len(jacobian), np.nan)
        spread = self.gamma @ weighted
        slopes = jacobian @ inverse
        variances = np.diag(self.gamma) - 2.0 * np.sum(slopes * spread, axis=1)
        meat = weighted.T @ spread
        variances += np.sum((slopes @ meat) * slopes, axis=1)
        return np.asarray(variances)

    def residual_trace(self, jacobian: Array, weight: Array) -> float:
        """Return ``tr(R' V R Gamma)``, n times the expectation of the residuals' square under V.

        Parameters
        ----------
        jacobian : ndarray, shape (P, r)
            Delta.
        weight : ndarray, shape (P, P)
            V; where it is M, the trace is ``tr(U Gamma)`` of Satorra and Bentler.

        Returns
        -------
        float
            NaN where the estimates are not determined.
        """
        return residual_trace_of_groups([(self, jacobian, weight, 1.0)])


Weighed = tuple[MomentErrors, Array, Array, float]


def residual_trace_of_groups(groups: Sequence[Weighed], rows: Sequence[Array] = ()) -> float:
    """Return ``sum_g tr(R' V R Gamma)`` of groups that share parameters.

    The information is ``sum_g s_g Delta_g' M_g Delta_g``, with the share s_g of a group's
    respondents; so are the other sums over groups that stand between two inverses of it.

    Parameters
    ----------
    groups : sequence of tuple
        Of each group: covariances of its moments with the weight M, Delta (P, r) by the
        parameters of all groups, V (P, P), and its share.
    rows : sequence of ndarray, shape (C, P)
        Of each group: one row a sampled unit, with Gamma for crossproduct, where units may
        be shared by groups, whose moments then are not independent.

    Returns
    -------
    float
        NaN where the estimates are not determined.
    """
    size = groups[0][1].shape[1]
    information, across, meat, seen = (np.zeros((size, size)) for _ in range(4))
    trace = 0.0
    for errors, jacobian, weight, share in groups:
        weighted, outer = errors.weight @ jacobian, weight @ jacobian
        spread = errors.gamma @ weighted
        information += share * (jacobian.T @ weighted)
        across += share * (outer.T @ spread)
        meat += share * (weighted.T @ spread)
        seen += share * (jacobian.T @ outer)
        trace += float(np.sum(weight * errors.gamma))
    if len(rows):
        across, meat = _across_groups(groups, rows)
    inverse = _inverse(information)
    if inverse is None:
        return float("nan")
    trace -= 2.0 * float(np.sum(inverse * across))
    return trace + float(np.sum((inverse @ meat @ inverse) * seen))


def _across_groups(groups: Sequence[Weighed], rows: Sequence[Array]) -> tuple[Array, Array]:
    """Return ``Delta' V Gamma M Delta`` and ``Delta' M Gamma M Delta`` of all groups' moments.

    N times the covariance of the moments of groups g and h is ``R_g' R_h`` over the root of
    the product of their shares.
    """
    size = (len(rows[0]), groups[0][1].shape[1])
    of_weight, of_estimates = np.zeros(size), np.zeros(size)
    for (errors, jacobian, weight, share), own in zip(groups, rows, strict=True):
        of_weight += np.sqrt(share) * (own @ (weight @ jacobian))
        of_estimates += np.sqrt(share) * (own @ (errors.weight @ jacobian))
    return of_weight.T @ of_estimates, of_estimates.T @ of_estimates


def _inverse(information: Array) -> Array | None:
    try:
        return np.asarray(np.linalg.inv(information), dtype=np.float64)
    except np.linalg.LinAlgError:
        return None
