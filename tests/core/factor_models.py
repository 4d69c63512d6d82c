"""Factor models with known answers, for the tests of extraction and rotation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def simple_structure(p: int = 12, m: int = 3, *, seed: int = 1) -> tuple[Array, Array]:
    """Return loadings of p items on m factors, one each, and correlations of the factors."""
    rng = np.random.default_rng(seed)
    loadings = np.zeros((p, m))
    loadings[np.arange(p), np.arange(p) * m // p] = rng.uniform(0.5, 0.85, p)
    phi = np.full((m, m), 0.3) + 0.7 * np.eye(m)
    return loadings, phi


def with_crossloadings(p: int = 12, m: int = 3, *, seed: int = 2) -> tuple[Array, Array]:
    """Return the same with smaller loadings on the other factors."""
    loadings, phi = simple_structure(p, m, seed=seed)
    rng = np.random.default_rng(seed)
    extra = np.where(rng.uniform(size=(p, m)) < 0.4, rng.uniform(-0.2, 0.25, (p, m)), 0.0)
    return loadings + np.where(loadings == 0.0, extra, 0.0), phi


def implied(loadings: Array, phi: Array) -> Array:
    """Return the correlations of a factor model."""
    r = loadings @ phi @ loadings.T
    np.fill_diagonal(r, 1.0)
    return r


def noisy(r: Array, n: int = 400, *, seed: int = 5) -> Array:
    """Return the correlations of a normal sample."""
    rows = np.random.default_rng(seed).multivariate_normal(np.zeros(len(r)), r, size=n)
    return np.corrcoef(rows.T)
