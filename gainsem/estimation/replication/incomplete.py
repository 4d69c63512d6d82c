"""Replicates of a full-information fit: what is fitted again, and the corrected test."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from gainsem.core.fiml import FimlGroup, FimlPoint
from gainsem.core.fit_measures import ChiSquare
from gainsem.core.linalg import Array
from gainsem.core.normal_moments import normal_weight_matrix
from gainsem.core.reduction import no_reduction
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
from gainsem.model.parameter_table import ParameterTable
from gainsem.model.replicate_layout import replicate_layout
from gainsem.options import Options
from gainsem.results.continuous import CONTINUOUS, ContinuousMethod, Correction
from gainsem.results.fit import Fit
from gainsem.survey.columns import require_columns
from gainsem.survey.responses import Responses
from gainsem.survey.sampling_design import SamplingDesign


@dataclass(frozen=True)
class ReplicatedMoments(Unrestricted):
    """The unrestricted model, whose moments vary as they do among the replicates.

    Parameters
    ----------
    apart : ndarray, shape (R, P)
        Deviations of the moments.
    size : float
        What the respondents count for; 0: their number.
    """

    apart: Array = field(default_factory=lambda: np.zeros((0, 0)))
    size: float = 0.0

    @property
    def _robust_gamma(self) -> Array:
        """N times the covariances of the moments."""
        gamma: Array = self.shared_rows.T @ self.shared_rows
        return gamma

    @property
    def shared_rows(self) -> Array:
        """One row a replicate, R with ``gamma = R' R``."""
        rows: Array = np.sqrt(self.size or self.found.n) * self.apart
        return rows

    def weight(self, group: FimlGroup, point: FimlPoint, *, fits: bool) -> Array:
        """Return the information about the moments that residuals of a model are weighed by.

        That of a model is observed at the unrestricted moments, right where answers are missing
        at random.  Far from them, at a baseline, it is what the patterns of answers tell of the
        moments this implies; with complete answers that is the normal weight.
        """
        return self.information if fits else _expected(group, point)


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
        found, n = given.found, float(given.found.n)
        unrestricted = ReplicatedMoments(found, given.values, apart=apart)
        if unrestricted.n_unknown:
            return None
        method = replace(CONTINUOUS["MLR"], test=test)
        parts = self.model(method)
        baseline = fiml_baseline(table, found, given.n_auxiliary, n_unknown=0)
        lowest = no_reduction(baseline.group.structure.n_params)
        base = FimlParts(method, baseline.group, lowest, baseline.params, given.values)
        of_model = self._traces(unrestricted, parts, apart)
        of_baseline = self._traces(unrestricted, base, apart, fits=False)
        df = degrees_of_freedom(table, self.compiled)
        if df == 0 or not usable(of_model, of_baseline):
            return None
        plain = ChiSquare(max(2.0 * n * self.fit.solution.fmin, 0.0), df)
        both = corrections(test, plain, baseline.test, of_model=of_model, of_baseline=of_baseline)
        robust = without_holes(parts, base, unrestricted, plain, baseline.test)
        return scaled_measures(both, plain, baseline.test, n=n, robust=False) | robust

    def model(self, method: ContinuousMethod) -> FimlParts:
        """Return the model at its estimates, everything free that is no part of it."""
        given, table, found = self.given, self.fit.table, self.given.found
        free = extended(
            table,
            self.compiled.near(self.fit.solution.params),
            found.mean,
            found.cov,
            n_auxiliary=given.n_auxiliary,
            covariates=True,
        )
        whole, q = self.whole, self.compiled.structure.n_params
        n_further = len(free.further) - (len(whole) - q)
        params = np.concatenate([whole[:q], free.further[:n_further], whole[q:]])
        value = 0.0 if found.point is None else found.point.value
        group = FimlGroup(free.structure, found.patterns, value)
        return FimlParts(method, group, free.reduction, params, given.values)

    def _traces(
        self,
        unrestricted: ReplicatedMoments,
        parts: FimlParts,
        apart: Array,
        *,
        fits: bool = True,
    ) -> Traces:
        """Return traces with the information about the moments as weight."""
        if parts.group.at(parts.params) is None:
            return Traces(float("nan"))
        weight = unrestricted.weight(parts.group, parts.point, fits=fits)
        jacobian = unrestricted.jacobian(parts.group.structure, parts.point, parts.reduction)
        return Traces(*replicate_traces(apart, weight, jacobian, float(self.given.found.n)))


def _expected(group: FimlGroup, point: FimlPoint) -> Array:
    """Return the expected information about the moments, given who answered what, (P, P)."""
    shares = group.patterns.shares
    p = group.patterns.n_variables
    total = np.zeros((p * (p + 3) // 2,) * 2)
    for share, omega in zip(shares, point.normal.omega, strict=True):
        total += share * normal_weight_matrix(omega)
    return total


def used_by(table: ParameterTable, data: Responses, options: Options) -> NDArray[np.bool_]:
    """Return whom a full-information fit uses."""
    values = require_columns(data, (*table.observed, *options.auxiliary)).values
    return used_respondents(values, table, len(options.auxiliary))[0]


def incomplete_fit(
    fit: Fit, data: Responses, options: Options, *, sampled: SamplingDesign | None = None
) -> IncompleteFit:
    """Return a full-information fit with the answers it was made from.

    Parameters
    ----------
    fit : Fit
    data : Responses
    options : Options
    sampled : SamplingDesign, optional
        Of one group among several; otherwise that of the options.
    """
    given = incomplete_sample(
        data,
        fit.table,
        options.auxiliary,
        treatment="fiml",
        constructs={},
        sampled=sampled or design_columns(options),
    )
    return IncompleteFit(fit, compile_table(fit.table), given, used_by(fit.table, data, options))
