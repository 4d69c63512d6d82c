"""How the respondents of all groups were sampled: who is used, what to say, what to report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gainsem.core.implied import Implied
from gainsem.estimation.design_choice import design_columns
from gainsem.estimation.designed_result import facts_of
from gainsem.estimation.groups.found import FoundGroups
from gainsem.estimation.groups.rows import grouped_rows
from gainsem.estimation.incomplete_sample import used_respondents
from gainsem.model.groups.grouped_table import GroupedTable
from gainsem.model.parameter_table import ParameterTable
from gainsem.options import Options
from gainsem.results.design_facts import DesignFacts
from gainsem.survey.columns import require_columns
from gainsem.survey.designed_groups import GroupsDesign, design_of_groups
from gainsem.survey.groups import ByGroup
from gainsem.survey.moments import listwise
from gainsem.survey.responses import Responses
from gainsem.survey.sampling_design import SamplingDesign

Used = NDArray[np.bool_]


def design_of_complete(
    given: ByGroup, grouped: GroupedTable, options: Options
) -> GroupsDesign | None:
    """Return the design of those who answered everything; None where nothing is said of one."""

    def used(part: Responses, table: ParameterTable) -> Used:
        needed = require_columns(part, table.observed)
        return listwise(needed.columns(table.observed), table.observed).used

    return _design(given, grouped, options, used)


def design_of_incomplete(
    given: ByGroup, grouped: GroupedTable, options: Options
) -> GroupsDesign | None:
    """Return the design of those who answered anything; None where nothing is said of one."""

    def used(part: Responses, table: ParameterTable) -> Used:
        needed = require_columns(part, (*table.observed, *options.auxiliary))
        return used_respondents(needed.values, table, len(options.auxiliary))[0]

    return _design(given, grouped, options, used)


def design_of_answers(
    given: ByGroup, used: Sequence[Used], options: Options
) -> GroupsDesign | None:
    """Return the design of respondents with ordinal items; None where nothing is said of one.

    Least squares has no likelihood for weights to count in: as in lavaan, a group counts as
    many respondents as it has, and their weights are brought to that number.
    """
    columns = design_columns(options)
    return None if columns is None else design_of_groups(given, used, columns).to_size()


def _design(
    given: ByGroup,
    grouped: GroupedTable,
    options: Options,
    used: Callable[[Responses, ParameterTable], Used],
) -> GroupsDesign | None:
    columns = design_columns(options)
    parts = [part for part in given.parts if isinstance(part, Responses)]
    if columns is None or len(parts) < len(given.parts):
        return None
    masks = [used(part, table) for part, table in zip(parts, grouped.tables, strict=True)]
    return design_of_groups(given, masks, columns)


def designs_of_parts(
    design: GroupsDesign | None, grouped: GroupedTable
) -> Sequence[SamplingDesign | None]:
    """Return the design of each group, None where there is none."""
    return (None,) * grouped.n_groups if design is None else design.parts


def grouped_design_facts(
    found: FoundGroups, implied: Sequence[Implied]
) -> tuple[DesignFacts | None, tuple[DesignFacts | None, ...]]:
    """Return what a fit says of its design, and what the fit of each group says.

    Parameters
    ----------
    found : FoundGroups
    implied : sequence of Implied
        Of each group, at the solution.
    """
    if found.design is None:
        return None, (None,) * found.grouped.n_groups
    simple: tuple[tuple[int, float], ...] = ()
    if found.simple_vcov is not None and found.solution.vcov is not None:
        as_simple = replace(found, solution=replace(found.solution, vcov=found.simple_vcov))
        rows = grouped_rows(as_simple, implied)
        simple = tuple((0 if row.op == ":=" else row.group, row.se) for row in rows)
    parts = tuple(
        facts_of(design, tuple(se for group, se in simple if group == number))
        for number, design in enumerate(found.design.parts, start=1)
    )
    return facts_of(found.design.whole, tuple(se for _, se in simple)), parts
