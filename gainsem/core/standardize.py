"""Standardised solutions and their Jacobian, in closed form.

Every standardised value is the estimate times a product of standard deviations
to the power of +1 or -1 (Bollen 1989, pp. 123-126, 349-350).  Variances are divided by
total variances, covariances by the square roots of the (residual) variances, so
that they are correlations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.implied import Implied, gather
from gainsem.core.linalg import Array
from gainsem.core.structure import Indices, Matrix, Structure


@dataclass(frozen=True)
class Standardized:
    """Standardised values of all rows, with their derivatives.

    Parameters
    ----------
    values : ndarray, shape (rows,)
        NaN where a variance that is divided by is not positive.
    jacobian : ndarray, shape (rows, q)
    """

    values: Array
    jacobian: Array


@dataclass(frozen=True)
class Scales:
    """Which variances scale each row, and the powers of their square roots.

    Two a row; a power of 0 where there are fewer.  Positions count in the vector
    diag(E), diag(Sigma), diag(Psi), diag(Theta).  Shapes (rows, 2).
    """

    at: Indices
    power: Array


def standardize(
    structure: Structure,
    implied: Implied,
    places: Indices,
    params: Indices,
    *,
    scaled: NDArray[np.bool_],
    observed: bool,
) -> Standardized:
    """Return standardised values of the rows of a parameter table.

    Parameters
    ----------
    structure : Structure
    implied : Implied
    places : ndarray of int, shape (rows, 3)
        Matrix, row and column of each table row.
    params : ndarray of int, shape (rows,)
        Free-parameter index of each table row, -1 for fixed ones.
    scaled : ndarray of bool, shape (m,)
        Columns of Lambda that are latent (the others stand for observed variables).
    observed : bool
        Standardise observed variables too (``std_all``), or latent ones only (``std_lv``).
    """
    scales = _scales(structure, places, scaled, observed=observed)
    variances, slopes = _variances(implied), variance_slopes(structure, implied)
    factors = _factors(variances, scales)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = estimates_at(implied, places) * factors
        half = np.where(scales.power == 0.0, 0.0, scales.power / (2.0 * variances[scales.at]))
        relative = half[:, :1] * slopes[scales.at[:, 0]] + half[:, 1:] * slopes[scales.at[:, 1]]
        jacobian = values[:, None] * relative
    rows = np.flatnonzero(params >= 0)
    jacobian[rows, params[rows]] += factors[rows]
    return Standardized(values, jacobian)


def standardizing_factors(
    structure: Structure,
    implied: Implied,
    places: Indices,
    *,
    scaled: NDArray[np.bool_],
    observed: bool,
) -> Array:
    """Return what a parameter at each place is multiplied with to be standardised.

    The arguments are those of :func:`standardize`.
    """
    scales = _scales(structure, places, scaled, observed=observed)
    return _factors(_variances(implied), scales)


def factors_of_draws(
    structure: Structure,
    variances: Array,
    places: Indices,
    *,
    scaled: NDArray[np.bool_],
    observed: bool,
) -> Array:
    """Return the factors of :func:`standardizing_factors` of many solutions, (b, rows).

    Parameters
    ----------
    structure : Structure
    variances : ndarray, shape (b, 2m + 2p)
        As :func:`gainsem.core.batch.implied.variances_of` gives them.
    places, scaled, observed
        As for :func:`standardize`.
    """
    return _factors(variances, _scales(structure, places, scaled, observed=observed))


def estimates_at(implied: Implied, places: Indices) -> Array:
    """Return the matrix elements at the given places, shape (rows,)."""
    values = np.empty(len(places))
    for kind, array in enumerate(implied.matrices.as_columns):
        here = np.flatnonzero(places[:, 0] == kind)
        if here.size:
            values[here] = array[places[here, 1], places[here, 2]]
    return values


def total_variances(implied: Implied) -> Array:
    """Return the variances of the columns of Lambda and of the observed variables, (m + p,)."""
    return np.concatenate([implied.eta_cov.diagonal(), implied.sigma.diagonal()])


def total_variance_slopes(structure: Structure, implied: Implied) -> Array:
    """Return the derivatives of :func:`total_variances` by the parameters, (m + p, q)."""
    return variance_slopes(structure, implied)[: structure.n_latent + structure.n_observed]


def _factors(variances: Array, scales: Scales) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        factors: Array = np.power(variances[..., scales.at], scales.power / 2.0).prod(axis=-1)
    return factors


def _variances(implied: Implied) -> Array:
    """Return diag(E), diag(Sigma), diag(Psi) and diag(Theta), shape (2m + 2p,)."""
    matrices = implied.matrices
    parts = [implied.eta_cov, implied.sigma, matrices.psi, matrices.theta]
    return np.concatenate([matrix.diagonal() for matrix in parts])


def variance_slopes(structure: Structure, implied: Implied) -> Array:
    """Return the derivatives of diag(E), diag(Sigma), diag(Psi), diag(Theta), (2m + 2p, q)."""
    p, m = structure.n_observed, structure.n_latent
    index = gather(structure, implied)
    element = np.zeros((2 * m + 2 * p, len(structure.param)))
    # The rows of C that belong to eta: dE = c (u v' + v u') with columns of [R | E].
    inner = np.concatenate([np.zeros((m, p)), implied.r, implied.eta_cov], axis=1)
    moving = np.isin(structure.matrix, (Matrix.BETA, Matrix.PSI))
    element[:m] = 2.0 * index.c * inner[:, index.u] * inner[:, index.v] * moving
    columns = implied.columns
    element[m : m + p] = 2.0 * index.c * columns[:, index.u] * columns[:, index.v]
    for kind, first in ((Matrix.PSI, m + p), (Matrix.THETA, 2 * m + p)):
        here = np.flatnonzero((structure.matrix == kind) & (structure.row == structure.col))
        element[first + structure.row[here], here] = 1.0
    slopes = np.zeros((len(element), structure.n_params))
    np.add.at(slopes.T, structure.param, element.T)
    return slopes


def _scales(
    structure: Structure, places: Indices, scaled: NDArray[np.bool_], *, observed: bool
) -> Scales:
    kind, i, j = places.T
    p, m = structure.n_observed, structure.n_latent
    y, psi, theta = m, m + p, 2 * m + p
    of_items = 1.0 if observed else 0.0
    of_eta = np.where(scaled, 1.0, of_items)
    at, power = np.zeros((len(kind), 2), dtype=np.intp), np.zeros((len(kind), 2))

    def fill(rows: Indices, slot: int, position: Indices, exponent: Array | float) -> None:
        at[rows, slot], power[rows, slot] = position, exponent

    here = np.flatnonzero((kind == Matrix.LAMBDA) | (kind == Matrix.BETA))
    fill(here, 0, j[here], of_eta[j[here]])
    here = np.flatnonzero((kind == Matrix.BETA) | (kind == Matrix.ALPHA))
    fill(here, 1, i[here], -of_eta[i[here]])
    here = np.flatnonzero(np.isin(kind, (Matrix.LAMBDA, Matrix.NU, Matrix.TAU)))
    fill(here, 1, y + i[here], -of_items)
    for matrix, total, residual in ((Matrix.PSI, 0, psi), (Matrix.THETA, y, theta)):
        unit = of_eta if matrix == Matrix.PSI else np.full(p, of_items)
        here = np.flatnonzero((kind == matrix) & (i == j))
        fill(here, 0, total + i[here], -2.0 * unit[i[here]])
        here = np.flatnonzero((kind == matrix) & (i != j))
        fill(here, 0, residual + i[here], -unit[i[here]])
        fill(here, 1, residual + j[here], -unit[j[here]])
    return Scales(at, power)
