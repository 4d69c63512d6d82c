"""Models fitted to moments of incomplete answers: two-stage and pairwise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.fit_measures import ChiSquare
from gainsem.core.implied import imply
from gainsem.core.independence import independence_structure
from gainsem.core.linalg import Array, factor
from gainsem.core.moment_jacobian import moment_jacobian
from gainsem.core.moments import SampleMoments
from gainsem.core.normal_moments import moment_covariances, normal_weight_matrix
from gainsem.core.objective import Group
from gainsem.core.residual_traces import MomentErrors
from gainsem.core.structure import Structure
from gainsem.diagnostics import Diagnostic
from gainsem.estimation.corrections import Traces, corrections
from gainsem.estimation.determined import determined
from gainsem.estimation.fiml_parts import Unrestricted
from gainsem.estimation.found import Found, nothing_implied
from gainsem.estimation.identified import degrees_of_freedom
from gainsem.estimation.incomplete_sample import IncompleteSample
from gainsem.estimation.incomplete_structure import extended
from gainsem.estimation.measures import fit_measures, independence
from gainsem.estimation.scaled_measures import scaled_measures
from gainsem.estimation.solve import searched, solution_of
from gainsem.model.matrix_map import compile_table, with_sample_values
from gainsem.model.parameter_table import ParameterTable, covariates
from gainsem.options import Options
from gainsem.results.continuous import ContinuousMethod


def by_moments(
    table: ParameterTable,
    given: IncompleteSample,
    sample: SampleMoments,
    options: Options,
    method: ContinuousMethod,
    *,
    said: tuple[Diagnostic, ...],
) -> Found:
    """Fit one group to moments, with errors and a test that know how these vary.

    Parameters
    ----------
    table : ParameterTable
    given : IncompleteSample
    sample : SampleMoments
        Means and covariances of the model's variables.
    options : Options
    method : ContinuousMethod
    said : tuple of Diagnostic

    Raises
    ------
    IdentificationError
        Before anything is estimated.
    NonConvergenceError
        E-EST-94 when the search ended where nothing is implied.
    """
    table = with_sample_values(table, sample.cov, sample.mean)
    table = determined(table, given.sample, options, cov=sample.cov)
    compiled = compile_table(table)
    df = degrees_of_freedom(table, compiled)
    found = searched(table, compiled, Group(compiled.structure, sample), sample, options)
    params = found.objective.reduction.expand(found.minimum.params)
    implied = compiled.implied(params)
    if implied is None:
        raise nothing_implied(found.minimum.status)
    tangent = compiled.near(params)
    free = extended(table, tangent, given.found.mean, given.found.cov, covariates=True)
    errors = _errors(given, sample)
    model = _at(free.structure, free.values(params), errors, basis=free.reduction.basis)
    vcov = None if model is None else model.vcov(table.n_free, sample.n)
    apart = None if model is None else model.residual_se(sample.n)
    solution = solution_of(found, None if method.errors == "none" else vcov, apart)
    statistic = ChiSquare(max(2.0 * sample.n * solution.fmin, 0.0), df)
    baseline = independence(table, sample)
    measures = fit_measures(
        table,
        sample,
        implied,
        fmin=solution.fmin,
        df=df,
        n_params=compiled.n_estimated,
        n_obs=given.found.n,
        corrected=_corrected(
            method, (model, _unrelated(table, sample, errors)), (statistic, baseline), sample.n
        ),
    )
    return Found(table, compiled, given.sample, solution, measures, said, given.missing)


@dataclass(frozen=True)
class _At:
    """A structure at its estimates, with the covariances of the moments it was fitted to."""

    errors: MomentErrors
    jacobian: Array
    basis: Array

    @property
    def trace(self) -> float:
        return self.errors.residual_trace(self.jacobian, self.errors.weight)

    def residual_se(self, n: float) -> Array:
        variances = self.errors.residual_variances(self.jacobian) / n
        return np.sqrt(np.maximum(variances, 0.0))

    def vcov(self, n_model: int, n: float) -> Array | None:
        spread = self.errors.estimates(self.jacobian)
        if spread is None:
            return None
        basis = self.basis[:n_model]
        full: Array = basis @ spread @ basis.T / n
        return full


def _at(
    structure: Structure, params: Array, errors: MomentErrors | None, *, basis: Array
) -> _At | None:
    implied = imply(structure, params)
    if implied is None or errors is None:
        return None
    return _At(errors, moment_jacobian(structure, implied) @ basis, basis)


def _unrelated(
    table: ParameterTable, sample: SampleMoments, errors: MomentErrors | None
) -> _At | None:
    """Return the independence model, at the sample's own variances."""
    p = len(table.observed)
    related = [table.observed.index(name) for name in covariates(table)]
    structure = independence_structure(p, related)
    mean = np.zeros(p) if sample.mean is None else sample.mean
    of_mean = np.arange(structure.n_params) < p
    values = np.where(of_mean, mean[structure.row], sample.cov[structure.row, structure.col])
    return _at(structure, values, errors, basis=np.eye(structure.n_params))


def _errors(given: IncompleteSample, sample: SampleMoments) -> MomentErrors | None:
    """Return how the moments vary, with the normal weight at the moments themselves."""
    gamma, factored = _gamma(given), factor(sample.cov)
    if gamma is None or factored is None:
        return None
    return MomentErrors(gamma, normal_weight_matrix(factored.inverse))


def _gamma(given: IncompleteSample) -> Array | None:
    """Return n times the covariances of the model's moments.

    Those of EM moments are the part of all variables' for the model's: what auxiliary
    variables know of missing answers is in the moments and in how sure they are.
    """
    p, size = len(given.sample.moments.names), len(given.missing.names)
    if given.missing.treatment == "pairwise":
        return moment_covariances(given.values[:, :p], np.nanmean(given.values[:, :p], axis=0))
    unrestricted = Unrestricted(given.found, given.values)
    whole = unrestricted.gamma(robust=given.missing.treatment == "robust_two_stage")
    if whole is None or p == size:
        return whole
    row = np.triu_indices(size)[1]
    inside = np.concatenate([np.arange(size) < p, row < p])
    gamma: Array = whole[np.ix_(inside, inside)]
    return gamma


def _corrected(
    method: ContinuousMethod,
    at: tuple[_At | None, _At | None],
    tests: tuple[ChiSquare, ChiSquare],
    n: float,
) -> dict[str, float]:
    """Return scaled and robust measures."""
    traces = [Traces(float("nan") if each is None else each.trace) for each in at]
    both = corrections(method.test, *tests, of_model=traces[0], of_baseline=traces[1])
    return scaled_measures(both, *tests, n=n, robust=True)
