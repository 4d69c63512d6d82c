"""Bootstrap intervals: percentile, basic, bias-corrected, and bias-corrected accelerated.

Efron (1987, doi:10.1080/01621459.1987.10478410); Davison & Hinkley (1997), Bootstrap
Methods and Their Application, sections 5.2-5.3 (doi:10.1017/CBO9780511802843).  Quantiles
between two draws are interpolated on the normal scale (their equation 5.8), as R's
``boot`` and lavaan do.
"""

from __future__ import annotations

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.normal import cdf, quantile

KINDS = ("percentile", "basic", "bc", "bca")


def bootstrap_interval(
    draws: Array,
    estimate: Array,
    *,
    kind: str,
    level: float,
    acceleration: Array | None = None,
) -> tuple[Array, Array]:
    """Return the limits of every quantity.

    Parameters
    ----------
    draws : ndarray, shape (b, k)
        NaN where a draw has no value; such draws are left out.
    estimate : ndarray, shape (k,)
    kind : {"percentile", "basic", "bc", "bca"}
    level : float
    acceleration : ndarray, shape (k,), optional
        For ``"bca"`` (see :func:`acceleration_of`); 0 makes it ``"bc"``.

    Returns
    -------
    lower, upper : ndarray, shape (k,)
        NaN where fewer than two draws have a value; both the estimate where none varies.
    """
    tail = (1.0 - level) / 2.0
    lower, upper = (np.full(len(estimate), np.nan) for _ in range(2))
    for column, point in enumerate(estimate.tolist()):
        own = draws[:, column]
        own = np.sort(own[np.isfinite(own)])
        if len(own) < 2 or not np.isfinite(point):
            continue
        if own[0] == own[-1]:
            lower[column] = upper[column] = point
            continue
        ends = np.array([tail, 1.0 - tail])
        if kind in ("bc", "bca"):
            bend = 0.0 if acceleration is None or kind == "bc" else float(acceleration[column])
            ends = _corrected(own, point, ends, bend)
        found = _quantiles(own, ends)
        if kind == "basic":
            found = (2.0 * point - found)[::-1]
        lower[column], upper[column] = found
    return lower, upper


def acceleration_of(left_out: Array) -> Array:
    """Return the acceleration of BCa intervals from the jackknife (Efron 1987, section 7).

    ``sum u^3 / (6 (sum u^2)^1.5)`` with u the mean of all values less each value.

    Parameters
    ----------
    left_out : ndarray, shape (g, k)
        The quantities without each group of respondents; groups of one size.

    Returns
    -------
    ndarray, shape (k,)
        0 for a quantity that does not vary.
    """
    known = np.isfinite(left_out)
    count = np.maximum(known.sum(axis=0), 1)
    values = np.where(known, left_out, 0.0)
    apart = np.where(known, values.sum(axis=0) / count - values, 0.0)
    spread = (apart**2).sum(axis=0) ** 1.5
    some = spread > np.finfo(float).tiny
    bent: Array = np.where(some, (apart**3).sum(axis=0) / np.where(some, 6.0 * spread, 1.0), 0.0)
    return bent


def _corrected(own: Array, point: float, ends: Array, bend: float) -> Array:
    """Return the shares of draws below the limits, moved for bias and acceleration."""
    below = (float((own < point).sum()) + 0.5 * float((own == point).sum())) / len(own)
    floor = 0.5 / len(own)
    shift = quantile(np.array([min(max(below, floor), 1.0 - floor)]))[0]
    reach = shift + quantile(ends)
    moved = shift + reach / np.where(bend * reach < 1.0, 1.0 - bend * reach, np.nan)
    corrected: Array = cdf(np.where(np.isfinite(moved), moved, 40.0 * np.sign(bend)))
    return corrected


def _quantiles(own: Array, shares: Array) -> Array:
    """Return quantiles of sorted draws by (r + 1) p, interpolated on the normal scale."""
    size = len(own)
    rank = (size + 1) * shares
    k = np.floor(rank + 1e-9).astype(np.intp)
    low = np.clip(k, 1, size)
    high = np.clip(k + 1, 1, size)
    left, right = own[low - 1], own[high - 1]
    exact = np.abs(rank - k) < 1e-9
    span = quantile(np.array([low / (size + 1.0), high / (size + 1.0)]).ravel()).reshape(2, -1)
    width = span[1] - span[0]
    share = (quantile(np.clip(shares, 0.0, 1.0)) - span[0]) / np.where(width > 0.0, width, 1.0)
    share = np.where(exact | (width <= 0.0), 0.0, share)
    found: Array = left + np.clip(share, 0.0, 1.0) * (right - left)
    return found
