"""Least squares fits of resamples of ordinal and mixed answers, one after the other.

Every resample gets thresholds, correlations and weights of its own, all pairs at once;
its search begins at the estimates of all respondents.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gainsem.core.batch.admissible import improper_solutions
from gainsem.core.categorical import CategoricalStatistics, MomentOrder
from gainsem.core.contingency import Answers, answers
from gainsem.core.least_squares import LeastSquares
from gainsem.core.minimize import Minimum, minimize
from gainsem.core.objective import Objective
from gainsem.core.ordinal_statistics import ordinal_statistics
from gainsem.core.reduction import no_reduction
from gainsem.errors import GainsemError, ResponseError
from gainsem.estimation.bootstrap.replicates import (
    IMPROPER,
    NOT_COMPUTED,
    NOT_CONVERGED,
    USED,
    Replicates,
)
from gainsem.estimation.categorical_solve import (
    categorical_start,
    further_categorical_starts,
    moment_weight,
    sample_levels,
)
from gainsem.estimation.estimators import Estimator
from gainsem.estimation.restricted_search import find_minimum
from gainsem.model.parameter_table import ParameterTable
from gainsem.model.replicate_layout import ReplicateLayout
from gainsem.model.response import levels_unrestricted, n_without_levels, response_model
from gainsem.survey.moments import Moments

Array = NDArray[np.float64]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class LeastSquaresReplicator:
    """Fits a model of ordinal or mixed answers to resamples.

    Parameters
    ----------
    layout : ReplicateLayout
    table : ParameterTable
    values : ndarray, shape (n, v)
        Categories from 0, or numbers, of the explained variables, NaN where missing.
    covariates : ndarray, shape (n, k)
        Of the given covariates; k may be 0.
    n_categories : tuple of int
        Of the explained variables; 0 for a continuous one.
    start : ndarray, shape (q,)
    estimator : Estimator
    zero_add : float
    max_iterations : int
    weights : ndarray, shape (n,), optional
        Sampling weights: a respondent is drawn like any other, and brings his weight along;
        the weights of a resample are brought to a mean of 1.
    restricted : bool
        Whether other groups restrict thresholds or means of this one.
    """

    layout: ReplicateLayout
    table: ParameterTable
    values: Array
    covariates: Array
    n_categories: tuple[int, ...]
    start: Array
    estimator: Estimator
    zero_add: float
    max_iterations: int
    weights: Array | None = None
    restricted: bool = False

    @property
    def chunk(self) -> int:
        """Draws worked on together: each is fitted by itself."""
        return 10

    @property
    def n_obs(self) -> int:
        """Number of respondents drawn from."""
        return len(self.values)

    @property
    def answers(self) -> tuple[Array, ...]:
        """What is drawn from."""
        return (self.values, self.covariates, *([] if self.weights is None else [self.weights]))

    @property
    def plain(self) -> bool:
        """Whether thresholds are those of the sample, and take no part in the search."""
        compiled = self.layout.compiled
        full = self.estimator.weight == "full"
        return not (full or self.restricted) and levels_unrestricted(self.table, compiled)

    def fit(self, counts: Array) -> Replicates:
        """Return the fits to resamples, shape of counts (b, n)."""
        size, q = len(counts), self.table.n_free
        vectors = np.full((size, q + len(self.layout.given)), np.nan)
        fmin, status = np.full(size, np.nan), np.full(size, NOT_COMPUTED, dtype=np.uint8)
        everybody = np.arange(self.n_obs, dtype=np.intp)
        for at, count in enumerate(counts.astype(np.intp)):
            rows = np.repeat(everybody, count)
            statistics = self.statistics(rows)
            if statistics is None:
                continue
            found = self._fit_one(rows, statistics)
            status[at] = NOT_CONVERGED if found is None else USED
            if found is not None:
                vectors[at], fmin[at] = found
        good = np.flatnonzero(status == USED)
        if len(good):
            implied = self.layout.implied(vectors[good])
            layout = self.layout
            improper = improper_solutions(implied, layout.variances, layout.latent)
            status[good[improper]] = IMPROPER
        return Replicates(vectors, fmin, status)

    def statistics(self, rows: Rows) -> tuple[CategoricalStatistics, bool] | None:
        """Return the statistics of a resample, and whether all categories are in it."""
        values, counts, whole = self._present(rows)
        weights = self._weights(rows)
        if weights is not None and not np.isfinite(weights).all():
            return None
        if any(count == 1 for count in counts) or not (whole or self.plain):
            return None
        try:
            if self.covariates.shape[1] == 0 and 0 not in counts and len(counts) > 1:
                coded: Answers = answers(values, counts)
                return (
                    ordinal_statistics(coded, weights=weights, zero_add=self.zero_add).statistics,
                    whole,
                )
            # scipy is imported here, and only where there is more than ordinal items.
            from gainsem.core.casewise import casewise_statistics

            order = MomentOrder(tuple(counts), self.covariates.shape[1])
            given = self.covariates[rows] if self.covariates.shape[1] else None
            return casewise_statistics(values, order, covariates=given, weights=weights)[0], whole
        except (GainsemError, ArithmeticError, np.linalg.LinAlgError):
            return None

    def _present(self, rows: Rows) -> tuple[Array, list[int], bool]:
        """Return the answers with categories nobody drawn has chosen taken out."""
        values, counts, whole = self.values[rows], list(self.n_categories), True
        for item, count in enumerate(counts):
            if not count:
                continue
            column = values[:, item]
            known = ~np.isnan(column)
            seen = np.bincount(column[known].astype(np.intp), minlength=count) > 0
            if seen.all():
                continue
            whole = False
            place = np.cumsum(seen) - 1
            column[known] = place[column[known].astype(np.intp)]
            counts[item] = int(seen.sum())
        return values, counts, whole

    def _fit_one(
        self, rows: Rows, found: tuple[CategoricalStatistics, bool]
    ) -> tuple[Array, float] | None:
        statistics, whole = found
        table, compiled, plain = self.table, self.layout.compiled, self.plain
        group = self.squares(statistics, whole=whole)
        if group is None:
            return None
        n_params = self.n_searched
        reduction = no_reduction(n_params) if plain else compiled.reduction
        objective = Objective([group], reduction)
        begin = reduction.reduce(self.start[:n_params])
        along, minimum = self._near(objective, begin)
        if not minimum.converged:
            moments = self.moments(statistics)
            try:
                cold = categorical_start(table, compiled, objective, moments, n_params)
            except GainsemError:
                return None
            further = further_categorical_starts(table, compiled, moments, reduction, n_params)
            along, minimum = find_minimum(
                objective, compiled.restrictions, cold, further, self.max_iterations
            )
        if not minimum.converged:
            return None
        params = along.reduction.expand(minimum.params)
        if plain:
            params = np.concatenate([params, self.levels(statistics, whole=whole)])
        return np.concatenate([params, self.given(rows)]), minimum.value

    @property
    def n_searched(self) -> int:
        """Parameters that take part in the search."""
        return n_without_levels(self.table) if self.plain else self.table.n_free

    def squares(self, statistics: CategoricalStatistics, *, whole: bool) -> LeastSquares | None:
        """Return what is minimised in a resample; None where a moment has no variance."""
        compiled, plain = self.layout.compiled, self.plain
        model = response_model(self.table, compiled, levels=not plain)
        kept = slice(statistics.order.n_levels, None) if plain else model.kept
        own = model if whole else replace(model, order=statistics.order)
        structural = compiled.derived is not None and compiled.derived.structural
        target = statistics.vector[kept]
        variances = statistics.variances[kept]
        if not np.isfinite(target).all() or not np.isfinite(variances).all():
            return None
        try:
            weight = moment_weight(self.estimator, statistics, own)
        except ResponseError:  # WLS: the moments of this resample have no inverse
            return None
        return LeastSquares(own, target, weight, compiled.derived if structural else None)

    def levels(self, statistics: CategoricalStatistics, *, whole: bool) -> Array:
        """Return thresholds and means that take no part; NaN where a category is missing."""
        first = self.n_searched
        if whole:
            return sample_levels(self.table, statistics, first)
        return np.full(self.table.n_free - first, np.nan)

    def _near(self, objective: Objective, begin: Array) -> tuple[Objective, Minimum]:
        """Search from the estimates of all respondents."""
        restrictions = self.layout.compiled.restrictions
        if restrictions is None:
            problem = objective.problem()
            return objective, minimize(problem, begin, max_iterations=self.max_iterations)
        return find_minimum(objective, restrictions, begin, (), self.max_iterations)

    def _weights(self, rows: Rows) -> Array | None:
        """Return the weights of a resample, with a mean of 1."""
        if self.weights is None:
            return None
        own = self.weights[rows]
        with np.errstate(invalid="ignore", divide="ignore"):
            scaled: Array = own * (len(own) / own.sum())
        return scaled

    def given(self, rows: Rows) -> Array:
        """Return the moments of the covariates in a resample."""
        layout, names = self.layout, self.table.observed
        if not len(layout.given):
            return np.zeros(0)
        x = self.covariates[rows]
        at = [names.index(name) for name in self.table.exogenous]
        mean, cov = np.zeros((1, len(names))), np.zeros((1, len(names), len(names)))
        weights = self._weights(rows)
        w = np.ones(len(x)) if weights is None else weights
        mean[0, at] = np.average(x, axis=0, weights=w)
        apart = x - mean[0, at]
        # lavaan's divisor: n - 1, and the sum of the weights where there are any.
        size = len(x) - (1.0 if weights is None else 0.0)
        cov[0][np.ix_(at, at)] = (apart * w[:, None]).T @ apart / size
        values: Array = layout.given_values(mean, cov)[0]
        return values

    def moments(self, statistics: CategoricalStatistics) -> Moments:
        """Return the moments a search begins afresh from (covariates apart)."""
        names = self.table.observed
        explained = [names.index(name) for name in self.table.explained]
        cov, mean = np.eye(len(names)), np.zeros(len(names))
        cov[np.ix_(explained, explained)] = statistics.cov
        mean[explained] = statistics.mean
        thresholds: list[Array] = [np.zeros(0)] * len(names)
        for position, values in zip(explained, statistics.thresholds, strict=True):
            thresholds[position] = values
        return Moments(names, cov, mean, statistics.n_obs, thresholds=tuple(thresholds))
