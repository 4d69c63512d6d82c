"""The correlation of two variables whose margins are known: one likelihood, one unknown."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gainsem.core.linalg import Array

# Correlations are sought on Fisher's scale, z = atanh(rho), up to |rho| = 0.9999.
LARGEST = float(np.arctanh(0.9999))
# Convergence is faster than linear: the step after one this small is rounding.
SMALL_STEP = 1e-10
MAX_STEPS = 100


class PairScores(NamedTuple):
    """Derivatives of every case's log-likelihood.

    By the correlation, shape (n,), and by the two predictors of the first and of
    the second variable (see `Margin`), shape (2, n).
    """

    rho: Array
    first: Array
    second: Array


class PairFit(NamedTuple):
    """The correlation of a pair.

    Scores of all cases there, and their derivatives by the correlation, are computed
    when they are asked for.
    """

    rho: float
    scores: Callable[[], PairScores]
    slopes: Callable[[], PairScores]


PairLikelihood = Callable[[Array, Array, float], PairScores]


def fit_pair(likelihood: PairLikelihood, first: Array, second: Array, *, weights: Array) -> PairFit:
    """Return the correlation that maximises a likelihood, margins held fixed.

    Parameters
    ----------
    likelihood : callable
    first, second : ndarray, shape (2, n)
        Predictors of the two variables.
    weights : ndarray, shape (n,)
    """
    rho = _maximise(likelihood, first, second, weights=weights)
    return PairFit(
        rho,
        lambda: likelihood(first, second, rho),
        lambda: slopes_by_rho(likelihood, first, second, rho),
    )


def _maximise(likelihood: PairLikelihood, first: Array, second: Array, *, weights: Array) -> float:
    """Return the correlation that maximises a likelihood, margins held fixed.

    The second of the two steps of Olsson (1979, doi:10.1007/BF02296207).  Its score
    is solved by the secant method inside a bracket, on Fisher's scale, where the
    log-likelihood is close to a parabola.
    """
    low, high = -LARGEST, LARGEST
    z, before, slope_before = 0.0, 0.0, 0.0
    for count in range(MAX_STEPS):
        rho = np.tanh(z)
        scores = likelihood(first, second, float(rho)).rho * (1.0 - rho**2)
        slope = float(weights @ scores)
        if slope == 0.0:
            break
        low, high = (z, high) if slope > 0 else (low, z)
        if count == 0:
            curvature = float(weights @ scores**2)
        elif z != before and slope != slope_before:
            curvature = -(slope - slope_before) / (z - before)
        step = float(np.clip(slope / curvature, -1.0, 1.0)) if curvature > 0 else np.inf
        target = z + step
        if abs(step) < SMALL_STEP:
            return float(np.tanh(min(max(target, low), high)))
        if not low < target < high:
            target = (low + high) / 2.0
        if high - low < SMALL_STEP:
            break
        before, slope_before, z = z, slope, target
    return float(np.tanh(z))


def slopes_by_rho(
    likelihood: PairLikelihood, first: Array, second: Array, rho: float
) -> PairScores:
    """Return the derivatives of all scores by the correlation.

    By symmetry those of the predictors' scores are also the derivatives of the
    correlation's score by the predictors.  Central differences of fourth order: the
    relative error is about 1e-11.
    """
    # The scale on which the scores change: up to the nearer of the bounds -1 and 1.
    h = 1e-3 * (1.0 - abs(rho))
    near, far = (
        [likelihood(first, second, rho + sign * k * h) for sign in (1, -1)] for k in (1, 2)
    )
    return PairScores(
        *(
            (8.0 * (near[0][part] - near[1][part]) - (far[0][part] - far[1][part])) / (12.0 * h)
            for part in range(3)
        )
    )
