"""Mahalanobis distance of every respondent, on the items that were answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
CELLS_AT_ONCE = 4_000_000
SMALLEST_ROOT = 1e-6


@dataclass(frozen=True)
class Distances:
    """``squared`` (n,) with ``df`` (n,), the items answered, and ``pvalue`` (n,)."""

    squared: Array
    df: NDArray[np.int64]
    pvalue: Array


def mahalanobis(answers: Array) -> Distances:
    """Return squared Mahalanobis distances on the observed items, and their p values.

    ``D^2 = (x_o - m_o)' S_oo^-1 (x_o - m_o)`` with the items ``o`` a respondent has answered,
    referred to a chi-square with as many degrees of freedom (Meade & Craig 2012,
    doi:10.1037/a0028085, for complete answers; for normal data observed items are normal with
    S_oo).  Means and covariances are those of all respondents who answered an item, or both
    items.  A matrix of such pairwise covariances that is not positive definite is bent: its
    eigenvalues are lifted to a millionth of the largest.

    With K the inverse of the whole S and missing deviations set to 0,
    ``D^2 = x'Kx - (Kx)_m' K_mm^-1 (Kx)_m``: only systems of the size of what is *missing* are
    solved, all respondents with equally many at once.

    Parameters
    ----------
    answers : ndarray, shape (n, p)
        NaN where missing; no column without spread.

    Returns
    -------
    Distances
        NaN, with 0 degrees of freedom, for respondents without answers.
    """
    from scipy.special import chdtrc

    absent = np.isnan(answers)
    deviations, cov = _pairwise_moments(answers, absent)
    roots, vectors = np.linalg.eigh(cov)
    limit = SMALLEST_ROOT * roots[-1]
    precision = (vectors / np.maximum(roots, limit)) @ vectors.T
    turned = deviations @ precision
    squared = np.einsum("ij,ij->i", turned, deviations)
    missing = absent.sum(axis=1)
    for count in np.unique(missing[missing > 0]).tolist():
        rows = np.flatnonzero(missing == count)
        if count == answers.shape[1]:
            squared[rows] = np.nan
            continue
        step = max(1, CELLS_AT_ONCE // count**2)
        for start in range(0, len(rows), step):
            some = rows[start : start + step]
            squared[some] -= _of_missing(turned[some], absent[some], precision, count)
    df = answers.shape[1] - missing
    pvalue = np.where(df > 0, chdtrc(np.maximum(df, 1), np.maximum(squared, 0.0)), np.nan)
    return Distances(squared, df, np.asarray(pvalue))


def _pairwise_moments(answers: Array, absent: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Return deviations from the means (0 where missing), and pairwise covariances."""
    there = (~absent).astype(np.float64)
    filled = np.where(absent, 0.0, answers)
    mean = filled.sum(axis=0) / np.maximum(there.sum(axis=0), 1.0)
    deviations = np.where(absent, 0.0, answers - mean)
    pairs = there.T @ there
    cov = (deviations.T @ deviations) / np.maximum(pairs - 1.0, 1.0)
    return deviations, cov


def _of_missing(turned: Array, absent: NDArray[np.bool_], precision: Array, count: int) -> Array:
    """Return what the missing items would add to the distance, for rows that miss ``count``."""
    at = np.nonzero(absent)[1].reshape(-1, count)
    left = np.take_along_axis(turned, at, axis=1)
    inner = precision[at[:, :, None], at[:, None, :]]
    solved = np.linalg.solve(inner, left[:, :, None])[:, :, 0]
    return np.asarray((left * solved).sum(axis=1))
