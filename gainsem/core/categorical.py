"""Sample statistics of ordinal and mixed variables, and the order they are kept in.

Behind every ordinal item stands a normal latent response, cut by thresholds
(Olsson 1979, doi:10.1007/BF02296207; Muthen 1984, doi:10.1007/BF02294210).  The
statistics of p such variables, given k covariates (k may be 0), are kept in one
vector of moments, in this order: thresholds and means variable by variable (a
continuous variable has its mean where an ordinal one has its thresholds); slopes
on the covariates, covariate by covariate; variances of the continuous variables;
correlations and covariances, the lower triangle column by column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.core.structure import Indices


@dataclass(frozen=True)
class MomentOrder:
    """Which statistic stands where in the vector of moments.

    Parameters
    ----------
    n_categories : tuple of int
        Categories of each variable; 0 for a continuous one.
    n_covariates : int
    """

    n_categories: tuple[int, ...]
    n_covariates: int = 0

    @property
    def n_variables(self) -> int:
        """Number of variables, p."""
        return len(self.n_categories)

    @cached_property
    def continuous(self) -> NDArray[np.bool_]:
        """Which variables are continuous, shape (p,)."""
        return np.array([count == 0 for count in self.n_categories], dtype=bool)

    @cached_property
    def levels(self) -> tuple[int, ...]:
        """Thresholds (or 1 mean) of each variable."""
        return tuple(max(count - 1, 1) for count in self.n_categories)

    @cached_property
    def owner(self) -> Indices:
        """The variable each threshold or mean belongs to, shape (T,)."""
        return np.repeat(np.arange(self.n_variables), self.levels)

    @cached_property
    def level(self) -> Indices:
        """The number of each threshold (or mean) within its variable, from 0, shape (T,)."""
        return np.concatenate([np.arange(count) for count in self.levels]).astype(np.intp)

    @cached_property
    def starts(self) -> Indices:
        """Position of the first threshold (or the mean) of each variable, shape (p,)."""
        return np.cumsum([0, *self.levels[:-1]], dtype=np.intp)

    @cached_property
    def pairs(self) -> tuple[Indices, Indices]:
        """Row and column of each correlation, ``row > col``, column by column."""
        col, row = np.triu_indices(self.n_variables, 1)
        return row, col

    @property
    def n_levels(self) -> int:
        """Number of thresholds and means, T."""
        return sum(self.levels)

    @property
    def n_slopes(self) -> int:
        """Number of slopes, p k."""
        return self.n_variables * self.n_covariates

    @property
    def first_slope(self) -> int:
        """Position of the first slope."""
        return self.n_levels

    @property
    def first_variance(self) -> int:
        """Position of the first variance."""
        return self.n_levels + self.n_slopes

    @property
    def first_pair(self) -> int:
        """Position of the first correlation."""
        return self.first_variance + int(self.continuous.sum())

    @property
    def size(self) -> int:
        """Number of moments, P."""
        p = self.n_variables
        return self.first_pair + p * (p - 1) // 2


InfluenceRows = Callable[[int, int, Array | None], NDArray[np.floating]]


def stored_rows(z: Array) -> InfluenceRows:
    """Return a look-up of rows of influence functions that are all held in memory."""

    def rows(first: int, last: int, scale: Array | None) -> Array:
        part = z[first:last]
        return part if scale is None else part * scale[:, None]

    return rows


@dataclass(frozen=True)
class CategoricalStatistics:
    """Thresholds, means, slopes and (residual) covariances, and how they vary.

    Parameters
    ----------
    order : MomentOrder
    thresholds : tuple of ndarray
        One a variable, ascending; empty for a continuous variable.
    mean : ndarray, shape (p,)
        Means (intercepts, given covariates) of continuous variables; 0 for ordinal ones.
    slopes : ndarray, shape (p, k)
        Regressions of the (latent) responses on the covariates.
    cov : ndarray, shape (p, p)
        Correlations of the latent responses given the covariates, 1 on the diagonal;
        of continuous variables (residual) variances and covariances.
    n_obs : int
        Respondents; with weights these add up to it.
    variances : ndarray, shape (P,)
        n times the usual asymptotic variance of every moment, what least squares weighs by.
    diagonal : ndarray, shape (P,)
        The diagonal of Gamma: the same, unless influence functions are other than usual.
    influence : callable
        ``influence(first, last, scale)`` returns rows of the (P, n) matrix Z of influence
        functions, ``Gamma = Z Z' / n``, each times its scale where one is given.  Under a
        sampling design there is one column a cluster.
    level_gamma : callable
        Returns the part of Gamma of thresholds and means, shape (T, T).
    simple : callable, optional
        Of a sample with a design: returns how they would vary in a simple random sample.
    """

    order: MomentOrder
    thresholds: tuple[Array, ...]
    mean: Array
    slopes: Array
    cov: Array
    n_obs: int
    variances: Array
    diagonal: Array
    influence: InfluenceRows
    level_gamma: Callable[[], Array]
    simple: Callable[[], CategoricalStatistics] | None = None

    @cached_property
    def vector(self) -> Array:
        """The moments in their order, shape (P,)."""
        return moment_vector(self.order, self.thresholds, self.mean, self.slopes, self.cov)

    def gamma(self) -> Array:
        """Return n times the asymptotic covariance of the moments, shape (P, P)."""
        z = np.asarray(self.influence(0, self.order.size, None), dtype=np.float64)
        product: Array = z @ z.T / self.n_obs
        return product


def moment_vector(
    order: MomentOrder, thresholds: Sequence[Array], mean: Array, slopes: Array, cov: Array
) -> Array:
    """Return thresholds, means, slopes, variances and covariances as one vector."""
    levels = [
        np.array([mean[i]]) if count == 0 else thresholds[i]
        for i, count in enumerate(order.n_categories)
    ]
    variances = np.diag(cov)[order.continuous]
    return np.concatenate([*levels, slopes.T.ravel(), variances, cov[order.pairs]])
