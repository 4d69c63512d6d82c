"""Least squares of ordinal and mixed moments in several groups: the search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.categorical import CategoricalStatistics
from gainsem.core.identification import undetermined
from gainsem.core.least_squares import LeastSquares, LeastSquaresPoint
from gainsem.core.linalg import Array
from gainsem.core.minimize import Minimum
from gainsem.core.objective import Objective
from gainsem.core.placed import Placed, Places, mean_values
from gainsem.core.reduction import no_reduction
from gainsem.core.structure import Indices
from gainsem.estimation.categorical_solve import (
    closed_form,
    moment_weight,
    plain_starts,
    sample_levels,
    unrelated_moments,
)
from gainsem.estimation.estimators import Estimator
from gainsem.estimation.groups.compiled import CompiledGroups
from gainsem.estimation.groups.levels import levels_apart
from gainsem.estimation.identified import refuse_unidentified
from gainsem.estimation.restricted_search import find_minimum
from gainsem.estimation.search import start_from
from gainsem.model.groups.grouped_table import GroupedTable
from gainsem.model.matrix_map import CompiledModel
from gainsem.model.parameter_table import ParameterTable
from gainsem.model.response import levels_unrestricted, n_without_levels, response_model
from gainsem.options import Options
from gainsem.survey.moments import Moments


@dataclass(frozen=True)
class OrdinalGroup:
    """One group: its model, its moments, and what is minimised.

    Parameters
    ----------
    table : ParameterTable
    compiled : CompiledModel
    moments : Moments
    statistics : CategoricalStatistics
    squares : LeastSquares
        By the group's own parameters, thresholds left out where nothing restricts them.
    places : Places
        Where these stand among the parameters that are searched.
    share, portion : float
        ``(n_g - 1) / sum (n_g - 1)``, and its part of the respondents.
    unrelated : ndarray of int
        Which of the moments that take part are 0 in the baseline model.
    """

    table: ParameterTable
    compiled: CompiledModel
    moments: Moments
    statistics: CategoricalStatistics
    squares: LeastSquares
    places: Places
    share: float
    portion: float
    unrelated: Indices

    @property
    def skipped(self) -> int:
        """How many moments take no part: all thresholds and means, or none."""
        return self.statistics.order.size - len(self.squares.target)


@dataclass(frozen=True)
class SearchedGroups:
    """Where the search ended.

    Parameters
    ----------
    grouped : GroupedTable
    compiled : CompiledGroups
    groups : tuple of OrdinalGroup
    objective : Objective
        ``sum (n_g - 1) / N F_g / 2`` with N the sum of all ``n_g - 1``.
    minimum : Minimum
    points : tuple of LeastSquaresPoint
        Of each group, at the minimum.
    """

    grouped: GroupedTable
    compiled: CompiledGroups
    groups: tuple[OrdinalGroup, ...]
    objective: Objective
    minimum: Minimum
    points: tuple[LeastSquaresPoint, ...]

    @property
    def n(self) -> float:
        """Respondents less one a group: what the discrepancy is multiplied with."""
        return float(sum(group.statistics.n_obs - 1 for group in self.groups))

    @property
    def params(self) -> Array:
        """Values of all parameters, thresholds that took no part included, shape (q,)."""
        values = np.zeros(self.grouped.joint.n_free)
        searched = self.objective.reduction.expand(self.minimum.params)
        values[: len(searched)] = searched
        for group, at in zip(self.groups, self.grouped.at, strict=True):
            if group.skipped:
                first = len(group.places.at)
                values[at[first:]] = sample_levels(group.table, group.statistics, first)
        return values


def search_groups(
    grouped: GroupedTable,
    compiled: CompiledGroups,
    moments: Sequence[Moments],
    statistics: Sequence[CategoricalStatistics],
    *,
    options: Options,
    estimator: Estimator,
) -> SearchedGroups | None:
    """Minimise the discrepancy of all groups; None where the models end up implying nothing.

    Parameters
    ----------
    grouped : GroupedTable
    compiled : CompiledGroups
    moments : sequence of Moments
    statistics : sequence of CategoricalStatistics
        One a group each.
    options : Options
    estimator : Estimator

    Raises
    ------
    IdentificationError
        E-MOD-79 or E-MOD-85, before anything is estimated.
    ResponseError
        E-EST-89 when WLS has too few respondents to invert Gamma.
    """
    joint = grouped.joint
    plain = estimator.weight != "full" and levels_unrestricted_in(grouped, compiled)
    size = n_without_levels(joint) if plain else joint.n_free
    n_obs = sum(each.n_obs for each in statistics)
    groups = tuple(
        _group(
            table,
            compiled.groups[k],
            (moments[k], statistics[k]),
            grouped.at[k],
            estimator=estimator,
            plain=plain,
            size=size,
            n=(n_obs, len(statistics)),
        )
        for k, table in enumerate(grouped.tables)
    )
    reduction = no_reduction(size) if plain else compiled.reduction
    objective = Objective(
        [Placed(each.squares, each.places, each.share) for each in groups], reduction
    )
    first = _joined(grouped, groups, [closed_form(g.table, g.compiled, g.moments) for g in groups])
    start = start_from(joint, compiled, objective, first, n_params=size)
    weights = np.zeros(joint.n_free)
    weights[:size] = undetermined(objective, start, compiled.restrictions)
    refuse_unidentified(joint, weights)
    further = (reduction.reduce(each[:size]) for each in _further(grouped, groups))
    objective, minimum = find_minimum(
        objective, compiled.restrictions, start, further, options.max_iterations
    )
    points = objective.points(minimum.params)
    if points is None:
        return None
    return SearchedGroups(grouped, compiled, groups, objective, minimum, tuple(points))


def _group(
    table: ParameterTable,
    compiled: CompiledModel,
    data: tuple[Moments, CategoricalStatistics],
    at: Indices,
    *,
    estimator: Estimator,
    plain: bool,
    size: int,
    n: tuple[int, int],
) -> OrdinalGroup:
    (moments, statistics), (n_obs, n_groups) = data, n
    model = response_model(table, compiled, levels=not plain)
    structural = compiled.derived is not None and compiled.derived.structural
    squares = LeastSquares(
        model,
        statistics.vector[model.kept],
        moment_weight(estimator, statistics, model),
        compiled.derived if structural else None,
    )
    own = at[: n_without_levels(table)] if plain else at
    return OrdinalGroup(
        table,
        compiled,
        moments,
        statistics,
        squares,
        Places(own, size),
        (statistics.n_obs - 1) / (n_obs - n_groups),
        statistics.n_obs / n_obs,
        unrelated_moments(table, model),
    )


def levels_unrestricted_in(grouped: GroupedTable, compiled: CompiledGroups) -> bool:
    """Return whether every threshold and mean of every group has a parameter to itself."""
    alone = zip(grouped.tables, compiled.groups, strict=True)
    return levels_apart(grouped.joint, all(levels_unrestricted(table, own) for table, own in alone))


def _joined(
    grouped: GroupedTable, groups: Sequence[OrdinalGroup], values: Sequence[Array]
) -> Array:
    size = grouped.joint.n_free
    return mean_values(
        (
            (Places(at, size), own, group.share)
            for at, own, group in zip(grouped.at, values, groups, strict=True)
        ),
        size,
    )


def _further(grouped: GroupedTable, groups: Sequence[OrdinalGroup]) -> Iterator[Array]:
    plain = (plain_starts(group.table, group.compiled, group.moments) for group in groups)
    for values in zip(*plain, strict=True):
        yield _joined(grouped, groups, values)
