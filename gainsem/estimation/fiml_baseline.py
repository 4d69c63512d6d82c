"""The baseline model of incomplete answers: no relations, but for covariates and correlates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.em_moments import EmMoments
from gainsem.core.fiml import FimlGroup
from gainsem.core.fit_measures import ChiSquare
from gainsem.core.independence import independence_start, saturated_with
from gainsem.core.linalg import Array
from gainsem.core.minimize import minimize
from gainsem.core.objective import Objective
from gainsem.core.reduction import no_reduction
from gainsem.core.structure import Matrix
from gainsem.model.parameter_table import ParameterTable, covariates


@dataclass(frozen=True)
class Baseline:
    """The independence model at its estimates.

    Auxiliary variables covary with everything in it, as in the model itself, so that what
    is compared is the same (Enders 2010, Applied missing data analysis, chapter 5; semTools
    and Mplus do so, too).
    """

    group: FimlGroup
    params: Array
    test: ChiSquare


def fiml_baseline(
    table: ParameterTable, found: EmMoments, n_auxiliary: int, *, n_unknown: int = 0
) -> Baseline:
    """Return the baseline model; in closed form where there are no correlates.

    Parameters
    ----------
    table : ParameterTable
    found : EmMoments
        Of the model's variables and the auxiliary ones behind them.
    n_auxiliary : int
    n_unknown : int
        Covariances nobody's answers speak about: they are not restricted.
    """
    p = len(table.observed)
    related = [table.observed.index(name) for name in covariates(table)]
    correlates = list(range(p, p + n_auxiliary))
    structure = saturated_with(p + n_auxiliary, correlates, related)
    value = 0.0 if found.point is None else found.point.value
    group = FimlGroup(structure, found.patterns, value)
    params = independence_start(found.patterns, structure, related=related)
    if n_auxiliary:
        params = _searched(group, params, found)
    point = group.at(params)
    statistic = float("nan") if point is None else max(2.0 * found.n * point.value, 0.0)
    size = p + n_auxiliary
    df = size * (size + 3) // 2 - structure.n_params - n_unknown
    return Baseline(group, params, ChiSquare(statistic, df))


def _searched(group: FimlGroup, start: Array, found: EmMoments) -> Array:
    """Return the estimates where correlates covary with everything.

    From covariances of their own only: with those of the sample the start may not be a
    covariance matrix.
    """
    structure = group.structure
    theta = structure.matrix == Matrix.THETA
    correlates = {int(i) for i in structure.row[theta & (structure.row != structure.col)]}
    row, col = structure.row, structure.col
    both = theta & np.isin(row, list(correlates)) & np.isin(col, list(correlates))
    params = start.copy()
    params[both] = found.cov[row[both], col[both]]
    objective = Objective([group], no_reduction(structure.n_params))
    found_at: Array = minimize(objective.problem(), params).params
    return found_at
