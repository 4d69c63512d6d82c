"""Everything a fit reports, computed at many parameter vectors, and the spread of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from gainsem.core.batch.implied import ImpliedStack, elements_at, variances_of
from gainsem.core.bootstrap_intervals import acceleration_of, bootstrap_interval
from gainsem.core.chi_square import two_sided
from gainsem.core.effects import effect_values, node_factors
from gainsem.core.standardize import factors_of_draws
from gainsem.core.student import t_quantile, two_sided_t
from gainsem.model.effects import EffectPlan
from gainsem.model.matrix_map import CompiledModel, compile_table
from gainsem.model.parameter_table import ParameterTable
from gainsem.model.replicate_layout import ReplicateLayout, replicate_layout
from gainsem.results.bootstrap import LEVEL
from gainsem.results.fitted import Fitted, FittedModel
from gainsem.results.replication import Replication
from gainsem.syntax.expressions import evaluate

Array = NDArray[np.float64]
Model = TypeVar("Model")
Quantity = Callable[["Replicated"], Array]
TOGETHER = 200


@dataclass(frozen=True)
class Replicated:
    """A model at many parameter vectors.

    Parameters
    ----------
    fit : Fitted
    layout : ReplicateLayout
    vectors : ndarray, shape (b, q + k)
    """

    fit: Fitted
    layout: ReplicateLayout
    vectors: Array

    @property
    def compiled(self) -> CompiledModel:
        """The model as arrays."""
        return self.layout.compiled

    @cached_property
    def implied(self) -> ImpliedStack:
        """What the model implies."""
        return self.layout.implied(self.vectors)

    @cached_property
    def _variances(self) -> Array:
        return variances_of(self.implied)

    @cached_property
    def _latent(self) -> NDArray[np.bool_]:
        return np.array([name in self.fit.table.latent for name in self.compiled.eta], dtype=bool)

    @cached_property
    def _elements(self) -> Array:
        return elements_at(self.implied, self.compiled.places)

    @cached_property
    def estimates(self) -> Array:
        """Estimates of all rows of the table, then of the definitions, shape (b, rows)."""
        table = self.fit.table
        values = self._elements.copy()
        for position, row in enumerate(table.rows):
            if row.free >= 0:
                values[:, position] = self.vectors[:, row.free]
        return with_definitions(table, values)

    def standardized(self, scale: str) -> Array:
        """Return standardised estimates ("lv", "all") of all rows and definitions."""
        table = self.fit.table
        factors = factors_of_draws(
            self.compiled.structure,
            self._variances,
            self.compiled.places,
            scaled=self._latent,
            observed=scale == "all",
        )
        values = self._elements * factors
        if scale == "all":
            own = [at for at, row in enumerate(table.rows) if row.op == "~*~"]
            values[:, own] = 1.0
        return with_definitions(table, values)

    @cached_property
    def r_squared(self) -> Array:
        """Explained shares of variance, in the order of ``fit.r_squared``, shape (b, k)."""
        eta, observed = self.compiled.eta, self.fit.table.observed
        m, p = len(eta), len(observed)
        total, residual = [], []
        for name in self.fit.r_squared:
            inner = name in eta
            item = name in observed
            total.append(m + observed.index(name) if item else eta.index(name))
            own = m + p + eta.index(name) if inner else 2 * m + p + observed.index(name)
            residual.append(own)
        with np.errstate(divide="ignore", invalid="ignore"):
            shares: Array = 1.0 - self._variances[:, residual] / self._variances[:, total]
        return shares

    def effects(self, plan: EffectPlan, scale: str) -> Array:
        """Return the effects of a plan: "" as they are, "lv" or "all" standardised."""
        coefficients = elements_at(self.implied, plan.arrows.places)
        values = effect_values(plan.arrows, plan.asked, coefficients)
        if scale:
            scaled = scaled_nodes(self.fit, self.compiled, scale)
            own = self._variances[:, : plan.arrows.n_nodes]
            values = values * node_factors(own, plan.asked.ends, scaled)
        return plan.combined(values)


def with_definitions(table: ParameterTable, values: Array) -> Array:
    """Return the values of all rows at many vectors (b, rows), those of definitions last."""
    if not table.definitions:
        return values
    places = {row.label: at for at, row in reversed(list(enumerate(table.rows))) if row.label}
    defined = np.empty((len(values), len(table.definitions)))
    for draw, own in enumerate(values.tolist()):
        labelled = {label: own[at] for label, at in places.items()}
        for column, each in enumerate(table.definitions):
            labelled[each.name] = evaluate(each.expression, labelled)[0]
            defined[draw, column] = labelled[each.name]
    return np.concatenate([values, defined], axis=1)


def scaled_nodes(fit: Fitted, compiled: CompiledModel, scale: str) -> NDArray[np.bool_]:
    """Return which nodes of effects get a standard deviation of 1, shape (m + p,)."""
    everything = scale == "all"
    latent = [name in fit.table.latent or everything for name in compiled.eta]
    return np.array([*latent, *([everything] * len(fit.table.observed))], dtype=bool)


@dataclass(frozen=True)
class Spread:
    """Standard errors and limits of some quantities, shapes (k,)."""

    se: Array
    lower: Array
    upper: Array


@dataclass(frozen=True)
class Resamples(Generic[Model]):
    """Draws of the parameters of a fit, from which anything gets an interval.

    Parameters
    ----------
    model : callable
        vectors -> the model at these, of which quantities are asked.
    vectors : ndarray, shape (b, q + k)
    left_out : ndarray, shape (g, q + k), or None
    kind : {"percentile", "basic", "bc", "bca"}
    level : float
    replication : Replication, optional
        Draws that are replicates of a design: their rule gives the variances, and t with the
        degrees of freedom of the design the intervals.
    """

    model: Callable[[Array], Model]
    vectors: Array
    left_out: Array | None
    kind: str
    level: float = LEVEL
    replication: Replication | None = None

    def spread(self, quantity: Callable[[Model], Array], estimate: Array) -> Spread:
        """Return the spread of a quantity (b, k) around its estimate (k,)."""
        values = self.values(quantity, self.vectors)
        if self.replication is not None:
            return self._by_rule(self.replication, values, estimate)
        bend = None
        if self.left_out is not None and self.kind == "bca":
            bend = acceleration_of(self.values(quantity, self.left_out))
        lower, upper = bootstrap_interval(
            values, estimate, kind=self.kind, level=self.level, acceleration=bend
        )
        return Spread(deviation_of(values), lower, upper)

    def _by_rule(self, found: Replication, values: Array, estimate: Array) -> Spread:
        se = np.sqrt(found.rule.variances(values, estimate))
        reach = t_quantile(0.5 + self.level / 2.0, found.freedom) * se
        return Spread(se, estimate - reach, estimate + reach)

    def pvalue(self, statistic: float) -> float:
        """Return the p value of an estimate over its standard error: normal, or t."""
        if self.replication is None:
            return two_sided(statistic)
        return two_sided_t(statistic, self.replication.freedom)

    def values(self, quantity: Callable[[Model], Array], vectors: Array) -> Array:
        """Return a quantity at many vectors, some at a time: the matrices of all take room."""
        parts = [
            quantity(self.model(vectors[first : first + TOGETHER]))
            for first in range(0, max(len(vectors), 1), TOGETHER)
        ]
        return np.concatenate(parts)


def deviation_of(values: Array) -> Array:
    """Return standard deviations over the draws with a value, shape (k,)."""
    known = np.isfinite(values)
    count = known.sum(axis=0)
    filled = np.where(known, values, 0.0)
    mean = filled.sum(axis=0) / np.maximum(count, 1)
    squares = np.where(known, (filled - mean) ** 2, 0.0).sum(axis=0)
    deviations: Array = np.sqrt(squares / np.maximum(count - 1, 1))
    return np.where(count > 1, deviations, np.nan)


def bootstrap_resamples(fit: Fitted) -> Resamples[Replicated] | None:
    """Return the draws of a fit's bootstrap, or the fits to its replicate weights.

    None without either, or where it is withheld.
    """
    if fit.replication is not None:
        return None if fit.replication.withheld else _replicates(fit, fit.replication)
    found = fit.bootstrap
    if found is None or found.withheld:
        return None
    return Resamples(replicated(fit), found.vectors, found.left_out, found.interval)


def _replicates(fit: Fitted, found: Replication) -> Resamples[Replicated]:
    return Resamples(replicated(fit), found.vectors, None, "replicates", replication=found)


def replicated(fit: Fitted) -> Callable[[Array], Replicated]:
    """Return what makes the model of a fit at many vectors (b, q + k) of these."""
    return partial(Replicated, fit, replicate_layout(fit.table, compile_table(fit.table)))


def monte_carlo_resamples(
    fit: Fitted, *, draws: int, seed: int, level: float = LEVEL
) -> Resamples[Replicated] | None:
    """Return draws from the normal distribution of the estimates, None without covariances.

    Parameters
    ----------
    fit : Fitted
    draws, seed : int
    level : float
    """
    vectors = monte_carlo_vectors(fit, draws=draws, seed=seed)
    if vectors is None:
        return None
    return Resamples(replicated(fit), vectors, None, "percentile", level)


def monte_carlo_vectors(fit: FittedModel, *, draws: int, seed: int) -> Array | None:
    """Return parameter vectors (draws, q + k) drawn about the estimates.

    Intervals of functions of the parameters without refitting: Preacher & Selig (2012),
    doi:10.1080/19312458.2012.679848; MacKinnon, Lockwood & Williams (2004),
    doi:10.1207/s15327906mbr3901_4.  Moments of given covariates are those of the fit.
    """
    vcov = fit.solution.vcov
    if vcov is None:
        return None
    sizes, axes = np.linalg.eigh(vcov)
    stream = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(0, 1)))
    normal = stream.standard_normal((draws, len(sizes)))
    params = fit.solution.params + normal @ (axes * np.sqrt(np.clip(sizes, 0.0, None))).T
    given = [row.value or 0.0 for row in fit.table.rows if row.exogenous]
    return np.concatenate([params, np.tile(np.array(given), (draws, 1))], axis=1)
