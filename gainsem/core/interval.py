"""Probabilities of normal variables between two cuts, and how they change with the cuts.

Everything comes from Mills' ratio ``Phi(x) / phi(x)``, which has all its digits in the
tail; intervals in the upper tail are reflected into the lower.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.special import erfcx, ndtr

from gainsem.core.linalg import Array


class Probabilities(NamedTuple):
    """Derivatives of ``log(Phi(upper) - Phi(lower))`` by both cuts."""

    value: Array
    slope: Array
    curvature: Array


def probability_between(lower: Array, upper: Array) -> Array:
    """Return ``Phi(upper) - Phi(lower)``, in the upper tail from the other side."""
    # 1 - tiny loses the digits that tiny has.
    with np.errstate(invalid="ignore"):  # -inf + inf
        flip = lower + upper > 0.0
    first, second = np.where(flip, -lower, upper), np.where(flip, -upper, lower)
    probability: Array = ndtr(first) - ndtr(second)
    return probability


def interval(cuts: Array) -> Probabilities:
    """Return ``log(Phi(upper) - Phi(lower))`` and its derivatives by both cuts.

    Parameters
    ----------
    cuts : ndarray, shape (2, n)
        Upper and lower cut, finite.

    Returns
    -------
    Probabilities
        Logarithm (n,), -inf for cuts out of order; slope (2, n); curvature (2, 2, n).
    """
    upper, lower = cuts
    value, a, b = _shares(lower, upper)
    both = a * b
    curvature = np.array([[-a * (upper + a), both], [both, b * (lower - b)]])
    return Probabilities(value, np.stack([a, -b]), curvature)


def log_interval(lower: Array, upper: Array) -> tuple[Array, Array, Array]:
    """Return log probabilities of intervals and their derivatives by a shift.

    ``log(Phi(upper - z) - Phi(lower - z))``, its first and minus its second derivative
    by z, at z = 0.

    Parameters
    ----------
    lower, upper : ndarray
        Of one shape, lower below upper, at most one of them infinite.

    Returns
    -------
    tuple of ndarray
        The weights, minus the second derivatives, are within [0, 1].
    """
    value, a, b = _shares(lower, upper)
    slope = b - a
    with np.errstate(invalid="ignore"):  # infinity times nothing
        bend = np.where(a > 0.0, a * upper, 0.0) - np.where(b > 0.0, b * lower, 0.0)
    return value, slope, np.clip(slope * slope + bend, 0.0, 1.0)


def _shares(lower: Array, upper: Array) -> tuple[Array, Array, Array]:
    """Return the log probability, and the density at both cuts (upper first) divided by it."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        flip = lower + upper > 0.0
        a, b = np.where(flip, -upper, lower), np.where(flip, -lower, upper)
        ratio = np.exp(0.5 * (b - a) * (b + a))  # phi(a) / phi(b)
        width = np.sqrt(np.pi / 2.0) * (erfcx(-b / np.sqrt(2.0)) - ratio * erfcx(-a / np.sqrt(2.0)))
        proper = width > 0.0
        in_tail = np.log(width) - 0.5 * (b * b + np.log(2.0 * np.pi))
        value = np.where(b < 0.0, in_tail, np.log(ndtr(b) - ndtr(a)))
        at_b = np.where(proper, 1.0 / width, 0.0)
    at_a = ratio * at_b
    return np.where(proper, value, -np.inf), np.where(flip, at_a, at_b), np.where(flip, at_b, at_a)
