"""Start, check identification, minimise, invert the information: numbers only."""

from __future__ import annotations

import numpy as np

from gainsem.core.identification import undetermined
from gainsem.core.inverse import inverse_information
from gainsem.core.linalg import Array
from gainsem.core.moments import SampleMoments, sample_for_likelihood
from gainsem.core.objective import Group, Objective
from gainsem.core.start import further_starts, start_values
from gainsem.errors import NotPositiveDefiniteError
from gainsem.estimation.identified import refuse_unidentified
from gainsem.estimation.restricted_search import find_minimum
from gainsem.estimation.search import start_from
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import ParameterTable
from gainsem.options import Options
from gainsem.results.fit import Solution
from gainsem.survey.moments import Moments


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
    objective = Objective([Group(compiled.structure, sample)], compiled.reduction)
    params = start_values(compiled.structure, sample.cov, sample.mean)
    start = start_from(table, compiled, objective, params)
    refuse_unidentified(table, undetermined(objective, start, compiled.restrictions))
    further = map(compiled.reduction.reduce, further_starts(compiled.structure, sample.cov))
    objective, minimum = find_minimum(
        objective, compiled.restrictions, start, further, options.max_iterations
    )
    points = objective.points(minimum.params)
    vcov = None
    if options.se != "none" and points:
        exact = information == "observed"
        bread = minimum.hessian if exact else objective.expected(minimum.params)
        vcov = _covariance(objective.reduction.basis, bread, sample.n)
    return Solution(
        params=objective.reduction.expand(minimum.params),
        vcov=vcov,
        fmin=minimum.value,
        converged=minimum.converged,
        iterations=minimum.iterations,
        gradient_max=float(np.abs(minimum.gradient).max(initial=0.0)),
        status=minimum.status,
    )


def _covariance(basis: Array, information: Array, n: float) -> Array | None:
    """Return the covariance of all parameters, None where the information is singular."""
    inverse = inverse_information(information)
    if inverse is None:
        return None
    full: Array = inverse if basis.shape[0] == basis.shape[1] else basis @ inverse @ basis.T
    full = full / n
    return (full + full.T) / 2.0
