"""p values of several tests, so that the chance of any false finding stays at its level."""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array


def holm(pvalues: Array) -> Array:
    """Return p values adjusted for their number by Holm's step-down method.

    The k-th smallest of m is multiplied with ``m - k + 1``, and none may be smaller than the
    one before it (Holm 1979, https://www.jstor.org/stable/4615733).  NaN counts as no test.

    Examples
    --------
    >>> import numpy as np
    >>> holm(np.array([0.01, 0.04, 0.03])).round(3).tolist()
    [0.03, 0.06, 0.06]
    """
    adjusted = np.full(len(pvalues), np.nan)
    tests = np.flatnonzero(~np.isnan(pvalues))
    order = tests[np.argsort(pvalues[tests], kind="stable")]
    factors = len(order) - np.arange(len(order))
    adjusted[order] = np.minimum(np.maximum.accumulate(pvalues[order] * factors), 1.0)
    return adjusted
