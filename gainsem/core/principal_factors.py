"""Factors from eigenvectors: iterated principal axes, alpha factoring, image analysis."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gainsem.core.factor_extraction import Extraction, descending
from gainsem.core.linalg import Array

_LoadingsAt = Callable[[Array], Array]

TOLERANCE, ITERATIONS = 1e-9, 5000


def principal_axes(r: Array, n_factors: int) -> Extraction:
    """Return principal axis factors, communalities iterated until they stay.

    From squared multiple correlations on (Harman 1976, Modern Factor Analysis, chapter 8);
    where it converges properly the solution is that of least squares.

    Parameters
    ----------
    r : ndarray, shape (p, p)
    n_factors : int
    """

    def loadings_at(communalities: Array) -> Array:
        return _principal(r - np.diag(1.0 - communalities), n_factors)

    return _iterated(loadings_at, _squared_multiple(r))


def alpha_factors(r: Array, n_factors: int) -> Extraction:
    """Return alpha factors: those of the highest reliability over items.

    Common parts are scaled to unit variance before their principal axes are taken (Kaiser
    & Caffrey 1965, doi:10.1007/BF02289743).

    Parameters
    ----------
    r : ndarray, shape (p, p)
    n_factors : int
    """

    def loadings_at(communalities: Array) -> Array:
        scale = np.sqrt(np.clip(communalities, 1e-6, None))
        common = (r - np.diag(1.0 - communalities)) / np.outer(scale, scale)
        return scale[:, None] * _principal(common, n_factors)

    return _iterated(loadings_at, _squared_multiple(r))


def image_factors(r: Array, n_factors: int) -> Extraction:
    """Return image factors: of what each item shares with all the others.

    With ``S^2 = 1 / diag(R^-1)`` and eigenvalues t and eigenvectors w of ``S^-1 R S^-1``,
    the loadings are ``S w (t - 1) / sqrt(t)`` (Guttman 1953, doi:10.1007/BF02289264;
    Harris 1962, doi:10.1007/BF02289621; Kaiser 1963).

    Parameters
    ----------
    r : ndarray, shape (p, p)
        Positive definite.
    n_factors : int
    """
    unique = np.sqrt(1.0 / np.diag(np.linalg.inv(r)))
    values, vectors = np.linalg.eigh(r / np.outer(unique, unique))
    values, vectors = values[::-1][:n_factors], vectors[:, ::-1][:, :n_factors]
    loadings = unique[:, None] * vectors * ((values - 1.0) / np.sqrt(values))
    rest = 1.0 - (loadings**2).sum(axis=1)
    return Extraction(descending(loadings), rest, float("nan"), True, 1, rest <= 0.0)


def _iterated(loadings_at: _LoadingsAt, communalities: Array) -> Extraction:
    """Return the fixed point of communalities -> loadings -> communalities.

    Every third step is extrapolated (Varadhan & Roland 2008,
    doi:10.1111/j.1467-9469.2007.00585.x): plain iteration may need thousands.
    """
    at, steps, done = communalities, 0, False
    while steps < ITERATIONS and not done:
        one = _communalities(loadings_at(at))
        two = _communalities(loadings_at(one))
        steps += 2
        first, bend = one - at, (two - one) - (one - at)
        done = float(np.abs(two - one).max()) < TOLERANCE
        size = float(np.sqrt((bend**2).sum()))
        if done or size == 0.0:
            at = two
            continue
        length = max(float(np.sqrt((first**2).sum())) / size, 1.0)
        trial = at + 2.0 * length * first + length**2 * bend
        proper = bool(((trial > 0.0) & (trial < 1.0)).all())
        at = trial if proper else two
    loadings = descending(loadings_at(at))
    rest = 1.0 - (loadings**2).sum(axis=1)
    return Extraction(loadings, rest, float("nan"), done, steps, rest <= 0.0)


def _communalities(loadings: Array) -> Array:
    """Return communalities, a Heywood case held at 1."""
    return np.asarray(np.minimum((loadings**2).sum(axis=1), 1.0))


def _principal(matrix: Array, n_factors: int) -> Array:
    values, vectors = np.linalg.eigh(matrix)
    values, vectors = values[::-1][:n_factors], vectors[:, ::-1][:, :n_factors]
    return np.asarray(vectors * np.sqrt(np.clip(values, 0.0, None)))


def _squared_multiple(r: Array) -> Array:
    return np.asarray(np.clip(1.0 - 1.0 / np.diag(np.linalg.inv(r)), 0.05, 0.995))
