"""Polyserial correlations of many pairs at once, margins held fixed."""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.normal import density
from gainsem.core.polyserial import polyserial
from gainsem.core.structure import Indices

LARGEST, LARGEST_STEP = 0.9999, 0.5
REACH = 12.0
CONVERGED, MOST_STEPS = 1e-8, 60


def polyserial_correlations(
    codes: Indices, thresholds: Array, z: Array, weights: Array | None = None
) -> Array:
    """Return the polyserial correlations of one ordinal item with several continuous ones.

    The likelihood of Olsson, Drasgow & Dorans (1982, doi:10.1007/BF02294164) with thresholds,
    means and variances as given, by scoring with the outer products of the slopes, on
    Fisher's scale.

    Parameters
    ----------
    codes : ndarray of int, shape (n,)
        Categories from 0; -1 where missing.
    thresholds : ndarray, shape (K - 1,)
    z : ndarray, shape (c, n)
        Standardised answers to the continuous items; NaN where missing.
    weights : ndarray, shape (n,), optional

    Returns
    -------
    ndarray, shape (c,)
    """
    both = (codes >= 0) & ~np.isnan(z)
    counts = both.astype(np.float64) if weights is None else both * weights
    answers = np.where(both, z, 0.0)
    cuts = np.concatenate([[-REACH], np.clip(thresholds, -REACH, REACH), [REACH]])
    place = np.maximum(codes, 0)
    first = np.stack([cuts[place + 1], cuts[place]])[:, None, :]
    second = np.stack([answers, np.ones_like(answers)])
    scale = _start(place, thresholds, answers, counts)
    for _ in range(MOST_STEPS):
        rho = np.tanh(scale)[:, None]
        slopes = polyserial(first, second, rho).rho * (1.0 - rho**2)
        score = (counts * slopes).sum(axis=1)
        information = (counts * slopes**2).sum(axis=1)
        step = np.divide(score, information, out=np.zeros_like(score), where=information > 0.0)
        step = np.clip(step, -LARGEST_STEP, LARGEST_STEP)
        scale = np.clip(scale + step, -np.arctanh(LARGEST), np.arctanh(LARGEST))
        if np.abs(step).max(initial=0.0) < CONVERGED:
            break
    found: Array = np.tanh(scale)
    return found


def _start(place: Indices, thresholds: Array, answers: Array, counts: Array) -> Array:
    """Return covariances with the codes, corrected for their coarseness, on Fisher's scale."""
    total = np.maximum(counts.sum(axis=1), 1e-300)
    mean = counts @ place / total
    covariance = (counts * answers) @ place / total - mean * (counts * answers).sum(axis=1) / total
    loss = max(float(density(thresholds).sum()), 1e-6)
    return np.asarray(np.arctanh(np.clip(covariance / loss, -0.9, 0.9)))
