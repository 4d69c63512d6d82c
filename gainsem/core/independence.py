"""The model in which observed variables are unrelated, but for covariates among themselves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gainsem.core.em_moments import available_moments, em_moments
from gainsem.core.linalg import Array
from gainsem.core.missing_patterns import Patterns
from gainsem.core.structure import Matrices, Matrix, Structure


def independence_structure(size: int, related: Sequence[int] = ()) -> Structure:
    """Return the structure with free means, variances and chosen covariances.

    Parameters
    ----------
    size : int
        Observed variables, p.
    related : sequence of int
        Pairs of these variables covary.
    """
    return _structure(size, [(i, j) for i in related for j in related if i > j])


def saturated_with(size: int, correlates: Sequence[int], related: Sequence[int] = ()) -> Structure:
    """Return the independence structure in which correlates covary with everything.

    Parameters
    ----------
    size : int
        Observed variables, the correlates among them.
    correlates : sequence of int
    related : sequence of int
        Covariates, which covary among each other.
    """
    pairs = {(max(i, j), min(i, j)) for i in correlates for j in range(size) if i != j}
    pairs |= {(i, j) for i in related for j in related if i > j}
    return _structure(size, sorted(pairs))


def independence_start(
    patterns: Patterns, structure: Structure, *, related: Sequence[int] = ()
) -> Array:
    """Return the estimates of :func:`independence_structure`, in closed form but for covariates.

    Parameters
    ----------
    patterns : Patterns
    structure : Structure
    related : sequence of int
        The covariates; their moments are those of EM.
    """
    mean, cov = available_moments(patterns)
    if len(related) > 1:
        chosen = np.array(related, dtype=np.intp)
        found = em_moments(patterns.of(chosen))
        mean[chosen], cov[np.ix_(chosen, chosen)] = found.mean, found.cov
    of_mean = structure.matrix == Matrix.NU
    values: Array = np.where(
        of_mean, mean[structure.row], cov[structure.row, np.where(of_mean, 0, structure.col)]
    )
    return values


def _structure(size: int, pairs: Sequence[tuple[int, int]]) -> Structure:
    every = range(size)
    places = [(Matrix.NU, i, 0) for i in every] + [(Matrix.THETA, i, i) for i in every]
    places += [(Matrix.THETA, i, j) for i, j in pairs]
    matrix, row, col = np.array(places, dtype=np.intp).T.copy()
    empty = np.zeros((0, 0))
    fixed = Matrices(
        np.zeros((size, 0)), empty, empty, np.zeros((size, size)), np.zeros(size), np.zeros(0)
    )
    param = np.arange(len(places), dtype=np.intp)
    return Structure(fixed, matrix, row, col, param, len(places), True)
