"""What holds for rotated loadings, and how it changes with them.

At a minimum of a rotation criterion Q with slopes G = dQ/dLambda, the matrix
``Lambda' G Phi^-1`` is diagonal (oblique) or ``Lambda' G`` symmetric (orthogonal): Jennrich
(1973), doi:10.1007/BF02291497, (1974), doi:10.1007/BF02291564.  These equations take the
place of the rotation when standard errors are computed.  Their derivatives come from a
complex step (Squire & Trapp 1998, doi:10.1137/S003614459631241X), exact to rounding.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.rotation_criteria import Criterion

STEP = 1e-30
Constraints = Callable[[Array, Array], Array]


def criterion_constraints(criterion: Criterion, *, oblique: bool, kaiser: bool) -> Constraints:
    """Return the equations of a rotation by a criterion.

    Parameters
    ----------
    criterion : callable
    oblique : bool
    kaiser : bool
        Whether rows of equal length were rotated.

    Returns
    -------
    callable
        (B, p, m) loadings and (B, m, m) factor correlations -> (B, c), all 0 at a minimum.
    """

    def constraints(loadings: Array, phi: Array) -> Array:
        rows = loadings
        if kaiser:
            lengths = ((loadings @ phi) * loadings).sum(axis=-1, keepdims=True)
            rows = loadings / np.sqrt(lengths)
        slope = rows.swapaxes(-1, -2) @ criterion(rows)[1]
        m = slope.shape[-1]
        if oblique:
            result: Array = (slope @ np.linalg.inv(phi))[..., ~np.eye(m, dtype=bool)]
            return result
        upper = np.triu_indices(m, 1)
        skew: Array = (slope - slope.swapaxes(-1, -2))[..., upper[0], upper[1]]
        return skew

    return constraints


def unrotated_constraints(*, likelihood: bool) -> Constraints:
    """Return the equations of unrotated loadings.

    ``Lambda' Psi^-1 Lambda`` (maximum likelihood) or ``Lambda' Lambda`` is diagonal.
    """

    def constraints(loadings: Array, phi: Array) -> Array:
        left = loadings.swapaxes(-1, -2)
        if likelihood:
            rest = 1.0 - (loadings * loadings).sum(axis=-1)
            left = left / rest[..., None, :]
        product = left @ loadings
        upper = np.triu_indices(phi.shape[-1], 1)
        result: Array = product[..., upper[0], upper[1]]
        return result

    return constraints


def constraint_slopes(
    constraints: Constraints, loadings: Array, phi: Array, *, oblique: bool
) -> Array:
    """Return the derivatives of the equations by loadings and factor correlations, (c, q).

    Parameters
    ----------
    constraints : callable
    loadings : ndarray, shape (p, m)
    phi : ndarray, shape (m, m)
    oblique : bool
        Whether the factor correlations are parameters, after the loadings (row by row).
    """
    p, m = loadings.shape
    row, col = np.tril_indices(m, -1)
    count = p * m + (len(row) if oblique else 0)
    at = np.repeat(loadings[None].astype(complex), count, axis=0)
    correlations = np.repeat(phi[None].astype(complex), count, axis=0)
    at.reshape(count, -1)[np.arange(p * m), np.arange(p * m)] += 1j * STEP
    if oblique:
        own = np.arange(p * m, count)
        correlations[own, row, col] += 1j * STEP
        correlations[own, col, row] += 1j * STEP
    slopes: Array = constraints(at, correlations).imag.T / STEP
    return slopes
