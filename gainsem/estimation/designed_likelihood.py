"""Maximum likelihood errors and tests under a sampling design: weights, clusters, strata.

Pseudo-maximum likelihood: the weighted mean of the log-likelihoods is maximised, which is
maximum likelihood from weighted moments.  The errors are ``A^-1 B A^-1 / n`` with n B the
variance of the weighted sum of the scores under the design (Skinner 1989; Binder 1983,
doi:10.2307/1402588), and the test is divided by ``(tr(A1^-1 B1) - tr(A0^-1 B0)) / df``
(Asparouhov & Muthen 2005, Multivariate statistical modeling with survey data).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gainsem.core.casewise_scores import Deviations, score_blocks
from gainsem.core.designed_sums import (
    designed_independence_trace,
    designed_saturated_trace,
    designed_score_sums,
    weighted_explained_by,
    weighted_moments,
)
from gainsem.core.linalg import Array
from gainsem.core.normal_traces import Turned, turned
from gainsem.core.robust_residuals import ScoreSums
from gainsem.core.sampled_units import SampleDesign
from gainsem.estimation.corrections import Traces
from gainsem.estimation.likelihood_errors import LikelihoodParts
from gainsem.estimation.likelihood_tests import UNKNOWN, baseline_turned
from gainsem.model.parameter_table import ParameterTable, covariates


@dataclass(frozen=True)
class DesignedParts(LikelihoodParts):
    """Breads and meats of a solution from a designed sample."""

    design: SampleDesign

    @cached_property
    def scores(self) -> Array:
        """Casewise scores at the solution, by the reduced parameters, shape (n, r)."""
        structure, point = self.compiled.structure, self.point
        centre = point.implied.mu if structure.means else self.sample_mean
        return self._casewise(Deviations(self.known_answers, centre, point.implied.sigma))

    @cached_property
    def meat(self) -> Array:
        """N times the variance of the weighted mean score under the design."""
        return self.design.meat(self.scores)

    @property
    def meat_of_moments(self) -> Array:
        """The same, about the sample moments."""
        return self.sums.meat

    @cached_property
    def sums(self) -> ScoreSums:
        """Sums over the sample, about its own moments."""
        return designed_score_sums(
            self._casewise(self.about_sample),
            self.known_answers - self.sample_mean,
            self.explained,
            self.design,
            means=self.compiled.structure.means,
        )

    @cached_property
    def about_sample(self) -> Deviations:
        """The answers about their own weighted moments."""
        values, explained, weights = self.known_answers, self.explained, self.design.weights
        cov = weighted_moments(values, weights)[1]
        if explained is not None:
            own = explained if weights is None else explained * weights[:, None]
            cov = cov - own.T @ explained / self.design.n
        return Deviations(values, self.sample_mean, cov, explained)

    @cached_property
    def explained(self) -> Array | None:
        """What fixed covariates explain of the answers less their means, shape (n, p)."""
        deviations = self.known_answers - self.sample_mean
        return weighted_explained_by(deviations, self.given, self.design.weights)

    @property
    def sample_mean(self) -> Array:
        """Weighted means of the answers."""
        if self.mean is not None:
            return self.mean
        return weighted_moments(self.known_answers, self.design.weights)[0]

    def simple_vcov(self) -> Array | None:
        """Return the covariance of all parameters as if from a simple random sample."""
        bread = self.information_inverse
        if self.method.errors == "none" or bread is None:
            return None
        inner = self.basis @ bread
        full: Array = inner @ self.design.simple_meat(self.scores) @ inner.T / self.sample.n
        return (full + full.T) / 2.0

    def _casewise(self, deviations: Deviations) -> Array:
        point, structure = self.point, self.compiled.structure
        blocks = score_blocks(structure, point.implied, point.omega, deviations)
        constrained = self.compiled.constrained
        return np.concatenate([block @ self.basis if constrained else block for block in blocks])


def designed_traces(parts: DesignedParts, table: ParameterTable) -> tuple[Traces, Traces]:
    """Return the traces of the model and of its baseline model; NaN where there are none.

    As in Mplus: the saturated model at the sample moments, everything under the design.
    """
    means, design = parts.compiled.structure.means, parts.design
    deviations = parts.known_answers - parts.sample_mean
    by_sample = turned(parts.sample.cov, deviations, explained=parts.explained)
    by_baseline: Turned | None = baseline_turned(parts, table, deviations)
    bread = parts.information_inverse
    if by_sample is None or by_baseline is None or bread is None:
        return UNKNOWN, UNKNOWN
    saturated = designed_saturated_trace(by_sample, design, means=means)
    of_baseline = designed_independence_trace(
        by_baseline, len(covariates(table)), design, means=means
    )
    return (
        Traces(saturated - float(np.sum(bread * parts.meat)), saturated=saturated),
        Traces(saturated - of_baseline),
    )
