"""What every item looks like on its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray


def describe(
    values: NDArray[np.float64],
    names: Sequence[str],
    *,
    used: NDArray[np.bool_] | None = None,
) -> tuple[dict[str, Any], ...]:
    """Return one record an item: name, n, missing, mean, sd, min, max, skewness, kurtosis.

    The standard deviation has divisor n - 1.  With m_k the k-th central moment
    (divisor n), g1 = m3 / m2^1.5 and g2 = m4 / m2^2 - 3, skewness is
    G1 = g1 sqrt(n(n-1)) / (n-2) and kurtosis the excess
    G2 = ((n+1) g2 + 6) (n-1) / ((n-2)(n-3)), both zero for normal data: the
    definitions of SPSS, SAS and Excel (Joanes & Gill 1998, doi:10.1111/1467-9884.00122).

    Parameters
    ----------
    values : ndarray, shape (n_read, p)
        NaN where an answer is missing.
    names : sequence of str
    used : ndarray of bool, optional
        Respondents the statistics are computed of; ``missing`` counts everybody's
        missing answers.

    Returns
    -------
    tuple of dict
        Numbers that do not exist for so few or equal answers are NaN.
    """
    kept = values if used is None or used.all() else values[used]
    absent = np.isnan(values)
    statistics = _statistics(kept, absent if kept is values else np.isnan(kept))
    n = statistics.pop("n").astype(np.int64).tolist()
    missing = _missing(absent).tolist()
    records = zip(*(column.tolist() for column in statistics.values()), strict=True)
    return tuple(
        {"name": name, "n": count, "missing": gone, **dict(zip(statistics, record, strict=True))}
        for name, count, gone, record in zip(names, n, missing, records, strict=True)
    )


def _missing(absent: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Count missing answers by column; that there are none is seen faster than counted."""
    counts = np.zeros(absent.shape[1], dtype=np.int64)
    if absent.any():
        counts += absent.sum(axis=0)
    return counts


def _statistics(
    values: NDArray[np.float64], absent: NDArray[np.bool_]
) -> dict[str, NDArray[np.float64]]:
    missing = _missing(absent)
    complete = not missing.any()
    n = float(len(values)) - missing
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (values if complete else np.where(absent, 0.0, values)).sum(axis=0) / n
        centred = values - mean if complete else np.where(absent, 0.0, values - mean)
        squared = centred * centred
        m2 = squared.sum(axis=0) / n
        m3 = np.einsum("ij,ij->j", squared, centred) / n
        m4 = np.einsum("ij,ij->j", squared, squared) / n
        g1 = m3 / m2**1.5
        g2 = m4 / m2**2 - 3
        skewness = np.where(n > 2, g1 * np.sqrt(n * (n - 1)) / (n - 2), np.nan)
        kurtosis = np.where(n > 3, ((n + 1) * g2 + 6) * (n - 1) / ((n - 2) * (n - 3)), np.nan)
        sd = np.where(n > 1, np.sqrt(m2 * n / (n - 1)), np.nan)
    low = np.fmin.reduce(values, axis=0, initial=np.inf)
    high = np.fmax.reduce(values, axis=0, initial=-np.inf)
    return {
        "n": n,
        "mean": mean,
        "sd": sd,
        "min": np.where(n > 0, low, np.nan),
        "max": np.where(n > 0, high, np.nan),
        "skewness": skewness,
        "kurtosis": kurtosis,
    }
