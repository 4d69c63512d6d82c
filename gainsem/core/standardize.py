"""Standardised solutions and their Jacobian, in closed form.

Every standardised value is the estimate times a product of standard deviations
to the power of +1 or -1 (Bollen 1989, pp. 123-126, 349-350).  Variances are divided by
total variances, covariances by the square roots of the (residual) variances, so
that they are correlations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.implied import Implied, Matrix, Structure, gather
from gainsem.core.linalg import Array

Place = tuple[Matrix, int, int]


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


def standardize(
    structure: Structure,
    implied: Implied,
    places: Sequence[Place],
    params: Sequence[int],
    *,
    scaled: Array,
    observed: bool,
) -> Standardized:
    """Return standardised values of the rows of a parameter table.

    Parameters
    ----------
    structure : Structure
    implied : Implied
    places : sequence
        Matrix, row and column of each table row.
    params : sequence of int
        Free-parameter index of each table row, -1 for fixed ones.
    scaled : ndarray of bool, shape (m,)
        Columns of Lambda that are latent (the others stand for observed variables).
    observed : bool
        Standardise observed variables too (``std_all``), or latent ones only (``std_lv``).
    """
    variances, slopes = _variances(structure, implied)
    estimates = _estimates(implied, places)
    powers = _powers(structure, places, scaled, observed=observed)
    factors = _factors(variances, powers)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(powers != 0.0, powers / (2.0 * variances[None, :]), 0.0)
        values = estimates * factors
        jacobian = values[:, None] * (relative @ slopes)
    for row, param in enumerate(params):
        if param >= 0:
            jacobian[row, param] += factors[row]
    return Standardized(values, jacobian)


def standardizing_factors(
    structure: Structure,
    implied: Implied,
    places: Sequence[Place],
    *,
    scaled: Array,
    observed: bool,
) -> Array:
    """Return what a parameter at each place is multiplied with to be standardised.

    The arguments are those of :func:`standardize`.
    """
    powers = _powers(structure, places, scaled, observed=observed)
    return _factors(_variances(structure, implied)[0], powers)


def _powers(
    structure: Structure, places: Sequence[Place], scaled: Array, *, observed: bool
) -> Array:
    """Return the power of every root of a variance in every row's factor."""
    n_variances = 2 * structure.n_latent + 2 * structure.n_observed
    powers = np.zeros((len(places), n_variances))
    for row, place in enumerate(places):
        for variable, power in _scales(place, structure, scaled, observed=observed):
            powers[row, variable] += power
    return powers


def _factors(variances: Array, powers: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        root = np.sqrt(variances)
        factors: Array = np.where(powers != 0.0, root[None, :] ** powers, 1.0).prod(axis=1)
    return factors


def _variances(structure: Structure, implied: Implied) -> tuple[Array, Array]:
    """Return diag(E), diag(Sigma), diag(Psi), diag(Theta) and their derivatives by params."""
    p, m = structure.n_observed, structure.n_latent
    index = gather(structure, implied)
    element = np.zeros((2 * m + 2 * p, len(structure.param)))
    # The rows of C that belong to eta: dE = c (u v' + v u') with columns of [R | E].
    inner = np.concatenate([np.zeros((m, p)), implied.r, implied.eta_cov], axis=1)
    moving = structure.is_in(Matrix.BETA, Matrix.PSI)
    element[:m] = 2.0 * index.c * inner[:, index.u] * inner[:, index.v] * moving
    columns = implied.columns
    element[m : m + p] = 2.0 * index.c * columns[:, index.u] * columns[:, index.v]
    for kind, first in ((Matrix.PSI, m + p), (Matrix.THETA, 2 * m + p)):
        here = np.flatnonzero((structure.matrix == kind) & (structure.row == structure.col))
        element[first + structure.row[here], here] = 1.0
    slopes = np.zeros((len(element), structure.n_params))
    np.add.at(slopes.T, structure.param, element.T)
    matrices = implied.matrices
    values = [implied.eta_cov, implied.sigma, matrices.psi, matrices.theta]
    return np.concatenate([np.diag(matrix) for matrix in values]), slopes


def _estimates(implied: Implied, places: Sequence[Place]) -> Array:
    matrices = implied.matrices
    arrays = (
        matrices.lambda_,
        matrices.beta,
        matrices.psi,
        matrices.theta,
        matrices.nu[:, None],
        matrices.alpha[:, None],
    )
    return np.array([arrays[kind][i, j] for kind, i, j in places])


def _scales(
    place: Place, structure: Structure, scaled: Array, *, observed: bool
) -> list[tuple[int, float]]:
    """Return which variances scale one row, and the power of their square roots."""
    kind, i, j = place
    p, m = structure.n_observed, structure.n_latent
    eta, y, psi, theta = 0, m, m + p, 2 * m + p

    def of_eta(column: int, power: float, base: int = eta) -> list[tuple[int, float]]:
        return [(base + column, power)] if scaled[column] or observed else []

    if kind == Matrix.LAMBDA:
        return of_eta(j, 1.0) + ([(y + i, -1.0)] if observed else [])
    if kind == Matrix.BETA:
        return of_eta(j, 1.0) + of_eta(i, -1.0)
    if kind == Matrix.PSI:
        if i == j:
            return of_eta(i, -2.0)
        return of_eta(i, -1.0, psi) + of_eta(j, -1.0, psi)
    if kind == Matrix.ALPHA:
        return of_eta(i, -1.0)
    if not observed:
        return []
    if kind == Matrix.NU:
        return [(y + i, -1.0)]
    return [(y + i, -2.0)] if i == j else [(theta + i, -1.0), (theta + j, -1.0)]
