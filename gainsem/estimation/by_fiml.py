"""Full-information maximum likelihood: EM moments, search, errors, tests, measures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gainsem.core.fiml import FimlGroup
from gainsem.core.fit_measures import ChiSquare
from gainsem.core.linalg import Array
from gainsem.core.minimize import minimize
from gainsem.core.moments import SampleMoments, sample_moments
from gainsem.core.objective import Group, Objective
from gainsem.diagnostics import Diagnostic
from gainsem.estimation.determined import determined
from gainsem.estimation.fiml_baseline import fiml_baseline
from gainsem.estimation.fiml_measures import Likelihoods, corrected_measures, fiml_measures
from gainsem.estimation.fiml_parts import FimlParts, Unrestricted
from gainsem.estimation.found import Found, nothing_implied
from gainsem.estimation.identified import degrees_of_freedom
from gainsem.estimation.incomplete_sample import IncompleteSample, undetermined
from gainsem.estimation.incomplete_structure import extended
from gainsem.estimation.restricted_search import find_minimum
from gainsem.estimation.search import search
from gainsem.estimation.solve import Searched, searched, solution_of
from gainsem.model.matrix_map import CompiledModel, compile_table, with_sample_values
from gainsem.model.parameter_table import ParameterTable
from gainsem.options import Options
from gainsem.results.continuous import ContinuousMethod

QUICK = 50


def by_fiml(
    table: ParameterTable,
    given: IncompleteSample,
    options: Options,
    method: ContinuousMethod,
    *,
    said: tuple[Diagnostic, ...],
) -> Found:
    """Fit one group to all answers.

    Parameters
    ----------
    table : ParameterTable
    given : IncompleteSample
    options : Options
    method : ContinuousMethod
    said : tuple of Diagnostic
        What there is to say about the model.

    Raises
    ------
    IdentificationError
        Before anything is estimated.
    NotPositiveDefiniteError
        E-MIS-02 when the answers leave the moments undetermined.
    NonConvergenceError
        E-EST-94 when the search ended where nothing is implied.
    """
    sample, k = moments_of(given), given.n_auxiliary
    table = with_sample_values(table, sample.cov, sample.mean)
    table = determined(table, given.sample, options, cov=sample.cov)
    compiled = compile_table(table)
    design = None if given.sample.design is None else given.sample.design.numbers
    unrestricted = Unrestricted(given.found, given.values, design)
    df = degrees_of_freedom(table, compiled) - unrestricted.n_unknown
    found = _search(table, compiled, sample, given, options)
    mean, cov = given.found.mean, given.found.cov
    params = found.objective.reduction.expand(found.minimum.params)
    q = compiled.structure.n_params
    tangent = compiled.near(params[:q])
    free = extended(table, tangent, mean, cov, n_auxiliary=k, covariates=True)
    whole = np.concatenate([params[:q], free.further[: len(free.further) - len(params) + q]])
    whole = np.concatenate([whole, params[q:]])
    group = FimlGroup(free.structure, given.found.patterns, _value(given))
    # The search knows the second derivatives, unless given covariates are free now, or it
    # knows them along the tangent of restrictions in coordinates of its own.
    same = len(whole) == len(params) and compiled.restrictions is None
    known = found.minimum.hessian if same else None
    parts = FimlParts(method, group, free.reduction, whole, given.values, known, design)
    solution = solution_of(found, parts.vcov(q))
    solution = replace(solution, params=params[:q])
    implied = compiled.implied(solution.params)
    if implied is None:
        raise nothing_implied(solution.status)
    n = float(given.found.n)
    model = ChiSquare(max(2.0 * n * solution.fmin, 0.0), df)
    baseline = fiml_baseline(table, given.found, k, n_unknown=unrestricted.n_unknown)
    likelihoods = Likelihoods.of(table, given, found.minimum.value)
    n_params = compiled.n_estimated + len(params) - q
    measures = fiml_measures(
        table,
        sample,
        implied,
        model=model,
        baseline=baseline.test,
        found=likelihoods,
        n_params=n_params,
    )
    x = np.array([table.observed.index(name) for name in table.exogenous], dtype=np.intp)
    measures |= corrected_measures(parts, unrestricted, model, baseline, given=x)
    missing = replace(
        given.missing,
        weight=parts.point.normal.weight,
        pull=parts.point.normal.pull,
        correlates=params[q:],
    )
    simple = parts.simple_vcov(q)
    return Found(
        table, compiled, given.sample, solution, measures, said, missing, simple_vcov=simple
    )


def moments_of(given: IncompleteSample) -> SampleMoments:
    """Return the EM moments of the model's variables.

    Raises
    ------
    NotPositiveDefiniteError
        E-MIS-02 when they are no proper covariance matrix.
    """
    moments = given.sample.moments
    sample = sample_moments(moments.cov, float(moments.n_obs), mean=moments.mean)
    if sample is None:
        raise undetermined(given.missing)
    return sample


def _value(given: IncompleteSample) -> float:
    return 0.0 if given.found.point is None else given.found.point.value


def _search(
    table: ParameterTable,
    compiled: CompiledModel,
    sample: SampleMoments,
    given: IncompleteSample,
    options: Options,
) -> Searched:
    """Search from the maximum likelihood estimates of the EM moments."""
    quick = replace(options, max_iterations=min(options.max_iterations, QUICK))
    near = searched(table, compiled, Group(compiled.structure, sample), sample, quick)
    free = extended(
        table, compiled, given.found.mean, given.found.cov, n_auxiliary=given.n_auxiliary
    )
    group = FimlGroup(free.structure, given.found.patterns, _value(given))
    objective = Objective([group], free.reduction)
    start = free.values(near.objective.reduction.expand(near.minimum.params))
    reduced = free.reduction.reduce(start)
    if not np.isfinite(objective.value(reduced)):
        reduced = free.reduction.reduce(_shrunk(start, free.n_model))
    if compiled.restrictions is not None:
        held = compiled.restrictions.of_more(free.n_model)
        return Searched(*find_minimum(objective, held, reduced, (), options.max_iterations))
    minimum = minimize(
        objective.problem(), reduced, max_iterations=options.max_iterations, scoring_steps=0
    )
    if not minimum.converged:
        minimum = search(objective, reduced, [], options.max_iterations)
    return Searched(objective, minimum)


def _shrunk(start: Array, n_model: int) -> Array:
    """Return a start in which correlates are related to nothing but by their own variances."""
    shrunk = start.copy()
    shrunk[n_model:] *= 0.5
    return shrunk
