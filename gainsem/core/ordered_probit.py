"""Thresholds of an ordinal variable, given covariates.

A latent response ``y* = x'b + e``, e standard normal, is cut by thresholds:
``P(y <= a | x) = Phi(tau_a - x'b)`` (McKelvey & Zavoina 1975,
doi:10.1080/0022250X.1975.9989847; the first step of Muthen 1984,
doi:10.1007/BF02294210).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gainsem.core.interval import interval
from gainsem.core.linalg import Array
from gainsem.core.margin import Margin, chain, weighted_hessian
from gainsem.core.normal import REACH, quantile
from gainsem.core.structure import Indices

# Newton's method squares its error: after cuts moved this little the rest is rounding.
SMALL_STEP = 1e-8
MAX_STEPS = 50
MAX_HALVINGS = 40


class Answers(NamedTuple):
    """Answers as cuts: ``cuts = design @ estimates + constant``, upper and lower.

    Where an answer has no such cut the design, (2, n, q), is 0 and the constant,
    (2, n), `REACH` or its negative.
    """

    design: Array
    constant: Array


def ordered_probit(
    y: Array, covariates: Array, *, n_categories: int, weights: Array, positions: Indices
) -> Margin:
    """Fit an ordered probit regression by maximum likelihood.

    Parameters
    ----------
    y : ndarray, shape (n,)
        Category 0 ... K - 1, each chosen at least once; NaN where missing.
    covariates : ndarray, shape (n, k)
    n_categories : int
    weights : ndarray, shape (n,)
    positions : ndarray, shape (K - 1 + k,)
        Where thresholds and slopes stand among the moments.
    """
    observed = ~np.isnan(y)
    category = np.where(observed, y, 0).astype(np.intp)
    answers = _answers(category, covariates, n_categories)
    used = np.where(observed, weights, 0.0)
    share = np.bincount(category, used, minlength=n_categories).cumsum()
    start = np.concatenate([quantile(share[:-1] / share[-1]), np.zeros(covariates.shape[1])])
    estimates = _newton(answers, start, used) if covariates.shape[1] else start
    predictors = _predictors(answers, estimates)
    cell = interval(predictors)
    return Margin(
        positions=positions,
        estimates=estimates,
        observed=observed,
        predictors=predictors,
        design=answers.design * observed[:, None],
        slope=cell.slope * observed,
        curvature=cell.curvature * observed,
    )


def _answers(category: NDArray[np.intp], covariates: Array, n_categories: int) -> Answers:
    """Return the design of both cuts, (2, n, q), and what stands for infinite ones, (2, n)."""
    top = n_categories - 1
    # Rows top (above the last cut) and -1 (below the first) are the infinite cuts.
    has = np.stack([category < top, category > 0])
    unit = np.vstack([np.eye(top), np.zeros((1, top))])
    cuts = np.stack([unit[category], unit[np.where(category > 0, category - 1, top)]])
    slopes = -covariates[None] * has[:, :, None]
    constant = np.where(has, 0.0, np.array([[REACH], [-REACH]]))
    return Answers(np.concatenate([cuts, slopes], axis=2), constant)


def _predictors(answers: Answers, estimates: Array) -> Array:
    """Return upper and lower cuts, shape (2, n)."""
    predictors: Array = answers.design @ estimates + answers.constant
    return predictors


def _newton(answers: Answers, estimates: Array, weights: Array) -> Array:
    """Maximise the (concave) log-likelihood, halving steps that lower it."""
    used = weights > 0
    answers = Answers(answers.design[:, used], answers.constant[:, used])
    weights = weights[used]
    total = weights.sum()
    cell = interval(_predictors(answers, estimates))
    for _ in range(MAX_STEPS):
        gradient = weights @ chain(cell.slope, answers.design)
        hessian = weighted_hessian(cell.curvature, answers.design, weights)
        step = np.linalg.solve(hessian, -gradient)
        # The last digits of a sum of logarithms are noise: a full step may lose them.
        least = weights @ cell.value - 1e-12 * total
        for _ in range(MAX_HALVINGS):
            tried = interval(_predictors(answers, estimates + step))
            if weights @ tried.value >= least:
                break
            step = step / 2.0
        estimates, cell = estimates + step, tried
        if np.abs(answers.design @ step).max() < SMALL_STEP:
            break
    return estimates
