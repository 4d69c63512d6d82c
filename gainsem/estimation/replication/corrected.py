"""Tests of fit corrected for a design: how the moments vary is read from its replicates."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gainsem.core.categorical import stored_rows
from gainsem.core.fit_measures import ChiSquare
from gainsem.core.implied import imply
from gainsem.core.independence import independence_structure
from gainsem.core.linalg import factor
from gainsem.core.moment_jacobian import moment_jacobian
from gainsem.core.moments import SampleMoments
from gainsem.core.normal_moments import normal_weight_matrix
from gainsem.core.replicate_traces import replicate_traces
from gainsem.core.replicate_variance import ReplicateRule
from gainsem.core.structure import Structure
from gainsem.estimation.categorical_measures import least_squares_measures
from gainsem.estimation.categorical_sample import categorical_sample
from gainsem.estimation.categorical_solve import solve_least_squares
from gainsem.estimation.corrections import Traces, corrections, usable
from gainsem.estimation.estimators import ESTIMATORS
from gainsem.estimation.identified import degrees_of_freedom
from gainsem.estimation.incomplete_structure import extended
from gainsem.estimation.measures import independence
from gainsem.estimation.ordinal_answers import ordinal_answers
from gainsem.estimation.scaled_measures import scaled_measures
from gainsem.estimation.solve import likelihood_sample
from gainsem.model.matrix_map import compile_table
from gainsem.model.parameter_table import ParameterTable, covariates
from gainsem.options import Options
from gainsem.results.continuous import Correction
from gainsem.results.fit import Fit
from gainsem.survey.responses import Responses

Array = NDArray[np.float64]
Measures = dict[str, float]


def deviations(moments: Array, estimate: Array, rule: ReplicateRule) -> Array:
    """Return deviations of moments times the roots of their coefficients, shape (R, P).

    Replicates without moments are left out, and the others stand for them.
    """
    known = np.isfinite(moments).all(axis=1)
    own, values = rule.some(np.asarray(known, dtype=np.bool_)), moments[known]
    middle = estimate if rule.centre == "estimate" else values.mean(axis=0)
    apart: Array = (values - middle) * np.sqrt(own.coefficients)[:, None]
    return apart


def likelihood_measures(fit: Fit, apart: Array, test: Correction) -> Measures | None:
    """Return the corrected measures of a maximum likelihood fit, None where there are none.

    Parameters
    ----------
    fit : Fit
    apart : ndarray, shape (R, P)
        Deviations of means and covariances.
    test : str
        How the statistic is corrected.
    """
    table = fit.table
    sample = likelihood_sample(fit.moments, fit.options, means=table.meanstructure)
    compiled = compile_table(table)
    params = fit.solution.params
    mean = np.zeros(len(sample.cov)) if fit.moments.mean is None else fit.moments.mean
    free = extended(table, compiled.near(params), mean, sample.cov, covariates=True)
    model = _traces(
        free.structure,
        free.values(params),
        apart,
        free.reduction.basis,
        sample=sample,
    )
    unrelated = _unrelated(table, sample, mean, apart)
    df = degrees_of_freedom(table, compiled)
    if df == 0 or not usable(model, unrelated):
        return None
    plain = ChiSquare(max(2.0 * sample.n * fit.solution.fmin, 0.0), df)
    baseline = independence(table, sample)
    found = corrections(test, plain, baseline, of_model=model, of_baseline=unrelated)
    return scaled_measures(found, plain, baseline, n=sample.n, robust=test != "mean.var.adjusted")


def _traces(
    structure: Structure,
    params: Array,
    apart: Array,
    basis: Array,
    *,
    sample: SampleMoments,
) -> Traces:
    """Return traces with the normal weight at what a structure implies."""
    found = weighed_slopes(structure, params, sample)
    if found is None:
        return Traces(float("nan"))
    weight, jacobian = found[0], found[1] @ basis
    seen = np.abs(jacobian).max(axis=0) > 0.0
    apart = apart[:, apart.shape[1] - len(weight) :]
    return Traces(*replicate_traces(apart, weight, jacobian[:, seen], sample.n))


def weighed_slopes(
    structure: Structure, params: Array, sample: SampleMoments
) -> tuple[Array, Array] | None:
    """Return the normal weight of the moments a structure implies, and their derivatives.

    Without a model of the means nothing but the covariances takes part.  None where nothing
    is implied.
    """
    implied = imply(structure, params)
    factored = None if implied is None else factor(implied.sigma)
    if implied is None or factored is None:
        return None
    first = 0 if sample.mean is not None else len(sample.cov)
    weight = normal_weight_matrix(factored.inverse)[first:, first:]
    return weight, moment_jacobian(structure, implied)[first:]


def _unrelated(table: ParameterTable, sample: SampleMoments, mean: Array, apart: Array) -> Traces:
    """Return the traces of the independence model, at the sample's own variances."""
    structure, values = unrelated_model(table, sample, mean)
    return _traces(structure, values, apart, np.eye(structure.n_params), sample=sample)


def unrelated_model(
    table: ParameterTable, sample: SampleMoments, mean: Array
) -> tuple[Structure, Array]:
    """Return the independence model and its parameters: the sample's own means and variances."""
    p = len(table.observed)
    related = [table.observed.index(name) for name in covariates(table)]
    structure = independence_structure(p, related)
    of_mean = np.arange(structure.n_params) < p
    values = np.where(of_mean, mean[structure.row], sample.cov[structure.row, structure.col])
    return structure, values


def least_squares_tests(
    fit: Fit, data: Responses, options: Options, moments: Array, rule: ReplicateRule
) -> tuple[Measures, Array | None] | None:
    """Return the measures of a least squares fit, and standard errors of its residuals.

    The moments are weighed as before; their covariances are those of the replicates, as if
    each replicate were one row of influence functions.

    Parameters
    ----------
    fit : Fit
    data : Responses
    options : Options
        Of the fit.
    moments : ndarray, shape (R, P)
        Of the replicates; NaN where a replicate has none.
    rule : ReplicateRule
    """
    table, estimator = fit.table, ESTIMATORS[fit.estimator]
    if estimator.test == "standard":
        return None
    left_out_by = table.exogenous or covariates(table)
    given = ordinal_answers(data, table.observed, table.ordinal, left_out_by, options)
    sample, statistics = categorical_sample(given, table, options)
    apart = deviations(moments, statistics.vector, rule)
    if len(apart) < 2:
        return None
    n, levels = float(statistics.n_obs), statistics.order.n_levels
    # Least squares divides Gamma by n - 1: errors are to be those of the replicates exactly.
    rows = np.ascontiguousarray(apart.T) * np.sqrt(n * (n - 1.0))
    own = replace(
        statistics,
        influence=stored_rows(rows),
        diagonal=(rows**2).sum(axis=1) / n,
        level_gamma=lambda: rows[:levels] @ rows[:levels].T / n,
        simple=None,
    )
    compiled = compile_table(table)
    found = solve_least_squares(
        table, compiled, sample.moments, own, options=options, estimator=estimator
    )
    if found is None:
        return None
    measures = least_squares_measures(
        found,
        own,
        estimator,
        df=degrees_of_freedom(table, compiled),
        n_params=compiled.n_estimated,
    )
    return measures, found.solution.residual_se
