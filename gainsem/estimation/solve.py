"""Start, check identification, minimise, invert the information: numbers only."""

from __future__ import annotations

import numpy as np

from gainsem.core.identification import undetermined
from gainsem.core.implied import place
from gainsem.core.linalg import Array, cholesky
from gainsem.core.minimize import Minimum, minimize
from gainsem.core.moments import SampleMoments, sample_for_likelihood
from gainsem.core.objective import Group, MLObjective
from gainsem.core.start import further_starts, start_values
from gainsem.errors import NotPositiveDefiniteError, SpecificationError
from gainsem.estimation.identified import refuse_unidentified
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import ParameterTable
from gainsem.options import Options
from gainsem.results.fit import Solution
from gainsem.survey.moments import Moments

RELATIVE_PIVOT = 1e-12


def likelihood_sample(moments: Moments, options: Options, *, means: bool) -> SampleMoments:
    """Return the moments with the divisor the likelihood asks for.

    Raises
    ------
    NotPositiveDefiniteError
        E-DATA-25 when the sample covariance matrix is singular.
    """
    sample = sample_for_likelihood(
        moments.cov,
        moments.n_obs,
        mean=moments.mean if means else None,
        wishart=options.likelihood == "wishart",
    )
    if sample is None:
        raise NotPositiveDefiniteError.of(
            "E-DATA-25",
            "the sample covariance matrix is singular: some variables are sums of others.",
            do="take one of them out of the model",
        )
    return sample


def solve(
    table: ParameterTable,
    compiled: CompiledModel,
    sample: SampleMoments,
    options: Options,
    *,
    information: str,
) -> Solution:
    """Fit one group by maximum likelihood.

    Raises
    ------
    IdentificationError
        E-MOD-79 or E-MOD-85, before anything is estimated.
    """
    objective = MLObjective([Group(compiled.structure, sample)], compiled.reduction)
    start = _start(table, compiled, objective, sample)
    refuse_unidentified(table, undetermined(objective, start))
    minimum = _search(compiled, objective, sample, start, options)
    points = objective.points(minimum.params)
    vcov = None
    if options.se != "none" and points:
        exact = information == "observed"
        bread = minimum.hessian if exact else objective.expected(minimum.params)
        vcov = _covariance(compiled, bread, sample.n)
    return Solution(
        params=compiled.reduction.expand(minimum.params),
        vcov=vcov,
        fmin=minimum.value,
        converged=minimum.converged,
        iterations=minimum.iterations,
        gradient_max=float(np.abs(minimum.gradient).max(initial=0.0)),
        status=minimum.status,
    )


def _search(
    compiled: CompiledModel,
    objective: MLObjective,
    sample: SampleMoments,
    start: Array,
    options: Options,
) -> Minimum:
    """Return the minimum; a search that found none is repeated from plainer starts.

    A minimum above what the first search reached does not count: the function then
    falls further towards infinite estimates, and there is no answer.
    """
    problem, limit = objective.problem(), options.max_iterations
    best = minimize(problem, start, max_iterations=limit)
    if best.converged:
        return best
    for params in further_starts(compiled.structure, sample.cov):
        reduced = compiled.reduction.reduce(params)
        if not np.isfinite(objective.value(reduced)):
            continue
        again = minimize(problem, reduced, max_iterations=limit)
        if again.value < best.value:
            best = again
        if best.converged:
            return best
    return best


def _start(
    table: ParameterTable, compiled: CompiledModel, objective: MLObjective, sample: SampleMoments
) -> Array:
    """Return the reduced start vector: closed forms, overruled by what the user wrote.

    Raises
    ------
    SpecificationError
        E-MOD-97 when the model implies no proper covariance matrix, E-MOD-98 when
        it does but not at the user's start values.
    """
    params = start_values(compiled.structure, sample.cov, sample.mean)
    closed_form = compiled.reduction.reduce(params)
    asked = [row for row in table.rows if row.is_free and row.value is not None]
    for row in asked:
        params[row.free] = row.value
    start: Array = compiled.reduction.reduce(params)
    if np.isfinite(objective.value(start)):
        return start
    if asked and np.isfinite(objective.value(closed_form)):
        raise SpecificationError.of(
            "E-MOD-98",
            "the start values of the model imply a covariance matrix that is not positive"
            f" definite: {', '.join(row.name for row in asked)}.",
            do="take some start() modifiers out; gainsem finds its own start values",
        )
    raise SpecificationError.of(
        "E-MOD-97",
        "the covariance matrix the model implies is singular or not positive definite"
        f" before anything is estimated{_without_variance(compiled, params)}.",
        why="fixed values contradict each other, or variances are missing from the model",
        do="free the (residual) variances, for example with auto_var, or correct fixed values",
    )


def _without_variance(compiled: CompiledModel, params: Array) -> str:
    """Return which latent variables have no variance, in words."""
    psi = place(compiled.structure, params).psi
    names = [name for name, value in zip(compiled.eta, np.diag(psi), strict=True) if value == 0]
    return f"; these have no variance: {', '.join(names)}" if names else ""


def _covariance(compiled: CompiledModel, information: Array, n: float) -> Array | None:
    """Return the covariance of all parameters, None where the information is singular."""
    scale = np.sqrt(np.clip(np.diag(information), np.finfo(float).tiny, None))
    correlation = information / np.outer(scale, scale)
    lower = cholesky(correlation)
    if lower is None or (np.diag(lower) ** 2 < RELATIVE_PIVOT).any():
        return None
    inverse = np.linalg.inv(correlation) / np.outer(scale, scale) / n
    basis = compiled.reduction.basis
    full: Array = basis @ inverse @ basis.T if compiled.constrained else inverse
    return (full + full.T) / 2.0
