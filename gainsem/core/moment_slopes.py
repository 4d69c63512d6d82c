"""Derivatives of all implied covariances and means by the parameters."""

from __future__ import annotations

import numpy as np

from gainsem.core.derived import over_parameters
from gainsem.core.implied import Implied, gather
from gainsem.core.linalg import Array
from gainsem.core.structure import Structure


def moment_slopes(structure: Structure, implied: Implied, *, means: bool) -> Array:
    """Return the Jacobian of the moments: lower triangle of Sigma by rows, then means.

    ``dSigma_ij = c (C_iu C_jv + C_iv C_ju)`` and ``dmu_i = t C_iw``.

    Parameters
    ----------
    structure : Structure
    implied : Implied
    means : bool
        Whether the means are among the moments.

    Returns
    -------
    ndarray, shape (p (p + 1) / 2 [+ p], q)
    """
    index, columns = gather(structure, implied), implied.columns
    i, j = np.tril_indices(len(implied.sigma))
    element = columns[i][:, index.u] * columns[j][:, index.v]
    element += columns[i][:, index.v] * columns[j][:, index.u]
    element *= index.c
    if means:
        element = np.concatenate([element, index.t * columns[:, index.w]])
    return over_parameters(structure, element)
