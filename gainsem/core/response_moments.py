"""Moments of ordinal and mixed variables as a model implies them, with derivatives.

A structure implies moments of the latent responses y*.  With a scale ``d_i`` a
variable, the moments are ``d_i (tau - mu_i)`` for thresholds, ``mu_i`` for means,
``d_i pi_ij`` for slopes and ``d_i d_j sigma_ij`` for correlations (Muthen 1984,
doi:10.1007/BF02294210; Muthen & Asparouhov 2002, Mplus Web Notes 4).  The scale is a
parameter of the delta parameterization, mostly fixed at 1; in the theta parameterization
it is ``1 / sqrt(sigma_ii)``, which brings y* to variance 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.categorical import MomentOrder
from gainsem.core.curvature import add_sigma_curvature, subtract_path_curvature
from gainsem.core.derived import over_parameters, variance_slopes
from gainsem.core.implied import Implied, gather, imply, sum_over_element_pairs
from gainsem.core.linalg import Array
from gainsem.core.structure import Indices, Matrix, Structure


@dataclass(frozen=True)
class ResponseModel:
    """How a structure implies the moments of its variables.

    Parameters
    ----------
    structure : Structure
        Given the covariates: their variances and means are 0 in it.
    order : MomentOrder
        Of the variables ``y``.
    y : ndarray of int, shape (p,)
        Positions of the variables among those of the structure.
    x : ndarray of int, shape (k,)
        Columns of Lambda that stand for the covariates.
    rescaled : ndarray of bool, shape (p,)
        Variables whose y* is brought to variance 1.
    levels : bool
        Whether thresholds and means are among the moments; where nothing restricts
        them they need not be.
    scale : ndarray, shape (p,)
        Scales of the other variables where they are fixed: mostly 1.
    """

    structure: Structure
    order: MomentOrder
    y: Indices
    x: Indices
    rescaled: NDArray[np.bool_]
    levels: bool
    scale: Array

    @cached_property
    def rescales(self) -> bool:
        """Whether any scale differs from 1."""
        return self.scales_move or bool((self.scale != 1.0).any())

    @cached_property
    def scales_move(self) -> bool:
        """Whether any scale depends on the parameters."""
        return bool(self.rescaled.any() or self.estimated.any())

    @cached_property
    def estimated(self) -> NDArray[np.bool_]:
        """Variables whose scale is a parameter, shape (p,)."""
        free = self.structure.elements[Matrix.DELTA]
        return np.isin(self.y, self.structure.row[free])

    @cached_property
    def kept(self) -> slice:
        """The moments that take part."""
        return slice(0 if self.levels else self.order.n_levels, None)

    @cached_property
    def owners(self) -> tuple[Indices, Indices]:
        """Variables whose scales multiply each moment that takes part; -1 for none."""
        order = self.order
        slopes = np.tile(np.arange(order.n_variables), order.n_covariates)
        own = np.flatnonzero(order.continuous)
        row, col = order.pairs
        first = np.concatenate([order.owner, slopes, own, row])
        second = np.concatenate([np.full(order.first_variance, -1), own, col])
        return first[self.kept], second[self.kept]

    @cached_property
    def pairs(self) -> tuple[Indices, Indices]:
        """Positions in the structure of the variances and covariances among the moments."""
        own = np.flatnonzero(self.order.continuous)
        row, col = self.order.pairs
        return self.y[np.concatenate([own, row])], self.y[np.concatenate([own, col])]

    @cached_property
    def thresholds(self) -> Indices:
        """Which of the first T moments are thresholds, not means."""
        return np.flatnonzero(~self.order.continuous[self.order.owner])


@dataclass(frozen=True)
class ResponsePoint:
    """The implied moments at one parameter vector.

    Parameters
    ----------
    implied : Implied
    scale : ndarray, shape (p,)
    vector : ndarray, shape (P,)
        The moments that take part.
    """

    implied: Implied
    scale: Array
    vector: Array


def response_point(model: ResponseModel, params: Array) -> ResponsePoint | None:
    """Return the implied moments, None where there are none."""
    implied = imply(model.structure, params)
    if implied is None or not np.isfinite(implied.sigma).all():
        return None
    scale = model.scale.copy()
    if model.rescaled.any():
        variances = np.diag(implied.sigma)[model.y[model.rescaled]]
        if (variances <= 0.0).any():
            return None
        scale[model.rescaled] = 1.0 / np.sqrt(variances)
    if model.estimated.any():
        own_scales = implied.matrices.delta[model.y[model.estimated]]
        if (own_scales <= 0.0).any():
            return None
        scale[model.estimated] = own_scales
    row, col = model.pairs
    p = model.structure.n_observed
    base = [implied.sigma.take(row * p + col)]
    if len(model.x):
        slopes = implied.columns[np.ix_(model.y, p + model.x)]
        base.insert(0, slopes.T.ravel())
    if model.levels:
        owner, own = model.y[model.order.owner], model.thresholds
        mu = implied.mu[owner]
        mu[own] = implied.matrices.tau[owner[own], model.order.level[own]] - mu[own]
        base.insert(0, mu)
    return ResponsePoint(implied, scale, _rescaled(model, scale, np.concatenate(base)))


def response_jacobian(model: ResponseModel, point: ResponsePoint) -> Array:
    """Return the derivatives of the moments by the parameters, shape (P, q)."""
    structure, implied = model.structure, point.implied
    parts = [_sigma_slopes(model, implied)]
    if len(model.x):
        parts.insert(0, _slope_slopes(model, implied))
    if model.levels:
        parts.insert(0, _level_slopes(model, implied))
    element = np.concatenate(parts) if len(parts) > 1 else parts[0]
    jacobian = over_parameters(structure, element)
    if not model.rescales:
        return jacobian
    jacobian = jacobian * _scales(model, point.scale)[:, None]
    return jacobian + point.vector[:, None] * _log_scale_slopes(model, point)[0]


def response_curvature(
    model: ResponseModel,
    point: ResponsePoint,
    jacobian: Array,
    pull: Array,
    *,
    of_variances: Array | None = None,
) -> Array:
    """Return ``sum_m pull_m d2 m`` over the moments, shape (q, q).

    Parameters
    ----------
    model : ResponseModel
    point : ResponsePoint
    jacobian : ndarray, shape (P, q)
    pull : ndarray, shape (P,)
    of_variances : ndarray, shape (p of the structure,), optional
        Weights of second derivatives of variances to be added.
    """
    structure, implied = model.structure, point.implied
    scaled = _rescaled(model, point.scale, pull)
    weight = np.zeros_like(implied.sigma)
    row, col = model.pairs
    weight[row, col] = scaled[len(scaled) - len(row) :]
    weight = weight + weight.T
    if of_variances is not None:
        weight[np.diag_indices_from(weight)] += 2.0 * of_variances
    result = np.zeros((structure.n_params, structure.n_params))
    if model.scales_move:
        own, total = _log_scale_slopes(model, point)[::-1]
        # Of the unscaled moments and half of the scales' own part, to be mirrored.
        based = jacobian - (0.5 * point.vector)[:, None] * total
        cross = total.T @ (pull[:, None] * based)
        result += cross + cross.T
        reached = _by_owner(model, pull * point.vector)
        # d2 log d: 2 (d log d)^2 less a part of the variance's own, or -(d log d)^2.
        bend = np.where(model.estimated, -1.0, 2.0) * reached
        result += own.T @ (bend[:, None] * own)
        weight[model.y, model.y] -= reached * np.where(model.rescaled, point.scale, 0.0) ** 2
    element = np.zeros((len(structure.param),) * 2)
    columns = implied.columns
    add_sigma_curvature(structure, implied, columns.T @ weight @ columns, element)
    _add_mean_curvature(model, implied, scaled, element)
    return result + sum_over_element_pairs(structure, element)


def _rescaled(model: ResponseModel, scale: Array, values: Array) -> Array:
    """Return the values of moments times their factors."""
    return values * _scales(model, scale) if model.rescales else values


def _scales(model: ResponseModel, scale: Array) -> Array:
    """Return the factor of every moment."""
    padded = np.append(scale, 1.0)
    first, second = model.owners
    factors: Array = padded[first] * padded[second]
    return factors


def _log_scale_slopes(model: ResponseModel, point: ResponsePoint) -> tuple[Array, Array]:
    """Return ``d log d_i`` of every moment's scales, summed (P, q), and of every variable."""
    slopes = variance_slopes(model.structure, point.implied)[model.y]
    factor = np.where(model.rescaled, -0.5 * point.scale**2, 0.0)
    own = factor[:, None] * slopes
    free = model.structure.elements[Matrix.DELTA]
    if len(free):
        place = np.zeros(model.structure.n_observed, dtype=np.intp)
        place[model.y] = np.arange(len(model.y))
        variable = place[model.structure.row[free]]
        np.add.at(own, (variable, model.structure.param[free]), 1.0 / point.scale[variable])
    padded = np.concatenate([own, np.zeros((1, own.shape[1]))])
    first, second = model.owners
    return padded[first] + padded[second], own


