"""The normal distribution, one and two dimensions, for whole arrays at once.

``scipy.special`` would do for one dimension, but importing it costs more than
fitting a questionnaire (decision 0009); the tests compare every function with it.
"""

from __future__ import annotations

import math

import numpy as np

from gainsem.core.linalg import Array

REACH = 40.0
"""Stands for infinity: no probability is left beyond it, and its square is finite."""

_STEPS, _LAST = 64, 9
_GRID = np.arange(-_LAST * _STEPS, _LAST * _STEPS + 1) / _STEPS
_LOWER = np.array([0.5 * math.erfc(-x / math.sqrt(2.0)) for x in _GRID])
_ROOT = 1.0 / math.sqrt(2.0 * math.pi)
_DENSITY = _ROOT * np.exp(-0.5 * _GRID * _GRID)
_NODES = {n: np.polynomial.legendre.leggauss(n) for n in (2, 3, 5, 8, 12, 16, 24)}
# Correlations from which on the density changes quickly along the way.
STEEP = 0.85
# Nodes of the integral from 0 to correlations up to a size, and to steep ones from 1.
NODES = ((0.5, 8), (0.7, 12), (STEEP, 16))
STEEP_NODES = 24


def density(x: Array) -> Array:
    """Return the standard normal density."""
    return _ROOT * np.exp(-0.5 * x * x)


def cdf(x: Array) -> Array:
    """Return the standard normal distribution function.

    A Taylor expansion of sixth order about the nearest of a grid of tabulated values;
    exact to 1e-15, and to nine digits in the tails as far as -9.

    Examples
    --------
    >>> import numpy as np
    >>> [round(float(value), 12) for value in cdf(np.array([-40.0, -1.96, 0.0, 3.0]))]
    [0.0, 0.024997895148, 0.5, 0.998650101968]
    """
    inside = np.clip(x, -_LAST, _LAST)
    at = np.rint(inside * _STEPS).astype(np.intp) + _LAST * _STEPS
    z = _GRID.take(at)
    d = inside - z
    # phi^(k)(z) = (-1)^k He_k(z) phi(z)
    he2 = z * z - 1.0
    he3 = z * (he2 - 2.0)
    he4 = z * he3 - 3.0 * he2
    he5 = z * he4 - 4.0 * he3
    series = 1.0 + d * (
        -z / 2.0 + d * (he2 / 6.0 + d * (-he3 / 24.0 + d * (he4 / 120.0 - d * he5 / 720.0)))
    )
    result: Array = _LOWER.take(at) + _DENSITY.take(at) * d * series
    return np.where(inside == x, result, np.where(x > 0, 1.0, 0.0))


def quantile(probability: Array) -> Array:
    """Return standard normal quantiles; -REACH and REACH for 0 and 1.

    The rational approximation 26.2.23 of Abramowitz & Stegun (1964), made exact by
    Halley's steps.

    Examples
    --------
    >>> import numpy as np
    >>> [round(float(value), 12) for value in quantile(np.array([0.0, 0.025, 0.975]))]
    [-40.0, -1.95996398454, 1.95996398454]
    """
    tail = np.minimum(probability, 1.0 - probability)
    inside = np.where(tail > 0.0, tail, 0.5)
    t = np.sqrt(-2.0 * np.log(inside))
    top = 2.515517 + t * (0.802853 + t * 0.010328)
    x = top / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
    for _ in range(2):
        step = (cdf(x) - inside) / density(x)
        x = x - step / (1.0 + 0.5 * x * step)
    x = np.where(tail > 0.0, x, -REACH)
    return np.where(probability > 0.5, -x, x)


def cdf2(h: Array, k: Array, r: Array | float) -> Array:
    """Return P(X <= h, Y <= k) of the bivariate normal distribution, to 1e-15.

    Plackett's identity (1954, doi:10.1093/biomet/41.3-4.351): the derivative by the
    correlation is the density.  It is integrated over the arc sine of the correlation
    from 0 by Gauss and Legendre's rule (Drezner & Wesolowsky 1990,
    doi:10.1080/00949659008811236), or from 1 where the correlation is steep (Genz 2004,
    doi:10.1023/B:STCO.0000035304.20635.31).

    Parameters
    ----------
    h, k : ndarray
        Infinite values are allowed; broadcast against each other.
    r : ndarray or float
        Broadcasts against ``h`` and ``k``; the result is NaN unless it is within (-1, 1).

    Examples
    --------
    >>> import numpy as np
    >>> cdf2(np.zeros(2), np.array([0.0, np.inf]), 0.5).round(12).tolist()
    [0.333333333333, 0.5]
    """
    h, k, r = np.clip(h, -REACH, REACH), np.clip(k, -REACH, REACH), np.asarray(r)
    size = np.abs(r)
    kinds = [size <= STEEP, (size > STEEP) & (size < 1.0)]
    for whole, found in zip(kinds, (_flat, _steep), strict=True):
        if whole.all():
            within: Array = np.clip(found(h, k, r), 0.0, 1.0)
            return within
    h, k, r, *masks = np.broadcast_arrays(h, k, r, *kinds)
    result = np.full(h.shape, np.nan)
    for mask in masks:
        if mask.any():
            result[mask] = cdf2(h[mask], k[mask], r[mask])
    return result


