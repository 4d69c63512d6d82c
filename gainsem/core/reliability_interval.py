"""Intervals of coefficients that cannot be larger than 1."""

from __future__ import annotations

import math

from gainsem.core.chi_square import normal_quantile


def log_interval(value: float, se: float, *, level: float) -> tuple[float, float]:
    """Return the interval of a reliability, symmetric on the scale of ``log(1 - value)``.

    On this scale the distribution of alpha is close to normal in small samples (Bonett
    2002, doi:10.3102/10769986027004335), and no limit exceeds 1.  NaN without a standard
    error, or where the value is 1 or more.

    Examples
    --------
    >>> [round(end, 4) for end in log_interval(0.8, 0.02, level=0.95)]
    [0.7567, 0.8356]
    """
    if not (math.isfinite(value) and math.isfinite(se)) or value >= 1.0:
        return math.nan, math.nan
    half = normal_quantile(1.0 - (1.0 - level) / 2.0) * se / (1.0 - value)
    left = 1.0 - value
    return 1.0 - left * math.exp(half), 1.0 - left * math.exp(-half)
