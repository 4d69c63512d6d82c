"""Maximum likelihood fits of many resamples at once, started at the estimates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.batch.admissible import improper_solutions
from gainsem.core.batch.implied import imply_stack
from gainsem.core.batch.likelihood import LikelihoodStack, SampleStack
from gainsem.core.batch.moments import PairProducts
from gainsem.core.batch.newton import minimize_stack
from gainsem.core.batch.stacks import cholesky_factors
from gainsem.core.given_values import with_given
from gainsem.core.moments import SampleMoments
from gainsem.core.objective import Group, Objective
from gainsem.core.start import further_starts, start_values
from gainsem.estimation.bootstrap.replicates import (
    IMPROPER,
    NOT_COMPUTED,
    NOT_CONVERGED,
    USED,
    Replicates,
)
from gainsem.estimation.search import search
from gainsem.model.replicate_layout import ReplicateLayout

Array = NDArray[np.float64]


@dataclass(frozen=True)
class LikelihoodReplicator:
    """Fits a model by maximum likelihood to resamples of complete answers.

    Parameters
    ----------
    layout : ReplicateLayout
    values : ndarray, shape (n, p)
    start : ndarray, shape (q,)
        The estimates of all respondents.
    means : bool
        Whether the means are modelled.
    wishart : bool
        Divisor n - 1 instead of n.
    turn : ndarray, shape (p, p), optional
        Turns the answers about their means, so that the model fits them exactly
        (Bollen & Stine 1992).
    shift : ndarray, shape (p,), optional
        The means they then have.
    max_iterations : int
    """

    layout: ReplicateLayout
    values: Array
    start: Array
    means: bool
    wishart: bool
    turn: Array | None = None
    shift: Array | None = None
    max_iterations: int = 200

    @property
    def chunk(self) -> int:
        """Draws worked on together: a few hundredths of a second."""
        return 50

    @property
    def n_obs(self) -> int:
        """Number of respondents drawn from."""
        return len(self.values)

    @property
    def answers(self) -> tuple[Array, ...]:
        """What is drawn from."""
        return (self.values,)

    @cached_property
    def _products(self) -> PairProducts:
        return PairProducts(self.values)

    @cached_property
    def _inverse(self) -> Array:
        """Inverse Hessian of all respondents at the estimates, within the constraints."""
        sample, _ = self.samples(np.ones((1, self.n_obs)))
        likelihood = LikelihoodStack(self.layout.compiled.structure, self.layout.cells)
        hessian = likelihood.hessian(likelihood.at(self.start[None], sample))[0]
        basis = self.layout.compiled.reduction.basis
        inverse: Array = np.linalg.pinv(basis.T @ hessian @ basis, hermitian=True)
        return inverse

    def fit(self, counts: Array) -> Replicates:
        """Return the fits to resamples, shape of counts (b, n)."""
        sample, computable = self.samples(counts)
        compiled = self.layout.compiled
        size, q = len(counts), len(self.start)
        vectors = np.full((size, q + sample.given.shape[1]), np.nan)
        fmin, status = np.full(size, np.nan), np.full(size, NOT_COMPUTED, dtype=np.uint8)
        chosen = np.flatnonzero(computable)
        if not len(chosen):
            return Replicates(vectors, fmin, status)
        own = sample.some(chosen)
        likelihood = LikelihoodStack(compiled.structure, self.layout.cells)
        found = minimize_stack(
            likelihood, own, self.start, compiled.reduction, inverse=self._inverse
        )
        params, value, converged = found.params.copy(), found.value.copy(), found.converged.copy()
        for at in np.flatnonzero(~converged).tolist():
            again = self._afresh(own.some(np.array([at])))
            if again is not None:
                params[at], value[at], converged[at] = *again, True
        implied = imply_stack(compiled.structure, params, self.layout.cells, own.given)
        improper = improper_solutions(implied, self.layout.variances, self.layout.latent)
        status[chosen] = np.where(improper, IMPROPER, USED)
        status[chosen[~converged]] = NOT_CONVERGED
        good = chosen[converged]
        vectors[good] = np.concatenate([params, own.given], axis=1)[converged]
        fmin[good] = value[converged]
        return Replicates(vectors, fmin, status)

    def samples(self, counts: Array) -> tuple[SampleStack, NDArray[np.bool_]]:
        """Return the moments of resamples (b, n), and which have covariances to fit."""
        mean, cov = self._products.moments(counts)
        if self.turn is not None and self.shift is not None:
            mean = self.shift + (mean - self._products.middle) @ self.turn.T
            cov = self.turn @ cov @ self.turn.T
            cov = (cov + cov.transpose(0, 2, 1)) * 0.5
        if self.wishart:
            n = counts.sum(axis=1)
            cov = cov * (n / (n - 1.0))[:, None, None]
        given = self.layout.given_values(mean, cov)
        diagonal = np.einsum("bii->bi", cholesky_factors(cov))
        computable = np.isfinite(diagonal).all(axis=1) & (diagonal > 0.0).all(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            logdet = 2.0 * np.log(diagonal).sum(axis=1)
        return SampleStack(cov, mean if self.means else None, logdet, given), computable

    def one_group(self, one: SampleStack) -> Group:
        """Return the discrepancy of one resample by itself."""
        structure = with_given(self.layout.compiled.structure, self.layout.cells, one.given[0])
        mean = None if one.mean is None else one.mean[0]
        return Group(structure, SampleMoments(one.cov[0], mean, 1.0, float(one.logdet[0])))

    def _afresh(self, one: SampleStack) -> tuple[Array, float] | None:
        """Return estimates and value of one resample searched as any other data would be."""
        compiled, group = self.layout.compiled, self.one_group(one)
        objective = Objective([group], compiled.reduction)
        reduce = compiled.reduction.reduce
        sample = group.sample
        starts = [reduce(start_values(group.structure, sample.cov, sample.mean))]
        starts.append(reduce(self.start))
        further = [*starts[1:], *map(reduce, further_starts(group.structure, sample.cov))]
        begin = starts[0] if np.isfinite(objective.value(starts[0])) else starts[1]
        if not np.isfinite(objective.value(begin)):
            return None
        minimum = search(objective, begin, further, self.max_iterations)
        if not minimum.converged:
            return None
        return compiled.reduction.expand(minimum.params), minimum.value
