"""Thresholds and polychorics of ordinal items with all that is known of their sampling."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.categorical import CategoricalStatistics, MomentOrder
from gainsem.core.contingency import Answers, two_way_tables, without_empty_cell
from gainsem.core.influence import (
    Influence,
    level_influence,
    pair_influences,
    variances_of,
)
from gainsem.core.linalg import Array
from gainsem.core.polychoric import (
    Corners,
    Polychorics,
    corners_of,
    polychoric_correlations,
    thresholds_of,
)


@dataclass(frozen=True)
class OrdinalStatistics:
    """The statistics of ordinal items, and the tables they come from.

    Parameters
    ----------
    statistics : CategoricalStatistics
    tables : ndarray, shape (K, K, P)
        Observed counts of pairs.
    used : ndarray, shape (K, K, P)
        The tables the correlations were computed from: an empty 2 x 2 cell filled.
    corners : Corners
    found : Polychorics
    influence : Influence
    honest : ndarray, shape (P,)
        Standard errors of the correlations from second derivatives, divided by the usual.
    """

    statistics: CategoricalStatistics
    tables: Array
    used: Array
    corners: Corners
    found: Polychorics
    influence: Influence
    honest: Array


def ordinal_statistics(
    given: Answers,
    *,
    weights: Array | None = None,
    zero_add: float = 0.5,
    hessian: bool = False,
) -> OrdinalStatistics:
    """Return thresholds, polychorics and their influence functions.

    Parameters
    ----------
    given : Answers
        Missing answers leave out a respondent pair by pair.
    weights : ndarray, shape (n,), optional
        Adding up to n.
    zero_add : float
        Added to the empty cell of a 2 x 2 table, with unchanged margins.
    hessian : bool
        Influence functions with second derivatives (see :mod:`gainsem.core.influence`).
    """
    order = MomentOrder(given.n_categories)
    pairs, most, n = order.pairs, given.most, float(given.n_obs)
    tables, counts = two_way_tables(given, pairs, weights=weights)
    used = _filled(tables[:most, :most], order, zero_add)
    thresholds = thresholds_of(counts[:, :most])
    corners = corners_of(thresholds, pairs)
    found = polychoric_correlations(used, corners)
    of_levels = level_influence(thresholds, counts, n)
    usual, honest = pair_influences(
        tables[:most, :most], corners, found, of_levels, pairs=pairs, n=n
    )
    squares = (tables, counts)
    if weights is not None:
        squares = two_way_tables(given, pairs, weights=weights**2)
    of_usual, of_honest = (
        variances_of(of_levels, each, squares[1], squares[0], n) for each in (usual, honest)
    )
    influence = Influence(given, pairs, of_levels, honest if hessian else usual, weights)
    variances = (of_usual, of_honest if hessian else of_usual)
    statistics = _statistics(order, thresholds, found, variances, influence)
    ratio = np.sqrt(of_honest[1] / of_usual[1])
    return OrdinalStatistics(
        statistics, tables[:most, :most], used, corners, found, influence, ratio
    )


def _filled(tables: Array, order: MomentOrder, zero_add: float) -> Array:
    """Return the tables with single empty cells of 2 x 2 tables filled."""
    row, col = order.pairs
    binary = np.array(order.n_categories) == 2
    chosen = binary[row] & binary[col]
    if not zero_add or not chosen.any():
        return tables
    result = tables.copy()
    result[:2, :2, chosen] = without_empty_cell(tables[:2, :2, chosen], zero_add)
    return result


def _statistics(
    order: MomentOrder,
    thresholds: Array,
    found: Polychorics,
    variances: tuple[tuple[Array, Array], tuple[Array, Array]],
    influence: Influence,
) -> CategoricalStatistics:
    p = order.n_variables
    cov = np.eye(p)
    row, col = order.pairs
    cov[row, col] = cov[col, row] = found.rho
    own = [thresholds[: count - 1, item] for item, count in enumerate(order.n_categories)]
    usual, diagonal = (
        np.concatenate(
            [
                *(levels[: count - 1, item] for item, count in enumerate(order.n_categories)),
                pairs,
            ]
        )
        for levels, pairs in variances
    )

    return CategoricalStatistics(
        order=order,
        thresholds=tuple(own),
        mean=np.zeros(p),
        slopes=np.zeros((p, 0)),
        cov=cov,
        n_obs=influence.given.n_obs,
        variances=usual,
        diagonal=diagonal,
        influence=influence.rows,
        level_gamma=influence.level_products,
    )
