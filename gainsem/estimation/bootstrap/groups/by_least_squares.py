"""Least squares fits of resamples of several groups of ordinal and mixed answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.categorical import CategoricalStatistics
from gainsem.core.least_squares import LeastSquares
from gainsem.core.objective import Objective
from gainsem.core.placed import Placed, Places
from gainsem.core.reduction import no_reduction
from gainsem.estimation.bootstrap.by_least_squares import LeastSquaresReplicator
from gainsem.estimation.bootstrap.groups.of_groups import OfGroups
from gainsem.estimation.bootstrap.near_search import Found, NearSearch
from gainsem.estimation.bootstrap.replicates import NOT_CONVERGED, USED, Replicates
from gainsem.estimation.categorical_solve import closed_form, plain_starts
from gainsem.model.parameter_table import ParameterTable
from gainsem.model.response import n_without_levels

Array = NDArray[np.float64]
Statistics = tuple[CategoricalStatistics, bool]


@dataclass(frozen=True)
class GroupedLeastSquares(OfGroups[LeastSquaresReplicator]):
    """Fits a model of several groups of ordinal or mixed answers to resamples.

    Parameters
    ----------
    table : ParameterTable
        Of all groups.
    """

    table: ParameterTable

    @property
    def _plain(self) -> bool:
        """Whether thresholds are those of the sample, and take no part in the search."""
        return self.parts[0].plain

    @cached_property
    def _search(self) -> NearSearch:
        size = n_without_levels(self.table) if self._plain else self.joint.n_params
        reduction = no_reduction(size) if self._plain else self.joint.reduction
        restrictions = None if self._plain else self.joint.restrictions
        return NearSearch(reduction, restrictions, self.start[:size], self.max_iterations)

    @cached_property
    def _places(self) -> tuple[Places, ...]:
        """Where the searched parameters of every group stand."""
        size = len(self._search.start)
        return tuple(
            Places(places.at[: part.n_searched], size)
            for part, places in zip(self.parts, self.joint.places, strict=True)
        )

    def fit(self, counts: Array) -> Replicates:
        """Return the fits to resamples, shape of counts (b, n): groups one after the other."""
        result = self.joint.empty(len(counts))
        for at, count in enumerate(counts):
            rows = [_rows(own) for own in self.joint.split(count)]
            pairs = list(zip(self.parts, rows, strict=True))
            statistics = [part.statistics(own) for part, own in pairs]
            known = [each for each in statistics if each is not None]
            if len(known) < len(statistics):
                continue
            found = self._fit_one(known)
            result.status[at] = NOT_CONVERGED if found is None else USED
            if found is not None:
                given = [part.given(own) for part, own in pairs]
                result.vectors[at] = np.concatenate([self._with_levels(found[0], known), *given])
                result.fmin[at] = found[1]
        return self.joint.judged(result)

    def _fit_one(self, statistics: Sequence[Statistics]) -> Found | None:
        """Search from the estimates of all respondents, then as any other data would be."""
        squares = [
            part.squares(own, whole=whole)
            for part, (own, whole) in zip(self.parts, statistics, strict=True)
        ]
        known = [each for each in squares if each is not None]
        if len(known) < len(squares):
            return None
        objective = self._objective(known)
        search = self._search
        near = search.afresh(objective, [search.start])
        return near or search.afresh(objective, self._starts(statistics))

    def _objective(self, squares: Sequence[LeastSquares]) -> Objective:
        groups = zip(squares, self._places, self.joint.shares, strict=True)
        return Objective([Placed(*each) for each in groups], self._search.reduction)

    def _starts(self, statistics: Sequence[Statistics]) -> list[Array]:
        """Return closed forms of all groups, and plainer values."""
        own = [
            (part.table, part.layout.compiled, part.moments(found))
            for part, (found, _) in zip(self.parts, statistics, strict=True)
        ]
        plain = zip(*(plain_starts(*each) for each in own), strict=True)
        starts = [[closed_form(*each) for each in own], *map(list, plain)]
        size = len(self._search.start)
        return [self.joint.joined(values)[:size] for values in starts]

    def _with_levels(self, searched: Array, statistics: Sequence[Statistics]) -> Array:
        """Return the parameters of all groups, those that took no part in the search too."""
        values = np.full(self.joint.n_params, np.nan)
        values[: len(searched)] = searched
        if self._plain:
            groups = zip(self.parts, self.joint.places, statistics, strict=True)
            for part, places, (own, whole) in groups:
                values[places.at[part.n_searched :]] = part.levels(own, whole=whole)
        return values


def _rows(counts: Array) -> NDArray[np.intp]:
    """Return the respondents of a resample, one place each time they are drawn."""
    return np.repeat(np.arange(len(counts), dtype=np.intp), counts.astype(np.intp))
