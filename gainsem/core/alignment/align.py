"""Alignment: factor means and variances of many groups without exact invariance.

The configural model is given the factor means and variances that make measurement
parameters of as many groups as possible nearly equal (Asparouhov & Muthén 2014,
doi:10.1080/10705511.2014.919210; 2023, doi:10.1080/10705511.2022.2127100).  It fits as well
as the configural model, of which it is another writing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from gainsem.core.alignment.parameters import (
    MeasurementTable,
    factor_blocks,
    measurement_table,
)
from gainsem.core.alignment.problems import (
    MeanProblem,
    SpreadProblem,
    mean_problem,
    mean_weight,
    spread_problem,
)
from gainsem.core.alignment.search import Ends, is_determined, search
from gainsem.core.linalg import Array
from gainsem.core.structure import Indices

Method = Literal["fixed", "free"]
EPSILON, STARTS = 0.01, 30
SMOOTHER = 100.0
RANDOM_SPREAD, RANDOM_MEAN = 0.25, 0.5


@dataclass(frozen=True)
class Searched:
    """How the search of one problem went.

    Parameters
    ----------
    what : {"spread", "mean"}
    factors : tuple of int
    loss : float
        ``sum of sqrt(n_g n_h) f``.
    starts, agreeing : int
        All starts, and those that ended at the lowest loss.
    converged : bool
    determined : bool
        Whether the lowest loss belongs to one point: the free method has no such point where
        loadings do not differ between groups.
    """

    what: Literal["spread", "mean"]
    factors: tuple[int, ...]
    loss: float
    starts: int
    agreeing: int
    converged: bool
    determined: bool


@dataclass(frozen=True)
class Alignment:
    """Aligned parameters; the factor variance of the reference group is 1.

    Parameters
    ----------
    table : MeasurementTable
        The configural estimates, factors turned to the same direction in all groups.
    signs : ndarray, shape (G, m)
        -1 where a factor of a group was turned.
    sizes : ndarray, shape (G,)
    method : {"fixed", "free"}
    reference : int
        The group whose variance is 1 and, with the fixed method, whose mean is 0.
    epsilon : float
    loadings : ndarray, shape (G, L)
        Aligned, in the order of the table; NaN where a group does not have the item.
    positions : ndarray, shape (G, R)
        Aligned intercepts, or thresholds.
    means, variances : ndarray, shape (G, m)
    log_sd : ndarray, shape (G, m)
        u, before the reference group was given the variance 1: sum 0.
    scaled_means : ndarray, shape (G, m)
        c.
    searches : tuple of Searched
    """

    table: MeasurementTable
    signs: Array
    sizes: Array
    method: Method
    reference: int
    epsilon: float
    loadings: Array
    positions: Array
    means: Array
    variances: Array
    log_sd: Array
    scaled_means: Array
    searches: tuple[Searched, ...]

    @property
    def converged(self) -> bool:
        """Whether every search ended at a minimum."""
        return all(each.converged for each in self.searches)

    @property
    def determined(self) -> bool:
        """Whether means and variances are determined; otherwise use the fixed method."""
        return all(each.determined for each in self.searches)

    @property
    def loss(self) -> float:
        """The total loss F."""
        return sum(each.loss for each in self.searches)


def align(
    loadings: Array,
    positions: Array,
    sizes: Array,
    *,
    thresholds: bool = False,
    method: Method = "fixed",
    reference: int = 0,
    epsilon: float = EPSILON,
    starts: int = STARTS,
    seed: int = 1,
) -> Alignment:
    """Return the aligned parameters of a configural model.

    Minimises ``sum over parameters and pairs of groups of sqrt(n_g n_h) f(difference)``
    under ``psi_1 ... psi_G = 1``; the result is then given the scale of the reference group.
    The free method seeks the factor mean of that group too, which only loadings that differ
    between groups determine: with nearly equal loadings use the fixed one.

    Parameters
    ----------
    loadings : ndarray, shape (G, p, m)
        Configural estimates with factor means 0 and variances 1; 0 where an item does not load
        in any group, NaN where a group does not have the item.
    positions : ndarray, shape (G, p) or (G, p, K)
        Intercepts, or thresholds with residual variances of 1 (:func:`theta_metric`).
    sizes : ndarray, shape (G,)
    thresholds : bool
        Whether ``positions`` are thresholds.
    method : {"fixed", "free"}
    reference : int
    epsilon : float
        Of the loss; above 0.
    starts : int
        Of every search: a least-squares one, one from a smoother loss, random ones.
    seed : int

    Raises
    ------
    ValueError
        With fewer than two groups, or an item that loads on nothing.
    """
    table, signs = _same_direction(
        measurement_table(loadings, positions, thresholds=thresholds), loadings.shape[2], reference
    )
    n_groups, m = signs.shape
    rng = np.random.default_rng(seed)
    u, c = np.zeros((n_groups, m)), np.zeros((n_groups, m))
    searches = []
    for factor in range(m):
        u[:, factor], found = _spread(table, factor, sizes, epsilon, starts, rng)
        searches.append(found)
    for block in factor_blocks(table, m):
        held = reference if method == "fixed" else None
        c[:, block], found = _mean(table, block, sizes, epsilon, starts, rng, held)
        searches.append(found)
    return _aligned(
        table, signs, sizes, method, reference, epsilon, u=u, c=c, searches=tuple(searches)
    )


def _same_direction(
    table: MeasurementTable, m: int, reference: int
) -> tuple[MeasurementTable, Array]:
    """Turn factors whose loadings run against those of the reference group."""
    signs = np.ones((table.n_groups, m))
    for factor in range(m):
        own = table.loadings[:, table.factor == factor]
        if own.shape[1]:
            # The direction all groups share, but for their signs.
            along = own @ np.linalg.svd(own, full_matrices=False)[2][0]
            signs[:, factor] = np.where(along * along[reference] < 0.0, -1.0, 1.0)
    return replace(table, loadings=table.loadings * signs[:, table.factor]), signs


def _spread(
    table: MeasurementTable,
    factor: int,
    sizes: Array,
    epsilon: float,
    starts: int,
    rng: np.random.Generator,
) -> tuple[Array, Searched]:
    problem = spread_problem(table, factor, sizes, epsilon)
    have = table.has_loading[:, table.factor == factor]
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(np.where(have, np.abs(problem.loadings), np.nan))
    logs[~np.isfinite(logs)] = np.nan
    apart = np.nan_to_num(logs - np.nanmean(logs, axis=0, keepdims=True))
    first = apart.sum(axis=1) / np.maximum(have.sum(axis=1), 1)
    ends = _search_all(problem, first @ problem.basis, RANDOM_SPREAD, starts, rng)
    u = problem.basis @ ends.points[ends.best]
    return u, _searched("spread", (factor,), ends, problem, mean_weight(sizes))


def _mean(
    table: MeasurementTable,
    block: Indices,
    sizes: Array,
    epsilon: float,
    starts: int,
    rng: np.random.Generator,
    held: int | None,
) -> tuple[Array, Searched]:
    problem = mean_problem(table, block, sizes, epsilon, held)
    target = problem.positions.mean(axis=0) if held is None else problem.positions[held]
    first = np.array(
        [
            np.linalg.lstsq(slopes, own - target, rcond=None)[0]
            for slopes, own in zip(problem.loadings, problem.positions, strict=True)
        ]
    ).ravel()[problem.free]
    ends = _search_all(problem, first, RANDOM_MEAN, starts, rng)
    c = problem.means(ends.points[ends.best][None])[0]
    factors = tuple(int(each) for each in block)
    return c, _searched("mean", factors, ends, problem, mean_weight(sizes))


def _search_all(
    problem: SpreadProblem | MeanProblem,
    first: Array,
    spread: float,
    starts: int,
    rng: np.random.Generator,
) -> Ends:
    """Search from a least-squares start, from a smoother loss' minimum, and around them."""
    smooth = replace(problem, epsilon=SMOOTHER * problem.epsilon)
    second = search(smooth.objective(), first[None]).points[0]
    around = second + spread * rng.standard_normal((max(starts - 2, 0), len(first)))
    points = np.concatenate([second[None], first[None], around])[: max(starts, 1)]
    return search(problem.objective(), points)


