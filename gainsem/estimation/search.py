"""Where a search starts, and what is done when it goes astray."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.minimize import Minimum, minimize
from gainsem.core.objective import Objective
from gainsem.errors import SpecificationError
from gainsem.model.parameter_table import ParameterTable


def search(
    objective: Objective, start: Array, further: Iterable[Array], max_iterations: int
) -> Minimum:
    """Return the minimum; a search that found none is repeated from plainer starts.

    A minimum above what the first search reached does not count: the function then
    falls further towards infinite estimates, and there is no answer.

    Parameters
    ----------
    objective : Objective
    start : ndarray, shape (r,)
    further : iterable of ndarray
        Other starts, tried in turn.
    max_iterations : int
    """
    problem = objective.problem()
    best = minimize(problem, start, max_iterations=max_iterations)
    if best.converged:
        return best
    for reduced in further:
        if not np.isfinite(objective.value(reduced)):
            continue
        again = minimize(problem, reduced, max_iterations=max_iterations)
        if again.value < best.value:
            best = again
        if best.converged:
            return best
    return best


class Compiled(Protocol):
    """Index arrays of a model of one group or of several."""

    def without_variance(self, params: Array) -> list[str]:
        """Return the latent variables that have no variance at a parameter vector."""


def start_from(
    table: ParameterTable,
    compiled: Compiled,
    objective: Objective,
    params: Array,
    *,
    n_params: int | None = None,
) -> Array:
    """Return the reduced start vector: closed forms, overruled by what the user wrote.

    Parameters
    ----------
    table : ParameterTable
    compiled : Compiled
    objective : Objective
    params : ndarray, shape (q,)
        The closed forms.
    n_params : int, optional
        How many of the parameters, from the first on, are searched (default: all).

    Raises
    ------
    SpecificationError
        E-MOD-97 when the model implies no proper covariance matrix, E-MOD-98 when
        it does but not at the user's start values.
    """
    size = len(params) if n_params is None else n_params
    closed_form = objective.reduction.reduce(params[:size])
    asked = [row for row in table.rows if row.is_free and row.value is not None]
    params = params.copy()
    for row in asked:
        params[row.free] = row.value
    start: Array = objective.reduction.reduce(params[:size])
    if np.isfinite(objective.value(start)):
        return start
    if asked and np.isfinite(objective.value(closed_form)):
        raise SpecificationError.of(
            "E-MOD-98",
            "the start values of the model imply a covariance matrix that is not positive"
            f" definite: {', '.join(row.name for row in asked)}.",
            do="take some start() modifiers out; gainsem finds its own start values",
        )
    raise SpecificationError.of(
        "E-MOD-97",
        "the covariance matrix the model implies is singular or not positive definite"
        f" before anything is estimated{_without_variance(compiled.without_variance(params))}.",
        why="fixed values contradict each other, or variances are missing from the model",
        do="free the (residual) variances, for example with auto_var, or correct fixed values",
    )


def _without_variance(names: list[str]) -> str:
    """Return which latent variables have no variance, in words."""
    return f"; these have no variance: {', '.join(names)}" if names else ""