def _flat(h: Array, k: Array, r: Array) -> Array:
    """Return :func:`cdf2` for correlations around 0: what has grown since then."""
    largest = np.abs(r).max(initial=0.0)
    nodes = next(count for limit, count in NODES if largest <= limit)
    end = np.arcsin(r)
    grown: Array = arc_integral(h, k, np.zeros_like(end), end, nodes=nodes)
    return cdf(h) * cdf(k) + grown


def _steep(h: Array, k: Array, r: Array) -> Array:
    """Return :func:`cdf2` for correlations near -1 and 1: what is missing to the limit.

    With ``x^2 = 1 - r^2`` that is ``(1 / 2 pi) integral exp(-(h - k)^2 / (2 x^2)) g(x) dx``
    from 0 to x, ``g(x) = exp(-h k / (1 + r)) / r``.  The first factor has no Taylor series
    at 0; the first terms of that of g are therefore integrated with it in closed form, and
    the smooth rest by Gauss and Legendre's rule.
    """
    up = r > 0.0
    other = np.where(up, k, -k)
    upper = np.where(up, np.minimum(h, k), h)
    # P(-k < X <= h) where the correlation is -1, from the tails that keep their digits.
    apart = np.where(h > 0.0, cdf(k) - cdf(-h), cdf(h) - cdf(-k))
    limit = np.where(up, cdf(upper), np.maximum(apart, 0.0))
    missing = _to_the_limit(h, other, np.sqrt((1.0 - r) * (1.0 + r)))
    result: Array = np.where(up, limit - missing, limit + missing)
    return result


def _to_the_limit(h: Array, k: Array, a: Array) -> Array:
    """Return ``Phi(min(h, k)) - P`` at the correlation ``sqrt(1 - a^2)``."""
    # At h k = -100 nothing is left of it, and a number that far below would overflow.
    b, hk, squared = np.abs(h - k), np.maximum(h * k, -100.0), a * a
    exponent = b * b / squared
    first = 0.125 * (4.0 - hk)
    second = first * (12.0 - hk) / 16.0
    peak = np.exp(-0.5 * (exponent + hk))
    of_0 = a * peak - b * math.sqrt(2.0 * math.pi) * np.exp(-0.5 * hk) * cdf(-b / a)
    of_2 = (squared * a * peak - b * b * of_0) / 3.0
    of_4 = (squared * squared * a * peak - b * b * of_2) / 5.0
    total = of_0 + first * of_2 + second * of_4
    places, weights = _NODES[STEEP_NODES]
    for place, weight in zip(places, weights, strict=True):
        x = 0.5 * a * (1.0 + place)
        s = x * x
        root = np.sqrt(1.0 - s)
        narrow = -0.5 * (b * b / s + hk)
        exact = np.exp(narrow + hk * 0.5 - hk / (1.0 + root)) / root
        series = np.exp(narrow) * (1.0 + s * (first + s * second))
        total += 0.5 * a * weight * (exact - series)
    result: Array = total / (2.0 * math.pi)
    return result


def arc_integral(h: Array, k: Array, start: Array, end: Array, *, nodes: int) -> Array:
    """Return the growth of :func:`cdf2` between two arc sines of the correlation.

    ``(1 / 2 pi) integral exp((h k sin t - (h^2 + k^2) / 2) / cos^2 t) dt``.

    Parameters
    ----------
    h, k, start, end : ndarray
        Broadcast against each other; pairs of variables last is fastest.
    nodes : {2, 3, 5, 8, 12, 16, 24}
    """
    return arc_growth(h * k, 0.5 * (h * h + k * k), start, end, nodes=nodes)


def arc_growth(hk: Array, squares: Array, start: Array, end: Array, *, nodes: int) -> Array:
    """Return :func:`arc_integral` from ``h k`` and ``(h^2 + k^2) / 2``."""
    places, weights = _NODES[nodes]
    middle, half = 0.5 * (start + end), 0.5 * (end - start)
    total = np.zeros(np.broadcast_shapes(hk.shape, middle.shape))
    for place, weight in zip(places, weights, strict=True):
        sine = np.sin(middle + place * half)
        inner = hk * sine
        inner -= squares
        inner /= 1.0 - sine * sine
        np.exp(inner, out=inner)
        inner *= weight
        total += inner
    total *= half / (2.0 * math.pi)
    return total
