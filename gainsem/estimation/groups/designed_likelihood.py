"""Maximum likelihood errors and tests of several groups under one sampling design.

As :mod:`gainsem.estimation.designed_likelihood` of one group; groups are domains of the
sample, and share clusters where these hold respondents of several of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np

from gainsem.core.designed_groups import DomainRows, meat_of_groups, simple_meat_of_groups
from gainsem.core.designed_sums import designed_independence_trace, designed_saturated_trace
from gainsem.core.linalg import Array
from gainsem.core.normal_traces import turned
from gainsem.estimation.corrections import Traces
from gainsem.estimation.designed_likelihood import DesignedParts
from gainsem.estimation.groups.likelihood_errors import UNKNOWN, JointParts
from gainsem.estimation.likelihood_tests import baseline_turned
from gainsem.model.parameter_table import covariates


@dataclass(frozen=True)
class DesignedJointParts(JointParts):
    """What the errors and tests of several groups are made of under a sampling design."""

    @property
    def designed(self) -> tuple[DesignedParts, ...]:
        """The groups, each with its part of the design."""
        return cast("tuple[DesignedParts, ...]", self.groups)

    @cached_property
    def scores(self) -> tuple[DomainRows, ...]:
        """Casewise scores of each group at the solution."""
        return tuple(
            DomainRows(part.scores, self.basis[places.at], part.design)
            for part, places in zip(self.designed, self.places, strict=True)
        )

    @cached_property
    def meat(self) -> Array:
        """N times the variance of the weighted mean score of all groups under the design."""
        return meat_of_groups(self.scores)

    def traces(self) -> tuple[Traces, Traces]:
        """Return the traces of the model and of its baseline, as in Mplus.

        What the saturated models add has no part that groups share: their parameters are
        each group's own, and so is their information.
        """
        bread = self.information_inverse
        if bread is None:
            return UNKNOWN
        saturated = of_baseline = 0.0
        for part, table in zip(self.designed, self.tables, strict=True):
            means, design = part.compiled.structure.means, part.design
            deviations = part.known_answers - part.sample_mean
            by_sample = turned(part.sample.cov, deviations, explained=part.explained)
            by_baseline = baseline_turned(part, table, deviations)
            if by_sample is None or by_baseline is None:
                return UNKNOWN
            saturated += designed_saturated_trace(by_sample, design, means=means)
            count = len(covariates(table))
            of_baseline += designed_independence_trace(by_baseline, count, design, means=means)
        own = float(np.sum(bread * self.meat))
        return Traces(saturated - own, saturated=saturated), Traces(saturated - of_baseline)

    def simple_vcov(self) -> Array | None:
        """Return the covariance of all parameters as if from a simple random sample."""
        bread = self.information_inverse
        if self.method.errors == "none" or bread is None:
            return None
        inner = self.basis @ bread
        full: Array = inner @ simple_meat_of_groups(self.scores) @ inner.T / self.n
        return (full + full.T) / 2.0
