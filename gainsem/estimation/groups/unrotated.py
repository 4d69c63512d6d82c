"""Several groups with exploratory blocks as they are estimated: unrotated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.moments import SampleMoments
from gainsem.core.structure import Indices
from gainsem.estimation.rotation_plans import plans_of
from gainsem.estimation.sample import Sample
from gainsem.estimation.unrotated import (
    determining,
    orthogonal,
    renumbered,
    turns_of,
    with_fixed,
)
from gainsem.model.groups.block_equality import shared_blocks
from gainsem.model.groups.grouped_table import GroupedTable
from gainsem.model.parameter_table import ParameterTable
from gainsem.options import Options
from gainsem.survey.moments import Moments

Positions = Mapping[int, float]


def estimated_groups(
    grouped: GroupedTable,
    moments: Sequence[SampleMoments | Moments],
    samples: Sequence[Sample],
    options: Options,
) -> GroupedTable:
    """Return the tables with exploratory blocks as they are estimated.

    Where the loadings of a block are the same in all groups, the first one has uncorrelated
    factors of variance 1, and the same triangular loadings hold in all groups; otherwise
    each group has its own.

    Parameters
    ----------
    grouped : GroupedTable
        With all fixed values known.
    moments : sequence of SampleMoments or Moments
        Of every group.
    samples : sequence of Sample
    options : Options

    Raises
    ------
    OptionError
        For rotations and arguments there are not.
    """
    blocks = grouped.tables[0].blocks
    if not blocks:
        return grouped
    plans = plans_of(blocks, options, samples[0].facts.items)
    oblique = {name: plan.oblique for name, (plan, _) in plans.items()}
    shared = shared_blocks(grouped.tables, grouped.at)
    pooled = _pooled(moments, samples)
    determined = [
        determining(
            table, {block.name: pooled if block.name in shared else own.cov for block in blocks}
        )
        for table, own in zip(grouped.tables, moments, strict=True)
    ]
    unrotated = _with_fixed(
        grouped, [fixed for fixed, _ in determined], starts=[starts for _, starts in determined]
    )
    return replace(unrotated, rotated=_rotated(grouped, oblique, shared))


def _pooled(moments: Sequence[SampleMoments | Moments], samples: Sequence[Sample]) -> Array:
    """Return the mean of the groups' covariances, weighed by respondents."""
    weights = np.array([each.moments.n_obs for each in samples], dtype=np.float64)
    mean: Array = np.average([each.cov for each in moments], axis=0, weights=weights)
    return mean


def _rotated(
    grouped: GroupedTable, oblique: Mapping[str, bool], shared: frozenset[str]
) -> GroupedTable:
    found = _with_fixed(grouped, [orthogonal(table, oblique) for table in grouped.tables])
    tables = tuple(replace(table, turns=turns_of(table, oblique)) for table in found.tables)
    later = sum(turns_of(table, oblique, but=shared) for table in found.tables[1:])
    joint = replace(found.joint, turns=tables[0].turns + later)
    return replace(found, tables=tables, joint=joint)


def _with_fixed(
    grouped: GroupedTable,
    fixed: Sequence[Positions],
    *,
    starts: Sequence[Positions] | None = None,
) -> GroupedTable:
    """Return the tables with some rows fixed, numbered anew by group and over all groups.

    A parameter that is fixed in one group must be fixed wherever it is the same.
    """
    own_starts = [{}] * grouped.n_groups if starts is None else starts
    left: set[int] = set()
    own_left: list[list[int]] = []
    for table, at, gone in zip(grouped.tables, grouped.at, fixed, strict=True):
        out = {table.rows[position].free for position in gone}
        own_left.append([k for k in range(table.n_free) if k not in out])
        left |= {int(at[k]) for k in own_left[-1]}
    numbers = {old: new for new, old in enumerate(sorted(left))}
    tables = [
        with_fixed(table, gone, starts=begin)
        for table, gone, begin in zip(grouped.tables, fixed, own_starts, strict=True)
    ]
    places = tuple(
        np.array([numbers[int(old[k])] for k in kept], dtype=np.intp)
        for old, kept in zip(grouped.at, own_left, strict=True)
    )
    joint = _joint(grouped.joint, tables, places, numbers)
    return replace(grouped, joint=joint, tables=tuple(tables), at=places)


def _joint(
    joint: ParameterTable,
    tables: Sequence[ParameterTable],
    at: Sequence[Indices],
    numbers: Mapping[int, int],
) -> ParameterTable:
    rows = tuple(
        row.numbered(int(own[row.free])) if row.is_free else row
        for table, own in zip(tables, at, strict=True)
        for row in table.rows
    )
    constraints = tuple(renumbered(each, numbers) for each in joint.constraints)
    return replace(joint, rows=rows, n_free=len(numbers), constraints=constraints)
