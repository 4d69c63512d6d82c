"""Whether one model contains another: whether it reproduces what the other implies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.moments import sample_moments
from gainsem.core.objective import Discrepancy, Group, Objective
from gainsem.errors import GainsemError
from gainsem.estimation.restricted_search import find_minimum
from gainsem.model.matrix_map import CompiledModel, compile_table, with_sample_values
from gainsem.model.parameter_table import ParameterTable
from gainsem.results.fit import Fit
from gainsem.results.ordinal_modification import least_squares_group
from gainsem.results.ordinal_moments import sample_vector
from gainsem.survey.moments import Moments

REPRODUCED = 1e-8
ITERATIONS = 500


@dataclass(frozen=True)
class Reproduction:
    """The general model as near as it comes to what a restricted one implies.

    Parameters
    ----------
    gap : float
        Minimum of the discrepancy, F; NaN where none was found.
    params : ndarray, shape (q,), or None
        Estimates there: where the gap is 0, the restricted model as one of the general
        model's points.
    """

    gap: float
    params: Array | None


def nesting_gap(general: Fit, restricted: Fit) -> float:
    """Return how far the general model is from what the restricted one implies.

    0 exactly where it contains that model; NaN where no minimum was found.

    Parameters
    ----------
    general, restricted : Fit
        Of the same variables.
    """
    return reproduction(general, restricted).gap


def reproduction(general: Fit, restricted: Fit) -> Reproduction:
    """Return the general model fitted to the implied moments of the restricted one.

    The minimum of the discrepancy is 0 exactly where it contains that model (Bentler &
    Satorra 2010, doi:10.1037/a0019625).

    Parameters
    ----------
    general, restricted : Fit
        Of the same variables.
    """
    unknown = Reproduction(float("nan"), None)
    try:
        target = moments_for(restricted, general)
        table = with_sample_values(general.table, target.cov, target.mean)
        compiled = compile_table(table)
        group = discrepancy_from(general, table, compiled, target)
    except GainsemError:
        return unknown
    if group is None:
        return unknown
    objective = Objective([group], compiled.reduction)
    start = compiled.reduction.reduce(general.solution.params)
    if not np.isfinite(objective.value(start)):
        return unknown
    ended, minimum = find_minimum(objective, compiled.restrictions, start, (), ITERATIONS)
    # Where the models fit differently badly the search may end on a flat floor: the value counts.
    return Reproduction(2.0 * minimum.value, ended.reduction.expand(minimum.params))


def moments_for(restricted: Fit, general: Fit) -> Moments:
    """Return the implied moments of one model in the order of the variables of the other."""
    implied = restricted.implied()
    place = [implied.names.index(name) for name in general.table.observed]
    mean = implied.mean
    if mean is None and general.table.meanstructure:
        mean = restricted.moments.mean  # a model without means leaves them as they are
    return Moments(
        general.table.observed,
        implied.cov[np.ix_(place, place)],
        None if mean is None else mean[place],
        restricted.n_obs,
        thresholds=tuple(implied.thresholds[k] for k in place) if implied.thresholds else (),
    )


def discrepancy_from(
    general: Fit, table: ParameterTable, compiled: CompiledModel, target: Moments
) -> Discrepancy | None:
    """Return the discrepancy of a model from some moments, None where these are singular."""
    if table.levels:
        from dataclasses import replace

        group = least_squares_group(general, table, compiled)
        vector = sample_vector(target, table)
        return replace(group, target=vector, weight=np.ones(len(vector)))
    mean = target.mean if table.meanstructure else None
    sample = sample_moments(target.cov, float(general.n_obs), mean=mean)
    return None if sample is None else Group(compiled.structure, sample)
