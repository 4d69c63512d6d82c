"""Means and covariances of normal data with missing answers, and how they vary.

The maximum likelihood estimates of an unrestricted model, by the EM algorithm (Dempster,
Laird & Rubin 1977; Little & Rubin 2019, chapter 11).  Their covariances are those of the
observed information (Savalei & Bentler 2009, doi:10.1080/10705510903008238).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.core.structure import Indices

TOLERANCE, ITERATIONS = 1e-9, 2000


@dataclass(frozen=True)
class Pattern:
    """The respondents who answered the same variables: mean and covariance of these."""

    observed: NDArray[np.bool_]
    n: int
    mean: Array
    cov: Array


@dataclass(frozen=True)
class EmMoments:
    """Estimates of an unrestricted normal model.

    Parameters
    ----------
    mean : ndarray, shape (p,)
    cov : ndarray, shape (p, p)
    patterns : tuple of Pattern
    n : int
        Respondents with at least one answer.
    iterations : int
    converged : bool
    """

    mean: Array
    cov: Array
    patterns: tuple[Pattern, ...]
    n: int
    iterations: int
    converged: bool


def em_moments(values: Array) -> EmMoments:
    """Return the maximum likelihood moments of answers of which some are missing.

    Parameters
    ----------
    values : ndarray, shape (n, p)
        NaN where missing; every variable with some answers that differ.
    """
    patterns = tuple(_patterns(values))
    n = sum(each.n for each in patterns)
    mean, cov = np.nanmean(values, axis=0), np.diag(np.nanvar(values, axis=0))
    scale = np.sqrt(np.diag(cov))
    done, steps = False, 0
    while steps < ITERATIONS:
        steps += 1
        total, products = np.zeros(len(mean)), np.zeros_like(cov)
        for each in patterns:
            own_total, own_products = _expected(each, mean, cov)
            total += own_total
            products += own_products
        new_mean = mean + total / n
        new_cov = products / n - np.outer(total / n, total / n)
        moved = np.abs(new_mean - mean) / scale
        turned = np.abs(new_cov - cov) / np.outer(scale, scale)
        mean, cov = new_mean, new_cov
        done = max(float(moved.max()), float(turned.max())) < TOLERANCE
        if done:
            break
    return EmMoments(mean, cov, patterns, n, steps, done)


def covariance_gamma(found: EmMoments) -> Array:
    """Return n times the asymptotic covariances of the covariances.

    The inverse of the observed information of means and covariances, its part for the
    covariances ``i >= j``, column by column of the lower triangle.

    Returns
    -------
    ndarray, shape (p(p + 1)/2, p(p + 1)/2)
    """
    p = len(found.mean)
    col, row = np.triu_indices(p)
    size = p + len(row)
    information = np.zeros((size, size))
    for each in found.patterns:
        _add_information(information, each, found, (row, col))
    return np.asarray(np.linalg.inv(information)[p:, p:] * found.n)


def correlation_gamma(cov: Array, gamma: Array, pairs: tuple[Indices, Indices]) -> Array:
    """Return n times the asymptotic covariances of correlations, from those of covariances.

    Parameters
    ----------
    cov : ndarray, shape (p, p)
    gamma : ndarray, shape (p(p + 1)/2, p(p + 1)/2)
        In the order of :func:`covariance_gamma`.
    pairs : tuple of ndarray of int, shape (P,)
    """
    p = len(cov)
    col, row = np.triu_indices(p)
    place = np.zeros((p, p), dtype=np.intp)
    place[row, col] = place[col, row] = np.arange(len(row))
    scale = np.sqrt(np.diag(cov))
    one, two = pairs
    at = np.arange(len(one))
    slopes = np.zeros((len(one), len(row)))
    correlations = cov[one, two] / (scale[one] * scale[two])
    slopes[at, place[one, two]] = 1.0 / (scale[one] * scale[two])
    slopes[at, place[one, one]] = -0.5 * correlations / cov[one, one]
    slopes[at, place[two, two]] = -0.5 * correlations / cov[two, two]
    result: Array = slopes @ gamma @ slopes.T
    return result


def _patterns(values: Array) -> Iterator[Pattern]:
    observed = ~np.isnan(values)
    kinds, which = np.unique(observed, axis=0, return_inverse=True)
    for number, kind in enumerate(kinds):
        if not kind.any():
            continue
        rows = values[which.ravel() == number][:, kind]
        mean = rows.mean(axis=0)
        apart = rows - mean
        yield Pattern(kind, len(rows), mean, apart.T @ apart / len(rows))


def _expected(pattern: Pattern, mean: Array, cov: Array) -> tuple[Array, Array]:
    """Return sums of expected deviations and of their products, given what was answered."""
    seen, hidden = pattern.observed, ~pattern.observed
    p = len(mean)
    filled = np.zeros((p, int(seen.sum())))
    filled[seen] = np.eye(filled.shape[1])
    rest = np.zeros((p, p))
    if hidden.any():
        weights = np.linalg.solve(cov[np.ix_(seen, seen)], cov[np.ix_(seen, hidden)]).T
        filled[hidden] = weights
        rest[np.ix_(hidden, hidden)] = (
            cov[np.ix_(hidden, hidden)] - weights @ cov[np.ix_(seen, hidden)]
        )
    apart = pattern.mean - mean[seen]
    second = pattern.cov + np.outer(apart, apart)
    products = filled @ second @ filled.T + rest
    return pattern.n * (filled @ apart), pattern.n * products


def _add_information(
    information: Array, pattern: Pattern, found: EmMoments, pairs: tuple[Indices, Indices]
) -> None:
    """Add one pattern's negative second derivatives of the log-likelihood."""
    p = len(found.mean)
    seen = np.ix_(pattern.observed, pattern.observed)
    weight, bend = np.zeros((p, p)), np.zeros((p, p))
    inverse = np.linalg.inv(found.cov[seen])
    apart = pattern.mean - found.mean[pattern.observed]
    second = pattern.cov + np.outer(apart, apart)
    weight[seen], bend[seen] = inverse, inverse @ second @ inverse - 0.5 * inverse
    drift = np.zeros(p)
    drift[pattern.observed] = inverse @ apart
    row, col = pairs
    half = np.where(row == col, 0.5, 1.0)
    information[:p, :p] += pattern.n * weight
    cross = weight[:, row] * drift[col] + weight[:, col] * drift[row]
    information[:p, p:] += pattern.n * half * cross
    information[p:, :p] = information[:p, p:].T
    block = _product(bend, weight, row, col)
    block += block.T
    information[p:, p:] += 0.5 * pattern.n * np.outer(half, half) * block


def _product(left: Array, right: Array, row: Indices, col: Indices) -> Array:
    """Return ``tr(E_a left E_b right)`` for all pairs of symmetric unit matrices."""
    total: Array = left[np.ix_(col, row)] * right[np.ix_(row, col)]
    total += left[np.ix_(col, col)] * right[np.ix_(row, row)]
    total += left[np.ix_(row, row)] * right[np.ix_(col, col)]
    total += left[np.ix_(row, col)] * right[np.ix_(col, row)]
    return total
