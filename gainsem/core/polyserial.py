"""Pairs with a continuous variable: polyserial and residual product-moment correlations."""

from __future__ import annotations

import numpy as np

from gainsem.core.interval import interval
from gainsem.core.linalg import Array
from gainsem.core.pair_likelihood import PairScores


def polyserial(first: Array, second: Array, rho: float | Array) -> PairScores:
    """Return the scores of an ordinal variable together with a continuous one.

    The log-likelihood is that of the continuous variable, plus that of the answer
    given it: with ``z = e / sqrt(v)`` and ``s^2 = 1 - rho^2``,
    ``log[Phi((upper - rho z) / s) - Phi((lower - rho z) / s)]``
    (Olsson, Drasgow & Dorans 1982, doi:10.1007/BF02294164).

    Parameters
    ----------
    first : ndarray, shape (2, n)
        Upper and lower cuts of the ordinal variable.
    second : ndarray, shape (2, n)
        Residual and variance of the continuous variable.
    rho : float or ndarray
        That broadcasts against (n,).
    """
    z = second[0] / np.sqrt(second[1])
    spread = np.sqrt((1.0 - rho) * (1.0 + rho))
    by_cuts = interval((first - rho * z) / spread).slope / spread
    by_rho = (by_cuts * (rho * first - z)).sum(axis=0) / spread**2
    by_z = -z - rho * by_cuts.sum(axis=0)
    return PairScores(by_rho, by_cuts, _continuous(by_z, z, second[1]))


def product_moment(first: Array, second: Array, rho: float) -> PairScores:
    """Return the scores of two continuous variables, bivariate normal.

    With the margins at their maximum-likelihood estimates and no missing values the
    likelihood is highest at the mean product of standardised residuals.

    Parameters
    ----------
    first, second : ndarray, shape (2, n)
        Residual and variance of both variables.
    rho : float
    """
    x, y = first[0] / np.sqrt(first[1]), second[0] / np.sqrt(second[1])
    left = (1.0 - rho) * (1.0 + rho)
    by_x, by_y = (rho * y - x) / left, (rho * x - y) / left
    return PairScores(
        rho / left + by_x * by_y,
        _continuous(by_x, x, first[1]),
        _continuous(by_y, y, second[1]),
    )


def _continuous(by_z: Array, z: Array, variance: Array) -> Array:
    """Turn a derivative by ``z = e / sqrt(v)`` into those by residual and variance.

    The factor ``1 / sqrt(v)`` of the density adds to the latter.
    """
    return np.stack([by_z / np.sqrt(variance), -0.5 * (1.0 + z * by_z) / variance])