def _searched(
    what: Literal["spread", "mean"],
    factors: tuple[int, ...],
    ends: Ends,
    problem: SpreadProblem | MeanProblem,
    unit: float,
) -> Searched:
    best = ends.best
    curvature = problem.objective().slopes(ends.points[best][None]).exact[0]
    return Searched(
        what,
        factors,
        float(ends.values[best]) * unit,
        len(ends.values),
        ends.agreeing,
        bool(ends.converged[best]),
        is_determined(curvature),
    )


def _aligned(
    table: MeasurementTable,
    signs: Array,
    sizes: Array,
    method: Method,
    reference: int,
    epsilon: float,
    *,
    u: Array,
    c: Array,
    searches: tuple[Searched, ...],
) -> Alignment:
    """Return the record in the scale of the reference group."""
    sd = np.exp(u - u[reference])
    loadings = table.loadings / sd[:, table.factor]
    positions = table.positions - moved_by_means(table, c)
    loadings[~table.has_loading] = np.nan
    positions[~table.has_position] = np.nan
    return Alignment(
        table,
        signs,
        np.asarray(sizes, dtype=np.float64),
        method,
        reference,
        epsilon,
        loadings,
        table.sign * positions,
        c * sd,
        sd * sd,
        u,
        c,
        searches,
    )


def moved_by_means(table: MeasurementTable, c: Array) -> Array:
    """Return ``lambda c`` of every position's item, shape (G, R)."""
    moved = np.zeros_like(table.positions)
    for place, (item, factor) in enumerate(zip(table.item, table.factor, strict=True)):
        rows = table.of_item == item
        moved[:, rows] += (table.loadings[:, place] * c[:, factor])[:, None]
    return moved


def aligned_covariances(found: Alignment, correlations: Array) -> Array:
    """Return the factors' covariance matrices in the aligned metric, shape (G, m, m).

    Parameters
    ----------
    found : Alignment
    correlations : ndarray, shape (G, m, m)
        Of the factors in the configural model.
    """
    scale = found.signs * np.sqrt(found.variances)
    covariances: Array = correlations * scale[:, :, None] * scale[:, None, :]
    return covariances
