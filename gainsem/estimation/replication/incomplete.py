"""Replicates of a full-information fit: what is fitted again, and the corrected test."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from gainsem.core.fiml import FimlGroup, FimlPoint
from gainsem.core.fit_measures import ChiSquare
from gainsem.core.linalg import Array
from gainsem.core.normal_moments import normal_weight_matrix
from gainsem.core.reduction import Reduction, no_reduction
from gainsem.core.replicate_traces import replicate_traces
from gainsem.estimation.corrections import Traces, corrections, usable
from gainsem.estimation.design_choice import design_columns
from gainsem.estimation.fiml_baseline import fiml_baseline
from gainsem.estimation.fiml_measures import without_holes
from gainsem.estimation.fiml_parts import FimlParts, Unrestricted
from gainsem.estimation.identified import degrees_of_freedom
from gainsem.estimation.incomplete_sample import (
    IncompleteSample,
    incomplete_sample,
    used_respondents,
)
from gainsem.estimation.incomplete_structure import extended
from gainsem.estimation.replication.weighted_fiml import WeightedFiml, moment_row
from gainsem.estimation.scaled_measures import scaled_measures
from gainsem.model.matrix_map import CompiledModel, compile_table
from gainsem.model.replicate_layout import replicate_layout
from gainsem.options import Options
from gainsem.results.continuous import CONTINUOUS, Correction
from gainsem.results.fit import Fit
from gainsem.survey.columns import require_columns
from gainsem.survey.responses import Responses


@dataclass(frozen=True)
class ReplicatedMoments(Unrestricted):
    """The unrestricted model, whose moments vary as they do among the replicates.

    Parameters
    ----------
    apart : ndarray, shape (R, P)
        Deviations of the moments.
    """

    apart: Array = field(default_factory=lambda: np.zeros((0, 0)))

    @property
    def _robust_gamma(self) -> Array:
        """N times the covariances of the moments."""
        gamma: Array = self.found.n * (self.apart.T @ self.apart)
        return gamma


@dataclass(frozen=True)
class IncompleteFit:
    """A full-information fit and the answers behind it.

    Parameters
    ----------
    fit : Fit
    compiled : CompiledModel
    given : IncompleteSample
    used : ndarray of bool, shape (n_read,)
    """

    fit: Fit
    compiled: CompiledModel
    given: IncompleteSample
    used: NDArray[np.bool_]

    @property
    def whole(self) -> Array:
        """Estimates of the model, then of the correlates."""
        missing = self.fit.missing
        correlates = np.zeros(0) if missing is None else np.asarray(missing.correlates)
        return np.concatenate([self.fit.solution.params, correlates])

    def replicator(self, options: Options) -> WeightedFiml:
        """Return what fits the model again."""
        found, k = self.given.found, self.given.n_auxiliary
        free = extended(self.fit.table, self.compiled, found.mean, found.cov, n_auxiliary=k)
        return WeightedFiml(
            replicate_layout(self.fit.table, self.compiled),
            free.structure,
            free.reduction,
            self.given.values,
            self.whole,
            len(self.fit.table.observed),
            options.max_iterations,
        )

    def moments(self) -> Array:
        """Return the EM moments of the whole sample, shape (P,)."""
        return moment_row(self.given.found.mean, self.given.found.cov)

    def measures(self, apart: Array, test: Correction) -> dict[str, float] | None:
        """Return corrected measures: residuals weighed by the observed information.

        Parameters
        ----------
        apart : ndarray, shape (R, P)
            Deviations of the EM moments among the replicates.
        test : str
        """
        given, table = self.given, self.fit.table
        found, k, n = given.found, given.n_auxiliary, float(given.found.n)
        unrestricted = ReplicatedMoments(found, given.values, apart=apart)
        if unrestricted.n_unknown:
            return None
        free = extended(
            table,
            self.compiled.near(self.fit.solution.params),
            found.mean,
            found.cov,
            n_auxiliary=k,
            covariates=True,
        )
        whole, q = self.whole, self.compiled.structure.n_params
        n_further = len(free.further) - (len(whole) - q)
        params = np.concatenate([whole[:q], free.further[:n_further], whole[q:]])
        baseline = fiml_baseline(table, found, k, n_unknown=0)
        value = 0.0 if found.point is None else found.point.value
        group = FimlGroup(free.structure, found.patterns, value)
        of_model = self._traces(unrestricted, group, params, free.reduction, apart)
        lowest = no_reduction(baseline.group.structure.n_params)
        of_baseline = self._traces(
            unrestricted, baseline.group, baseline.params, lowest, apart, fits=False
        )
        df = degrees_of_freedom(table, self.compiled)
        if df == 0 or not usable(of_model, of_baseline):
            return None
        plain = ChiSquare(max(2.0 * n * self.fit.solution.fmin, 0.0), df)
        both = corrections(test, plain, baseline.test, of_model=of_model, of_baseline=of_baseline)
        method = replace(CONTINUOUS["MLR"], test=test)
        parts = FimlParts(method, group, free.reduction, params, given.values)
        base = FimlParts(method, baseline.group, lowest, baseline.params, given.values)
        robust = without_holes(parts, base, unrestricted, plain, baseline.test)
        return scaled_measures(both, plain, baseline.test, n=n, robust=False) | robust

    def _traces(
        self,
        unrestricted: Unrestricted,
        group: FimlGroup,
        params: Array,
        reduction: Reduction,
        apart: Array,
        *,
        fits: bool = True,
    ) -> Traces:
        """Return traces with the information about the moments as weight.

        That of a model is observed at the unrestricted moments, right where answers are missing
        at random.  Far from them, at a baseline, it is what the patterns of answers tell of the
        moments this implies; with complete answers that is the normal weight.
        """
        point = group.at(params)
        if point is None:
            return Traces(float("nan"))
        weight = unrestricted.information if fits else _expected(group, point)
        jacobian = unrestricted.jacobian(group.structure, point, reduction)
        return Traces(*replicate_traces(apart, weight, jacobian, float(self.given.found.n)))


def _expected(group: FimlGroup, point: FimlPoint) -> Array:
    """Return the expected information about the moments, given who answered what, (P, P)."""
    shares = group.patterns.shares
    p = group.patterns.n_variables
    total = np.zeros((p * (p + 3) // 2,) * 2)
    for share, omega in zip(shares, point.normal.omega, strict=True):
        total += share * normal_weight_matrix(omega)
    return total


def incomplete_fit(fit: Fit, data: Responses, options: Options) -> IncompleteFit:
    """Return a full-information fit with the answers it was made from."""
    names = (*fit.table.observed, *options.auxiliary)
    values = require_columns(data, names).values
    used, _ = used_respondents(values, fit.table, len(options.auxiliary))
    given = incomplete_sample(
        data,
        fit.table,
        options.auxiliary,
        treatment="fiml",
        constructs={},
        sampled=design_columns(options),
    )
    return IncompleteFit(fit, compile_table(fit.table), given, used)
