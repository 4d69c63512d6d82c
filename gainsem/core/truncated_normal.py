"""Draws from normal distributions cut off at both sides."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from gainsem.core.linalg import Array

# Beyond it the distribution function is 0 in double precision.
DEEPEST = 37.0


def draw_between(mean: Array, sd: float, lower: Array, upper: Array, uniform: Array) -> Array:
    """Return normal draws between two cuts, by inverting the distribution function.

    ``x = mean + sd Phi^-1(Phi(a) + u (Phi(b) - Phi(a)))`` with the standardised cuts a, b;
    intervals above the mean are reflected, because the upper tail has no digits.

    Parameters
    ----------
    mean : ndarray, shape (n,)
    sd : float
        Above 0.
    lower, upper : ndarray, shape (n,)
        Lower below upper; infinite where there is no cut.
    uniform : ndarray, shape (n,)
        Uniform numbers within (0, 1).

    Returns
    -------
    ndarray, shape (n,)
        Always between the cuts; the nearer cut where the interval lies so far out that it
        has no probability in double precision.

    Examples
    --------
    >>> import numpy as np
    >>> half = np.array([0.5])
    >>> draw_between(np.zeros(1), 1.0, np.array([-1.0]), np.array([1.0]), half).tolist()
    [0.0]
    """
    a, b = (lower - mean) / sd, (upper - mean) / sd
    flip = a > 0.0
    low, high = np.where(flip, -b, a), np.where(flip, -a, b)
    below = ndtr(np.maximum(low, -DEEPEST))
    share = np.where(low < -DEEPEST, 0.0, below)
    probability = share + uniform * (ndtr(high) - share)
    point = np.clip(ndtri(np.maximum(probability, 1e-300)), low, high)
    drawn: Array = np.clip(mean + sd * np.where(flip, -point, point), lower, upper)
    return drawn
