"""Tests of the residuals whatever the estimator was (Browne 1984, proposition 4).

``n e' D (D' Gamma D)^-1 D' e`` with D an orthogonal complement of the model's slopes,
computed as ``n (e' G e - e' G Delta (Delta' G Delta)^-1 Delta' G e)``, ``G = Gamma^-1``
(doi:10.1111/j.2044-8317.1984.tb00789.x).  Of several groups, which are independent, each of
the three products is a sum over the groups with their numbers of respondents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.implied import Implied, gather, sum_over_element_pairs, sum_over_elements
from gainsem.core.information import information_block
from gainsem.core.inverse import inverse_information
from gainsem.core.joint_gamma import reduced_sum
from gainsem.core.linalg import Array, factor
from gainsem.core.placed import Places
from gainsem.core.structure import Structure


@dataclass(frozen=True)
class WeighedResidual:
    """The residual of one group, weighed by the inverse of Gamma.

    Parameters
    ----------
    size : float
        ``e' G e``.
    slope : ndarray, shape (q,)
        ``Delta' G e``, by the group's own parameters.
    information : ndarray, shape (q, q)
        ``Delta' G Delta``.
    """

    size: float
    slope: Array
    information: Array


def normal_residual(
    structure: Structure, implied: Implied, cov: Array, mean: Array | None
) -> WeighedResidual | None:
    """Return the residual weighed by the normal-theory Gamma at the sample.

    Parameters
    ----------
    structure : Structure
    implied : Implied
        At the estimates.
    cov : ndarray, shape (p, p)
    mean : ndarray, shape (p,), or None

    Returns
    -------
    WeighedResidual or None
        None where the sample covariances are singular.
    """
    factored = factor(cov)
    if factored is None:
        return None
    omega, columns, index = factored.inverse, implied.columns, gather(structure, implied)
    residual = cov - implied.sigma
    turned = omega @ residual
    weighted = columns.T @ turned @ omega @ columns
    element = index.c * weighted[index.u, index.v]
    total = 0.5 * float(np.sum(turned * turned.T))
    if structure.means and mean is not None:
        pull = omega @ (mean - implied.mu)
        element += index.t * (columns.T @ pull)[index.w]
        total += float((mean - implied.mu) @ pull)
    information = information_block(index, index, columns.T @ omega @ columns)
    return WeighedResidual(
        total,
        sum_over_elements(structure, element),
        sum_over_element_pairs(structure, information),
    )


def free_residual(residual: Array, jacobian: Array, gamma: Array) -> WeighedResidual | None:
    """Return the residual weighed by the distribution-free Gamma.

    Parameters
    ----------
    residual : ndarray, shape (P,)
    jacobian : ndarray, shape (P, q)
    gamma : ndarray, shape (P, P)

    Returns
    -------
    WeighedResidual or None
        None where Gamma is singular.
    """
    inverse = inverse_information(gamma)
    if inverse is None:
        return None
    weighted = inverse @ residual
    return WeighedResidual(
        float(residual @ weighted), jacobian.T @ weighted, jacobian.T @ inverse @ jacobian
    )


def residual_statistic(
    groups: Sequence[tuple[WeighedResidual | None, Places, float]], basis: Array
) -> float:
    """Return the statistic of all groups.

    Parameters
    ----------
    groups : sequence of tuple
        Of each: its residual, where its parameters stand, what it is multiplied with.
    basis : ndarray, shape (q, r)
        Of the reduced parameters.

    Returns
    -------
    float
        NaN where a Gamma or the information is singular.
    """
    known = [(each, places, n) for each, places, n in groups if each is not None]
    if len(known) < len(groups):
        return float("nan")
    information = reduced_sum(((places, n * each.information) for each, places, n in known), basis)
    bread = inverse_information(information)
    if bread is None:
        return float("nan")
    slope = basis.T @ sum(n * places.vector(each.slope) for each, places, n in known)
    total = sum(n * each.size for each, _, n in known)
    return total - float(slope @ bread @ slope)
