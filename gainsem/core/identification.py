"""Local identification: whether the moments tell the parameters apart.

The rank of the Jacobian of the moments equals the rank of the expected
information (Rothenberg 1971, doi:10.2307/1913267; Bekker, Merckens & Wansbeek
1994), which costs no p* x p* matrix.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gainsem.core.linalg import Array, null_space_weights
from gainsem.core.objective import Objective
from gainsem.core.restrictions import Restrictions

ZERO = 1e-9
NUDGES: Sequence[float] = (0.0, 0.05, 0.02)


def undetermined(
    objective: Objective, start: Array, restrictions: Restrictions | None = None
) -> Array:
    """Return how much each parameter takes part in what the data cannot determine.

    A start value may sit where the Jacobian loses rank by accident (a covariance
    of zero, for example); the rank is therefore taken at nearby points as well,
    and the largest one counts.

    Parameters
    ----------
    objective : Objective
    start : ndarray, shape (r,)
    restrictions : Restrictions, optional
        Nonlinear equalities, which may determine what the data do not.

    Returns
    -------
    ndarray, shape (q,)
        All zero for an identified model; else between 0 and 1 per parameter.
    """
    basis = objective.reduction.basis
    size = 1.0 + np.abs(start)
    # Spread by an irrational stride so that no two parameters are nudged alike.
    nudge = np.modf(np.arange(1, len(start) + 1) * 0.6180339887498949)[0] - 0.5
    weights = np.zeros(len(basis))
    for length in NUDGES:
        point = start + length * nudge * size
        if not np.isfinite(objective.value(point)):
            continue
        reduced = null_space_weights(
            objective.expected(point) + _held(objective, restrictions, point), tolerance=ZERO
        )
        if not reduced.any():
            return np.zeros(len(basis))
        weights = np.sqrt((basis**2) @ reduced**2)
    return weights


def _held(objective: Objective, restrictions: Restrictions | None, point: Array) -> Array | float:
    """Return what nonlinear equalities add to the information, shape (r, r)."""
    if restrictions is None or not restrictions.equal.any():
        return 0.0
    within = restrictions.within(objective.reduction)
    rows = within.jacobian(point)[within.equal]
    held: Array = rows.T @ rows
    return held if np.isfinite(held).all() else 0.0
