"""Incomplete answers turned so that the model fits them exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gainsem.core.em_moments import EmMoments, em_moments
from gainsem.core.linalg import cholesky
from gainsem.core.missing_patterns import Patterns, missing_patterns

Array = NDArray[np.float64]
# Largest distance of the moments from those of the model, in standard deviations.
EXACT = 1e-8
TURNS = 200


def turned_answers(values: Array, mean: Array, cov: Array) -> Array | None:
    """Return answers whose maximum likelihood moments are given ones; None where none are found.

    Every pattern of answers is turned by its own parts of the covariances,
    ``(z - m_o) S_oo^-1/2 Sigma_oo^1/2 + mu_o`` (Enders 2002, doi:10.1207/S15327906MBR3703_3).
    That is an approximation: the moments of what comes out are near those of the model, not
    the same.  Turning again from these moments, until they are the same, gives the exact
    solution that Savalei and Yuan (2009, doi:10.1080/00273170903333590) ask for.

    Parameters
    ----------
    values : ndarray, shape (n, p)
        NaN where missing.
    mean, cov : ndarray, shapes (p,) and (p, p)
        Moments of the population in which the model holds.
    """
    patterns = missing_patterns(values)
    found, turned = em_moments(patterns), values
    scale = np.sqrt(np.diag(cov))
    for _ in range(TURNS):
        if found.point is None:
            return None
        if _distance(found, mean, cov, scale) < EXACT:
            return turned
        again = _turned(turned, patterns, found, mean, cov)
        if again is None:
            return None
        turned = again
        found = em_moments(missing_patterns(turned), start=(mean, cov))
    return None


def _turned(
    values: Array, patterns: Patterns, found: EmMoments, mean: Array, cov: Array
) -> Array | None:
    result = values.copy()
    for pattern, seen in enumerate(patterns.observed):
        at = np.flatnonzero(seen)
        part = np.ix_(at, at)
        to, origin = _root(cov[part]), _root(found.cov[part])
        if to is None or origin is None:
            return None
        rows = np.flatnonzero(patterns.row == pattern)
        apart = values[np.ix_(rows, at)] - found.mean[at]
        result[np.ix_(rows, at)] = apart @ np.linalg.solve(origin, to) + mean[at]
    return result


def _root(cov: Array) -> Array | None:
    """Return the symmetric root, which moves answers least."""
    if cholesky(cov) is None:
        return None
    sizes, axes = np.linalg.eigh(cov)
    root: Array = (axes * np.sqrt(sizes)) @ axes.T
    return root


def _distance(found: EmMoments, mean: Array, cov: Array, scale: Array) -> float:
    apart = np.abs(found.mean - mean) / scale
    spread = np.abs(found.cov - cov) / np.outer(scale, scale)
    return max(float(apart.max()), float(spread.max()))
