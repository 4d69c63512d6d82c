"""The chi-square family: tail probabilities, quantiles and noncentral intervals.

Written on the standard library's special functions because importing
``scipy.special`` costs more than a whole fit (decision 0009); the tests compare
every function with ``scipy.stats``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from gainsem.core.linalg import Array

HALVINGS = 200
# A Halley step this small leaves an error of its cube.
CONVERGED = 1e-6
# Steps that bring an approximation to where the exact distribution takes over.
FIRST_STEPS = 3
TERMS = 10_000
ENOUGH = 1e-17
TINY = 1e-300
# Standard deviations of a Poisson variable beyond which its mass is below 1e-17.
REACH = 9.5


def upper_tail(statistic: float, df: float) -> float:
    """Return P(X > statistic) for a central chi-square; NaN without degrees of freedom.

    Examples
    --------
    >>> round(upper_tail(3.841458820694124, 1), 12)
    0.05
    """
    if df <= 0:
        return float("nan")
    return _gamma_tails(df / 2.0, max(statistic, 0.0) / 2.0)[1]


def upper_quantile(probability: float, df: float) -> float:
    """Return the value a chi-square variable exceeds with the given probability."""

    def excess(statistic: float) -> tuple[float, float, float]:
        density = _density(statistic, df)
        bend = 0.5 - (0.5 * df - 1.0) / statistic
        return upper_tail(statistic, df) - probability, -density, bend * density

    # Wilson & Hilferty (1931), doi:10.1073/pnas.17.12.684.
    spread = 2.0 / (9.0 * df)
    start = df * max(1.0 - spread - normal_quantile(probability) * math.sqrt(spread), 0.01) ** 3
    return _root(excess, start)


def noncentral_lower_tail(statistic: float, df: float, noncentrality: float) -> float:
    """Return P(X <= statistic) for a noncentral chi-square.

    A Poisson mixture of central distributions (Johnson, Kotz & Balakrishnan 1995,
    Continuous Univariate Distributions 2, chapter 29), summed over all terms that
    carry mass.
    """
    return _noncentral(statistic, df, noncentrality)[0]


def noncentrality_at(statistic: float, df: float, probability: float) -> float:
    """Return the noncentrality under which ``P(X <= statistic)`` is the given probability.

    Returns
    -------
    float
        0 when even the central distribution puts less below the statistic.
    """
    if 1.0 - upper_tail(statistic, df) <= probability:
        return 0.0

    def excess(noncentrality: float) -> tuple[float, float, float]:
        below, slope, bend = _noncentral(statistic, df, noncentrality)
        return below - probability, slope, bend

    return _root(excess, _approximate_noncentrality(statistic, df, normal_quantile(probability)))


def _approximate_noncentrality(statistic: float, df: float, z: float) -> float:
    """Return the noncentrality under which a statistic is about the normal quantile z."""
    # Where a normal variable with the same mean and variance has it.
    spread = math.sqrt(2.0 * max(2.0 * statistic - df, df))
    least = 0.1 * spread
    at, step = max(statistic - df - z * spread, least), 1e-4 * spread
    for _ in range(FIRST_STEPS):
        here = _normal_score(statistic, df, at)
        slope = (_normal_score(statistic, df, at + step) - here) / step
        if not slope < 0.0:
            break
        at = max(at - (here - z) / slope, least)
    return at


def _normal_score(statistic: float, df: float, noncentrality: float) -> float:
    """Return a noncentral chi-square as a standard normal variable, to three or four digits.

    Sankaran (1963), doi:10.1093/biomet/50.1-2.199.
    """
    total, twice = df + noncentrality, df + 2.0 * noncentrality
    h = 1.0 - 2.0 / 3.0 * total * (df + 3.0 * noncentrality) / twice**2
    p, m = twice / total**2, (h - 1.0) * (1.0 - 3.0 * h)
    mean = 1.0 + h * p * (h - 1.0 - 0.5 * (2.0 - h) * m * p)
    deviation = h * math.sqrt(2.0 * p) * (1.0 + 0.5 * m * p)
    return (math.pow(statistic / total, h) - mean) / deviation


def two_sided(z: float) -> float:
    """Return P(|Z| > |z|) for a standard normal variable."""
    return math.erfc(abs(z) / math.sqrt(2.0))


@lru_cache(maxsize=32)
def normal_quantile(probability: float) -> float:
    """Return the standard normal quantile."""
    return _bisect(lambda z: 0.5 * math.erfc(z / math.sqrt(2.0)) - (1.0 - probability), -40.0, 40.0)


def _density(statistic: float, df: float) -> float:
    if statistic <= 0.0:
        return 0.0
    a, x = df / 2.0, statistic / 2.0
    return 0.5 * math.exp((a - 1.0) * math.log(x) - x - math.lgamma(a))


def _noncentral(statistic: float, df: float, noncentrality: float) -> tuple[float, float, float]:
    """Return P(X <= statistic) and its first two derivatives by the noncentrality.

    They are half the difference, and a quarter of the second difference, of the
    distribution functions with df, df + 2 and df + 4 degrees of freedom.
    """
    half, x = noncentrality / 2.0, statistic / 2.0
    if x <= 0.0:
        return 0.0, 0.0, 0.0
    spread = REACH * math.sqrt(half) + 2.0 * REACH
    first = max(int(half - spread), 0)
    count = int(half + spread) - first + 1
    weights = _poisson(half, first, count) if half > 0.0 else np.eye(1, count)[0]
    tails = _lower_tails(df / 2.0 + first, count + 2, x)
    below, more, most = (float(weights @ tails[k : k + count]) for k in range(3))
    return min(below, 1.0), 0.5 * (more - below), 0.25 * (most - 2.0 * more + below)


def _gamma_tails(a: float, x: float) -> tuple[float, float]:
    """Return the lower and upper regularised incomplete gamma functions.

    Series below ``a + 1``, Lentz's continued fraction above (Abramowitz & Stegun
    1964, 6.5.29 and 6.5.31).
    """
    if x <= 0.0:
        return 0.0, 1.0
    scale = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1.0:
        lower = scale * _series(a, x)
        return lower, 1.0 - lower
    upper = scale * _fraction(a, x)
    return 1.0 - upper, upper


def _series(a: float, x: float) -> float:
    term = total = 1.0 / a
    for k in range(1, TERMS):
        term *= x / (a + k)
        total += term
        if term < total * ENOUGH:
            break
    return total


def _fraction(a: float, x: float) -> float:
    b = x + 1.0 - a
    c, d = 1.0 / TINY, 1.0 / b
    total = d
    for k in range(1, TERMS):
        step = -k * (k - a)
        b += 2.0
        d = 1.0 / _away_from_zero(step * d + b)
        c = _away_from_zero(b + step / c)
        total *= d * c
        if abs(d * c - 1.0) < ENOUGH * 10.0:
            break
    return total


def _away_from_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY


def _poisson(mean: float, first: float, count: int) -> Array:
    """Return ``mean^k e^-mean / Gamma(k + 1)`` of k = first, first + 1, ..., shape (count,)."""
    logs = np.empty(count)
    np.subtract(math.log(mean), np.log(first + np.arange(1.0, count)), out=logs[1:])
    logs[0] = first * math.log(mean) - mean - math.lgamma(first + 1.0)
    masses: Array = np.exp(logs.cumsum())
    return masses


def _lower_tails(a: float, count: int, x: float) -> Array:
    """Return the lower incomplete gamma functions of a, a + 1, ..., shape (count,).

    ``P(a, x) = P(a + 1, x) + x^a e^-x / Gamma(a + 1)``: sums of positive terms, from the
    last one downwards.
    """
    last = a + count
    if last < x:
        end, beyond = _gamma_tails(last, x)[0], 0
    else:
        # So far above x the terms themselves die out: their sum takes the place of a series.
        end, beyond = 0.0, int(REACH * math.sqrt(x) + 2.0 * REACH)
    terms = _poisson(x, a, count + beyond)
    rising: Array = terms[::-1].cumsum()[::-1][:count]
    return rising + end


def _bisect(falling: Callable[[float], float], low: float, high: float) -> float:
    """Return the root of a falling function to machine precision."""
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        if middle in (low, high):
            break
        if falling(middle) > 0.0:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def _root(falling: Callable[[float], tuple[float, float, float]], start: float) -> float:
    """Return the positive root of a falling function: Halley steps in a bracket.

    Parameters
    ----------
    falling : callable
        Value, slope and second derivative at a point.
    start : float
    """
    low, high, at = 0.0, math.inf, start
    for _ in range(HALVINGS):
        value, slope, bend = falling(at)
        low, high = (at, high) if value > 0.0 else (low, at)
        following = at - _halley(value, slope, bend) if slope < 0.0 else low
        if abs(following - at) <= CONVERGED * at:
            return following
        if not low < following < high:
            following = 2.0 * at if high == math.inf else 0.5 * (low + high)
        at = following
    return at


def _halley(value: float, slope: float, bend: float) -> float:
    """Return the step to be subtracted: Newton's where the second derivative misleads."""
    newton = value / slope
    share = 1.0 - 0.5 * newton * bend / slope
    return newton / share if share > 0.5 else newton
