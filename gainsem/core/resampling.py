"""Bootstrap intervals: streams of random numbers, draws of respondents, percentiles."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.core.normal import cdf, quantile

Rows = NDArray[np.intp]


def draws_of(n_obs: int, draws: int, seed: int | None) -> Iterator[Rows]:
    """Return respondents drawn with replacement, one sample after the other.

    Every draw has a stream of its own, spawned from the seed, so that draw number 7 is
    the same whichever draws were made before it.
    """
    for child in np.random.SeedSequence(seed).spawn(draws):
        yield np.random.default_rng(child).integers(0, n_obs, n_obs)


def resampled(
    statistic: Callable[[Rows], Array], n_obs: int, *, draws: int, seed: int | None
) -> Array:
    """Return a statistic in every bootstrap sample, shape (draws, ...)."""
    return np.array([statistic(rows) for rows in draws_of(n_obs, draws, seed)])


def percentile_interval(values: Array, *, level: float) -> tuple[Array, Array]:
    """Return percentile limits over the first axis; draws without a value are left out."""
    tail = (1.0 - level) / 2.0
    lower, upper = _quantiles(values, np.array([[tail], [1.0 - tail]]))
    return lower, upper


def bias_corrected_interval(values: Array, estimate: Array, *, level: float) -> tuple[Array, Array]:
    """Return bias-corrected percentile limits (Efron 1987, doi:10.2307/2289144).

    The share of draws below the estimate says how far the percentiles have to move.
    """
    flat, point = values.reshape(len(values), -1), np.asarray(estimate).reshape(-1)
    known = ~np.isnan(flat)
    below = (flat < point) + 0.5 * (flat == point)
    count = np.maximum(known.sum(axis=0), 1)
    share = np.clip((below * known).sum(axis=0) / count, 0.5 / count, 1.0 - 0.5 / count)
    shift, tail = 2.0 * quantile(share), (1.0 - level) / 2.0
    ends = np.array([quantile(np.array([p]))[0] for p in (tail, 1.0 - tail)])
    lower, upper = _quantiles(flat, cdf(shift[None, :] + ends[:, None]))
    return lower.reshape(np.shape(estimate)), upper.reshape(np.shape(estimate))


def _quantiles(values: Array, at: Array) -> Array:
    """Return quantiles over the first axis, shape (2, ...); ``at`` (2, 1) or (2, columns)."""
    flat = values.reshape(len(values), -1)
    at = np.broadcast_to(at, (2, flat.shape[1]))
    found = np.full((2, flat.shape[1]), np.nan)
    for column in range(flat.shape[1]):
        known = flat[:, column][~np.isnan(flat[:, column])]
        if len(known):
            found[:, column] = np.quantile(known, at[:, column])
    return found.reshape(2, *values.shape[1:])
