"""Start, check identification, minimise: numbers only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from gainsem.core.identification import undetermined
from gainsem.core.linalg import Array
from gainsem.core.minimize import Minimum
from gainsem.core.moments import SampleMoments, sample_for_likelihood
from gainsem.core.objective import Discrepancy, Objective
from gainsem.core.restrictions import Restrictions
from gainsem.core.start import further_starts, start_values
from gainsem.errors import NotPositiveDefiniteError
from gainsem.estimation.identified import refuse_unidentified
from gainsem.estimation.restricted_search import find_minimum
from gainsem.estimation.search import Compiled, start_from
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
    return sample_with(moments, means=means, wishart=options.likelihood == "wishart")


def sample_with(moments: Moments, *, means: bool, wishart: bool) -> SampleMoments:
    """Return the moments with divisor n, or n - 1 (``wishart``).

    Raises
    ------
    NotPositiveDefiniteError
        E-DATA-25 when the sample covariance matrix is singular.
    """
    sample = sample_for_likelihood(
        moments.cov,
        moments.n_obs,
        mean=moments.mean if means else None,
        wishart=wishart,
    )
    if sample is None:
        raise NotPositiveDefiniteError.of(
            "E-DATA-25",
            "the sample covariance matrix is singular: some variables are sums of others.",
            do="take one of them out of the model",
        )
    return sample


@dataclass(frozen=True)
class Searched:
    """A search that has ended: what was minimised, and where."""

    objective: Objective
    minimum: Minimum


def searched(
    table: ParameterTable,
    compiled: CompiledModel,
    group: Discrepancy,
    sample: SampleMoments,
    options: Options,
) -> Searched:
    """Minimise the discrepancy of one group of continuous variables.

    Parameters
    ----------
    table : ParameterTable
    compiled : CompiledModel
    group : Discrepancy
        What is minimised.
    sample : SampleMoments
        For the start values.
    options : Options

    Raises
    ------
    IdentificationError
        E-MOD-79 or E-MOD-85, before anything is estimated.
    """
    objective = Objective([group], compiled.reduction)
    params = start_values(compiled.structure, sample.cov, sample.mean)
    further = further_starts(compiled.structure, sample.cov)
    return minimised(table, compiled, objective, (params, further), options)


class Restricted(Compiled, Protocol):
    """Index arrays, and what restricts the parameters."""

    @property
    def restrictions(self) -> Restrictions | None:
        """Return what no linear equality says."""


def minimised(
    table: ParameterTable,
    compiled: Restricted,
    objective: Objective,
    starts: tuple[Array, Iterable[Array]],
    options: Options,
) -> Searched:
    """Minimise an objective from its start values, identification checked first.

    Parameters
    ----------
    table : ParameterTable
        With the user's start values.
    compiled : Restricted
    objective : Objective
    starts : tuple
        Parameters (q,) to start from, and further ones to be tried in turn.
    options : Options

    Raises
    ------
    IdentificationError
        E-MOD-79 or E-MOD-85, before anything is estimated.
    """
    start = start_from(table, compiled, objective, starts[0])
    refuse_unidentified(table, undetermined(objective, start, compiled.restrictions))
    further = map(objective.reduction.reduce, starts[1])
    return Searched(
        *find_minimum(objective, compiled.restrictions, start, further, options.max_iterations)
    )


def solution_of(found: Searched, vcov: Array | None, residual_se: Array | None = None) -> Solution:
    """Return where the search ended, with the covariance of the estimates."""
    minimum = found.minimum
    return Solution(
        params=found.objective.reduction.expand(minimum.params),
        vcov=vcov,
        fmin=minimum.value,
        converged=minimum.converged,
        iterations=minimum.iterations,
        gradient_max=float(np.abs(minimum.gradient).max(initial=0.0)),
        status=minimum.status,
        residual_se=residual_se,
    )
