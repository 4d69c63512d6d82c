"""Gaps between groups in means of latent variables, and what they are made of.

With the model ``eta = alpha + T x + zeta`` of every group the gap between a group and the
reference group r splits into parts that sum to it exactly::

    mu_g - mu_r = T* (x_g - x_r)                                   explained, by covariate
                  + (T_g - T*) (x_g - x_p) + (T* - T_r) (x_r - x_p)    slopes
                  + c_g - c_r                                       intercepts

``c`` is the conditional mean at ``x_p``, the mean of all groups; ``T*`` are equal slopes,
those of the reference group, or the mean of both groups' by their sizes (Kitagawa 1955,
doi:10.1080/01621459.1955.10501299; Oaxaca 1973, doi:10.2307/2525981; Blinder 1973,
doi:10.2307/144855).  Measured from ``x_p``, no part depends on the origin of a covariate or on
which level of a categorical one is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gainsem.core.delta_method import Smooth, stacked
from gainsem.core.linalg import Array

Slopes = Literal["equal", "pooled", "reference"]


@dataclass(frozen=True, eq=False)
class GroupMoments:
    """What a model implies in one group, with derivatives.

    Parameters
    ----------
    mean, variance : Smooth, shape (f,)
        Of the variables to compare.
    slopes : Smooth, shape (f, k)
        On the predictors.
    predictors : Smooth, shape (k,)
        Means of these.
    """

    mean: Smooth
    variance: Smooth
    slopes: Smooth
    predictors: Smooth


@dataclass(frozen=True, eq=False)
class GapParts:
    """The parts of one variable's gap, in the metric of the model; they sum to ``gap``.

    Parameters
    ----------
    gap, intercept : Smooth, scalar
    explained, slopes : Smooth, shape (k,)
        By predictor.
    """

    gap: Smooth
    explained: Smooth
    slopes: Smooth
    intercept: Smooth


def weighted_mean(parts: Sequence[Smooth], weights: Array) -> Smooth:
    """Return the mean of some values by weights.

    Parameters
    ----------
    parts : sequence of Smooth
    weights : ndarray, shape (len(parts),)
    """
    share = np.asarray(weights, dtype=np.float64) / float(np.sum(weights))
    total = parts[0] * float(share[0])
    for part, own in zip(parts[1:], share[1:], strict=True):
        total = total + part * float(own)
    return total


def gap_parts(
    group: GroupMoments,
    reference: GroupMoments,
    centre: Smooth,
    factor: int,
    *,
    sizes: tuple[float, float],
    slopes: Slopes,
) -> GapParts:
    """Return the parts of the gap of one variable.

    Parameters
    ----------
    group, reference : GroupMoments
    centre : Smooth, shape (k,)
        Means of the predictors over all groups.
    factor : int
    sizes : tuple of float
        Respondents of the group and of the reference group.
    slopes : {"equal", "pooled", "reference"}
    """
    own, other = group.slopes[factor], reference.slopes[factor]
    share = sizes[0] / (sizes[0] + sizes[1])
    used = other if slopes == "reference" else own * share + other * (1.0 - share)
    above, below = group.predictors - centre, reference.predictors - centre
    turned = (own - used) * above + (used - other) * below
    apart = (group.mean[factor] - (own * above).sum()) - (
        reference.mean[factor] - (other * below).sum()
    )
    return GapParts(
        group.mean[factor] - reference.mean[factor],
        used * (group.predictors - reference.predictors),
        turned,
        apart,
    )


def trend(gaps: Sequence[Smooth], times: Array) -> Smooth:
    """Return the least-squares slope of gaps over time: per unit of time.

    Parameters
    ----------
    gaps : sequence of Smooth, scalars
    times : ndarray, shape (len(gaps),)
    """
    centred = times - times.mean()
    weights = centred / float(centred @ centred)
    slope: Smooth = weights @ stacked(gaps)
    return slope


def equality_test(gaps: Sequence[Smooth], vcov: Array) -> tuple[float, int]:
    """Return the Wald statistic, and its df, of the hypothesis that all gaps are the same.

    Parameters
    ----------
    gaps : sequence of Smooth, scalars
    vcov : ndarray, shape (q, q)
        Of the estimates.
    """
    several = stacked(gaps)
    contrast = np.diff(np.eye(len(gaps)), axis=0)
    apart = contrast @ several.value
    spread = contrast @ several.vcov(vcov) @ contrast.T
    return float(apart @ np.linalg.solve(spread, apart)), len(gaps) - 1
