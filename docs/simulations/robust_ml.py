"""Robust maximum likelihood (MLR) of the simulation's own, until gainsem has this estimator.

Huber-White standard errors around the observed information, and the Yuan-Bentler test as Mplus
computes it, for one group with a saturated mean structure and complete answers.  Checked once
against lavaan; ``tests/simulation`` holds the figures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gainsem.core.chi_square import upper_tail
from gainsem.results.computed import computed
from gainsem.results.fit import Fit

Array = NDArray[np.float64]


@dataclass(frozen=True)
class RobustML:
    """A maximum likelihood fit with its robust covariances, and its corrected test."""

    fit: Fit
    scaling: float
    pvalue: float


def robust_ml(fit: Fit, answers: Array) -> RobustML:
    """Return robust errors and test of a fit made with ``estimator="ML", information="observed"``.

    Parameters
    ----------
    fit : Fit
    answers : ndarray, shape (n, p)
        Complete, columns in the order of the model.
    """
    centred = answers - answers.mean(axis=0)
    scores = casewise_scores(fit, centred)
    bread = fit.solution.vcov
    assert bread is not None
    meat = scores.T @ scores
    df = fit.fit_measures["df"]
    scaling = (_of_saturated(centred) - _of_means(fit, centred) - float(np.sum(bread * meat))) / df
    solution = replace(fit.solution, vcov=bread @ meat @ bread)
    return RobustML(
        replace(fit, solution=solution),
        scaling,
        upper_tail(fit.fit_measures["chisq"] / scaling, df),
    )


def casewise_scores(fit: Fit, centred: Array) -> Array:
    """Return the derivatives of every respondent's log-likelihood, shape (n, q).

    ``c (y_u y_v - K_uv)`` with ``y = Y Omega C`` and ``K = C' Omega C``; u and v are the columns
    of C the derivative of Sigma by an element is made of (see ``gainsem.core.implied``).
    """
    numbers = computed(fit)
    structure, columns = numbers.compiled.structure, numbers.implied.columns
    turned = np.linalg.solve(numbers.implied.sigma, columns)
    moved, k = centred @ turned, columns.T @ turned
    of = structure.derivatives
    of_elements = of.c * (moved[:, of.u] * moved[:, of.v] - k[of.u, of.v])
    scores = np.zeros((structure.n_params, len(centred)))
    np.add.at(scores, structure.param, of_elements.T)
    return scores.T


def _of_saturated(centred: Array) -> float:
    """Return the trace of the saturated model: p for the means, the rest from fourth moments."""
    n, p = centred.shape
    cov = centred.T @ centred / n
    distance = np.einsum("ij,ij->i", centred @ np.linalg.inv(cov), centred)
    return p + (float(np.mean(distance**2)) - p) / 2.0


def _of_means(fit: Fit, centred: Array) -> float:
    """Return the trace of the saturated means in the model, ``tr(Omega S)``."""
    cov = centred.T @ centred / len(centred)
    return float(np.trace(np.linalg.solve(computed(fit).implied.sigma, cov)))
