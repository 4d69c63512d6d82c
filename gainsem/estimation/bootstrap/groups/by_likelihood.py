"""Maximum likelihood fits of many resamples of several groups at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.batch.grouped import GroupedSamples, GroupedStack
from gainsem.core.batch.likelihood import LikelihoodStack
from gainsem.core.batch.newton import minimize_stack
from gainsem.core.objective import Objective
from gainsem.core.placed import Placed
from gainsem.core.start import further_starts, start_values
from gainsem.estimation.bootstrap.by_likelihood import LikelihoodReplicator
from gainsem.estimation.bootstrap.groups.of_groups import OfGroups
from gainsem.estimation.bootstrap.near_search import Found, NearSearch
from gainsem.estimation.bootstrap.replicates import NOT_CONVERGED, USED, Replicates

Array = NDArray[np.float64]


@dataclass(frozen=True)
class GroupedLikelihood(OfGroups[LikelihoodReplicator]):
    """Fits a model of several groups by maximum likelihood to resamples of complete answers."""

    @cached_property
    def _stack(self) -> GroupedStack:
        layouts = self.joint.layouts
        own = tuple(LikelihoodStack(each.compiled.structure, each.cells) for each in layouts)
        return GroupedStack(own, self.joint.places, self.joint.shares)

    @cached_property
    def _inverse(self) -> Array:
        """Inverse Hessian of all respondents at the estimates, within the constraints."""
        samples, _ = self._samples(np.ones((1, self.n_obs)))
        hessian = self._stack.hessian(self._stack.at(self.start[None], samples))[0]
        basis = self.joint.reduction.basis
        inverse: Array = np.linalg.pinv(basis.T @ hessian @ basis, hermitian=True)
        return inverse

    def fit(self, counts: Array) -> Replicates:
        """Return the fits to resamples, shape of counts (b, n): groups one after the other."""
        samples, computable = self._samples(counts)
        found = self.joint.empty(len(counts))
        chosen = np.flatnonzero(computable)
        if not len(chosen):
            return found
        own = samples.some(chosen)
        ended = minimize_stack(
            self._stack, own, self.start, self.joint.reduction, inverse=self._inverse
        )
        params, value, converged = ended.params.copy(), ended.value.copy(), ended.converged.copy()
        for at in np.flatnonzero(~converged).tolist():
            again = self._afresh(own.some(np.array([at])))
            if again is not None:
                params[at], value[at], converged[at] = *again, True
        given = [each.given for each in own.groups]
        found.status[chosen] = np.where(converged, USED, NOT_CONVERGED)
        good = chosen[converged]
        found.vectors[good] = np.concatenate([params, *given], axis=1)[converged]
        found.fmin[good] = value[converged]
        return self.joint.judged(found)

    def _samples(self, counts: Array) -> tuple[GroupedSamples, NDArray[np.bool_]]:
        own = zip(self.parts, self.joint.split(counts), strict=True)
        samples, computable = zip(*(part.samples(each) for part, each in own), strict=True)
        return GroupedSamples(samples), np.asarray(np.all(computable, axis=0), dtype=np.bool_)

    def _afresh(self, one: GroupedSamples) -> Found | None:
        """Return estimates and value of one resample searched as any other data would be."""
        joint = self.joint
        groups = [part.one_group(own) for part, own in zip(self.parts, one.groups, strict=True)]
        placed = zip(groups, joint.places, joint.shares, strict=True)
        objective = Objective([Placed(*each) for each in placed], joint.reduction)
        first = [start_values(own.structure, own.sample.cov, own.sample.mean) for own in groups]
        further = [further_starts(own.structure, own.sample.cov) for own in groups]
        starts = map(joint.joined, [first, *zip(*further, strict=True)])
        search = NearSearch(joint.reduction, None, self.start, self.max_iterations)
        return search.afresh(objective, [*starts, self.start])
