"""The model text of one group: its block, and its own value of every ``c(...)``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gainsem.diagnostics import Diagnostic, warning
from gainsem.errors import SpecificationError, did_you_mean
from gainsem.syntax.statements import BlockHeader, ModelText, Modifier, Statement

SINGLE = ("efa", "rv")


def texts_of_groups(model: ModelText, labels: Sequence[str]) -> tuple[ModelText, ...]:
    """Return what the model says of each group, without definitions and constraints.

    A statement above all ``group:`` headers is said of every group, one below a header of
    that group alone.  A modifier with one value holds in every group.

    Parameters
    ----------
    model : ModelText
    labels : sequence of str
        What the groups are called, in their order.

    Raises
    ------
    SpecificationError
        E-GRP-55 for a ``c()`` with the wrong number of values, E-GRP-56 for a header that
        names no group, E-GRP-57 for a header that is not ``group:``.
    """
    problems = [*_headers(model, labels), *_lengths(model, len(labels))]
    if problems:
        raise SpecificationError(*problems)
    homes = {k + 1: _home(header, labels) for k, header in enumerate(model.blocks)}
    return tuple(_text_of(model, group, homes) for group in range(len(labels)))


def shared_label_remarks(model: ModelText, n_groups: int) -> tuple[Diagnostic, ...]:
    """Return a warning where one label is said of a parameter in several groups.

    The parameter then is the same in all groups, as in lavaan, which not everybody means.
    """
    names = [
        str(modifier.values[0])
        for row in model.statements
        for modifier in row.modifiers
        if modifier.kind == "label" and len(modifier.values) == 1 and not row.block
    ]
    if not names or n_groups < 2:
        return ()
    shown = ", ".join(dict.fromkeys(names))
    example = ", ".join(f"{names[0]}{k + 1}" for k in range(n_groups))
    return (
        warning(
            "W-GRP-58",
            f"these parameters are the same in all {n_groups} groups, because one label is given"
            f" for all: {shown}.",
            do=f"if that is not meant, give a label for each group:  c({example})*x",
        ),
    )


def _text_of(model: ModelText, group: int, homes: dict[int, int]) -> ModelText:
    rows = tuple(
        _statement_of(row, group)
        for row in model.statements
        if row.block == 0 or homes[row.block] == group
    )
    return replace(model, statements=rows, definitions=(), constraints=(), blocks=(), warnings=())


def _statement_of(row: Statement, group: int) -> Statement:
    modifiers = tuple(_modifier_of(each, group) for each in row.modifiers)
    return replace(row, modifiers=modifiers, block=0)


def _modifier_of(modifier: Modifier, group: int) -> Modifier:
    if len(modifier.values) == 1:
        return modifier
    return replace(modifier, values=(modifier.values[group],))


def _lengths(model: ModelText, n_groups: int) -> Iterator[Diagnostic]:
    for row in model.statements:
        for modifier in row.modifiers:
            count = len(modifier.values)
            if count == 1 or (count == n_groups and modifier.kind not in SINGLE and not row.block):
                continue
            why = (
                f"c() has {count} values, and there are {n_groups} groups"
                if not row.block
                else "a line below a 'group:' header is about one group, and c() has several values"
            )
            yield Diagnostic(
                "E-GRP-55",
                "error",
                f"{model.where(modifier.at)}: {why}.",
                do="give one value, or one for each group",
                excerpt=model.excerpt(modifier.at),
            )


def _headers(model: ModelText, labels: Sequence[str]) -> Iterator[Diagnostic]:
    for header in model.blocks:
        where = f"{model.where(header.at)}: "
        if header.kind != "group":
            yield Diagnostic(
                "E-GRP-57",
                "error",
                f"{where}a '{header.kind}:' block cannot be estimated in this version.",
                do="groups have 'group:' blocks; take the line out",
                excerpt=model.excerpt(header.at),
            )
        elif _home(header, labels) < 0:
            yield Diagnostic(
                "E-GRP-56",
                "error",
                f"{where}there is no group '{header.name}'.{did_you_mean(header.name, labels)}",
                do=f"groups are: {', '.join(labels)} (or their numbers, 1 to {len(labels)})",
                excerpt=model.excerpt(header.at),
            )


def _home(header: BlockHeader, labels: Sequence[str]) -> int:
    """Return the position of the group a header names, by label or by number, else -1."""
    if header.name in labels:
        return list(labels).index(header.name)
    if header.name.isdecimal() and 1 <= int(header.name) <= len(labels):
        return int(header.name) - 1
    return -1
