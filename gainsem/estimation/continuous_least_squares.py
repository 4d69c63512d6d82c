"""Least squares of continuous variables: GLS, ULS, DWLS, WLS and their robust relatives."""

from __future__ import annotations

from dataclasses import replace

from gainsem.core.placed import every_place
from gainsem.diagnostics import Diagnostic
from gainsem.estimation.determined import determined
from gainsem.estimation.found import Found, nothing_implied
from gainsem.estimation.identified import degrees_of_freedom
from gainsem.estimation.least_squares_measures import MeasuredMoments, moment_measures
from gainsem.estimation.moment_errors import MomentGroup, moment_parts
from gainsem.estimation.moment_tests import corrected_moments, tests_of_moments
from gainsem.estimation.moment_weights import few_respondents, weighted_moments
from gainsem.estimation.residual_tests import TestedGroup, residual_test
from gainsem.estimation.sample import Sample
from gainsem.estimation.solve import sample_with, searched, solution_of
from gainsem.model.matrix_map import compile_table, with_sample_values
from gainsem.model.parameter_table import ParameterTable
from gainsem.options import Options
from gainsem.results.continuous import ContinuousMethod


def by_least_squares(
    table: ParameterTable,
    statistics: Sample,
    options: Options,
    method: ContinuousMethod,
    *,
    said: tuple[Diagnostic, ...],
) -> Found:
    """Fit one group by least squares.

    Moments have the divisor n - 1, and the statistic is n - 1 times the discrepancy (as in
    lavaan).

    Parameters
    ----------
    table : ParameterTable
    statistics : Sample
    options : Options
    method : ContinuousMethod
    said : tuple of Diagnostic

    Raises
    ------
    IdentificationError
        E-MOD-79, E-MOD-84 or E-MOD-85, before anything is estimated.
    ResponseError
        E-EST-89 when WLS has too few respondents, E-EST-100 when its weight is singular.
    NotPositiveDefiniteError
        E-DATA-25 when the sample covariance matrix is singular.
    """
    moments = statistics.moments
    sample = sample_with(moments, means=table.meanstructure, wishart=True)
    table = with_sample_values(table, sample.cov, sample.mean)
    table = determined(table, statistics, options)
    compiled = compile_table(table)
    df = degrees_of_freedom(table, compiled)
    weighted = weighted_moments(table, compiled, sample, statistics, method)
    found = searched(table, compiled, weighted.group, sample, options)
    if found.objective.points(found.minimum.params) is None:
        raise nothing_implied(found.minimum.status)
    everywhere = every_place(table.n_free)
    parts = moment_parts(method, [MomentGroup(weighted, everywhere)], found, n=sample.n)
    solution = solution_of(found, parts.vcov, parts.residual_se[0])
    implied = compiled.implied(solution.params)
    if implied is None:
        raise nothing_implied(solution.status)
    tests = tests_of_moments(method, solution.fmin, [(table, sample, weighted)], df=df)
    tested = TestedGroup(
        table, compiled, sample, implied, solution.params, everywhere, statistics.answers
    )
    corrected = residual_test(method, [tested], compiled.reduction.basis, df=df)
    corrected |= corrected_moments(method, parts, tests, n=sample.n)
    measures = moment_measures(
        [MeasuredMoments(weighted.group, sample, implied, solution.fmin)],
        tests=tests,
        n_params=compiled.n_estimated,
        n_obs=moments.n_obs,
        corrected=corrected,
    )
    kept = replace(moments, variances=weighted.variances, gamma=weighted.gamma)
    few = few_respondents(method, moments, weighted)
    return Found(
        table, compiled, replace(statistics, moments=kept), solution, measures, (*said, *few)
    )
