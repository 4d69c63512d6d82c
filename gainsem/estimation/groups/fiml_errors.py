"""Errors and corrections of full-information maximum likelihood in several groups."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gainsem.core.categorical_ml import LikelihoodDistance
from gainsem.core.complete_distance import CompleteGroup, complete_distance_of_groups
from gainsem.core.designed_groups import DomainRows, meat_of_groups, simple_meat_of_groups
from gainsem.core.fit_measures import ChiSquare, rmsea, rmsea_size
from gainsem.core.inverse import inverse_information
from gainsem.core.linalg import Array
from gainsem.core.moment_jacobian import moment_jacobian
from gainsem.core.placed import Places
from gainsem.core.reduction import Reduction, no_reduction
from gainsem.core.residual_traces import MomentErrors
from gainsem.core.robust_measures import robust_incremental
from gainsem.estimation.corrections import Traces, corrections
from gainsem.estimation.fiml_baseline import Baseline
from gainsem.estimation.fiml_measures import ROBUST
from gainsem.estimation.fiml_parts import FimlParts, Unrestricted
from gainsem.estimation.scaled_measures import scaled_measures
from gainsem.results.continuous import ContinuousMethod


@dataclass(frozen=True)
class IncompleteGroup:
    """One group at the solution: by its own parameters, and where these stand."""

    parts: FimlParts
    unrestricted: Unrestricted
    places: Places
    share: float

    @property
    def n(self) -> float:
        """Respondents of the group, or what their weights add up to."""
        design = self.parts.design
        return float(self.parts.group.patterns.n) if design is None else design.n


@dataclass(frozen=True)
class JointFiml:
    """All groups at the solution; sums weigh each by its share of the respondents.

    Parameters
    ----------
    method : ContinuousMethod
    groups : tuple of IncompleteGroup
    reduction : Reduction
        Of the parameters of all groups, those outside the model included.
    hessian : ndarray, shape (r, r), or None
        Second derivatives, where the search knows them.
    """

    method: ContinuousMethod
    groups: tuple[IncompleteGroup, ...]
    reduction: Reduction
    hessian: Array | None = None

    @property
    def n(self) -> float:
        """Respondents of all groups."""
        return sum(group.n for group in self.groups)

    @cached_property
    def information_inverse(self) -> Array | None:
        """Inverse of the information the method asks for, None where it is singular."""
        if self.method.information == "first.order":
            return inverse_information(self.meat)
        exact = self.method.observed_information == "hessian"
        if self.hessian is not None and exact and self.method.information == "observed":
            return inverse_information(self.hessian)
        return inverse_information(self._sum(lambda parts: parts.information))

    @cached_property
    def meat(self) -> Array:
        """Mean outer product of scores; N times the variance of their mean under a design."""
        if self._designed is None:
            return self._sum(lambda parts: parts.meat)
        return meat_of_groups(self._designed)

    @cached_property
    def _designed(self) -> list[DomainRows] | None:
        """Casewise scores of each group, None where there is no design."""
        basis = self.reduction.basis
        found = [
            DomainRows(group.parts.scores, basis[group.places.at], group.parts.design)
            for group in self.groups
            if group.parts.design is not None
        ]
        return found or None

    def vcov(self, n_model: int) -> Array | None:
        """Return the covariances of the model's parameters, None where there are none."""
        bread = self.information_inverse
        if self.method.errors == "none" or bread is None:
            return None
        if self.method.errors == "robust.huber.white":
            bread = bread @ self.meat @ bread
        return self._of_model(bread, n_model)

    def simple_vcov(self, n_model: int) -> Array | None:
        """Return the same as if from a simple random sample; None where there is no design."""
        bread = self.information_inverse
        if self.method.errors == "none" or bread is None or self._designed is None:
            return None
        return self._of_model(bread @ simple_meat_of_groups(self._designed) @ bread, n_model)

    def _of_model(self, bread: Array, n_model: int) -> Array:
        basis = self.reduction.basis[:n_model]
        full: Array = basis @ bread @ basis.T / self.n
        return (full + full.T) / 2.0

    def corrected_measures(
        self, model: ChiSquare, baseline: ChiSquare, lowest: Sequence[Baseline]
    ) -> dict[str, float]:
        """Return scaled measures where the method corrects, and those that ignore holes.

        Parameters
        ----------
        model, baseline : ChiSquare
        lowest : sequence of Baseline
            The independence model of each group.
        """
        unrelated = self.of_baselines(lowest)
        robust = self.without_holes(unrelated, model, baseline)
        if not self.method.scales:
            return robust
        saturated = sum(group.unrestricted.trace for group in self.groups)
        of_model = Traces(saturated - self._trace())
        of_baseline = Traces(saturated - sum(each.parts.trace for each in unrelated))
        if not math.isfinite(of_model.mean) or not math.isfinite(of_baseline.mean):
            return robust  # without standard errors there is nothing to correct with
        both = corrections(
            self.method.test, model, baseline, of_model=of_model, of_baseline=of_baseline
        )
        n = rmsea_size(self.n, len(self.groups))
        return scaled_measures(both, model, baseline, n=n, robust=False) | robust

    def _trace(self) -> float:
        bread = self.information_inverse
        return float("nan") if bread is None else float(np.sum(bread * self.meat))

    def of_baselines(self, lowest: Sequence[Baseline]) -> list[IncompleteGroup]:
        """Return the groups with the baseline models, whose parameters are all apart."""
        sizes = [each.group.structure.n_params for each in lowest]
        starts = np.cumsum([0, *sizes[:-1]])
        return [
            IncompleteGroup(
                FimlParts(
                    self.method,
                    each.group,
                    no_reduction(size),
                    each.params,
                    group.parts.values,
                    design=group.parts.design,
                ),
                group.unrestricted,
                Places(start + np.arange(size, dtype=np.intp), sum(sizes)),
                group.share,
            )
            for group, each, size, start in zip(self.groups, lowest, sizes, starts, strict=True)
        ]

    def without_holes(
        self, unrelated: Sequence[IncompleteGroup], model: ChiSquare, baseline: ChiSquare
    ) -> dict[str, float]:
        """Return CFI, TLI and RMSEA as they would be without missing answers."""
        robust = self.method.scales
        own = _distance(self.groups, self.reduction.basis, robust=robust)
        size = unrelated[0].places.size
        low = _distance(unrelated, np.eye(size), robust=robust)
        if own is None or low is None:
            return dict.fromkeys(ROBUST, float("nan"))
        n = self.n
        measures = robust_incremental(own, low, n=n, df=model.df, baseline_df=baseline.df)
        if model.df == 0:
            found = rmsea(ChiSquare(0.0, 0), n)
        else:
            scaling = own.expected / model.df
            test = ChiSquare(n * own.value / scaling, model.df)
            found = rmsea(test, rmsea_size(n, len(self.groups)) / scaling)
        return measures | {f"{name}_robust": value for name, value in found.items()}

    def _sum(self, of: Callable[[FimlParts], Array]) -> Array:
        basis = self.reduction.basis
        total = np.zeros((len(basis), len(basis)))
        for group in self.groups:
            total += group.share * group.places.matrix(of(group.parts))
        within: Array = basis.T @ total @ basis
        return within


def _distance(
    groups: Sequence[IncompleteGroup], basis: Array, *, robust: bool
) -> LikelihoodDistance | None:
    complete = []
    for group in groups:
        gamma = group.unrestricted.gamma(robust=robust)
        if gamma is None or group.unrestricted.n_unknown:
            return None
        found, point = group.unrestricted.found, group.parts.point
        own = moment_jacobian(group.parts.group.structure, point.implied)
        complete.append(
            CompleteGroup(
                found.mean,
                found.cov,
                (point.implied.mu, point.implied.sigma),
                MomentErrors(gamma, group.unrestricted.information),
                group.places.columns(own) @ basis,
                group.share,
                group.unrestricted.shared_rows,
            )
        )
    return complete_distance_of_groups(complete)
