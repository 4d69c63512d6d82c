"""Fits of resamples of continuous answers, one after the other: any estimator, any restriction.

Every search begins at the estimates of all respondents.  One that finds no minimum from
there is repeated as a fit of its own would be done: from closed forms, then plainer starts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.batch.admissible import improper_solutions
from gainsem.core.batch.implied import FixedCells
from gainsem.core.correlates import correlate_values
from gainsem.core.given_values import with_given
from gainsem.core.objective import Discrepancy, Objective
from gainsem.core.reduction import Reduction
from gainsem.core.restrictions import Restrictions
from gainsem.core.start import further_starts, start_values
from gainsem.core.structure import Structure
from gainsem.estimation.bootstrap.drawn import Drawn, Source
from gainsem.estimation.bootstrap.near_search import Found, NearSearch
from gainsem.estimation.bootstrap.replicates import (
    IMPROPER,
    NOT_COMPUTED,
    NOT_CONVERGED,
    USED,
    Replicates,
)
from gainsem.model.replicate_layout import ReplicateLayout

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Resample:
    """One resample, ready to be searched.

    Parameters
    ----------
    drawn : Drawn
    structure : Structure
        With the moments of given covariates in it.
    discrepancy : Discrepancy
    given : ndarray, shape (k,)
        These moments.
    """

    drawn: Drawn
    structure: Structure
    discrepancy: Discrepancy
    given: Array


@dataclass(frozen=True)
class SearchReplicator:
    """Fits a model of continuous variables to resamples, each by itself.

    Parameters
    ----------
    layout : ReplicateLayout
    source : Source
    structure : Structure
        What is searched: that of the model, auxiliary variables added.
    cells : FixedCells or None
        Where the moments of given covariates stand in it.
    reduction : Reduction
        Linear constraints on its parameters.
    start : ndarray, shape (q + f,)
        The estimates of all respondents; those of auxiliary variables last.
    max_iterations : int
    """

    layout: ReplicateLayout
    source: Source
    structure: Structure
    cells: FixedCells | None
    reduction: Reduction
    start: Array
    max_iterations: int

    @property
    def chunk(self) -> int:
        """Draws worked on together: each is fitted by itself."""
        return 10

    @property
    def answers(self) -> tuple[Array, ...]:
        """What is drawn from."""
        return self.source.answers

    @property
    def n_obs(self) -> int:
        """Number of respondents drawn from."""
        return len(self.answers[0])

    @cached_property
    def _search(self) -> NearSearch:
        return NearSearch(self.reduction, self._restrictions(), self.start, self.max_iterations)

    @cached_property
    def _inverse(self) -> Array | None:
        """Inverse Hessian of all respondents at the estimates; None where it is none."""
        drawn = self.source.drawn(np.ones(self.n_obs))
        discrepancy = None if drawn is None else drawn.discrepancy(self.structure)
        if discrepancy is None:
            return None
        return self._search.inverse(Objective([discrepancy], self.reduction))

    def fit(self, counts: Array) -> Replicates:
        """Return the fits to resamples, shape of counts (b, n)."""
        size, q = len(counts), self.layout.compiled.structure.n_params
        vectors = np.full((size, q + len(self.layout.given)), np.nan)
        fmin, status = np.full(size, np.nan), np.full(size, NOT_COMPUTED, dtype=np.uint8)
        for at, count in enumerate(counts):
            own = self.resample(count)
            if own is None:
                continue
            found = self._near(own.discrepancy) or self._afresh(own)
            status[at] = NOT_CONVERGED if found is None else USED
            if found is not None:
                vectors[at], fmin[at] = np.concatenate([found[0][:q], own.given]), found[1]
        good = np.flatnonzero(status == USED)
        if len(good):
            implied, layout = self.layout.implied(vectors[good]), self.layout
            improper = improper_solutions(implied, layout.variances, layout.latent)
            status[good[improper]] = IMPROPER
        return Replicates(vectors, fmin, status)

    def resample(self, counts: Array) -> Resample | None:
        """Return a resample, counts of shape (n,); None where it has no moments to fit."""
        drawn = self.source.drawn(counts)
        if drawn is None:
            return None
        given = self.layout.given_values(drawn.mean[None], drawn.cov[None])[0]
        structure = with_given(self.structure, self.cells, given)
        discrepancy = drawn.discrepancy(structure)
        return None if discrepancy is None else Resample(drawn, structure, discrepancy, given)

    def starts(self, own: Resample) -> list[Array]:
        """Return where a fit of these answers would be searched from; none without moments."""
        moments = own.drawn.moments()
        if moments is None:
            return []
        mean, cov = moments
        model = self.layout.compiled.structure
        p, q = model.n_observed, model.n_params
        further = np.zeros(0)
        if len(self.start) > q:
            further = correlate_values(own.structure, q, mean, cov)
        plain = [start_values(model, cov[:p, :p], mean[:p]), *further_starts(model, cov[:p, :p])]
        return [np.concatenate([each, further]) for each in plain]

    def _near(self, discrepancy: Discrepancy) -> Found | None:
        """Search from the estimates of all respondents."""
        return self._search.near(Objective([discrepancy], self.reduction), self._inverse)

    def _afresh(self, own: Resample) -> Found | None:
        """Search as a fit of these answers would be searched."""
        begins = self.starts(own)
        if not begins:
            return None
        objective = Objective([own.discrepancy], self.reduction)
        return self._search.afresh(objective, [*begins, self.start])

    def _restrictions(self) -> Restrictions | None:
        """Return what restricts the searched parameters beside linear equalities."""
        restrictions, q = self.layout.compiled.restrictions, self.layout.compiled.structure.n_params
        grown = restrictions is not None and len(self.start) > q
        return restrictions.of_more(q) if restrictions is not None and grown else restrictions
