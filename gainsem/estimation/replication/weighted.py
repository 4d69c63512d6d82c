"""A model fitted with many sets of weights, and the moments these weights give.

A replicate is a resample whose counts are weights: what fits a bootstrap draw fits it, too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.batch.admissible import improper_solutions
from gainsem.core.batch.likelihood import LikelihoodStack
from gainsem.core.categorical import MomentOrder
from gainsem.estimation.bootstrap.by_least_squares import LeastSquaresReplicator
from gainsem.estimation.bootstrap.by_likelihood import LikelihoodReplicator
from gainsem.estimation.bootstrap.replicates import (
    IMPROPER,
    NOT_COMPUTED,
    NOT_CONVERGED,
    USED,
    Replicates,
)
from gainsem.estimation.replication.weighed import Weighed

Array = NDArray[np.float64]


@dataclass(frozen=True)
class WeightedLikelihood(LikelihoodReplicator):
    """Fits a model by pseudo maximum likelihood with many sets of weights.

    The vectors of its replicates have the means and covariances (lower triangle, column by
    column) of all observed variables behind them.

    Parameters
    ----------
    weights : ndarray, shape (n,), optional
        Of the whole sample, which the start was estimated with.
    """

    weights: Array | None = None

    @property
    def n_moments(self) -> int:
        """Moments behind each vector."""
        p = self.values.shape[1]
        return int(p + p * (p + 1) // 2)

    @cached_property
    def _inverse(self) -> Array:
        """Inverse Hessian of the whole sample at the estimates, within the constraints."""
        own = np.ones(self.n_obs) if self.weights is None else self.weights
        sample, _ = self.samples(own[None])
        likelihood = LikelihoodStack(self.layout.compiled.structure, self.layout.cells)
        hessian = likelihood.hessian(likelihood.at(self.start[None], sample))[0]
        basis = self.layout.compiled.reduction.basis
        inverse: Array = np.linalg.pinv(basis.T @ hessian @ basis, hermitian=True)
        return inverse

    def fit(self, counts: Array) -> Replicates:
        """Return the fits with weights, shape (b, n)."""
        found = super().fit(counts)
        vectors = np.concatenate([found.vectors, self.moments(counts)], axis=1)
        return Replicates(vectors, found.fmin, found.status)

    def weighed(self, weights: Array) -> Weighed | None:
        """Return what a set of weights (n,) leaves to be fitted, None where nothing does."""
        sample, computable = self.samples(weights[None])
        if not computable[0]:
            return None
        return Weighed(self.one_group(sample), sample.given[0], self.moments(weights[None])[0])

    def moments(self, weights: Array) -> Array:
        """Return means and covariances (divisor: the sum of the weights), shape (b, P)."""
        mean, cov = self._products.moments(weights)
        col, row = np.triu_indices(mean.shape[1])
        return np.concatenate([mean, cov[:, row, col]], axis=1)


@dataclass(frozen=True)
class WeightedLeastSquares(LeastSquaresReplicator):
    """Fits a model of ordinal or mixed answers with many sets of weights.

    The vectors of its replicates have the moments in the order of
    :class:`gainsem.core.categorical.MomentOrder` behind them, NaN where a category has no
    weight.
    """

    @property
    def n_moments(self) -> int:
        """Moments behind each vector."""
        return MomentOrder(self.n_categories, self.covariates.shape[1]).size

    def fit(self, counts: Array) -> Replicates:
        """Return the fits with weights, shape (b, n)."""
        size, q = len(counts), self.table.n_free + len(self.layout.given)
        vectors = np.full((size, q + self.n_moments), np.nan)
        fmin, status = np.full(size, np.nan), np.full(size, NOT_COMPUTED, dtype=np.uint8)
        for at, weights in enumerate(counts):
            own = replace(self, weights=weights)
            rows = np.flatnonzero(weights > 0.0)
            statistics = own.statistics(rows)
            if statistics is None:
                continue
            if statistics[1]:
                vectors[at, q:] = statistics[0].vector
            found = own._fit_one(rows, statistics)
            status[at] = NOT_CONVERGED if found is None else USED
            if found is not None:
                vectors[at, :q], fmin[at] = found
        good = np.flatnonzero(status == USED)
        if len(good):
            layout = self.layout
            implied = layout.implied(vectors[good, :q])
            improper = improper_solutions(implied, layout.variances, layout.latent)
            status[good[improper]] = IMPROPER
        return Replicates(vectors, fmin, status)
