"""Derivatives of means and covariances by the parameters, as one matrix.

Only for what needs the matrix itself: sandwiches around a full covariance matrix of the
moments.  Everything else gathers (:mod:`gainsem.core.implied`).
"""

from __future__ import annotations

import numpy as np

from gainsem.core.implied import Implied, gather
from gainsem.core.linalg import Array
from gainsem.core.structure import Structure


def moment_jacobian(structure: Structure, implied: Implied) -> Array:
    """Return the derivatives of the means, then of the covariances, shape (P, q).

    The covariances ``i >= j`` column by column of the lower triangle; P = p(p + 3)/2.
    """
    index, columns = gather(structure, implied), implied.columns
    p = structure.n_observed
    col, row = np.triu_indices(p)
    u, v = columns[:, index.u], columns[:, index.v]
    element = np.empty((p + len(row), len(index.c)))
    element[:p] = index.t * columns[:, index.w]
    element[p:] = index.c * (u[row] * v[col] + v[row] * u[col])
    if structure.one_to_one:
        return element
    total = np.zeros((len(element), structure.n_params))
    np.add.at(total.T, structure.param, element.T)
    return total
