"""How the respondents of several groups were sampled: one sample, of which groups are domains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gainsem.core.sampled_units import Codes, SampledUnits
from gainsem.diagnostics import Diagnostic
from gainsem.errors import ResponseError
from gainsem.survey.groups import ByGroup
from gainsem.survey.sampling_design import DesignColumns, SamplingDesign, sampling_design


@dataclass(frozen=True)
class GroupsDesign:
    """One sampling design, and what of it concerns each group.

    Parameters
    ----------
    whole : SamplingDesign
        Of the respondents used of all groups; their weights add up to their number.
    parts : tuple of SamplingDesign
        Of each group: the weights of its respondents as they are in the whole, and all
        units, of which some may hold nobody of the group.
    places : tuple of ndarray of int
        Where the respondents of each group stand in the whole.
    """

    whole: SamplingDesign
    parts: tuple[SamplingDesign, ...]
    places: tuple[Codes, ...]

    @property
    def order(self) -> Codes:
        """Places in the whole of all respondents, groups one after the other."""
        return np.concatenate(self.places)

    @property
    def shared(self) -> bool:
        """Whether groups share sampled units or strata, so that they are not independent."""
        return self.whole.units is not None and self.whole.units.among is None

    def to_size(self) -> GroupsDesign:
        """Return the same with the weights of each group brought to its number of respondents."""
        return replace(self, parts=tuple(map(_to_size, self.parts)))


def design_of_groups(
    given: ByGroup, used: Sequence[NDArray[np.bool_]], columns: DesignColumns
) -> GroupsDesign:
    """Return how the respondents used were sampled.

    The weights are brought to the number of respondents of all groups together, as in
    lavaan: a group's share is that of the population.  A unit with respondents of several
    groups is one unit.  Where there are no strata and every unit lies within one group,
    the factor ``C / (C - 1)`` is that of the units of a group, as in lavaan, and as if the
    group were fitted by itself.

    Parameters
    ----------
    given : ByGroup
        With the answers of everybody.
    used : sequence of ndarray of bool
        Which respondents of each group are used.
    columns : DesignColumns

    Raises
    ------
    UnknownVariableError, ResponseError
        As :func:`~gainsem.survey.sampling_design.sampling_design`; E-WGT-63 and E-WGT-64
        also where the weights of a group are all 0, or a group lies in one cluster.
    """
    if given.whole is None:
        raise ValueError("there are no answers, only moments")
    rows = [own[mask] for own, mask in zip(given.rows, used, strict=True)]
    everybody = np.zeros(len(given.whole.values), dtype=bool)
    everybody[np.concatenate(rows)] = True
    whole = sampling_design(given.whole, columns, everybody)
    place = np.cumsum(everybody) - 1
    parts = [np.asarray(place[own], dtype=np.intp) for own in rows]
    problems = [*_without_weight(given, whole, parts), *_in_one_cluster(given, whole, parts)]
    if problems:
        raise ResponseError(*problems)
    if whole.units is not None and not columns.strata:
        whole = replace(whole, units=_counted_apart(whole.units, parts))
    return GroupsDesign(whole, tuple(_of_some(whole, own) for own in parts), tuple(parts))


def _of_some(whole: SamplingDesign, respondents: Codes) -> SamplingDesign:
    """Return the design of some respondents of a sample, about whom nothing more is said."""
    weights, units = whole.weights, whole.units
    own = None if weights is None else weights[respondents]
    return SamplingDesign(
        whole.columns,
        len(respondents),
        own,
        None if units is None else units.of_some(respondents),
        total=None if own is None else float(own.sum()),
    )


def _to_size(part: SamplingDesign) -> SamplingDesign:
    if part.weights is None:
        return part
    return replace(part, weights=part.weights * (part.n / part.size), total=None)


def _counted_apart(units: SampledUnits, parts: Sequence[Codes]) -> SampledUnits:
    """Return the units, counted by group where each lies within one."""
    group = np.full(units.n_units, -1, dtype=np.intp)
    for number, own in enumerate(parts):
        found = np.unique(units.cluster[own])
        if (group[found] >= 0).any():
            return units
        group[found] = number
    return replace(units, among=group)


def _without_weight(
    given: ByGroup, whole: SamplingDesign, parts: Sequence[Codes]
) -> list[Diagnostic]:
    weights = whole.weights
    if weights is None:
        return []
    return [
        Diagnostic(
            "E-WGT-63",
            "error",
            f"All weights in '{whole.columns.weights}' of group '{label}' are 0.",
            do="give positive weights, or name the groups to compare with  group_levels=",
        )
        for label, own in zip(given.labels, parts, strict=True)
        if not weights[own].any()
    ]


def _in_one_cluster(
    given: ByGroup, whole: SamplingDesign, parts: Sequence[Codes]
) -> list[Diagnostic]:
    units, name = whole.units, whole.columns.cluster
    if units is None or name is None:
        return []
    return [
        Diagnostic(
            "E-WGT-64",
            "error",
            f"All {len(own)} respondents of group '{label}' are in one cluster of '{name}'.",
            why="errors come from how clusters differ from each other, and one does not differ",
            do="leave cluster= out, join groups, or name those to compare with  group_levels=",
        )
        for label, own in zip(given.labels, parts, strict=True)
        if (units.cluster[own] == units.cluster[own[0]]).all()
    ]
