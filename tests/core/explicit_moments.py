"""Gamma, weights and slopes of means and covariances as the large matrices nobody forms."""

from __future__ import annotations

import numpy as np

from gainsem.core.implied import imply
from gainsem.core.structure import Structure


def places(p: int) -> tuple[np.ndarray, np.ndarray]:
    """Return variances first, then covariances column by column."""
    col, row = np.triu_indices(p, 1)
    own = np.arange(p)
    return np.append(own, row), np.append(own, col)


def rows_of(values: np.ndarray, explained: np.ndarray | None, *, means: bool) -> np.ndarray:
    """Return what every respondent adds to the sample moments, less its mean, (n, P)."""
    row, col = places(values.shape[1])
    y = values - values.mean(axis=0)
    z = y[:, row] * y[:, col]
    level = y.copy()
    if explained is not None:
        z -= explained[:, row] * explained[:, col]
        level -= explained
    z -= z.mean(axis=0)
    return np.concatenate([level, z], axis=1) if means else z


def normal_weight(sigma: np.ndarray, *, means: bool) -> np.ndarray:
    """Return the normal-theory weight at a covariance matrix, (P, P)."""
    p, omega = len(sigma), np.linalg.inv(sigma)
    row, col = places(p)
    weight = omega[np.ix_(row, row)] * omega[np.ix_(col, col)]
    weight += omega[np.ix_(row, col)] * omega[np.ix_(col, row)]
    half = np.where(row == col, 0.5, 1.0)
    weight *= np.outer(half, half)
    if not means:
        return weight
    whole = np.zeros((p + len(row),) * 2)
    whole[:p, :p], whole[p:, p:] = omega, weight
    return whole


def moments_of(structure: Structure, params: np.ndarray) -> np.ndarray:
    """Return the implied moments, (P,)."""
    implied = imply(structure, params)
    row, col = places(structure.n_observed)
    level = [implied.mu] if structure.means else []
    return np.concatenate([*level, implied.sigma[row, col]])


def slopes_of(structure: Structure, params: np.ndarray, *, step: float = 1e-6) -> np.ndarray:
    """Return the derivatives of the implied moments by central differences, (P, q)."""
    units = np.eye(len(params)) * step
    above = [moments_of(structure, params + unit) for unit in units]
    below = [moments_of(structure, params - unit) for unit in units]
    return (np.array(above) - np.array(below)).T / (2 * step)
