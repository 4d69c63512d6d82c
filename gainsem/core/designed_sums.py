"""Sums over a designed sample that robust errors, tests and residuals are made of.

What is a mean over respondents in :mod:`gainsem.core.robust_residuals` and
:mod:`gainsem.core.normal_traces` is here n times the variance of a weighted mean under
the sampling design (Skinner 1989, in Skinner, Holt & Smith, Analysis of complex surveys;
Asparouhov 2005, doi:10.1207/s15328007sem1203_4).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.normal_traces import Turned
from gainsem.core.robust_residuals import ScoreSums, places
from gainsem.core.sampled_units import SampleDesign
from gainsem.core.structure import Indices


def weighted_moments(values: Array, weights: Array | None) -> tuple[Array, Array]:
    """Return the weighted mean (p,) and covariance (p, p) of complete rows.

    Parameters
    ----------
    values : ndarray, shape (n, p)
    weights : ndarray, shape (n,), or None
        Their sum is the divisor.
    """
    own = np.ones(len(values)) if weights is None else weights
    total = own.sum()
    mean = own @ values / total
    centred = values - mean
    cov = (centred * own[:, None]).T @ centred / total
    return mean, (cov + cov.T) / 2.0


def weighted_explained_by(deviations: Array, given: Indices, weights: Array | None) -> Array | None:
    """Return the weighted regression of deviations on some of them, shape (n, p)."""
    if not len(given):
        return None
    root = np.ones(len(deviations)) if weights is None else np.sqrt(weights)
    x = deviations[:, given]
    slopes = np.linalg.lstsq(x * root[:, None], deviations * root[:, None], rcond=None)[0]
    fitted: Array = np.asarray(x @ slopes, dtype=np.float64)
    fitted[:, given] = x
    return fitted


def designed_score_sums(
    scores: Array,
    deviations: Array,
    explained: Array | None,
    design: SampleDesign,
    *,
    means: bool,
) -> ScoreSums:
    """Return what errors of residuals are made of, under a design.

    Parameters
    ----------
    scores : ndarray, shape (n, r)
        About the sample moments.
    deviations : ndarray, shape (n, p)
        Answers less their means.
    explained : ndarray, shape (n, p), or None
        What fixed covariates explain of them.
    design : SampleDesign
    means : bool
        Whether means are among the moments.
    """
    n, p = design.n, deviations.shape[1]
    of_scores = design.deviates(scores)
    across, spread = [], []
    given = None if explained is None else explained.T
    for part in _pairs(deviations.T, given, design):
        across.append(part.T @ of_scores)
        spread.append((part**2).sum(axis=0))
    place = np.concatenate(places(p))
    gamma_scores, diagonal = np.concatenate(across)[place] / n, np.concatenate(spread)[place] / n
    if means:
        rows = deviations if explained is None else deviations - explained
        own = design.deviates(rows)
        gamma_scores = np.concatenate([own.T @ of_scores / n, gamma_scores])
        diagonal = np.concatenate([(own**2).sum(axis=0) / n, diagonal])
    return ScoreSums(of_scores.T @ of_scores / n, gamma_scores, diagonal)


def designed_saturated_trace(of: Turned, design: SampleDesign, *, means: bool) -> float:
    """Return ``tr(A1^-1 B1)`` of the saturated model at the sample moments.

    Parameters
    ----------
    of : Turned
        By the sample covariances.
    design : SampleDesign
    means : bool
    """
    total = _pair_trace(of.rows, of.explained, design)
    if means:
        rows = of.rows if of.explained is None else of.rows - of.explained
        total += float((design.deviates(rows.T) ** 2).sum())
    return total / design.n


def designed_independence_trace(
    of: Turned, n_covariates: int, design: SampleDesign, *, means: bool
) -> float:
    """Return ``tr(A^-1 B)`` of the model in which only covariates are related.

    Covariates count where they are not fixed, with all their moments.

    Parameters
    ----------
    of : Turned
        By the covariances of that model; its covariates first.
    n_covariates : int
    design : SampleDesign
    means : bool
    """
    own, first = of.rows[n_covariates:], of.rows[:n_covariates]
    squares = own**2
    total = 0.5 * float((design.deviates((squares - 1.0).T) ** 2).sum())
    total += float((design.deviates(own.T) ** 2).sum()) if means else 0.0
    if of.explained is None and n_covariates:
        total += _pair_trace(first, None, design)
        total += float((design.deviates(first.T) ** 2).sum()) if means else 0.0
    return total / design.n


def _pair_trace(rows: Array, explained: Array | None, design: SampleDesign) -> float:
    """Return the sum of squares of all products, those of a variable with itself by half."""
    total = 0.0
    for part in _pairs(rows, explained, design):
        squares = (part**2).sum(axis=0)
        total += float(squares.sum()) - 0.5 * float(squares[0])
    return total


def _pairs(rows: Array, explained: Array | None, design: SampleDesign) -> Iterator[Array]:
    """Yield deviates of the products of each row with itself and with those behind it.

    Shapes (C, p), (C, p - 1), ..., (C, 1): about their weighted means.
    """
    weights = design.weights
    for k in range(len(rows)):
        products = rows[k:] * rows[k]
        if explained is not None:
            products -= explained[k:] * explained[k]
        products -= np.average(products, axis=1, weights=weights)[:, None]
        yield design.deviates(products.T)
