"""Full-information fits with many sets of weights, and the EM moments these weights give."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.batch.admissible import improper_solutions
from gainsem.core.em_moments import em_moments
from gainsem.core.fiml import FimlGroup
from gainsem.core.minimize import minimize
from gainsem.core.missing_patterns import Patterns, missing_patterns, weighted_patterns
from gainsem.core.objective import Discrepancy, Objective
from gainsem.core.reduction import Reduction
from gainsem.core.structure import Structure
from gainsem.estimation.bootstrap.replicates import (
    IMPROPER,
    NOT_COMPUTED,
    NOT_CONVERGED,
    USED,
    Replicates,
)
from gainsem.estimation.replication.weighed import Weighed
from gainsem.estimation.search import search
from gainsem.model.replicate_layout import ReplicateLayout

Array = NDArray[np.float64]


@dataclass(frozen=True)
class WeightedFiml:
    """Fits a model by full-information maximum likelihood with many sets of weights.

    The vectors of its replicates have the EM means and covariances (lower triangle, column by
    column) of all variables behind them, auxiliary ones included.

    Parameters
    ----------
    layout : ReplicateLayout
    structure : Structure
        Of the model, correlates behind it.
    reduction : Reduction
        Of all these parameters.
    values : ndarray, shape (n, p + k)
        NaN where missing; auxiliary variables last.
    start : ndarray, shape (q + f,)
        The estimates of the whole sample.
    n_observed : int
        Variables of the model, p.
    max_iterations : int
    """

    layout: ReplicateLayout
    structure: Structure
    reduction: Reduction
    values: Array
    start: Array
    n_observed: int
    max_iterations: int

    @property
    def chunk(self) -> int:
        """Replicates worked on together: each is fitted by itself."""
        return 5

    @property
    def n_obs(self) -> int:
        """Number of respondents."""
        return len(self.values)

    @property
    def answers(self) -> tuple[Array, ...]:
        """What is weighted."""
        return (self.values,)

    @property
    def n_moments(self) -> int:
        """Moments behind each vector."""
        p = self.values.shape[1]
        return int(p * (p + 3) // 2)

    @cached_property
    def _patterns(self) -> Patterns:
        return missing_patterns(self.values)

    def fit(self, counts: Array) -> Replicates:
        """Return the fits with weights, shape (b, n)."""
        n_params = self.layout.compiled.structure.n_params
        size, q = len(counts), n_params + len(self.layout.given)
        vectors = np.full((size, q + self.n_moments), np.nan)
        fmin, status = np.full(size, np.nan), np.full(size, NOT_COMPUTED, dtype=np.uint8)
        for at, weights in enumerate(counts):
            own = self.weighed(weights)
            if own is None:
                continue
            vectors[at, q:] = own.moments
            found = self._search(own.discrepancy)
            status[at] = NOT_CONVERGED if found is None else USED
            if found is not None:
                vectors[at, :n_params] = found[0][:n_params]
                vectors[at, n_params:q] = own.given
                fmin[at] = found[1]
        good = np.flatnonzero(status == USED)
        if len(good):
            layout = self.layout
            implied = layout.implied(vectors[good, :q])
            improper = improper_solutions(implied, layout.variances, layout.latent)
            status[good[improper]] = IMPROPER
        return Replicates(vectors, fmin, status)

    def weighed(self, weights: Array) -> Weighed | None:
        """Return what a set of weights (n,) leaves to be fitted, None without EM moments."""
        patterns = weighted_patterns(self._patterns, self.values, weights)
        found, p = em_moments(patterns), self.n_observed
        if found.point is None or not found.converged:
            return None
        given = self.layout.given_values(found.mean[None, :p], found.cov[None, :p, :p])[0]
        group = FimlGroup(self.structure, patterns, found.point.value)
        return Weighed(group, given, moment_row(found.mean, found.cov))

    def _search(self, group: Discrepancy) -> tuple[Array, float] | None:
        objective = Objective([group], self.reduction)
        start = self.reduction.reduce(self.start)
        if not np.isfinite(objective.value(start)):
            return None
        problem, most = objective.problem(), self.max_iterations
        minimum = minimize(problem, start, max_iterations=most, scoring_steps=0)
        if not minimum.converged:
            minimum = search(objective, start, [], most)
        if not minimum.converged:
            return None
        return self.reduction.expand(minimum.params), minimum.value


def moment_row(mean: Array, cov: Array) -> Array:
    """Return means and covariances as one vector."""
    col, row = np.triu_indices(len(mean))
    return np.concatenate([mean, cov[row, col]])
