"""Tests of the residuals whatever the estimator was (Browne 1984, proposition 4).

``n e' D (D' Gamma D)^-1 D' e`` with D an orthogonal complement of the model's slopes,
computed as ``n (e' G e - e' G Delta (Delta' G Delta)^-1 Delta' G e)``, ``G = Gamma^-1``
(doi:10.1111/j.2044-8317.1984.tb00789.x).
"""

from __future__ import annotations

import numpy as np

from gainsem.core.implied import Implied, gather, sum_over_element_pairs, sum_over_elements
from gainsem.core.information import information_block
from gainsem.core.inverse import inverse_information
from gainsem.core.linalg import Array, factor
from gainsem.core.structure import Structure


def normal_residual_test(
    structure: Structure, implied: Implied, cov: Array, mean: Array | None, basis: Array
) -> float:
    """Return the statistic divided by n with the normal-theory Gamma at the sample.

    Parameters
    ----------
    structure : Structure
    implied : Implied
        At the estimates.
    cov : ndarray, shape (p, p)
    mean : ndarray, shape (p,), or None
    basis : ndarray, shape (q, r)

    Returns
    -------
    float
        NaN where the sample covariances or the information are singular.
    """
    factored = factor(cov)
    if factored is None:
        return float("nan")
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
    slope = basis.T @ sum_over_elements(structure, element)
    information = information_block(index, index, columns.T @ omega @ columns)
    bread = inverse_information(basis.T @ sum_over_element_pairs(structure, information) @ basis)
    return float("nan") if bread is None else total - float(slope @ bread @ slope)


def free_residual_test(residual: Array, jacobian: Array, gamma: Array) -> float:
    """Return the statistic divided by n with the distribution-free Gamma.

    Parameters
    ----------
    residual : ndarray, shape (P,)
    jacobian : ndarray, shape (P, r)
    gamma : ndarray, shape (P, P)

    Returns
    -------
    float
        NaN where Gamma is singular.
    """
    inverse = inverse_information(gamma)
    if inverse is None:
        return float("nan")
    weighted = inverse @ residual
    slope = jacobian.T @ weighted
    bread = inverse_information(jacobian.T @ inverse @ jacobian)
    if bread is None:
        return float("nan")
    return float(residual @ weighted) - float(slope @ bread @ slope)
