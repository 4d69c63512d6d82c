"""Traces of ``U Gamma`` and the meat of robust errors for a diagonal weight.

``U = W - W Delta M Delta' W`` with ``M = (Delta' W Delta)^-1``; the statistic is
distributed as a sum of chi-squares with the eigenvalues of ``U Gamma`` (Satorra &
Bentler 1994).  Unweighted and diagonally weighted least squares have such a weight;
maximum likelihood has one after turning by Sigma (:mod:`gainsem.core.normal_traces`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.moment_rows import MomentRows
from gainsem.core.structure import Indices


@dataclass(frozen=True)
class GammaProducts:
    """What errors and tests need of Gamma.

    Parameters
    ----------
    meat : ndarray, shape (q, q)
        ``Delta' W Gamma W Delta``.
    gamma_delta : ndarray, shape (P, q)
        ``Gamma W Delta``.
    diagonal : ndarray, shape (P,)
        Of Gamma.
    trace, baseline_trace : float
        ``tr(U Gamma)`` of the model, and of the one that restricts the chosen moments only.
    """

    meat: Array
    gamma_delta: Array
    diagonal: Array
    trace: float
    baseline_trace: float


def gamma_products(
    moments: MomentRows, weight: Array, jacobian: Array, bread: Array, unrelated: Indices
) -> GammaProducts:
    """Return the products of Gamma with the slopes, in one pass over the respondents.

    Parameters
    ----------
    moments : MomentRows
    weight : ndarray, shape (P,)
    jacobian : ndarray, shape (P, q)
        Delta.
    bread : ndarray, shape (q, q)
        M.
    unrelated : ndarray of int
        Positions of the covariances that are 0 in the baseline model.
    """
    slopes = weight[:, None] * jacobian
    gamma_delta, diagonal = np.zeros(jacobian.shape), np.zeros(len(weight))
    for z in moments.chunks():
        gamma_delta += z @ (z.T @ slopes)
        diagonal += np.einsum("ij,ij->i", z, z)
    gamma_delta /= moments.n
    diagonal /= moments.n
    meat = slopes.T @ gamma_delta
    spread = weight * diagonal
    trace = float(spread.sum()) - float(np.sum(bread * meat))
    return GammaProducts(meat, gamma_delta, diagonal, trace, float(spread[unrelated].sum()))


def squared_traces(
    moments: MomentRows,
    weight: Array,
    bread: Array,
    found: GammaProducts,
    unrelated: Indices,
) -> tuple[float, float]:
    """Return ``tr((U Gamma)^2)`` of the model and of the baseline model.

    Parameters
    ----------
    moments : MomentRows
    weight : ndarray, shape (P,)
    bread : ndarray, shape (q, q)
    found : GammaProducts
    unrelated : ndarray of int
    """
    whole, of_unrelated = moments.sums_of_squares(np.sqrt(weight), unrelated)
    across = found.gamma_delta.T @ (weight[:, None] * found.gamma_delta)
    turned = bread @ found.meat
    whole += float(np.sum(turned * turned.T)) - 2.0 * float(np.sum(bread * across))
    return whole, of_unrelated


def residual_variances(found: GammaProducts, jacobian: Array, bread: Array) -> Array:
    """Return n times the asymptotic variances of the residuals, shape (P,).

    The residual is ``(I - Delta M Delta' W) s``.
    """
    slopes = jacobian @ bread
    result: Array = found.diagonal - 2.0 * (slopes * found.gamma_delta).sum(axis=1)
    result += ((slopes @ found.meat) * slopes).sum(axis=1)
    return result
