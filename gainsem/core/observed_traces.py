"""Traces of the Yuan-Bentler test with the observed information of the saturated model.

The weight of the moments is ``A``, the second derivatives of F / 2 by them at the
implied moments: for a change E of covariances and m of means ``m' Omega m + 2 m' Omega E
Omega d + tr(Omega E W E) - tr(Omega E Omega E) / 2`` with ``W = Omega (S + d d') Omega``.
The statistic is expected to be ``tr(A Gamma) - tr((Delta' A Delta)^-1 Delta' A Gamma A
Delta)`` (Yuan & Bentler 2000, doi:10.1111/0081-1750.00078).  All in coordinates turned by
Sigma, where Omega is the identity.
"""

from __future__ import annotations

import numpy as np

from gainsem.core.derived import over_parameters
from gainsem.core.implied import Implied, gather
from gainsem.core.linalg import Array
from gainsem.core.normal_traces import Turned, saturated_trace
from gainsem.core.structure import Structure


def observed_trace(
    of: Turned,
    structure: Structure,
    implied: Implied,
    *,
    cov: Array,
    residual_mean: Array,
    basis: Array,
    bread: Array,
) -> float:
    """Return what the statistic of a model is expected to be.

    Parameters
    ----------
    of : Turned
        Deviations from the sample means, by the implied covariances.
    structure : Structure
    implied : Implied
    cov : ndarray, shape (p, p)
        S.
    residual_mean : ndarray, shape (p,)
        d, zero without means.
    basis : ndarray, shape (q, r)
    bread : ndarray, shape (r, r)
        Inverse of ``Delta' A Delta``.
    """
    d = of.turn(residual_mean[:, None])[:, 0]
    weight = of.turn(of.turn(cov).T) + np.outer(d, d)
    trace = _weighted_trace(of, weight)
    if structure.means:
        trace += _mean_trace(of, d)
    index, columns = gather(structure, implied), of.turn(implied.columns)
    c, t, u, v = index.c[:, None], index.t[:, None], index.u, index.v
    scores = np.zeros((len(index.c), of.rows.shape[1]))
    pull = columns.T @ d
    for rows, sign in _signed(of):
        plain, heavy, along = columns.T @ rows, columns.T @ (weight @ rows), d @ rows
        part = plain[u] * heavy[v] + heavy[u] * plain[v] - plain[u] * plain[v]
        scores += sign * c * part
        if structure.means:
            level = plain[index.w] * (1.0 + along) * t
            scores += sign * (level + c * (plain[u] * pull[v, None] + plain[v] * pull[u, None]))
    reduced = over_parameters(structure, scores.T) @ basis
    reduced -= reduced.mean(axis=0)
    return trace - float(np.sum(bread * (reduced.T @ reduced))) / len(reduced)


def observed_independence_trace(of: Turned, cov: Array, n_covariates: int) -> float:
    """Return the same of the model in which only covariates are related.

    Parameters
    ----------
    of : Turned
        By the covariances of that model; its covariates first.
    cov : ndarray, shape (p, p)
        S.
    n_covariates : int
    """
    weight, p, k = of.turn(of.turn(cov).T), len(of.rows), n_covariates
    first, second = np.arange(k, p), np.arange(k, p)
    if of.explained is None and k:
        col, row = np.triu_indices(k)
        first, second = np.append(row, first), np.append(col, second)
    scores = np.zeros((len(first), of.rows.shape[1]))
    for rows, sign in _signed(of):
        heavy = weight @ rows
        part = rows[first] * heavy[second] + heavy[first] * rows[second]
        scores += sign * (part - rows[first] * rows[second])
    # Squares: half the score, half the information.
    factor = np.where(first == second, 0.5, 1.0)
    return _weighted_trace(of, weight) - float((scores.var(axis=1) * factor).sum())


def _weighted_trace(of: Turned, weight: Array) -> float:
    """Return the trace over covariances alone."""
    cov = of.cov
    rows, heavy = of.rows, weight @ of.rows
    fourth = (rows**2).sum(axis=0) * (rows * heavy).sum(axis=0)
    if of.explained is not None:
        given = of.explained
        heavy_given = weight @ given
        fourth -= 2.0 * (rows * given).sum(axis=0) * (rows * heavy_given).sum(axis=0)
        fourth += (given**2).sum(axis=0) * (given * heavy_given).sum(axis=0)
    total = float(fourth.mean()) - float(np.sum((cov @ cov) * weight))
    return total - saturated_trace(of, means=False)


def _mean_trace(of: Turned, d: Array) -> float:
    """Return what means add: their own part, and that of means with covariances."""
    given = np.zeros_like(of.rows) if of.explained is None else of.explained
    free = of.rows - given
    across = (free * of.rows).sum(axis=0) * (d @ of.rows)
    across -= (free * given).sum(axis=0) * (d @ given)
    return float(np.trace(of.cov)) + 2.0 * float(across.mean())


def _signed(of: Turned) -> list[tuple[Array, float]]:
    """Return the rows, and with the opposite sign what is explained of them."""
    parts = [(of.rows, 1.0)]
    return parts if of.explained is None else [*parts, (of.explained, -1.0)]
