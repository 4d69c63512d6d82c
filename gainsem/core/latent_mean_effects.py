"""How far apart the factor means of groups lie, in standard deviations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import ndtr, ndtri

from gainsem.core.linalg import Array

Divisor = Literal["pooled", "reference"]


@dataclass(frozen=True)
class MeanEffects:
    """Standardised differences of factor means from those of a reference group.

    Parameters
    ----------
    difference : ndarray, shape (G,)
        In the metric of the model.
    effect, se, ci_lower, ci_upper : ndarray, shape (G,)
        In standard deviations; 0 for the reference group itself.
    superiority : ndarray, shape (G,)
        How probable it is that somebody from the group lies above somebody from the
        reference group; one half where they are alike.
    """

    difference: Array
    effect: Array
    se: Array
    ci_lower: Array
    ci_upper: Array
    superiority: Array


def latent_mean_effects(
    means: Array,
    variances: Array,
    sizes: Array,
    vcov: Array,
    *,
    reference: int = 0,
    divisor: Divisor = "pooled",
    level: float = 0.95,
) -> MeanEffects:
    """Return standardised differences of one factor's means, with intervals.

    ``d = (alpha_g - alpha_0) / sqrt((n_g psi_g + n_0 psi_0) / (n_g + n_0))`` (Hancock 2001,
    doi:10.1007/BF02294440), or with the standard deviation of the reference group below the
    line (Glass 1976, doi:10.3102/0013189X005010003), for variances that differ.  Standard errors by
    the delta method.

    Parameters
    ----------
    means, variances : ndarray, shape (G,)
        Variances above 0.
    sizes : ndarray, shape (G,)
    vcov : ndarray, shape (2 G, 2 G)
        Of all means, then all variances; 0 for what is fixed.
    reference : int
    divisor : {"pooled", "reference"}
    level : float
    """
    n_groups = len(means)
    share = sizes / (sizes + sizes[reference])
    if divisor == "reference":
        share = np.zeros(n_groups)
    spread = share * variances + (1.0 - share) * variances[reference]
    difference = means - means[reference]
    effect = difference / np.sqrt(spread)
    group = np.arange(n_groups)
    slopes = np.zeros((n_groups, 2 * n_groups))
    slopes[group, group] += 1.0 / np.sqrt(spread)
    slopes[group, reference] -= 1.0 / np.sqrt(spread)
    by_spread = -0.5 * effect / spread
    slopes[group, n_groups + group] += by_spread * share
    slopes[group, n_groups + reference] += by_spread * (1.0 - share)
    slopes[reference] = 0.0
    se = np.sqrt(np.maximum(np.einsum("ij,jk,ik->i", slopes, vcov, slopes), 0.0))
    wide = float(ndtri(0.5 + 0.5 * level)) * se
    apart = difference / np.sqrt(variances + variances[reference])
    return MeanEffects(difference, effect, se, effect - wide, effect + wide, ndtr(apart))
