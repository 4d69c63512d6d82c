"""Groups with known bias: the configural parameters of a population, and their sampling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Population:
    """Aligned truth and the configural parameters it implies."""

    loadings: Array
    positions: Array
    means: Array
    sds: Array
    configural_loadings: Array
    configural_positions: Array


def population(
    n_groups: int = 6,
    n_items: int = 6,
    n_factors: int = 2,
    *,
    n_thresholds: int = 0,
    seed: int = 1,
    biased: tuple[tuple[int, int, float, float], ...] = (),
) -> Population:
    """Return groups whose parameters are equal but for ``(group, item, loading, position)``.

    The first group has means 0 and variances 1.  ``n_thresholds`` 0: intercepts.
    """
    rng = np.random.default_rng(seed)
    factor = np.arange(n_items) * n_factors // n_items
    loadings = np.zeros((n_groups, n_items, n_factors))
    loadings[:, np.arange(n_items), factor] = rng.uniform(0.6, 1.2, n_items)
    width = max(n_thresholds, 1)
    positions = np.tile(np.sort(rng.normal(0.0, 1.0, (n_items, width)), axis=1), (n_groups, 1, 1))
    for group, item, of_loading, of_position in biased:
        loadings[group, item, factor[item]] += of_loading
        positions[group, item] += of_position
    means = rng.normal(0.0, 0.5, (n_groups, n_factors))
    sds = np.exp(rng.normal(0.0, 0.2, (n_groups, n_factors)))
    means[0], sds[0] = 0.0, 1.0
    moved = np.einsum("gij,gj->gi", loadings, means)[:, :, None]
    sign = -1.0 if n_thresholds else 1.0
    configural = positions + sign * moved
    return Population(
        loadings,
        positions if n_thresholds else positions[:, :, 0],
        means,
        sds,
        loadings * sds[:, None, :],
        configural if n_thresholds else configural[:, :, 0],
    )


def sampling_covariances(n_groups: int, width: int, *, size: float, seed: int = 2) -> Array:
    """Return covariance matrices with standard errors of about ``size``."""
    mixing = np.random.default_rng(seed).normal(size=(n_groups, width, 2 * width))
    return size**2 * mixing @ mixing.swapaxes(-1, -2) / (2 * width)
