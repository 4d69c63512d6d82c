"""Products of Gamma with the slopes for a diagonal weight, in passes over the respondents.

``U = W - W Delta M Delta' W`` with ``M = (Delta' W Delta)^-1``; the statistic is
distributed as a sum of chi-squares with the eigenvalues of ``U Gamma`` (Satorra &
Bentler 1994).  Unweighted and diagonally weighted least squares have such a weight;
maximum likelihood has one after turning by Sigma (:mod:`gainsem.core.normal_traces`).
What becomes of the products is in :mod:`gainsem.core.joint_gamma`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.moment_rows import MomentRows
from gainsem.core.structure import Indices

NAN = float("nan")


@dataclass(frozen=True)
class GammaProducts:
    """What errors and tests need of Gamma, whatever the bread.

    Parameters
    ----------
    meat : ndarray, shape (q, q)
        ``Delta' W Gamma W Delta``.
    gamma_delta : ndarray, shape (P, q)
        ``Gamma W Delta``.
    diagonal : ndarray, shape (P,)
        Of Gamma.
    trace, baseline_trace : float
        ``tr(W Gamma)``, of all moments and of those the baseline model holds at 0.
    trace_squared, baseline_trace_squared : float
        ``tr((W Gamma)^2)`` of both, NaN where nobody asked.
    turned_twice : ndarray, shape (q, q)
        ``Delta' W Gamma W Gamma W Delta``.
    """

    meat: Array
    gamma_delta: Array
    diagonal: Array
    trace: float
    baseline_trace: float
    turned_twice: Array
    trace_squared: float = NAN
    baseline_trace_squared: float = NAN


def gamma_products(
    moments: MomentRows,
    weight: Array,
    jacobian: Array,
    unrelated: Indices,
    *,
    squares: bool = False,
) -> GammaProducts:
    """Return the products of Gamma with the slopes, in one pass over the respondents.

    Parameters
    ----------
    moments : MomentRows
    weight : ndarray, shape (P,)
    jacobian : ndarray, shape (P, q)
        Delta.
    unrelated : ndarray of int
        Positions of the covariances that are 0 in the baseline model.
    squares : bool
        Whether the second moments are wanted, which takes more passes.
    """
    slopes = weight[:, None] * jacobian
    gamma_delta, diagonal = np.zeros(jacobian.shape), np.zeros(len(weight))
    for z in moments.chunks():
        gamma_delta += z @ (z.T @ slopes)
        diagonal += np.einsum("ij,ij->i", z, z)
    gamma_delta /= moments.n
    diagonal /= moments.n
    spread = weight * diagonal
    found = GammaProducts(
        meat=slopes.T @ gamma_delta,
        gamma_delta=gamma_delta,
        diagonal=diagonal,
        trace=float(spread.sum()),
        baseline_trace=float(spread[unrelated].sum()),
        turned_twice=gamma_delta.T @ (weight[:, None] * gamma_delta),
    )
    if not squares:
        return found
    whole, of_unrelated = moments.sums_of_squares(np.sqrt(weight), unrelated)
    return replace(found, trace_squared=whole, baseline_trace_squared=of_unrelated)
