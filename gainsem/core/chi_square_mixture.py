"""Weighted sums of independent chi-square variables with one degree of freedom each."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array

Complex = NDArray[np.complex128]

# Weights below this share of the largest do not count.
NO_WEIGHT = 1e-12
HALVINGS, DOUBLINGS = 200, 14
FIRST_POINTS = 32
EXACT = 1e-13
# The integrand is cut off where it has fallen by this factor.
BELOW = 1e-18


def mixture_tail(statistic: float, weights: Array) -> float:
    """Return ``P(sum w_j Z_j^2 > statistic)`` for positive weights and standard normal Z.

    The moment generating function ``prod (1 - 2 w_j s)^(-1/2)`` is inverted along a curve
    through the saddle point that goes around its branch cut, ``1 / (2 max w)`` and beyond.
    Along it the integrand dies out exponentially, so that the trapezoidal rule converges
    geometrically (Trefethen & Weideman 2014, doi:10.1137/130932132); points are doubled until
    the result no longer changes.  The relative error is about 1e-12, in far tails as well,
    where the integral of Imhof (1961, doi:10.1093/biomet/48.3-4.419) loses all digits.

    Parameters
    ----------
    statistic : float
    weights : ndarray, shape (k,)
        Not negative.

    Returns
    -------
    float
        1 for a statistic that is not positive; 0 without any weight.

    Examples
    --------
    >>> round(mixture_tail(3.841458820694124, np.array([1.0])), 12)
    0.05
    """
    if not statistic > 0.0:
        return 1.0
    largest = float(weights.max(initial=0.0))
    if not largest > 0.0:
        return 0.0
    w = weights[weights > NO_WEIGHT * largest] / largest
    x = statistic / largest
    c = _saddle_point(x, w)
    width, bend = _curve(x, w, c)
    reach = _reach(x, w, c, width, bend)
    count, last = FIRST_POINTS, math.nan
    for _ in range(DOUBLINGS):
        value = _trapezoid(x, w, c, width, bend, reach, count)
        if abs(value - last) <= EXACT * abs(value):
            break
        last, count = value, 2 * count
    return min(max(value, 0.0), 1.0)


def _saddle_point(x: float, w: Array) -> float:
    """Return where ``K(s) - s x - log s`` is smallest between 0 and 1/2 (weights up to 1)."""
    low, high = 0.0, 0.5
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        slope = float((w / (1.0 - 2.0 * w * middle)).sum()) - x - 1.0 / middle
        low, high = (middle, high) if slope < 0.0 else (low, middle)
    return 0.5 * (low + high)


def _curve(x: float, w: Array, c: float) -> tuple[float, float]:
    """Return the width of the peak at the saddle point, and how the curve bends there."""
    ratio = w / (1.0 - 2.0 * w * c)
    second = float((2.0 * ratio**2).sum()) + 1.0 / c**2
    third = float((8.0 * ratio**3).sum()) - 2.0 / c**3
    # Of steepest descent where that goes around the cut.
    return 1.0 / math.sqrt(second), max(third / (6.0 * second), 0.1 / (1.0 + c * x) + 0.05 * c)


def _log_integrand(s: Complex, x: float, w: Array) -> Complex:
    cumulants = -0.5 * np.log(1.0 - 2.0 * w * s[:, None]).sum(axis=1)
    return np.asarray(cumulants - s * x - np.log(s))


def _reach(x: float, w: Array, c: float, width: float, bend: float) -> float:
    """Return how far along the curve the integrand counts."""
    top = float(_log_integrand(np.array([c + 0j]), x, w)[0].real)
    reach = 8.0 * width
    for _ in range(HALVINGS):
        s = np.array([c + 1j * reach + bend * reach**2])
        if float(_log_integrand(s, x, w)[0].real) - top < math.log(BELOW):
            break
        reach *= 1.25
    return reach


def _trapezoid(
    x: float, w: Array, c: float, width: float, bend: float, reach: float, count: int
) -> float:
    # Equal steps of a sinh: dense at the peak, wide apart where the integrand dies out.
    end = math.asinh(reach / width)
    u = np.linspace(0.0, end, count + 1)
    y = width * np.sinh(u)
    s: Complex = np.asarray(c + 1j * y + bend * y**2)
    slope = (1j + 2.0 * bend * y) * width * np.cosh(u)
    values = (np.exp(_log_integrand(s, x, w)) * slope / 1j).real
    total = float(values.sum() - 0.5 * (values[0] + values[-1]))
    return total * (end / count) / math.pi
