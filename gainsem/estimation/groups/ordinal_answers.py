"""Answers to ordinal items in several groups: the same categories in all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic
from gainsem.errors import SpecificationError
from gainsem.estimation.ordinal_answers import OrdinalAnswers, answers_used
from gainsem.options import Options
from gainsem.survey.categories import Categorised, categorise
from gainsem.survey.phrases import names_text
from gainsem.survey.responses import Responses

Used = NDArray[np.bool_]
Names = Sequence[str]


@dataclass(frozen=True)
class GroupedAnswers:
    """The answers of all groups, and what is remarkable about their categories."""

    groups: tuple[OrdinalAnswers, ...]
    diagnostics: tuple[Diagnostic, ...]


def answers_of_groups(
    labels: Sequence[str],
    parts: Sequence[Responses],
    variables: Sequence[tuple[Names, Names]],
    ordinal: Sequence[str],
    options: Options,
) -> GroupedAnswers:
    """Return the answers every group's model needs, items in the same categories everywhere.

    The categories of an item are the codes that occur in any group; where some are merged
    (``collapse="auto"``), they are merged in all groups alike.

    Parameters
    ----------
    labels : sequence of str
        What the groups are called.
    parts : sequence of Responses
        The answers of each group.
    variables : sequence of (sequence of str, sequence of str)
        Of the model of each group: its observed variables, and those nothing points at.
    ordinal : sequence of str
        The items to be treated as ordinal.
    options : Options

    Raises
    ------
    SpecificationError
        E-GRP-75 for an ordinal item that the model of some group does not have.
    ResponseError
        E-ORD-42 for a category that nobody chose in one of the groups, E-DATA-22 for an item
        that is constant in one; and what
        :func:`~gainsem.estimation.ordinal_answers.ordinal_answers` raises.
    """
    _refuse_different_items(labels, [observed for observed, _ in variables], ordinal)
    found = [
        answers_used(part, observed, ordinal, outer, options)
        for part, (observed, outer) in zip(parts, variables, strict=True)
    ]
    everybody = _joined([needed for needed, _, _ in found], ordinal)
    used = np.concatenate([used for _, used, _ in found])
    of_row = np.repeat(np.array(labels), [len(used) for _, used, _ in found])
    whole = categorise(
        everybody, ordinal, collapse=options.collapse, force=options.force, used=used, groups=of_row
    )
    sizes = np.cumsum([int(used.sum()) for _, used, _ in found])[:-1]
    own = np.split(whole.indices, sizes)
    return GroupedAnswers(
        tuple(
            OrdinalAnswers(part, needed, used, _of_group(whole, indices), said)
            for part, (needed, used, said), indices in zip(parts, found, own, strict=True)
        ),
        whole.diagnostics,
    )


def _refuse_different_items(
    labels: Sequence[str], observed: Sequence[Names], ordinal: Sequence[str]
) -> None:
    for label, own in zip(labels, observed, strict=True):
        absent = [name for name in ordinal if name not in own]
        if absent:
            raise SpecificationError.of(
                "E-GRP-75",
                f"the model of group '{label}' lacks {names_text(absent)}, which other groups"
                " have.",
                why="thresholds are estimated from the same ordinal items in all groups",
                do="give all groups the same ordinal items",
            )


def _joined(parts: Sequence[Responses], names: Sequence[str]) -> Responses:
    """Return the answers of all groups to some items, below each other."""
    first = parts[0]
    known = dict(zip(first.names, first.items, strict=True))
    return replace(
        first,
        values=np.concatenate([part.columns(names) for part in parts]),
        items=tuple(known[name] for name in names),
        text={},
        lines=np.concatenate([part.lines for part in parts]),
        persons=(),
    )


def _of_group(whole: Categorised, indices: NDArray[np.float64]) -> Categorised:
    """Return the categories with the answers of one group."""
    items = tuple(
        replace(item, counts=_counts(indices[:, position], item.n_categories))
        for position, item in enumerate(whole.items)
    )
    return Categorised(items, indices)


def _counts(column: NDArray[np.float64], n_categories: int) -> tuple[int, ...]:
    answered = column[~np.isnan(column)].astype(np.intp)
    return tuple(np.bincount(answered, minlength=n_categories).tolist())
