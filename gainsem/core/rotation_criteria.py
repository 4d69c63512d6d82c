"""Rotation criteria: how far loadings are from a simple structure, with their gradients.

Every criterion takes a batch of loadings (B, p, m) and returns one value a member (B,) and
the derivatives (B, p, m).  They are written with analytic functions of the loadings only,
so that a complex step through them gives exact second derivatives (standard errors).
Formulas: Bernaards & Jennrich (2005), doi:10.1177/0013164404272507.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gainsem.core.linalg import Array

Valued = tuple[Array, Array]
Criterion = Callable[[Array], Valued]


def crawford_ferguson(kappa: float) -> Criterion:
    """Return the Crawford-Ferguson criterion: complexity of rows and of columns.

    ``(1 - kappa)/4 sum_i sum_j!=l a_ij a_il + kappa/4 sum_j sum_i!=k a_ij a_kj`` of squared
    loadings a (Crawford & Ferguson 1970, doi:10.1007/BF02310792).  For p items and m
    factors: quartimax kappa = 0, varimax 1/p, equamax m/(2p), parsimax
    (m - 1)/(p + m - 2), factor parsimony 1.
    """

    def criterion(loadings: Array) -> Valued:
        squares = loadings * loadings
        rows = squares.sum(axis=-1, keepdims=True) - squares
        columns = squares.sum(axis=-2, keepdims=True) - squares
        mixed = (1.0 - kappa) * rows + kappa * columns
        return (squares * mixed).sum(axis=(-1, -2)) / 4.0, loadings * mixed

    return criterion


def oblimin(gamma: float) -> Criterion:
    """Return the direct oblimin criterion; gamma = 0 is quartimin.

    Jennrich & Sampson (1966), doi:10.1007/BF02289465.
    """

    def criterion(loadings: Array) -> Valued:
        squares = loadings * loadings
        rows = squares.sum(axis=-1, keepdims=True) - squares
        if gamma:
            rows = rows - gamma * rows.mean(axis=-2, keepdims=True)
        return (squares * rows).sum(axis=(-1, -2)) / 4.0, loadings * rows

    return criterion


def geomin(epsilon: float) -> Criterion:
    """Return the geomin criterion: the geometric mean of each row's squares, summed.

    Yates (1987), Multivariate exploratory data analysis; epsilon keeps it differentiable
    at 0 (Browne 2001, doi:10.1207/S15327906MBR3601_05).
    """

    def criterion(loadings: Array) -> Valued:
        m = loadings.shape[-1]
        squares = loadings * loadings
        squares += epsilon
        # A product with a vector is several times faster than a sum over few columns.
        means = np.exp(np.log(squares) @ np.full(m, 1.0 / m))
        slope = np.divide(loadings, squares, out=squares)
        slope *= ((2.0 / m) * means)[..., None]
        return means.sum(axis=-1), slope

    return criterion


def infomax() -> Criterion:
    """Return the infomax criterion: how little a loading says of its item and factor.

    McKeon (1968), in Browne (2001), doi:10.1207/S15327906MBR3601_05.
    """

    def entropy(shares: Array) -> tuple[Array, Array]:
        logs = _safe_log(shares)
        return -(shares * logs).sum(axis=(-1, -2), keepdims=True), -(logs + 1.0)

    def criterion(loadings: Array) -> Valued:
        squares = loadings * loadings
        total = squares.sum(axis=(-1, -2), keepdims=True)
        value: Array = np.zeros_like(total)
        slope: Array = np.zeros_like(squares)
        for sign, axis in ((1.0, None), (-1.0, -1), (-1.0, -2)):
            part = squares if axis is None else squares.sum(axis=axis, keepdims=True)
            entropy_of, gradient = entropy(part / total)
            centre = (part * gradient).sum(axis=(-1, -2), keepdims=True) / total
            value = value + sign * entropy_of
            slope = slope + sign * (gradient - centre) / total
        return value[..., 0, 0] + np.log(loadings.shape[-1]), 2.0 * loadings * slope

    return criterion


def entropy() -> Criterion:
    """Return the minimum entropy criterion, for orthogonal rotation.

    Jennrich (2004), doi:10.1007/BF02295943.
    """

    def criterion(loadings: Array) -> Valued:
        squares = loadings * loadings
        logs = _safe_log(squares)
        return -(squares * logs).sum(axis=(-1, -2)) / 2.0, -loadings * (logs + 1.0)

    return criterion


def simplimax(zeros: int) -> Criterion:
    """Return the simplimax criterion: the sum of the given number of smallest squares.

    Kiers (1994), doi:10.1007/BF02294392.
    """

    def criterion(loadings: Array) -> Valued:
        squares = loadings * loadings
        flat = squares.real.reshape(*squares.shape[:-2], -1)
        bound = np.partition(flat, zeros - 1, axis=-1)[..., zeros - 1]
        small = squares.real <= bound[..., None, None]
        return (small * squares).sum(axis=(-1, -2)), 2.0 * small * loadings

    return criterion


def towards_target(target: Array) -> Criterion:
    """Return the distance from a target; where the target is NaN it says nothing.

    Browne (1972), doi:10.1111/j.2044-8317.1972.tb00482.x; with unspecified elements
    Browne (2001), doi:10.1207/S15327906MBR3601_05.

    Parameters
    ----------
    target : ndarray, shape (p, m)
    """
    specified = ~np.isnan(target)
    goal = np.where(specified, target, 0.0)

    def criterion(loadings: Array) -> Valued:
        apart = specified * (loadings - goal)
        return (apart * apart).sum(axis=(-1, -2)), 2.0 * apart

    return criterion


def behind_general(criterion: Criterion) -> Criterion:
    """Return a criterion that lets the first factor alone: the others are group factors.

    Jennrich & Bentler (2011), doi:10.1007/s11336-011-9218-4, and (2012, oblique),
    doi:10.1007/s11336-012-9269-1.
    """

    def of_groups(loadings: Array) -> Valued:
        value, slope = criterion(loadings[..., 1:])
        return value, np.concatenate([np.zeros_like(loadings[..., :1]), slope], axis=-1)

    return of_groups


def _safe_log(values: Array) -> Array:
    """Return logarithms, 0 where a value is 0 (``x log x`` goes to 0)."""
    zero = values == 0
    logs: Array = np.where(zero, 0.0, np.log(np.where(zero, 1.0, values)))
    return logs
