"""Comparison data: populations with a known number of factors and the items' distributions.

Ruscio & Roche (2012, doi:10.1037/a0025697) on the algorithm of Ruscio & Kaczetow (2008,
doi:10.1080/00273170802285693).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gainsem.core.correlation_smoothing import (
    LEAST_EIGENVALUE,
    smallest_eigenvalue,
    smoothed,
)
from gainsem.core.factor_extraction import extract_uls
from gainsem.core.linalg import Array
from gainsem.core.null_correlations import generator

STREAM, POPULATION = 2, 0
FRUITLESS = 5
LOWEST = 1e-6


def factor_population(answers: Array, n_factors: int, *, size: int, seed: int) -> Array:
    """Return a population with so many factors, and correlations as near as they allow.

    Each item gets values drawn from its own answers; ranks come from normal scores of a
    least squares factor model, whose correlations are corrected by what was missed until that
    no longer helps.

    Parameters
    ----------
    answers : ndarray, shape (n, p)
        Complete.
    n_factors : int
    size : int
        Members of the population.
    seed : int

    Returns
    -------
    ndarray, shape (size, p)
    """
    rng = generator(seed, STREAM, n_factors, POPULATION)
    n, p = answers.shape
    drawn = np.sort(answers[rng.integers(n, size=(size, p)), np.arange(p)], axis=0)
    shared, unique = rng.standard_normal((size, n_factors)), rng.standard_normal((size, p))
    target: Array = np.asarray(np.corrcoef(answers.T))
    wanted, best, least = target, target, np.inf
    residual, found, fruitless = np.zeros_like(target), drawn, 0
    while fruitless < FRUITLESS:
        loadings = _loadings(wanted, n_factors)
        made = _with_ranks(drawn, shared, unique, loadings)
        missed: Array = target - np.asarray(np.corrcoef(made.T))
        size_missed = float(np.sqrt((missed[np.tril_indices(p, -1)] ** 2).mean()))
        if size_missed < least - LOWEST:
            least, best, residual, found, fruitless = size_missed, wanted, missed, made, 0
            wanted = wanted + residual
        else:
            fruitless += 1
            wanted = best + 0.5**fruitless * residual
        wanted = np.clip(wanted, -1.0, 1.0)
        np.fill_diagonal(wanted, 1.0)
    return found


def in_proportion(answers: Array, weights: Array, *, seed: int, times: int = 10) -> Array:
    """Return respondents resampled in proportion to weights, ``times`` as many.

    Systematic sampling: each respondent is taken his expected number of times, rounded up or
    down.
    """
    rng = generator(seed, STREAM, POPULATION)
    size = times * len(answers)
    reach = np.cumsum(weights) * (size / weights.sum())
    chosen = np.searchsorted(reach, np.arange(size) + rng.random(), side="right")
    return answers[np.minimum(chosen, len(answers) - 1)]


def eigenvalue_misfits(
    population: Array,
    observed: Array,
    samples: Sequence[int],
    *,
    n_factors: int,
    n: int,
    seed: int,
) -> Array:
    """Return the root mean square differences of eigenvalues of samples from those observed.

    Parameters
    ----------
    population : ndarray, shape (size, p)
    observed : ndarray, shape (p,)
        Eigenvalues of the answers, descending.
    samples : sequence of int
        Their numbers; sample k has the stream ``(2, n_factors, k + 1)``.
    n_factors, n, seed : int
        Of the population, of respondents, of the streams.
    """
    misfits = np.empty(len(samples))
    for place, k in enumerate(samples):
        rng = generator(seed, STREAM, n_factors, k + 1)
        rows = population[rng.integers(len(population), size=n)]
        centred = rows - rows.mean(axis=0)
        spread = np.sqrt((centred * centred).sum(axis=0))
        if not (spread > 0.0).all():
            misfits[place] = np.inf
            continue
        centred /= spread
        values = np.linalg.eigvalsh(centred.T @ centred)[::-1]
        misfits[place] = np.sqrt(((values - observed) ** 2).mean())
    return misfits


def _loadings(r: Array, n_factors: int) -> Array:
    """Return least squares factors; a matrix that is no correlation matrix is made one."""
    proper = smoothed(r) if smallest_eigenvalue(r) < LEAST_EIGENVALUE else r
    return extract_uls(proper, n_factors).loadings


def _with_ranks(drawn: Array, shared: Array, unique: Array, loadings: Array) -> Array:
    """Return the values drawn for the items in the order of scores of a factor model."""
    rest = np.sqrt(np.clip(1.0 - (loadings**2).sum(axis=1), 0.0, 1.0))
    scores = shared @ loadings.T + unique * rest
    made = np.empty_like(drawn)
    for j in range(drawn.shape[1]):
        made[np.argsort(scores[:, j]), j] = drawn[:, j]
    return made
