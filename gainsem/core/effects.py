"""Direct, indirect and total effects among the variables of a model.

An arrow is a path coefficient or a loading.  The effect along a path is the product of
its arrows; the total effect of s on t is the element [t, s] of ``R = (I - C)^-1`` less the
identity, with the arrows in C (Bollen 1987, doi:10.2307/271028).  Standard errors follow
by the delta method (Sobel 1982, doi:10.2307/270723) from::

    d R[t, s] / d C[i, j] = R[t, i] R[j, s]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.implied import Implied
from gainsem.core.linalg import Array
from gainsem.core.standardize import (
    Standardized,
    estimates_at,
    total_variance_slopes,
    total_variances,
)
from gainsem.core.structure import Indices, Structure


@dataclass(frozen=True)
class Arrows:
    """The arrows of a model among nodes: the columns of Lambda, then the observed variables.

    Parameters
    ----------
    places : ndarray of int, shape (a, 3)
        Matrix, row and column of each arrow.
    param : ndarray of int, shape (a,)
        Index of its parameter, -1 where it is fixed.
    source, target : ndarray of int, shape (a,)
        The nodes it joins.
    n_nodes : int
    """

    places: Indices
    param: Indices
    source: Indices
    target: Indices
    n_nodes: int


@dataclass(frozen=True)
class EffectList:
    """Which effects are asked for: paths first, then sums over all paths.

    Parameters
    ----------
    paths : tuple of tuple of int
        The arrows of each path, in order.
    totals : ndarray of int, shape (k, 2)
        Source and target of each total effect.
    ends : ndarray of int, shape (paths + k, 2)
        Source and target of every effect.
    """

    paths: tuple[tuple[int, ...], ...]
    totals: Indices
    ends: Indices


def effect_values(arrows: Arrows, asked: EffectList, coefficients: Array) -> Array:
    """Return the unstandardised effects of many solutions.

    Parameters
    ----------
    arrows : Arrows
    asked : EffectList
    coefficients : ndarray, shape (b, a)
        The arrows' coefficients in every solution.

    Returns
    -------
    ndarray, shape (b, paths + k)
        NaN for the totals of a solution whose ``I - C`` is singular.
    """
    products = [coefficients[:, list(path)].prod(axis=1) for path in asked.paths]
    along = np.array(products).reshape(len(asked.paths), len(coefficients)).T
    if not len(asked.totals):
        return along
    source, target = asked.totals.T
    sums = total_effects(arrows, coefficients)[:, target, source]
    return np.concatenate([along, sums], axis=1)


def total_effects(arrows: Arrows, coefficients: Array) -> Array:
    """Return ``(I - C)^-1`` of many solutions, shape (b, nodes, nodes)."""
    size = arrows.n_nodes
    whole = np.tile(np.eye(size), (len(coefficients), 1, 1))
    whole[:, arrows.target, arrows.source] -= coefficients
    try:
        return np.asarray(np.linalg.inv(whole), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.array([_inverse(each) for each in whole])


def _inverse(matrix: Array) -> Array:
    try:
        return np.asarray(np.linalg.inv(matrix), dtype=np.float64)
    except np.linalg.LinAlgError:
        return np.full_like(matrix, np.nan)


def effects_at(
    structure: Structure,
    implied: Implied,
    arrows: Arrows,
    asked: EffectList,
    *,
    scaled: NDArray[np.bool_],
) -> Standardized:
    """Return effects at one solution, with their derivatives by the parameters.

    Parameters
    ----------
    structure : Structure
    implied : Implied
    arrows : Arrows
    asked : EffectList
    scaled : ndarray of bool, shape (nodes,)
        The nodes whose standard deviation is set to 1 (none: unstandardised).

    Returns
    -------
    Standardized
        Values (paths + k,) and Jacobian (paths + k, q).
    """
    coefficients = estimates_at(implied, arrows.places)
    raw = effect_values(arrows, asked, coefficients[None])[0]
    slopes = np.concatenate(
        [_path_slopes(asked.paths, coefficients), _total_slopes(arrows, asked, coefficients)]
    )
    jacobian = np.zeros((len(raw), structure.n_params))
    free = np.flatnonzero(arrows.param >= 0)
    np.add.at(jacobian.T, arrows.param[free], slopes[:, free].T)
    if not scaled.any():
        return Standardized(raw, jacobian)
    variances = total_variances(implied)
    change = np.zeros((arrows.n_nodes, structure.n_params))
    change[scaled] = total_variance_slopes(structure, implied)[scaled]
    source, target = asked.ends.T
    factor = node_factors(variances, asked.ends, scaled)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = change / (2.0 * variances[:, None])
    values = raw * factor
    jacobian = jacobian * factor[:, None]
    jacobian += values[:, None] * (relative[source] - relative[target])
    return Standardized(values, jacobian)


def node_factors(variances: Array, ends: Indices, scaled: NDArray[np.bool_]) -> Array:
    """Return ``sd(source) / sd(target)``, with 1 for nodes that keep their scale.

    Parameters
    ----------
    variances : ndarray, shape (..., nodes)
    ends : ndarray of int, shape (k, 2)
    scaled : ndarray of bool, shape (nodes,)
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.where(scaled, np.sqrt(variances), 1.0)
        factors: Array = size[..., ends[:, 0]] / size[..., ends[:, 1]]
    return factors


def _path_slopes(paths: Sequence[tuple[int, ...]], coefficients: Array) -> Array:
    """Return the derivatives of products by their factors, shape (paths, a)."""
    slopes = np.zeros((len(paths), len(coefficients)))
    for number, path in enumerate(paths):
        for place, arrow in enumerate(path):
            others = [*path[:place], *path[place + 1 :]]
            slopes[number, arrow] = coefficients[others].prod()
    return slopes


def _total_slopes(arrows: Arrows, asked: EffectList, coefficients: Array) -> Array:
    if not len(asked.totals):
        return np.zeros((0, len(coefficients)))
    r = total_effects(arrows, coefficients[None])[0]
    source, target = asked.totals.T
    slopes: Array = r[target][:, arrows.target] * r[:, source].T[:, arrows.source]
    return slopes
