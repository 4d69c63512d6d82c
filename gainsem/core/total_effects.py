"""Total effects of the variables of a structural model on one of them."""

from __future__ import annotations

import numpy as np

from gainsem.core.derived import over_parameters
from gainsem.core.implied import Implied
from gainsem.core.standardize import Standardized
from gainsem.core.structure import Matrix, Structure


def standardized_total_effects(structure: Structure, implied: Implied, target: int) -> Standardized:
    """Return the standardised total effects on one variable, with their derivatives.

    A total effect is the sum over all paths, the element of ``(I - B)^-1`` (Bollen 1987,
    doi:10.2307/271028), times the standard deviation of the cause, divided by that of the
    target.  With R = (I - B)^-1 and E the covariances of the variables::

        d R[t, s] / d B[i, j] = R[t, i] R[j, s]
        d E[s, s] / d B[i, j] = 2 R[s, i] E[j, s]
        d E[s, s] / d Psi[i, j] = R[s, i] R[s, j]   (twice it where i != j)

    Parameters
    ----------
    structure : Structure
    implied : Implied
    target : int
        Its column of Lambda.

    Returns
    -------
    Standardized
        Values (m,), 1 for the target itself where nothing leads back to it; Jacobian (m, q).
    """
    r, e = implied.r, implied.eta_cov
    size = np.sqrt(np.diag(e))
    values = r[target] * size / size[target]
    kind, row, col = structure.matrix, structure.row, structure.col
    path, psi = kind == Matrix.BETA, kind == Matrix.PSI
    effect, variance = np.zeros((len(r), len(row))), np.zeros((len(r), len(row)))
    i, j = row[path], col[path]
    effect[:, path] = r[target, i] * r[j].T
    variance[:, path] = 2.0 * r[:, i] * e[j].T
    i, j = row[psi], col[psi]
    variance[:, psi] = np.where(i == j, 1.0, 2.0) * r[:, i] * r[:, j]
    relative = variance / (2.0 * size[:, None] ** 2)
    jacobian = effect * (size / size[target])[:, None]
    jacobian += values[:, None] * (relative - relative[target])
    return Standardized(values, over_parameters(structure, jacobian))
