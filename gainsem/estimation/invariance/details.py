"""What a scalar model says of groups or waves: factor means, and how much items are biased."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gainsem.core.chi_square import two_sided
from gainsem.core.item_bias import (
    Focal,
    ItemBias,
    OrdinalGroup,
    linear_item_bias,
    ordinal_item_bias,
)
from gainsem.core.linalg import Array
from gainsem.estimation.invariance.sides import Side
from gainsem.results.invariance.from_arrays import item_bias_rows, mean_rows, score_bias_row
from gainsem.results.invariance.rows import FactorMeanRow, ItemBiasRow, ScoreBiasRow

NOTHING = 1e-6


def factor_means(
    sides: Sequence[Side], factors: Sequence[str], vcov: Array | None
) -> tuple[FactorMeanRow, ...]:
    """Return the means of factors on all sides, and their distances from the first.

    Of waves the covariance of the two means is that of the same people.

    Parameters
    ----------
    sides : sequence of Side
        Of a model with equal (or partly equal) loadings and intercepts or thresholds.
    factors : sequence of str
    vcov : ndarray, shape (q, q), or None
        Covariances of all estimates.
    """
    rows: list[FactorMeanRow] = []
    sizes = np.array([side.n_obs for side in sides], dtype=np.float64)
    labels = tuple(side.label for side in sides)
    for factor in factors:
        place = sides[0].factors.index(factor)
        means = np.array([side.mean[place] for side in sides])
        variances = np.array([side.cov[place, place] for side in sides])
        at = [side.mean_at[place] for side in sides] + [side.variance_at[place] for side in sides]
        own = _covariances(np.array(at, dtype=np.intp), vcov)
        errors = np.diag(own)[: len(means)]
        gap = means - means[0]
        spread = errors + errors[0] - 2.0 * own[0, : len(means)]
        pvalues = np.array(
            [
                two_sided(value / np.sqrt(var)) if var > 0.0 else np.nan
                for value, var in zip(gap, spread, strict=True)
            ]
        )
        rows += mean_rows(
            factor, labels, means, variances, sizes, own, reference=0, pvalues=pvalues
        )
    return tuple(rows)


def _covariances(at: Array, vcov: Array | None) -> Array:
    """Return the covariances of the parameters at these numbers, 0 where a number is -1."""
    own = np.zeros((len(at), len(at)))
    free = np.flatnonzero(at >= 0)
    if vcov is not None:
        own[np.ix_(free, free)] = vcov[np.ix_(at[free], at[free])]
    return own


def biased_items(
    sides: Sequence[Side],
) -> tuple[tuple[ItemBiasRow, ...], tuple[ScoreBiasRow, ...]]:
    """Return effect sizes of items that measure differently from the first side.

    Ordinal items (in the theta parameterization) have none of their sums.

    Parameters
    ----------
    sides : sequence of Side
        Of a model of partial invariance.
    """
    items: list[ItemBiasRow] = []
    scores: list[ScoreBiasRow] = []
    every = list(range(len(sides[0].items)))
    for side in sides[1:]:
        rows = item_bias_rows(_bias(sides[0], side, every), side.items, side.label)
        items += [row for row in rows if row.dmacs > NOTHING]
        if side.scales:
            continue
        for k, factor in enumerate(side.factors):
            loads = sides[0].loadings != 0.0
            chosen = np.flatnonzero(loads[:, k]).tolist()
            # Items of an exploratory block load on all its factors: none has a sum of its own.
            alike = (loads == loads[:, k : k + 1]).all(axis=0)
            if not chosen or alike.sum() > 1:
                continue
            part = _bias(sides[0], side, chosen)
            if np.abs(part.dmacs).max() > NOTHING:
                scores.append(score_bias_row(part, factor, side.label))
    return tuple(items), tuple(scores)


def _bias(reference: Side, side: Side, chosen: list[int]) -> ItemBias:
    """Return effect sizes of the chosen items."""
    focal, pair = Focal(side.mean, side.cov), (reference, side)
    sds = np.stack([each.sds[chosen] for each in pair])
    counts = np.array([each.n_obs for each in pair], dtype=np.float64)
    if side.scales:
        given = (_ordinal(reference), _ordinal(side))
        return ordinal_item_bias(*given, focal=focal, sds=sds, counts=counts)
    intercepts = np.stack([each.intercepts[chosen] for each in pair])
    loadings = np.stack([each.loadings[chosen] for each in pair])
    return linear_item_bias(intercepts, loadings, focal, sds=sds, counts=counts)


def _ordinal(side: Side) -> OrdinalGroup:
    return OrdinalGroup(side.intercepts, side.loadings, side.residual_variances, side.scales)
