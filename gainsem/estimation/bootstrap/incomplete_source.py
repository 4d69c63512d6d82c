"""Resamples of continuous answers of which some are missing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.em_moments import EmMoments, em_moments
from gainsem.core.fiml import FimlGroup
from gainsem.core.linalg import cholesky
from gainsem.core.missing_patterns import Patterns, missing_patterns
from gainsem.core.moments import SampleMoments, sample_moments
from gainsem.core.objective import Group
from gainsem.core.resampled_patterns import ResampledPatterns
from gainsem.core.structure import Indices, Structure
from gainsem.estimation.bootstrap.drawn import Drawn
from gainsem.estimation.incomplete import pairwise_sample

Array = NDArray[np.float64]


@dataclass(frozen=True)
class IncompleteSource:
    """Respondents who may have left something out.

    Parameters
    ----------
    values : ndarray, shape (n, p + k)
        NaN where missing; auxiliary variables last.
    treatment : {"fiml", "two_stage", "robust_two_stage", "pairwise"}
    n_model : int
        Variables of the model, p.
    given : ndarray of int
        Those that are given covariates: answered by everybody.
    tested : bool
        Whether the distance from the unrestricted model counts, which a test is made of.
    """

    values: Array
    treatment: str
    n_model: int
    given: Indices
    tested: bool = False

    @property
    def answers(self) -> tuple[Array, ...]:
        """What is drawn from."""
        return (self.values,)

    @cached_property
    def _patterns(self) -> ResampledPatterns:
        return ResampledPatterns(self.values, missing_patterns(self.values))

    @cached_property
    def _whole(self) -> EmMoments:
        """The moments of all respondents, where those of every resample are searched from."""
        return em_moments(self._patterns.whole)

    def drawn(self, counts: Array) -> Drawn | None:
        """Return a resample; None where its moments are needed, and not determined."""
        if self.treatment == "fiml":
            patterns = self._patterns.drawn(counts)
            unrestricted = self._unrestricted(patterns) if self.tested else 0.0
            if unrestricted is None:
                return None
            return Drawn(
                lambda structure: FimlGroup(structure, patterns, unrestricted),
                *self._of_given(counts),
                lambda: self._em(patterns),
            )
        sample = self._sample(counts)
        if sample is None or sample.mean is None:
            return None
        mean, cov = sample.mean, sample.cov

        def discrepancy(structure: Structure) -> Group:
            return Group(structure, sample)

        return Drawn(discrepancy, mean, cov, lambda: (mean, cov))

    def _of_given(self, counts: Array) -> tuple[Array, Array]:
        """Return moments in which those of given covariates are right."""
        p, at = self.n_model, self.given
        mean, cov = np.zeros(p), np.eye(p)
        if len(at):
            x = self.values[:, at]
            mean[at] = counts @ x / counts.sum()
            apart = x - mean[at]
            cov[np.ix_(at, at)] = (apart * counts[:, None]).T @ apart / counts.sum()
        return mean, cov

    def _sample(self, counts: Array) -> SampleMoments | None:
        p = self.n_model
        if self.treatment == "pairwise":
            rows = np.repeat(np.arange(len(counts)), counts.astype(np.intp))
            return pairwise_sample(self.values[rows][:, :p])
        found = self._em(self._patterns.drawn(counts))
        if found is None:
            return None
        return sample_moments(found[1][:p, :p].copy(), counts.sum(), mean=found[0][:p].copy())

    def _unrestricted(self, patterns: Patterns) -> float | None:
        """Return ``-logl / n`` of the unrestricted model; None where it has none."""
        found = em_moments(patterns, start=(self._whole.mean, self._whole.cov))
        return found.point.value if found.point is not None and found.converged else None

    def _em(self, patterns: Patterns) -> tuple[Array, Array] | None:
        whole = self._whole
        found = em_moments(patterns, start=(whole.mean, whole.cov))
        usable = found.point is not None and cholesky(found.cov) is not None
        return (found.mean, found.cov) if usable else None
