"""Errors and test corrections of maximum likelihood in several groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gainsem.core.discrepancy import saturated_information
from gainsem.core.gram_traces import pair_sums, unrelated_pair_squares
from gainsem.core.inverse import inverse_information
from gainsem.core.linalg import Array
from gainsem.core.minimize import Minimum
from gainsem.core.normal_traces import (
    Turned,
    independence_scores_trace,
    independence_trace,
    saturated_trace,
    turned,
)
from gainsem.core.objective import Objective
from gainsem.core.observed_traces import observed_independence_trace, observed_trace
from gainsem.core.placed import Places
from gainsem.estimation.corrections import Traces
from gainsem.estimation.likelihood_errors import LikelihoodParts
from gainsem.estimation.likelihood_tests import SECOND_MOMENT, baseline_turned
from gainsem.model.parameter_table import ParameterTable, covariates
from gainsem.results.continuous import ContinuousMethod

UNKNOWN = (Traces(float("nan")), Traces(float("nan")))


@dataclass(frozen=True)
class JointParts:
    """What the errors and tests of several groups are made of, per respondent.

    Sums over groups weigh each by its share of the respondents; everything is by the
    reduced parameters of all groups.

    Parameters
    ----------
    method : ContinuousMethod
    groups : tuple of LikelihoodParts
        Each by its own parameters, restricted by nothing.
    tables : tuple of ParameterTable
    places : tuple of Places
    shares : tuple of float
    objective : Objective
    minimum : Minimum
    n : float
    """

    method: ContinuousMethod
    groups: tuple[LikelihoodParts, ...]
    tables: tuple[ParameterTable, ...]
    places: tuple[Places, ...]
    shares: tuple[float, ...]
    objective: Objective
    minimum: Minimum
    n: float

    @property
    def basis(self) -> Array:
        """Of the reduced parameters, shape (q, r)."""
        return self.objective.reduction.basis

    @cached_property
    def expected_inverse(self) -> Array | None:
        """Inverse of the expected information."""
        return inverse_information(self.objective.expected(self.minimum.params))

    @cached_property
    def information_inverse(self) -> Array | None:
        """Inverse of the information the method asks for."""
        if self.method.information == "expected":
            return self.expected_inverse
        if self.method.information == "first.order":
            return inverse_information(self.meat)
        if self.method.observed_information == "hessian":
            return inverse_information(self.minimum.hessian)
        return inverse_information(self._sum(_saturated))

    @cached_property
    def meat(self) -> Array:
        """Mean outer product of casewise scores at the solution."""
        return self._sum(lambda part: part.meat)

    @cached_property
    def meat_of_moments(self) -> Array:
        """The same of the scores less their group's mean, about the sample moments."""
        return self._sum(lambda part: part.meat_of_moments)

    def vcov(self) -> Array | None:
        """Return the covariance of all parameters, None where there is none."""
        bread = self.information_inverse
        if self.method.errors == "none" or bread is None:
            return None
        if self.method.errors in ("robust.sem", "robust.huber.white"):
            sem = self.method.errors == "robust.sem"
            bread = bread @ (self.meat_of_moments if sem else self.meat) @ bread
        full = self.basis @ bread @ self.basis.T / self.n
        result: Array = (full + full.T) / 2.0
        return result

    def traces(self) -> tuple[Traces, Traces]:
        """Return the traces of the model and of its baseline, as of one group.

        Those of :func:`gainsem.estimation.likelihood_tests.likelihood_traces`: what belongs
        to the saturated models adds up over groups, what belongs to the parameters is a trace
        of sums over groups.
        """
        if self.method.test == "yuan.bentler.mplus":
            return self._as_in_mplus()
        if self.method.test == "yuan.bentler" and self.method.information == "observed":
            return self._yuan_bentler()
        return self._satorra_bentler()

    def _as_in_mplus(self) -> tuple[Traces, Traces]:
        bread = self.information_inverse
        by_sample = [
            turned(part.sample.cov, part.deviations, explained=part.explained)
            for part in self.groups
        ]
        known = _complete(by_sample), _complete(self._baselines())
        if bread is None or not known[0] or not known[1]:
            return UNKNOWN
        means = self.groups[0].compiled.structure.means
        saturated = sum(saturated_trace(of, means=means) for of in known[0])
        of_baseline = sum(
            independence_scores_trace(of, count, means=means)
            for of, count in zip(known[1], self._n_covariates(), strict=True)
        )
        own = float(np.sum(bread * self.meat))
        return Traces(saturated - own, saturated=saturated), Traces(saturated - of_baseline)

    def _yuan_bentler(self) -> tuple[Traces, Traces]:
        of_model, of_baseline = _complete(self._turned()), _complete(self._baselines())
        bread = inverse_information(self._sum(_saturated))
        if bread is None or not of_model or not of_baseline:
            return UNKNOWN
        total = 0.0
        for of, part, places, share in zip(
            of_model, self.groups, self.places, self.shares, strict=True
        ):
            total += observed_trace(
                of,
                part.compiled.structure,
                part.point.implied,
                cov=part.sample.cov,
                residual_mean=part.point.residual_mean,
                basis=np.eye(len(places.at)),
                bread=share * _within(places, self.basis @ bread @ self.basis.T),
            )
        unrelated = sum(
            observed_independence_trace(of, part.sample.cov, count)
            for of, part, count in zip(of_baseline, self.groups, self._n_covariates(), strict=True)
        )
        return Traces(total), Traces(unrelated)

    def _satorra_bentler(self) -> tuple[Traces, Traces]:
        of_model, of_baseline = _complete(self._turned()), _complete(self._baselines())
        bread = self.expected_inverse
        if bread is None or not of_model or not of_baseline:
            return UNKNOWN
        means = self.groups[0].compiled.structure.means
        turned_meat = bread @ self.meat_of_moments
        counts = self._n_covariates()
        trace = sum(saturated_trace(of, means=means) for of in of_model)
        trace -= float(np.trace(turned_meat))
        unrelated = sum(
            independence_trace(of, count) for of, count in zip(of_baseline, counts, strict=True)
        )
        if self.method.test not in SECOND_MOMENT:
            return Traces(trace), Traces(unrelated)
        sums = [
            pair_sums(of, part.scores_of_moments(), means=means)
            for of, part in zip(of_model, self.groups, strict=True)
        ]
        across = sum(
            (
                share * places.matrix(each.across)
                for each, places, share in zip(sums, self.places, self.shares, strict=True)
            ),
            np.zeros((len(self.basis), len(self.basis))),
        )
        squared = sum(each.squares for each in sums)
        squared -= 2.0 * float(np.sum(bread * (self.basis.T @ across @ self.basis)))
        squared += float(np.sum(turned_meat * turned_meat.T))
        squares = sum(
            unrelated_pair_squares(of, count) for of, count in zip(of_baseline, counts, strict=True)
        )
        return Traces(trace, squared), Traces(unrelated, squares)

    def _turned(self) -> list[Turned | None]:
        return [
            turned(part.point.implied.sigma, part.deviations, explained=part.explained)
            for part in self.groups
        ]

    def _baselines(self) -> list[Turned | None]:
        return [
            baseline_turned(part, table, part.deviations)
            for part, table in zip(self.groups, self.tables, strict=True)
        ]

    def _n_covariates(self) -> list[int]:
        return [len(covariates(table)) for table in self.tables]

    def _sum(self, of: Callable[[LikelihoodParts], Array]) -> Array:
        total = np.zeros((len(self.basis), len(self.basis)))
        for part, places, share in zip(self.groups, self.places, self.shares, strict=True):
            total += share * places.matrix(of(part))
        within: Array = self.basis.T @ total @ self.basis
        return within


def _saturated(part: LikelihoodParts) -> Array:
    return saturated_information(part.compiled.structure, part.point)


def _within(places: Places, whole: Array) -> Array:
    own: Array = whole[np.ix_(places.at, places.at)]
    return own


def _complete(found: list[Turned | None]) -> list[Turned]:
    """Return all of them, or none where one is missing."""
    known = [each for each in found if each is not None]
    return known if len(known) == len(found) else []
