"""Information and scores of an unrestricted normal model with missing answers.

The moments are the means, then the covariances ``i >= j``, column by column of the lower
triangle: P = p(p + 3)/2 of them.  Everything is per respondent.
"""

from __future__ import annotations

import numpy as np

from gainsem.core.incomplete_normal import IncompletePoint, bends, casewise_drift
from gainsem.core.linalg import Array
from gainsem.core.missing_patterns import Patterns
from gainsem.core.structure import Indices

# Rows of the fourth-order sums that are held at one time.
BLOCK = 1 << 21


def unrestricted_information(
    patterns: Patterns, point: IncompletePoint, *, expected: bool = False
) -> Array:
    """Return the information about means and covariances, shape (P, P).

    Savalei (2010, doi:10.1037/a0020143).  With unit matrices ``E_a = e_i e_j' + e_j e_i'``
    (half of it on the diagonal) it is ``sum n_o / n tr(E_a Omega_o E_b B_o)`` with
    ``B_o = Omega_o T_o Omega_o - Omega_o / 2``, whose expectation is ``Omega_o / 2``.

    Parameters
    ----------
    patterns : Patterns
    point : IncompletePoint
        At any moments: those of the unrestricted model, or those a model implies.
    expected : bool
        Expected, given who answered what, instead of observed.
    """
    p, shares = patterns.n_variables, patterns.shares
    col, row = np.triu_indices(p)
    size = p + len(row)
    bent = _bends(patterns, point, expected=expected) * shares[:, None, None]
    information = np.zeros((size, size))
    information[:p, :p] = np.tensordot(shares, point.omega, axes=1)
    information[p:, p:] = _products(point.omega, bent, row, col)
    if not expected:
        half = np.where(row == col, 0.5, 1.0)
        third = np.tensordot(point.omega, point.drift * shares[:, None], axes=([0], [0]))
        cross = half * (third[:, row, col] + third[:, col, row])
        information[:p, p:], information[p:, :p] = cross, cross.T
    return information


def unrestricted_scores(
    values: Array, patterns: Patterns, mean: Array, point: IncompletePoint
) -> Array:
    """Return the derivatives of every respondent's log-likelihood by the moments, (n, P).

    Parameters
    ----------
    values : ndarray, shape (n, p)
        NaN where missing; everybody has an answer.
    patterns : Patterns
        Of these values.
    mean : ndarray, shape (p,)
        Where ``point`` was evaluated.
    point : IncompletePoint
    """
    p = patterns.n_variables
    col, row = np.triu_indices(p)
    half = np.where(row == col, 0.5, 1.0)
    drift = casewise_drift(values, patterns, mean, point)
    scores = np.empty((len(values), p + len(row)))
    scores[:, :p] = drift
    np.multiply(drift[:, row], drift[:, col], out=scores[:, p:])
    scores[:, p:] -= point.omega[:, row, col][patterns.row]
    scores[:, p:] *= half
    return scores


def _bends(patterns: Patterns, point: IncompletePoint, *, expected: bool) -> Array:
    return 0.5 * point.omega if expected else bends(patterns, point, slice(None))


def _products(omega: Array, bent: Array, row: Indices, col: Indices) -> Array:
    """Return ``sum tr(E_a Omega E_b B)`` for all pairs of covariances.

    All fourth-order sums ``sum Omega_ij B_kl`` of a block of i come from one product of
    matrices; what an element of the information needs is picked out of them.
    """
    p, size = omega.shape[1], len(row)
    flat = bent.reshape(len(bent), -1)
    half = np.where(row == col, 0.5, 1.0)
    result = np.zeros((size, size))
    step = max(1, BLOCK // p**3)
    for first in range(0, p, step):
        last = min(first + step, p)
        part = omega[:, first:last, :].reshape(len(omega), -1)
        fourth = (part.T @ flat).reshape(last - first, p, p, p)
        for one, other in ((row, col), (col, row)):
            here = np.flatnonzero((one >= first) & (one < last))
            i, j = (one[here] - first)[:, None], other[here][:, None]
            result[here] += fourth[i, row, j, col] + fourth[i, col, j, row]
    result *= np.outer(half, half)
    return (result + result.T) / 2.0
