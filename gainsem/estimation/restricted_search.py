"""The search for a minimum, whether or not anything restricts the parameters."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.minimize import Minimum
from gainsem.core.objective import Objective
from gainsem.core.restricted_minimum import minimize_restricted
from gainsem.core.restrictions import Restrictions
from gainsem.estimation.search import search


def find_minimum(
    objective: Objective,
    restrictions: Restrictions | None,
    start: Array,
    further: Iterable[Array],
    max_iterations: int,
) -> tuple[Objective, Minimum]:
    """Return the minimum, and the objective along which it is one.

    Parameters
    ----------
    objective : Objective
    restrictions : Restrictions or None
        Of all parameters, beside the objective's own linear equalities.
    start : ndarray, shape (r,)
    further : iterable of ndarray
        Other starts, tried in turn.
    max_iterations : int

    Returns
    -------
    Objective
        The same one where nothing restricts the parameters; else that of the tangent of
        what binds, in whose coordinates the minimum stands.
    Minimum
    """
    if restrictions is None:
        return objective, search(objective, start, further, max_iterations)
    reduction = objective.reduction
    within = restrictions.within(reduction)
    best = None
    for reduced in (start, *further):
        if not np.isfinite(objective.value(reduced)):
            continue
        found = minimize_restricted(
            objective.problem(), within, reduced, max_iterations=max_iterations
        )
        if best is None or found.converged or found.value < best.value:
            best = found
        if best.converged:
            break
    assert best is not None  # the first start is finite
    params = reduction.expand(best.params)
    tangent = Objective(objective.groups, restrictions.tangent(reduction, params))
    at = np.zeros(tangent.reduction.basis.shape[1])
    ended = Minimum(
        at,
        best.value,
        tangent.gradient(at),
        best.hessian,
        best.iterations,
        best.converged,
        best.status,
    )
    return tangent, ended
