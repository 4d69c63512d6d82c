"""The gap in the mean of a factor's items: what the factor does, and what biased items do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.delta_method import Smooth, stacked
from gainsem.core.linalg import Array


@dataclass(frozen=True, eq=False)
class ItemModel:
    """How items measure in one group.

    Parameters
    ----------
    nu : Smooth, shape (p,)
    lambda_ : Smooth, shape (p, m)
    theta : Smooth, shape (p, p)
    tau : Smooth, shape (p, k)
        Thresholds; without columns where no item is ordinal.
    codes : tuple of ndarray or None
        Answers each ordinal item can be given; None for a continuous item.
    """

    nu: Smooth
    lambda_: Smooth
    theta: Smooth
    tau: Smooth
    codes: tuple[Array | None, ...]


@dataclass(frozen=True, eq=False)
class ScoreGap:
    """Parts of the gap in the mean of some items, in points of the answers.

    Parameters
    ----------
    latent : Smooth, scalar
        Of the group's distribution of the factors, measured as in the reference group.
    bias : Smooth, scalar
        Of the items that measure differently in the group.
    residual : Smooth, scalar
        Of other items: residual variances that differ bend the answers to ordinal ones.
    """

    latent: Smooth
    bias: Smooth
    residual: Smooth


def expected_answers(model: ItemModel, item: int, mean: Smooth, cov: Smooth) -> Smooth:
    """Return the mean answer to an item in a population of normal factors.

    ``nu + lambda' mu``; of an ordinal item ``c_1 + sum_k (c_{k+1} - c_k) Phi((nu + lambda' mu -
    tau_k) / sqrt(lambda' Phi lambda + theta))``, for the latent response is normal, too.

    Parameters
    ----------
    model : ItemModel
    item : int
    mean, cov : Smooth, shapes (m,) and (m, m)
        Of the factors.
    """
    loads = model.lambda_[item]
    location = model.nu[item] + (loads * mean).sum()
    codes = model.codes[item]
    if codes is None:
        return location
    spread = ((loads @ cov) * loads).sum() + model.theta[item, item]
    total = spread.root()
    answer = location * 0.0 + float(codes[0])
    for k, step in enumerate(np.diff(codes).tolist()):
        answer = answer + ((location - model.tau[item, k]) / total).normal_cdf() * step
    return answer


def score_gap(
    own: ItemModel,
    reference: ItemModel,
    factors: tuple[Smooth, Smooth],
    reference_factors: tuple[Smooth, Smooth],
    items: Sequence[int],
    biased: Sequence[int],
) -> ScoreGap:
    """Return the parts of the gap in the mean of some items.

    Parameters
    ----------
    own, reference : ItemModel
        Of the group and of the reference group.
    factors, reference_factors : tuple of Smooth
        Means (m,) and covariances (m, m) of the factors in each.
    items, biased : sequence of int
        All items of the mean, and those of them that measure differently.
    """
    count = float(len(items))
    moved = [
        expected_answers(reference, item, *factors)
        - expected_answers(reference, item, *reference_factors)
        for item in items
    ]
    changed = {
        item: expected_answers(own, item, *factors) - expected_answers(reference, item, *factors)
        for item in items
    }
    nothing = moved[0] * 0.0
    bias = [changed[item] for item in items if item in biased]
    rest = [changed[item] for item in items if item not in biased]
    return ScoreGap(
        stacked(moved).sum() / count,
        stacked(bias).sum() / count if bias else nothing,
        stacked(rest).sum() / count if rest else nothing,
    )
