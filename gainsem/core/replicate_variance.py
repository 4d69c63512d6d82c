"""Sampling variances from replicates: a statistic computed again with other weights.

With t the statistic of the whole sample and t_r that of replicate r (Wolter 2007, Introduction
to variance estimation, doi:10.1007/978-0-387-35099-8)::

    V = sum_r c_r (t_r - t)(t_r - t)'

The coefficients c_r say how the replicates were made:

=========  ==================  ==============================================
brr        1 / R               McCarthy 1969, doi:10.2307/1402116
fay        1 / (R (1 - k)^2)   Judkins 1990
jk1        (R - 1) / R         Wolter 2007, chapter 4
jkn        (n_h - 1) / n_h     Wolter 2007, chapter 4
bootstrap  1 / (R - 1)         Rao, Wu & Yue 1992
=========  ==================  ==============================================
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array

CENTRES = ("estimate", "mean")
CONSTANT = 1e-6
"""How far the factors of a jackknife replicate may differ, relative, and still be one."""


@dataclass(frozen=True)
class ReplicateRule:
    """How the spread of replicates becomes a variance.

    Parameters
    ----------
    coefficients : ndarray, shape (R,)
    centre : {"estimate", "mean"}
        Deviations are taken from the statistic of the whole sample, or from the mean of the
        replicates (of each stratum's, with a stratified jackknife, it would be smaller still).
    """

    coefficients: Array
    centre: str = "estimate"

    def some(self, kept: NDArray[np.bool_]) -> ReplicateRule:
        """Return the rule of the replicates that could be computed.

        Their coefficients are raised so that they add up to the same: those that are lost
        are taken to be like the others.
        """
        total, left = self.coefficients.sum(), self.coefficients[kept].sum()
        raised = self.coefficients[kept] * (total / left if left > 0.0 else np.nan)
        return ReplicateRule(raised, self.centre)

    def covariance(self, values: Array, estimate: Array) -> Array:
        """Return the covariance of statistics, shape (k, k).

        Parameters
        ----------
        values : ndarray, shape (R, k)
            Finite.
        estimate : ndarray, shape (k,)
            Of the whole sample.
        """
        apart = values - self._middle(values, estimate)
        weighted: Array = (apart * self.coefficients[:, None]).T @ apart
        return (weighted + weighted.T) / 2.0

    def variances(self, values: Array, estimate: Array) -> Array:
        """Return the variances of statistics, shape (k,).

        A statistic that some replicates do not have gets its variance from the others; NaN
        where fewer than two have it.

        Parameters
        ----------
        values : ndarray, shape (R, k)
        estimate : ndarray, shape (k,)
        """
        found = np.full(values.shape[1], np.nan)
        known = np.isfinite(values)
        whole = known.all(axis=0)
        if whole.any():
            found[whole] = self._columns(values[:, whole], estimate[whole])
        for column in np.flatnonzero(~whole & (known.sum(axis=0) > 1)):
            own = known[:, column]
            part = values[own, column][:, None]
            found[column] = self.some(own)._columns(part, estimate[column : column + 1])[0]
        return found

    def _columns(self, values: Array, estimate: Array) -> Array:
        variances: Array = self.coefficients @ (values - self._middle(values, estimate)) ** 2
        return variances

    def _middle(self, values: Array, estimate: Array) -> Array:
        return estimate if self.centre == "estimate" else values.mean(axis=0)


def equal_coefficients(kind: str, n_replicates: int, *, fay: float = 0.0) -> Array:
    """Return the coefficients of replicates that are all alike, shape (R,).

    Parameters
    ----------
    kind : {"brr", "fay", "jk1", "bootstrap"}
    n_replicates : int
        2 or more.
    fay : float
        What Fay's method leaves of the weights of the half that is not chosen, from 0 to
        below 1 (Judkins 1990, Fay's method for variance estimation, Journal of Official
        Statistics 6, 223-239).
    """
    r = float(n_replicates)
    each = {
        "brr": 1.0 / r,
        "fay": 1.0 / (r * (1.0 - fay) ** 2),
        "jk1": (r - 1.0) / r,
        "bootstrap": 1.0 / (r - 1.0),
    }[kind]
    return np.full(n_replicates, each)


def jackknife_coefficients(weights: Array, replicates: Array) -> Array | None:
    """Return the coefficients ``(n_h - 1) / n_h`` that a stratified jackknife shows by itself.

    A replicate sets the weights of one cluster of stratum h to 0 and raises those of the
    other clusters of h by ``n_h / (n_h - 1)``; its coefficient is one over that.

    Parameters
    ----------
    weights : ndarray, shape (n,)
    replicates : ndarray, shape (R, n)

    Returns
    -------
    ndarray, shape (R,), or None
        None where the factors are not of that kind (weights adjusted once more, for example).
    """
    known = weights > 0.0
    factors = replicates[:, known] / weights[known]
    found = np.empty(len(factors))
    for at, own in enumerate(factors):
        raised = own[own > 1.0 + CONSTANT]
        left = own[(own <= 1.0 + CONSTANT) & (np.abs(own - 1.0) > CONSTANT)]
        if not len(raised) or not len(left) or left.any() or np.ptp(raised) > CONSTANT * raised[0]:
            return None
        # Half of everybody left out, and nobody as before: a half sample, not a jackknife.
        if len(raised) + len(left) == len(own) and raised[0] > 2.0 - CONSTANT:
            return None
        found[at] = 1.0 / raised.mean()
    return found


def replicate_freedom(replicates: Array) -> int:
    """Return the degrees of freedom of a variance: the rank of the replicate weights less 1.

    For the replicates of a design with clusters and strata these are its clusters less its
    strata, the usual count (Korn & Graubard 1990, The American Statistician 44, 270-276).

    Parameters
    ----------
    replicates : ndarray, shape (R, n)
    """
    r, n = replicates.shape
    product = replicates @ replicates.T if r <= n else replicates.T @ replicates
    sizes = np.linalg.eigvalsh(product)
    rank = int((sizes > sizes[-1] * 1e-10).sum())
    return max(rank - 1, 0)
