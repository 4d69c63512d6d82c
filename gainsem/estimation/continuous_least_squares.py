"""Least squares of continuous variables: GLS, ULS, DWLS, WLS and their robust relatives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gainsem.core.fit_measures import ChiSquare
from gainsem.core.generalised import GeneralisedLeastSquares, independence_distance
from gainsem.core.inverse import inverse_information
from gainsem.core.least_squares import LeastSquares
from gainsem.core.linalg import factor
from gainsem.core.moments import SampleMoments, sample_for_likelihood
from gainsem.diagnostics import Diagnostic
from gainsem.estimation.corrections import corrections, usable
from gainsem.estimation.determined import determined
from gainsem.estimation.found import Found, nothing_implied
from gainsem.estimation.identified import degrees_of_freedom
from gainsem.estimation.least_squares_measures import UntestedChiSquare, moment_measures
from gainsem.estimation.moment_errors import MomentParts, moment_parts
from gainsem.estimation.moment_weights import (
    Weighted,
    covariate_positions,
    few_respondents,
    weighted_moments,
)
from gainsem.estimation.residual_tests import residual_test
from gainsem.estimation.sample import Sample
from gainsem.estimation.scaled_measures import scaled_measures
from gainsem.estimation.solve import Searched, searched, singular_sample, solution_of
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
    sample = sample_for_likelihood(
        moments.cov,
        moments.n_obs,
        mean=moments.mean if table.meanstructure else None,
        wishart=True,
    )
    if sample is None:
        raise singular_sample()
    table = with_sample_values(table, sample.cov, sample.mean)
    table = determined(table, statistics, options)
    compiled = compile_table(table)
    df = degrees_of_freedom(table, compiled)
    weighted = weighted_moments(table, compiled, sample, statistics, method)
    found = searched(table, compiled, weighted.group, sample, options)
    points = found.objective.points(found.minimum.params)
    if points is None:
        raise nothing_implied(found.minimum.status)
    parts = _parts(found, points[0], weighted, method, sample)
    solution = solution_of(found, parts.vcov, parts.residual_se)
    implied = compiled.implied(solution.params)
    if implied is None:
        raise nothing_implied(solution.status)
    kind = UntestedChiSquare if method.discrepancy == "ULS" else ChiSquare
    model = kind(max(2.0 * sample.n * solution.fmin, 0.0), df)
    baseline = _baseline(table, sample, weighted, kind)
    tests = (model, baseline)
    corrected = residual_test(
        method,
        table,
        compiled,
        sample,
        implied,
        solution.params,
        df=df,
        answers=statistics.answers,
    )
    corrected |= _corrected(method, parts, tests, n=sample.n)
    measures = moment_measures(
        weighted.group,
        sample,
        implied,
        fmin=solution.fmin,
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


def _corrected(
    method: ContinuousMethod, parts: MomentParts, tests: tuple[ChiSquare, ChiSquare], *, n: float
) -> dict[str, float]:
    """Return scaled and robust measures where the method corrects its statistic."""
    if not method.scales or parts.traces is None:
        return {}
    if tests[0].df > 0 and not usable(*parts.traces):
        return {}
    of_model, of_baseline = parts.traces
    both = corrections(method.test, *tests, of_model=of_model, of_baseline=of_baseline)
    return scaled_measures(both, *tests, n=n, robust=method.test != "mean.var.adjusted")


def _parts(
    found: Searched,
    point: object,
    weighted: Weighted,
    method: ContinuousMethod,
    sample: SampleMoments,
) -> MomentParts:
    basis = found.objective.reduction.basis
    if isinstance(weighted.group, LeastSquares):
        return moment_parts(
            method,
            weighted.group,
            point,  # type: ignore[arg-type]
            basis,
            n=sample.n,
            rows=weighted.rows,
            unrelated=weighted.unrelated,
        )
    observed = method.information == "observed"
    params = found.minimum.params
    information = found.minimum.hessian if observed else found.objective.expected(params)
    bread = inverse_information(information)
    if bread is None or method.errors == "none":
        return MomentParts(None)
    full = basis @ bread @ basis.T / sample.n
    return MomentParts((full + full.T) / 2.0)


def _baseline(
    table: ParameterTable, sample: SampleMoments, weighted: Weighted, kind: type[ChiSquare]
) -> ChiSquare:
    """Return the test of the model in which only covariates are related."""
    group, apart = weighted.group, weighted.unrelated
    if isinstance(group, GeneralisedLeastSquares):
        given = covariate_positions(table)
        rest = np.setdiff1d(np.arange(len(sample.cov)), given)
        order = np.concatenate([given, rest]).astype(np.intp)
        distance = 2.0 * independence_distance(sample.cov[np.ix_(order, order)], len(given))
        return kind(sample.n * distance, len(apart))
    zeros = group.target[apart]
    if weighted.gamma is None:
        distance = float(zeros @ (group.weight[apart] * zeros))
    else:
        # Free moments take part: what they leave of the covariances counts.
        within = factor(weighted.gamma[np.ix_(apart, apart)])
        distance = float("nan") if within is None else float(zeros @ within.inverse @ zeros)
    return kind(sample.n * distance, len(apart))
