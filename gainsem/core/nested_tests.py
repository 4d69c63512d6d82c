"""Tests of one model against a more general one that contains it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.restrictions import null_space
from gainsem.core.scaled_tests import (
    ScaledTest,
    mean_adjusted,
    mean_variance_adjusted,
    scaled_shifted,
)

Correction = Literal["none", "mean", "mean.variance", "scaled.shifted"]


def satorra_bentler_2001(
    statistics: tuple[float, float], df: tuple[int, int], scalings: tuple[float, float]
) -> ScaledTest | None:
    """Return the scaled difference of two mean-adjusted statistics.

    ``(T0 - T1) / c`` with ``c = (df0 c0 - df1 c1) / (df0 - df1)`` of uncorrected statistics
    T (Satorra & Bentler 2001, doi:10.1007/BF02296192).

    Parameters
    ----------
    statistics : (float, float)
        Uncorrected, of the restricted and of the general model.
    df : (int, int)
    scalings : (float, float)
        What each was divided by.

    Returns
    -------
    ScaledTest or None
        None where ``c`` is not positive: in small samples it need not be.

    Examples
    --------
    >>> test = satorra_bentler_2001((120.0, 100.0), (22, 20), (1.2, 1.25))
    >>> round(test.scaling, 6), round(test.statistic, 4)
    (0.7, 28.5714)
    """
    more = df[0] - df[1]
    scaling = (df[0] * scalings[0] - df[1] * scalings[1]) / more
    if not scaling > 0.0:
        return None
    return mean_adjusted(statistics[0] - statistics[1], more, scaling * more)


def satorra_bentler_2010(
    statistics: tuple[float, float], df: tuple[int, int], scaling: float, trace: float
) -> ScaledTest | None:
    """Return the scaled difference whose factor does not become negative in large samples.

    As :func:`satorra_bentler_2001`, but the factor of the general model is computed at the
    estimates of the restricted one (their model M10), where both describe the same point:
    ``c = (df0 c0 - tr10) / (df0 - df1)`` (Satorra & Bentler 2010,
    doi:10.1007/s11336-009-9135-y).

    Parameters
    ----------
    statistics : (float, float)
        Uncorrected, of the restricted and of the general model.
    df : (int, int)
    scaling : float
        c0, what the statistic of the restricted model was divided by.
    trace : float
        What the statistic of the general model is expected to be, at those estimates: its
        degrees of freedom times its scaling factor.

    Returns
    -------
    ScaledTest or None
        None where the factor is not positive: the observed information of a small sample
        need not order the models.

    Examples
    --------
    >>> test = satorra_bentler_2010((120.0, 100.0), (22, 20), 1.2, 24.0)
    >>> round(test.scaling, 6), round(test.statistic, 4)
    (1.2, 16.6667)
    """
    more = df[0] - df[1]
    expected = df[0] * scaling - trace
    if not expected > 0.0:
        return None
    return mean_adjusted(statistics[0] - statistics[1], more, expected)


def restriction_rows(general: Array, restricted: Array) -> Array:
    """Return what the restricted model holds at 0 of the general model's parameters.

    The directions of the general model's tangent that the restricted model does not have:
    ``A`` with ``A H = 0``, ``H = (D1' D1)^-1 D1' D0``.  Directions that move no moment, such
    as the rotations of exploratory factors, are none of them.

    Parameters
    ----------
    general : ndarray, shape (P, q1)
        D1, derivatives of the moments by the general model's parameters.
    restricted : ndarray, shape (P, q0)
        D0.

    Returns
    -------
    ndarray, shape (m, q1)
        Orthonormal rows.
    """
    projected: Array = np.asarray(np.linalg.lstsq(general, restricted, rcond=None)[0])
    idle = null_space(general).T
    return null_space(np.vstack([projected.T, idle])).T


def satorra_2000(
    difference: float, rows: Array, plain: Array, robust: Array, *, correction: Correction
) -> ScaledTest:
    """Return the scaled difference of two statistics, never negative.

    Under the restricted model the difference is a weighted sum of chi-squares with the
    eigenvalues of ``(A V A')^-1 A V_r A'`` as weights: V and V_r are the covariances of the
    general model's estimates by its own weight, and robust (Satorra 2000,
    doi:10.1007/978-1-4615-4603-0_17; shifted: Asparouhov & Muthen 2010).

    Parameters
    ----------
    difference : float
        Of the uncorrected statistics.
    rows : ndarray, shape (m, q)
        A, from :func:`restriction_rows`.
    plain, robust : ndarray, shape (q, q)
        V and V_r.
    correction : {"mean", "mean.variance", "scaled.shifted", "none"}
        Of the statistics: of the mean only, or of mean and variance, by other degrees of
        freedom or by a shift.
    """
    ratio = np.linalg.solve(rows @ plain @ rows.T, rows @ robust @ rows.T)
    trace, squared = float(np.trace(ratio)), float(np.sum(ratio * ratio.T))
    if correction == "scaled.shifted":
        return scaled_shifted(difference, len(rows), trace, squared)
    if correction == "mean.variance":
        return mean_variance_adjusted(difference, len(rows), trace, squared)
    return mean_adjusted(difference, len(rows), trace)


def information_weights(criteria: Sequence[float]) -> list[float]:
    """Return the weight of evidence of each model, ``exp(-d / 2)`` with d to the best one.

    Burnham & Anderson (2004), doi:10.1177/0049124104268644; Wagenmakers & Farrell (2004),
    doi:10.3758/BF03206482.

    Examples
    --------
    >>> [round(weight, 3) for weight in information_weights([204.0, 202.0, 206.0])]
    [0.245, 0.665, 0.09]
    """
    values = np.asarray(criteria, dtype=np.float64)
    if not len(values) or not np.isfinite(values).all():
        return [float("nan")] * len(values)
    evidence = np.exp(-(values - values.min()) / 2.0)
    return [float(weight) for weight in evidence / evidence.sum()]
