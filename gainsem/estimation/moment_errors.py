"""Errors and traces of least squares of continuous variables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.gamma_products import gamma_products, residual_variances, squared_traces
from gainsem.core.inverse import inverse_information
from gainsem.core.least_squares import LeastSquares, LeastSquaresPoint
from gainsem.core.linalg import Array
from gainsem.core.moment_rows import MomentRows
from gainsem.core.structure import Indices
from gainsem.estimation.corrections import Traces
from gainsem.results.continuous import ContinuousMethod


@dataclass(frozen=True)
class MomentParts:
    """What least squares leaves besides estimates.

    Parameters
    ----------
    vcov : ndarray, shape (q, q), or None
    residual_se : ndarray, shape (P,), or None
        Standard errors of the residuals.
    traces : tuple of Traces, or None
        Of the model and of its baseline model, where the test is corrected.
    """

    vcov: Array | None
    residual_se: Array | None = None
    traces: tuple[Traces, Traces] | None = None


def moment_parts(
    method: ContinuousMethod,
    group: LeastSquares,
    point: LeastSquaresPoint,
    basis: Array,
    *,
    n: float,
    rows: MomentRows | None,
    unrelated: Indices,
) -> MomentParts:
    """Return errors and traces at a solution; nothing where its information is singular.

    Parameters
    ----------
    method : ContinuousMethod
    group : LeastSquares
    point : LeastSquaresPoint
    basis : ndarray, shape (q, r)
        Of the reduced parameters.
    n : float
        Respondents less 1.
    rows : MomentRows or None
        What every respondent adds to the moments, where answers are known.
    unrelated : ndarray of int
        Positions of the covariances that are 0 in the baseline model.
    """
    jacobian = point.jacobian @ basis
    bread = inverse_information(jacobian.T @ group.weighted(jacobian))
    if bread is None:
        return MomentParts(None)
    if rows is None:
        return MomentParts(None if method.errors == "none" else _expanded(bread, basis, n))
    if group.weight.ndim == 2:
        left = rows.variances() - ((jacobian @ bread) * jacobian).sum(axis=1)
        errors = np.sqrt(np.clip(left, 0.0, None) / n)
        return MomentParts(None if method.errors == "none" else _expanded(bread, basis, n), errors)
    found = gamma_products(rows, group.weight, jacobian, bread, unrelated)
    robust = method.errors == "robust.sem"
    own = bread @ found.meat @ bread if robust else bread
    variances = residual_variances(found, jacobian, bread)
    of_model, of_baseline = Traces(found.trace), Traces(found.baseline_trace)
    if method.test in ("mean.var.adjusted", "scaled.shifted"):
        squared = squared_traces(rows, group.weight, bread, found, unrelated)
        of_model = Traces(found.trace, squared[0])
        of_baseline = Traces(found.baseline_trace, squared[1])
    return MomentParts(
        None if method.errors == "none" else _expanded(own, basis, n),
        np.sqrt(np.clip(variances, 0.0, None) / n),
        (of_model, of_baseline),
    )


def _expanded(covariance: Array, basis: Array, n: float) -> Array:
    """Return the covariance of all parameters from that of the reduced ones."""
    full = basis @ covariance @ basis.T / n
    result: Array = (full + full.T) / 2.0
    return result
