"""Tests of the residuals of several groups."""

from __future__ import annotations

from collections.abc import Sequence

from gainsem.core.implied import Implied
from gainsem.core.linalg import Array
from gainsem.core.moments import SampleMoments
from gainsem.estimation.groups.compiled import CompiledGroups
from gainsem.estimation.residual_tests import TestedGroup, residual_test
from gainsem.estimation.sample import Sample
from gainsem.model.groups.grouped_table import GroupedTable
from gainsem.results.continuous import ContinuousMethod


def residual_test_of_groups(
    method: ContinuousMethod,
    grouped: GroupedTable,
    compiled: CompiledGroups,
    data: tuple[Sequence[SampleMoments], Sequence[Sample]],
    at: tuple[Array, Sequence[Implied]],
    *,
    df: int,
) -> dict[str, float]:
    """Return the residual test the method asks for; nothing where it asks for none.

    Parameters
    ----------
    method : ContinuousMethod
    grouped : GroupedTable
    compiled : CompiledGroups
    data : tuple
        Moments and sample of each group.
    at : tuple
        The parameters of all groups, and what they imply in each.
    df : int
    """
    moments, samples = data
    params, implied = at
    groups = [
        TestedGroup(
            table,
            compiled.groups[k],
            moments[k],
            implied[k],
            compiled.own(params, k),
            compiled.places[k],
            samples[k].answers,
            grouped.labels[k],
        )
        for k, table in enumerate(grouped.tables)
    ]
    return residual_test(method, groups, compiled.reduction.basis, df=df)
