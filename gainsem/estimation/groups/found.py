"""What the estimation of several groups hands back."""

from __future__ import annotations

from dataclasses import dataclass

from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic
from gainsem.estimation.groups.compiled import CompiledGroups
from gainsem.estimation.sample import Sample
from gainsem.model.groups.grouped_table import GroupedTable
from gainsem.results.block_rotation import BlockRotation
from gainsem.results.fit import Solution
from gainsem.results.missing_answers import MissingAnswers
from gainsem.survey.designed_groups import GroupsDesign


@dataclass(frozen=True)
class FoundGroups:
    """Models, data, the joint solution and its measures.

    Parameters
    ----------
    grouped : GroupedTable
    compiled : CompiledGroups
    samples : tuple of Sample
    solution : Solution
        By the parameters of all groups.
    measures : dict
    own_measures : tuple of dict
        Of each group: what it contributes.
    diagnostics : tuple of Diagnostic
    missing : tuple of MissingAnswers or None
    residual_se : tuple of ndarray or None
        Of each group.
    design : GroupsDesign or None
        How the respondents were sampled, where anything was said about it.
    simple_vcov : ndarray or None
        Covariances of the estimates as if from a simple random sample.
    rotations : tuple of tuple of BlockRotation
        Of each group, how its exploratory blocks were rotated.
    """

    grouped: GroupedTable
    compiled: CompiledGroups
    samples: tuple[Sample, ...]
    solution: Solution
    measures: dict[str, float]
    own_measures: tuple[dict[str, float], ...]
    diagnostics: tuple[Diagnostic, ...]
    missing: tuple[MissingAnswers | None, ...] = ()
    residual_se: tuple[Array | None, ...] = ()
    design: GroupsDesign | None = None
    simple_vcov: Array | None = None
    rotations: tuple[tuple[BlockRotation, ...], ...] = ()
