"""The chi-square family: tail probabilities, quantiles and noncentral intervals."""

from __future__ import annotations

from collections.abc import Callable

from scipy.special import chdtrc, chdtri, chndtr, ndtr, ndtri

HALVINGS = 200


def upper_tail(statistic: float, df: float) -> float:
    """Return P(X > statistic) for a central chi-square; NaN without degrees of freedom."""
    return float(chdtrc(df, max(statistic, 0.0))) if df > 0 else float("nan")


def upper_quantile(probability: float, df: float) -> float:
    """Return the value a chi-square variable exceeds with the given probability."""
    return float(chdtri(df, probability))


def noncentral_lower_tail(statistic: float, df: float, noncentrality: float) -> float:
    """Return P(X <= statistic) for a noncentral chi-square.

    Where the distribution function itself underflows (statistic far below its
    mean) the answer is 0.
    """
    return float(chndtr(statistic, df, noncentrality))


def noncentrality_at(statistic: float, df: float, probability: float) -> float:
    """Return the noncentrality under which ``P(X <= statistic)`` is the given probability.

    Returns
    -------
    float
        0 when even the central distribution puts less below the statistic.
    """

    def excess(noncentrality: float) -> float:
        return noncentral_lower_tail(statistic, df, noncentrality) - probability

    if excess(0.0) <= 0.0:
        return 0.0
    upper = max(statistic - df, 1.0)
    while excess(upper) > 0.0:
        upper *= 2.0
    return _bisect(excess, 0.0, upper)


def two_sided(z: float) -> float:
    """Return P(|Z| > |z|) for a standard normal variable."""
    return float(2.0 * ndtr(-abs(z)))


def normal_quantile(probability: float) -> float:
    """Return the standard normal quantile."""
    return float(ndtri(probability))


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
