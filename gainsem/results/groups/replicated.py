"""What several groups report, computed at many parameter vectors of all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.structure import Indices
from gainsem.results.bootstrap import LEVEL
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.replicated import (
    Replicated,
    Resamples,
    monte_carlo_vectors,
    replicated,
    with_definitions,
)

Array = NDArray[np.float64]


@dataclass(frozen=True)
class GroupedReplicated:
    """The models of all groups at many parameter vectors.

    Parameters
    ----------
    fit : GroupedFit
    groups : tuple of Replicated
        Every group at its part of the vectors.
    """

    fit: GroupedFit
    groups: tuple[Replicated, ...]

    @property
    def estimates(self) -> Array:
        """Estimates of all rows, group after group, then of the definitions, (b, rows)."""
        return self.values("")

    def values(self, scale: str) -> Array:
        """Return estimates, as they are ("") or standardised ("lv", "all"), as in ``estimates``.

        Every group's are standardised by its own variances.
        """
        own = [each.standardized(scale) if scale else each.estimates for each in self.groups]
        return with_definitions(self.fit.table, np.concatenate(own, axis=1))


def grouped_resamples(
    fit: GroupedFit, *, level: float = LEVEL
) -> Resamples[GroupedReplicated] | None:
    """Return the draws of the bootstrap of several groups, or the fits to replicate weights.

    None without either, or where it is withheld.
    """
    made = fit.replication
    if made is not None:
        if made.withheld:
            return None
        return Resamples(at_vectors(fit), made.vectors, None, "replicates", level, made)
    found = fit.bootstrap
    if found is None or found.withheld:
        return None
    return Resamples(at_vectors(fit), found.vectors, found.left_out, found.interval, level)


def grouped_monte_carlo(
    fit: GroupedFit, *, draws: int, seed: int, level: float = LEVEL
) -> Resamples[GroupedReplicated] | None:
    """Return draws from the normal distribution of the estimates of all groups.

    None without covariances; see :func:`gainsem.results.replicated.monte_carlo_vectors`.
    """
    vectors = monte_carlo_vectors(fit, draws=draws, seed=seed)
    if vectors is None:
        return None
    return Resamples(at_vectors(fit), vectors, None, "percentile", level)


def at_vectors(fit: GroupedFit) -> Callable[[Array], GroupedReplicated]:
    """Return what makes the models of all groups at vectors (b, q + k) of all groups."""
    groups: list[tuple[Callable[[Array], Replicated], Indices]] = [
        (replicated(view), columns)
        for view, columns in zip(fit.by_group.values(), fit.columns, strict=True)
    ]

    def model(vectors: Array) -> GroupedReplicated:
        return GroupedReplicated(fit, tuple(of(vectors[:, columns]) for of, columns in groups))

    return model
