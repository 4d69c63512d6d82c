"""The tables of all groups as index arrays, and what restricts their parameters together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.moments import SampleMoments
from gainsem.core.placed import Places
from gainsem.core.reduction import Reduction
from gainsem.core.restrictions import Restrictions
from gainsem.errors import IdentificationError
from gainsem.estimation.groups.unrotated import estimated_groups
from gainsem.estimation.identified import n_moments, unscaled_latent
from gainsem.estimation.sample import Sample
from gainsem.model.groups.grouped_table import GroupedTable
from gainsem.model.matrix_map import (
    CompiledModel,
    compile_table,
    restricted_space,
    with_sample_values,
)
from gainsem.options import Options
from gainsem.survey.moments import Moments


@dataclass(frozen=True)
class CompiledGroups:
    """Index arrays of every group.

    Parameters
    ----------
    groups : tuple of CompiledModel
        By each group's own parameters.
    places : tuple of Places
        Where these stand among the parameters of all groups.
    reduction : Reduction
        Linear equality constraints on the parameters of all groups.
    restrictions : Restrictions or None
    n_nonlinear : int
    constrained : bool
        Whether anything but shared parameters restricts them.
    """

    groups: tuple[CompiledModel, ...]
    places: tuple[Places, ...]
    reduction: Reduction
    restrictions: Restrictions | None
    n_nonlinear: int
    constrained: bool

    @property
    def n_estimated(self) -> int:
        """Free parameters less independent equality constraints."""
        return int(self.reduction.basis.shape[1]) - self.n_nonlinear

    def own(self, params: Array, group: int) -> Array:
        """Return the parameters of one group."""
        return params[self.places[group].at]

    def without_variance(self, params: Array) -> list[str]:
        """Return the latent variables that have no variance at a parameter vector."""
        found: dict[str, None] = {}
        for compiled, places in zip(self.groups, self.places, strict=True):
            found |= dict.fromkeys(compiled.without_variance(params[places.at]))
        return list(found)


def compile_groups(grouped: GroupedTable) -> CompiledGroups:
    """Return the index arrays of tables whose fixed values are all known."""
    size = grouped.joint.n_free
    space = restricted_space(grouped.joint)
    return CompiledGroups(
        tuple(compile_table(table) for table in grouped.tables),
        tuple(Places(np.asarray(at, dtype=np.intp), size) for at in grouped.at),
        space.reduction,
        space.restrictions,
        space.n_nonlinear,
        space.constrained,
    )


def compiled_at(
    grouped: GroupedTable,
    moments: Sequence[SampleMoments | Moments],
    samples: Sequence[Sample],
    options: Options,
) -> tuple[GroupedTable, CompiledGroups, int]:
    """Return the model with fixed values from the sample, its index arrays, its degrees of freedom.

    Parameters
    ----------
    grouped : GroupedTable
    moments : sequence of SampleMoments or Moments
        Of each group.
    samples : sequence of Sample
    options : Options
        They say how exploratory blocks are rotated.

    Raises
    ------
    IdentificationError
        E-MOD-84 when there are more parameters than moments.
    """
    tables = [
        with_sample_values(table, own.cov, own.mean)
        for table, own in zip(grouped.tables, moments, strict=True)
    ]
    grouped = estimated_groups(grouped.with_tables(tables), moments, samples, options)
    compiled = compile_groups(grouped)
    return grouped, compiled, degrees_of_freedom_of_groups(grouped, compiled)


def degrees_of_freedom_of_groups(grouped: GroupedTable, compiled: CompiledGroups) -> int:
    """Return moments of all groups less estimated parameters.

    Raises
    ------
    IdentificationError
        E-MOD-84 when there are more parameters than moments.
    """
    moments = sum(n_moments(table) for table in grouped.tables)
    df = moments - compiled.n_estimated
    if df >= 0:
        return df
    free = unscaled_latent(grouped.joint)
    hint = f"; the scale of {' and '.join(free)} is free as well" if free else ""
    raise IdentificationError.of(
        "E-MOD-84",
        f"the model has {compiled.n_estimated} parameters in {grouped.n_groups} groups, and the"
        f" data only {moments} moments to estimate them from (df = {df}){hint}.",
        why="infinitely many solutions fit the data equally well",
        do="fix parameters, set some equal (group_equal= or one label), or add items",
    )