def _by_owner(model: ResponseModel, values: Array) -> Array:
    """Return for each variable the sum over the moments its scale multiplies."""
    p = model.order.n_variables
    first, second = model.owners
    total = np.bincount(first, weights=values, minlength=p)
    two = second >= 0
    total += np.bincount(second[two], weights=values[two], minlength=p)
    return np.asarray(total, dtype=np.float64)


def _level_slopes(model: ResponseModel, implied: Implied) -> Array:
    structure = model.structure
    index = gather(structure, implied)
    of_mu = index.t * implied.columns[:, index.w]
    slopes = of_mu[model.y[model.order.owner]]
    slopes[model.thresholds] *= -1.0
    tau = structure.elements[Matrix.TAU]
    place = np.zeros(structure.n_observed, dtype=np.intp)
    place[model.y] = model.order.starts
    slopes[place[structure.row[tau]] + structure.col[tau], tau] = 1.0
    return slopes


def _slope_slopes(model: ResponseModel, implied: Implied) -> Array:
    """Return the derivatives of the slopes: ``x_k R[j_k, x]`` of every path."""
    structure = model.structure
    slopes = np.zeros((len(model.x), len(model.y), len(structure.param)))
    bends = structure.bends
    acting = implied.columns[np.ix_(model.y, bends.x)]
    slopes[:, :, bends.path] = acting * implied.r[np.ix_(bends.source, model.x)].T[:, None, :]
    return slopes.reshape(-1, len(structure.param))


