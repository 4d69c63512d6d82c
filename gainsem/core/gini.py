"""How unequally something is spread: the Gini coefficient and its sampling error."""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.structure import Indices


def gini(values: Array, weights: Array) -> float:
    """Return the Gini coefficient of a weighted sample.

    ``G = sum_ij w_i w_j |y_i - y_j| / (2 W sum_j w_j y_j)``, half the mean difference
    between two respondents relative to the mean.

    Parameters
    ----------
    values : ndarray, shape (n,)
        0 or more.
    weights : ndarray, shape (n,)
        0 or more.

    Returns
    -------
    float
        Between 0 (all alike) and 1; NaN where the mean is not positive.

    Examples
    --------
    >>> import numpy as np
    >>> round(gini(np.array([1.0, 2.0, 3.0, 4.0]), np.ones(4)), 12)
    0.25
    """
    y, w, _ = _sorted(values, weights)
    total = float(w @ y)
    if not total > 0.0:
        return float("nan")
    reached = np.cumsum(w)
    return float((w * (2.0 * reached - w)) @ y / (reached[-1] * total) - 1.0)


def gini_influence(values: Array, weights: Array) -> Array:
    """Return the linearised variable of the Gini coefficient, shape (n,).

    ``z_k = (2 N_k (y_k - m_k) + Y - N y_k - G (Y + N y_k)) / (N Y)`` with N_k the weight of
    those with at most y_k and m_k their mean (Deville 1999; Langel & Tille 2013,
    doi:10.1111/j.1467-985X.2012.01048.x): the variance of ``sum w_k z_k`` is that of the
    coefficient.  NaN where the mean is not positive.
    """
    y, w, order = _sorted(values, weights)
    total, size = float(w @ y), float(w.sum())
    if not total > 0.0:
        return np.full(len(values), np.nan)
    own = gini(values, weights)
    # Ties count as half below, half above, so that they share one value.
    _, first, tied = np.unique(y, return_index=True, return_inverse=True)
    weight, content = np.add.reduceat(w, first), np.add.reduceat(w * y, first)
    reached = (np.cumsum(weight) - 0.5 * weight)[tied]
    held = (np.cumsum(content) - 0.5 * content)[tied]
    z = (2.0 * (reached * y - held) + total - size * y - own * (total + size * y)) / (size * total)
    result = np.empty(len(values))
    result[order] = z
    return result


def _sorted(values: Array, weights: Array) -> tuple[Array, Array, Indices]:
    order = np.argsort(values, kind="stable")
    return values[order], weights[order], order
