"""Corrections of a test from replicates of the moments, without ever forming Gamma.

With rows ``a_r = sqrt(c_r) (m_r - m)`` of the moments of R replicates, ``Gamma = n A'A``, and
the residual weight ``U = W - W Delta (Delta' W Delta)^-1 Delta' W`` of a model, the statistic
is distributed as a sum of chi-squares with the eigenvalues of ``U Gamma``, which are those of
the small matrix ``K = n A U A'`` (Satorra & Bentler 1994; for designs Muthen & Satorra 1995,
doi:10.2307/271070).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gainsem.core.linalg import Array


class MomentTraces(NamedTuple):
    """``tr(U Gamma)`` and ``tr((U Gamma)^2)``; NaN where the estimates are not determined."""

    mean: float
    squared: float


def replicate_traces(apart: Array, weight: Array, jacobian: Array, n: float) -> MomentTraces:
    """Return the first two moments of a statistic under the replicates.

    Parameters
    ----------
    apart : ndarray, shape (R, P)
        Deviations of the replicates' moments, times the roots of their coefficients.
    weight : ndarray, shape (P, P)
        W.
    jacobian : ndarray, shape (P, r)
        Delta.
    n : float
        What the discrepancy was multiplied with.
    """
    weighted = weight @ jacobian
    try:
        inverse = np.linalg.inv(jacobian.T @ weighted)
    except np.linalg.LinAlgError:
        return MomentTraces(float("nan"), float("nan"))
    explained = apart @ weighted
    inner = apart @ weight @ apart.T - explained @ inverse @ explained.T
    return MomentTraces(n * float(np.trace(inner)), n**2 * float((inner * inner.T).sum()))
