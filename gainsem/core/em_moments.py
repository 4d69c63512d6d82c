"""Means and covariances of normal data with missing answers, and how they vary.

The maximum likelihood estimates of an unrestricted model, by the EM algorithm (Dempster,
Laird & Rubin 1977; Little & Rubin 2019, chapter 11).  Their covariances are those of the
observed information (Savalei & Bentler 2009, doi:10.1080/10705510903008238).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.incomplete_normal import IncompletePoint, incomplete_point
from gainsem.core.linalg import Array
from gainsem.core.missing_patterns import Patterns, missing_patterns
from gainsem.core.structure import Indices
from gainsem.core.unrestricted import unrestricted_information

# A step, in standard deviations, that is none; and how many evaluations must do.
TOLERANCE, ITERATIONS = 1e-10, 3000
# Smallest eigenvalue of the correlations of a distribution that is not degenerate.
SINGULAR = 1e-8


@dataclass(frozen=True)
class EmMoments:
    """Estimates of an unrestricted normal model.

    Parameters
    ----------
    mean : ndarray, shape (p,)
    cov : ndarray, shape (p, p)
    patterns : Patterns
    n : int
        Respondents with at least one answer.
    iterations : int
        Evaluations of the likelihood.
    converged : bool
        Whether the last step was none, at a positive definite covariance matrix.
    point : IncompletePoint or None
        The likelihood there, None where it has no value.
    """

    mean: Array
    cov: Array
    patterns: Patterns
    n: int
    iterations: int
    converged: bool
    point: IncompletePoint | None


@dataclass(frozen=True)
class _State:
    mean: Array
    cov: Array
    point: IncompletePoint | None

    @property
    def value(self) -> float:
        return float("inf") if self.point is None else self.point.value


def em_moments(values: Array | Patterns, *, start: tuple[Array, Array] | None = None) -> EmMoments:
    """Return the maximum likelihood moments of answers of which some are missing.

    EM steps, extrapolated from pairs of them (SQUAREM: Varadhan & Roland 2008,
    doi:10.1111/j.1467-9469.2007.00585.x); an extrapolation that lowers the likelihood
    is taken back.

    Parameters
    ----------
    values : ndarray, shape (n, p), or Patterns
        NaN where missing; every variable with some answers that differ.
    start : tuple of ndarray, optional
        Means and covariances near those sought (default: those of all answers to a variable).
    """
    patterns = values if isinstance(values, Patterns) else missing_patterns(values)
    begin = available_moments(patterns) if start is None else start
    scale = np.sqrt(np.diag(begin[1]))
    state, steps, done = _evaluated(patterns, *begin), 1, False
    while state.point is not None and steps < ITERATIONS and not done:
        once = _stepped(patterns, state)
        done = patterns.complete or _moved(state, once, scale) < TOLERANCE
        twice = once if done else _stepped(patterns, once)
        steps += 1 if done else 2
        done = done or _moved(once, twice, scale) < TOLERANCE
        ahead = None if done else _extrapolated(patterns, state, once, twice, scale)
        steps += 0 if done else 1
        state = twice if ahead is None else ahead
    converged = done and state.point is not None and _proper(state.cov)
    found = (state.mean, state.cov, patterns, patterns.n, steps, converged)
    return EmMoments(*found, state.point)


def available_moments(patterns: Patterns) -> tuple[Array, Array]:
    """Return the means and the variances (as a diagonal matrix) of all answers to a variable."""
    seen = patterns.observed * patterns.counts[:, None]
    n = seen.sum(axis=0)
    mean = (seen * patterns.mean).sum(axis=0) / n
    squares = (seen * (patterns.mean - mean) ** 2).sum(axis=0)
    own = np.diagonal(patterns.cov, axis1=1, axis2=2)
    squares += (own * patterns.counts[: len(own), None]).sum(axis=0)
    return mean, np.diag(squares / n)


def _evaluated(patterns: Patterns, mean: Array, cov: Array) -> _State:
    return _State(mean, cov, incomplete_point(patterns, mean, cov))


def _stepped(patterns: Patterns, state: _State) -> _State:
    """Return the state after one EM step, whose E step is in the likelihood's own sums.

    ``sum E[(y - mu)(y - mu)'] / n = Sigma - Sigma W Sigma`` and ``sum E[y - mu] / n =
    Sigma g`` with the weight W and the pull g of the likelihood.
    """
    if state.point is None:
        return state
    shift = state.cov @ state.point.pull
    cov = state.cov - state.cov @ state.point.weight @ state.cov - np.outer(shift, shift)
    return _evaluated(patterns, state.mean + shift, (cov + cov.T) / 2.0)


def _extrapolated(
    patterns: Patterns, start: _State, once: _State, twice: _State, scale: Array
) -> _State | None:
    """Return the state SQUAREM goes to, None where it is worse than two plain steps."""
    unit = np.outer(scale, scale)
    first = (once.mean - start.mean, once.cov - start.cov)
    change = (twice.mean - once.mean - first[0], twice.cov - once.cov - first[1])
    length, bend = (
        float(np.sqrt(((one / scale) ** 2).sum() + ((two / unit) ** 2).sum()))
        for one, two in (first, change)
    )
    if bend == 0.0 or length <= bend:
        return None
    step = length / bend
    ahead = _evaluated(
        patterns,
        start.mean + 2.0 * step * first[0] + step**2 * change[0],
        start.cov + 2.0 * step * first[1] + step**2 * change[1],
    )
    return ahead if ahead.value <= twice.value else None


def _moved(one: _State, other: _State, scale: Array) -> float:
    mean = np.abs(other.mean - one.mean) / scale
    cov = np.abs(other.cov - one.cov) / np.outer(scale, scale)
    return max(float(mean.max()), float(cov.max()))


def _proper(cov: Array) -> bool:
    """Return whether covariances are positive definite by more than rounding."""
    variances = np.diag(cov)
    if not (variances > 0.0).all():
        return False
    scale = np.sqrt(variances)
    return bool(np.linalg.eigvalsh(cov / np.outer(scale, scale))[0] > SINGULAR)


def covariance_gamma(found: EmMoments) -> Array:
    """Return n times the asymptotic covariances of the covariances.

    The inverse of the observed information of means and covariances, its part for the
    covariances ``i >= j``, column by column of the lower triangle.

    Returns
    -------
    ndarray, shape (p(p + 1)/2, p(p + 1)/2)

    Raises
    ------
    numpy.linalg.LinAlgError
        When the information is singular.
    """
    if found.point is None:
        raise np.linalg.LinAlgError("the covariances are not positive definite")
    p = len(found.mean)
    information = unrestricted_information(found.patterns, found.point)
    return np.asarray(np.linalg.inv(information)[p:, p:])


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
