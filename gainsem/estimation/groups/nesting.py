"""Whether one model of several groups contains another."""

from __future__ import annotations

import math

import numpy as np

from gainsem.core.objective import Objective
from gainsem.core.placed import Placed
from gainsem.errors import GainsemError
from gainsem.estimation.nesting import ITERATIONS, discrepancy_from, moments_for
from gainsem.estimation.restricted_search import find_minimum
from gainsem.model.matrix_map import compile_table, restricted_space, with_sample_values
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.groups.joint import places_of


def grouped_nesting_gap(general: GroupedFit, restricted: GroupedFit) -> float:
    """Return how far the general model is from what the restricted one implies in all groups.

    0 exactly where it contains that model (Bentler & Satorra 2010, doi:10.1037/a0019625); NaN
    where no minimum was found.

    Parameters
    ----------
    general, restricted : GroupedFit
        Of the same groups.
    """
    groups = []
    pairs = zip(general.by_group.values(), restricted.by_group.values(), strict=True)
    try:
        for (view, other), places in zip(pairs, places_of(general), strict=True):
            target = moments_for(other, view)
            table = with_sample_values(view.table, target.cov, target.mean)
            own = discrepancy_from(view, table, compile_table(table), target)
            if own is None:
                return math.nan
            groups.append(Placed(own, places, view.n_obs / general.n_obs))
    except GainsemError:
        return math.nan
    space = restricted_space(general.table)
    objective = Objective(groups, space.reduction)
    start = space.reduction.reduce(general.solution.params)
    if not np.isfinite(objective.value(start)):
        return math.nan
    _, minimum = find_minimum(objective, space.restrictions, start, (), ITERATIONS)
    return 2.0 * minimum.value
