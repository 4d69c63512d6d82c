"""Tests of multivariate normality: Mardia's skewness and kurtosis, Henze and Zirkler."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gainsem.core.chi_square import two_sided, upper_tail
from gainsem.core.linalg import Array

ROWS_AT_ONCE = 512


@dataclass(frozen=True)
class Mardia:
    """Mardia's multivariate skewness and kurtosis with their tests.

    Parameters
    ----------
    skewness, kurtosis : float
        ``b1p`` (0 for normal answers) and ``b2p`` (p (p + 2) for normal answers).
    skewness_chisq, skewness_df, skewness_pvalue : float
    small_chisq, small_pvalue : float
        With the correction for small samples.
    kurtosis_z, kurtosis_pvalue : float
    small_z, small_kurtosis_pvalue : float
        With mean and variance of normal samples of this size in place of those of large ones.
    """

    skewness: float
    kurtosis: float
    skewness_chisq: float
    skewness_df: float
    skewness_pvalue: float
    small_chisq: float
    small_pvalue: float
    kurtosis_z: float
    kurtosis_pvalue: float
    small_z: float
    small_kurtosis_pvalue: float


def whitened(answers: Array) -> Array:
    """Return answers with mean 0 and covariances (divisor n) the identity, shape (n, p).

    Raises
    ------
    numpy.linalg.LinAlgError
        For items that determine each other.
    """
    centred = answers - answers.mean(axis=0)
    spread = centred.std(axis=0)
    centred = centred / np.where(spread > 0.0, spread, 1.0)
    cov = centred.T @ centred / len(centred)
    if np.linalg.eigvalsh(cov)[0] < 1e-10:
        raise np.linalg.LinAlgError("items determine each other")
    lower = np.linalg.cholesky(cov)
    return np.asarray(np.linalg.solve(lower, centred.T).T)


def mardia(z: Array) -> Mardia:
    """Return Mardia's measures.

    ``b1p = sum_ij (z_i' z_j)^3 / n^2`` and ``b2p = sum_i (z_i' z_i)^2 / n`` of whitened answers;
    ``n b1p / 6`` is referred to a chi-square with ``p (p + 1)(p + 2) / 6`` degrees of freedom
    and ``(b2p - p (p + 2)) / sqrt(8 p (p + 2) / n)`` to a normal distribution (Mardia 1970,
    doi:10.1093/biomet/57.3.519).  In small samples the first is multiplied by ``(p + 1)(n +
    1)(n + 3) / (n ((n + 1)(p + 1) - 6))``, and for the second exact moments are used: mean ``p
    (p + 2)(n - 1) / (n + 1)``, variance ``8 p (p + 2)(n - 3)(n - p - 1)(n - p + 1) / ((n +
    1)^2 (n + 3)(n + 5))`` (Mardia 1974, Sankhya B 36, 115-128).

    The sum over pairs is that of squared third moments, ``sum_rst (mean z_r z_s z_t)^2``: its
    cost grows with n, not n^2.

    Parameters
    ----------
    z : ndarray, shape (n, p)
        From :func:`whitened`.
    """
    n, p = z.shape
    skewness = _skewness(z)
    kurtosis = float(((z * z).sum(axis=1) ** 2).mean())
    df = p * (p + 1) * (p + 2) / 6.0
    chisq = n * skewness / 6.0
    small = chisq * (p + 1.0) * (n + 1.0) * (n + 3.0) / (n * ((n + 1.0) * (p + 1.0) - 6.0))
    normal = p * (p + 2.0)
    z_large = (kurtosis - normal) / math.sqrt(8.0 * normal / n)
    mean = normal * (n - 1.0) / (n + 1.0)
    spread = 8.0 * normal * (n - 3.0) * (n - p - 1.0) * (n - p + 1.0)
    spread /= (n + 1.0) ** 2 * (n + 3.0) * (n + 5.0)
    z_small = (kurtosis - mean) / math.sqrt(spread) if spread > 0.0 else float("nan")
    return Mardia(
        skewness=skewness,
        kurtosis=kurtosis,
        skewness_chisq=chisq,
        skewness_df=df,
        skewness_pvalue=upper_tail(chisq, df),
        small_chisq=small,
        small_pvalue=upper_tail(small, df),
        kurtosis_z=z_large,
        kurtosis_pvalue=two_sided(z_large),
        small_z=z_small,
        small_kurtosis_pvalue=two_sided(z_small),
    )


def henze_zirkler(z: Array) -> tuple[float, float]:
    """Return the statistic of Henze and Zirkler, and its p value.

    The weighted distance of the empirical characteristic function from the normal one, with
    ``b = ((2p + 1) n / 4)^(1 / (p + 4)) / sqrt(2)``; under normality it is about lognormal
    (Henze & Zirkler 1990, doi:10.1080/03610929008830400).

    Parameters
    ----------
    z : ndarray, shape (n, p)
        From :func:`whitened`; all pairs of rows are visited.
    """
    n, p = z.shape
    b2 = 0.5 * ((2.0 * p + 1.0) * n / 4.0) ** (2.0 / (p + 4.0))
    squared = (z * z).sum(axis=1)
    total = 0.0
    for start in range(0, n, ROWS_AT_ONCE):
        some = slice(start, start + ROWS_AT_ONCE)
        apart = squared[some, None] + squared - 2.0 * (z[some] @ z.T)
        total += float(np.exp(-0.5 * b2 * np.maximum(apart, 0.0)).sum())
    single = float(np.exp(-0.5 * b2 / (1.0 + b2) * squared).sum())
    statistic = total / n - 2.0 * (1.0 + b2) ** (-p / 2.0) * single
    statistic += n * (1.0 + 2.0 * b2) ** (-p / 2.0)
    return statistic, _lognormal_tail(statistic, *_moments(b2, p))


def _moments(b2: float, p: int) -> tuple[float, float]:
    """Return mean and variance of the statistic under normality."""
    a, b4, b8 = 1.0 + 2.0 * b2, b2**2, b2**4
    w = (1.0 + b2) * (1.0 + 3.0 * b2)
    mean = 1.0 - a ** (-p / 2.0) * (1.0 + p * b2 / a + p * (p + 2.0) * b4 / (2.0 * a**2))
    variance = 2.0 * (1.0 + 4.0 * b2) ** (-p / 2.0)
    variance += (
        2.0 * a ** (-p) * (1.0 + 2.0 * p * b4 / a**2 + 3.0 * p * (p + 2.0) * b8 / (4.0 * a**4))
    )
    variance -= (
        4.0 * w ** (-p / 2.0) * (1.0 + 3.0 * p * b4 / (2.0 * w) + p * (p + 2.0) * b8 / (2.0 * w**2))
    )
    return mean, variance


def _lognormal_tail(value: float, mean: float, variance: float) -> float:
    if not (value > 0.0 and variance > 0.0 and mean > 0.0):
        return float("nan")
    spread = math.log1p(variance / mean**2)
    centre = math.log(mean) - 0.5 * spread
    return 0.5 * math.erfc((math.log(value) - centre) / math.sqrt(2.0 * spread))


def _skewness(z: Array) -> float:
    n, p = z.shape
    total = 0.0
    for r in range(p):
        moments = (z * z[:, [r]]).T @ z / n
        total += float((moments**2).sum())
    return total
