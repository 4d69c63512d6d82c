"""HTMT of the constructs of a fit, with bootstrap limits where answers are at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from gainsem.core.alpha import correlations
from gainsem.core.contingency import Answers, answers, two_way_tables
from gainsem.core.htmt import Places, htmt
from gainsem.core.linalg import Array
from gainsem.core.moments import pairwise_covariance
from gainsem.core.polychoric import corners_of, polychoric_correlations, thresholds_of
from gainsem.core.resampling import Rows, percentile_interval, resampled
from gainsem.results.fitted import Fitted
from gainsem.results.reliability.constructs import Construct
from gainsem.results.reliability.record import HtmtFigures


def ratios(
    fit: Fitted, constructs: Sequence[Construct], draws: Array | None, *, level: float
) -> tuple[HtmtFigures, HtmtFigures]:
    """Return HTMT and HTMT2 from the correlations the model was fitted to.

    Parameters
    ----------
    fit : Fitted
    constructs : sequence of Construct
        Those with items.
    draws : ndarray, shape (draws, 2, m, m), or None
        Both ratios in bootstrap samples.
    level : float
        Of the percentile limits.
    """
    places = [one.places for one in constructs]
    names = tuple(one.name for one in constructs)
    values = both(correlations(fit.moments.cov), places)
    lower = upper = np.full_like(values, np.nan)
    if draws is not None:
        # Corrected for bias they cover less (docs/simulations, "Intervals of alpha ...").
        lower, upper = percentile_interval(draws, level=level)
        undefined = np.isnan(values) | np.eye(len(names), dtype=bool)
        lower, upper = (np.where(undefined, np.nan, each) for each in (lower, upper))
    first, second = (
        HtmtFigures(names=names, values=values[k], lower=lower[k], upper=upper[k]) for k in (0, 1)
    )
    return first, second


def both(cor: Array, places: Sequence[Places]) -> Array:
    """Return HTMT and HTMT2, shape (2, m, m)."""
    return np.array([htmt(cor, places), htmt(cor, places, geometric=True)])


def redrawn(
    correlation: Callable[[Rows], Array],
    constructs: Sequence[Construct],
    n_obs: int,
    *,
    draws: int,
    seed: int | None,
) -> Array:
    """Return both ratios in bootstrap samples, shape (draws, 2, m, m)."""
    places = [one.places for one in constructs]
    return resampled(lambda rows: both(correlation(rows), places), n_obs, draws=draws, seed=seed)


def pearson_of(values: Array, weights: Array | None) -> Callable[[Rows], Array]:
    """Return the function from a draw of respondents to Pearson correlations."""
    complete = not np.isnan(values).any() and weights is None

    def correlation(rows: Rows) -> Array:
        drawn = values[rows]
        if complete:
            apart = drawn - drawn.mean(axis=0)
            return correlations(apart.T @ apart)
        own = None if weights is None else weights[rows]
        return correlations(pairwise_covariance(drawn, own))

    return correlation


def polychoric_of(
    categories: Array, n_categories: Sequence[int], weights: Array | None
) -> Callable[[Rows], Array]:
    """Return the function from a draw of respondents to polychoric correlations.

    Parameters
    ----------
    categories : ndarray, shape (n, p)
        Of ordinal items, from 0; NaN where an answer is missing.
    n_categories : sequence of int
    weights : ndarray, shape (n,), or None
    """
    given, p = answers(categories, n_categories), len(n_categories)
    row, col = np.triu_indices(p, 1)

    def correlation(rows: Rows) -> Array:
        drawn = Answers(np.ascontiguousarray(given.codes[:, rows]), given.n_categories)
        own = None if weights is None else weights[rows]
        tables, counts = two_way_tables(drawn, (row, col), weights=own)
        most = drawn.most
        corners = corners_of(thresholds_of(counts[:, :most]), (row, col))
        found = np.eye(p)
        rho = polychoric_correlations(tables[:most, :most], corners).rho
        found[row, col] = found[col, row] = rho
        return found

    return correlation