def _sigma_slopes(model: ResponseModel, implied: Implied) -> Array:
    index = model.structure.derivatives
    row, col = model.pairs
    u = implied.columns.take(index.u, axis=1)
    v = implied.columns.take(index.v, axis=1) * index.c
    # take() and products in place: twice as fast as indexing.
    slopes, mirrored = u.take(row, axis=0), v.take(row, axis=0)
    slopes *= v.take(col, axis=0)
    mirrored *= u.take(col, axis=0)
    slopes += mirrored
    return slopes


def _add_mean_curvature(
    model: ResponseModel, implied: Implied, scaled: Array, element: Array
) -> None:
    structure, p = model.structure, model.structure.n_observed
    first = 0
    if model.levels:
        first = model.order.n_levels
        sign = np.ones(first)
        sign[model.thresholds] = -1.0
        of_mu = np.zeros(p)
        np.add.at(of_mu, model.y[model.order.owner], sign * scaled[:first])
        pull = implied.columns.T @ -of_mu
        subtract_path_curvature(structure, implied, pull, implied.eta_mean, element, means=True)
    for j, column in enumerate(model.x):
        of_slopes = np.zeros(p)
        start = first + j * len(model.y)
        of_slopes[model.y] = scaled[start : start + len(model.y)]
        pull = implied.columns.T @ -of_slopes
        subtract_path_curvature(structure, implied, pull, implied.r[:, column], element)
