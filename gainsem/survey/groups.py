"""Respondents by group: which groups there are, and the answers of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, note
from gainsem.errors import ResponseError, did_you_mean
from gainsem.survey.moments import Moments
from gainsem.survey.phrases import lines_text, number_text
from gainsem.survey.responses import Responses

MOST_GROUPS = 500
SHOWN = 12


@dataclass(frozen=True)
class Level:
    """One group.

    Parameters
    ----------
    code : str
        As it stands in the data.
    label : str
        What it is called: its value label where the codebook has one, else its code.
    names : dict of str to str
        Its value labels by language.
    """

    code: str
    label: str
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ByGroup:
    """Answers of several groups.

    Parameters
    ----------
    name : str
        The column the groups are made of.
    levels : tuple of Level
    parts : tuple of Responses, or of Moments
        The answers of each group, without remarks on the whole table.
    diagnostics : tuple of Diagnostic
    whole : Responses or None
        The answers of everybody, those in no group included.
    rows : tuple of ndarray of int
        Where the respondents of each group stand in them.
    """

    name: str
    levels: tuple[Level, ...]
    parts: tuple[Responses | Moments, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    whole: Responses | None = None
    rows: tuple[NDArray[np.intp], ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """What the groups are called."""
        return tuple(level.label for level in self.levels)


def by_group(responses: Responses, name: str, wanted: Sequence[str] = ()) -> ByGroup:
    """Return the answers of every group of a column.

    Groups stand in the order of the codebook's value labels; without any, in the order in
    which they appear in the data.

    Parameters
    ----------
    responses : Responses
    name : str
    wanted : sequence of str, optional
        The groups to take and their order, by code or by label; the others are left out.

    Raises
    ------
    ResponseError
        E-GRP-53 for a column that does not exist, E-GRP-52 where the group of respondents is
        missing, E-GRP-62 for a single group, E-GRP-63 for a column with too many values,
        E-GRP-64 for a name in ``wanted`` that is no group, E-GRP-51 for a group of one.
    """
    column, levels = _codes(responses, name)
    if wanted:
        levels = _chosen(name, levels, wanted)
    else:
        _refuse_missing(responses, name, column)
    codes = [np.flatnonzero(column == level.code) for level in levels]
    _refuse_unfit(name, levels, [len(at) for at in codes])
    parts = tuple(rows_of(responses, at) for at in codes)
    rest = len(column) - sum(len(at) for at in codes)
    said = () if not rest else (_left_out(name, rest, len(column)),)
    remarks = (*responses.diagnostics, *said)
    return ByGroup(name, levels, parts, remarks, responses, tuple(codes))


def rows_of(responses: Responses, at: NDArray[np.intp]) -> Responses:
    """Return some of the respondents, without remarks on the whole table."""
    chosen = at.tolist()
    return replace(
        responses,
        values=responses.values[at],
        text={name: tuple(column[i] for i in chosen) for name, column in responses.text.items()},
        lines=responses.lines[at] if len(responses.lines) else at.astype(np.int64) + 2,
        persons=tuple((name, numbers[at]) for name, numbers in responses.persons),
        diagnostics=(),
    )


def _codes(responses: Responses, name: str) -> tuple[NDArray[np.str_], tuple[Level, ...]]:
    """Return the code of every respondent, empty where it is missing, and the groups."""
    if name in responses.text:
        column = np.array([text.strip() for text in responses.text[name]], dtype=np.str_)
        found = [str(code) for code in dict.fromkeys(column.tolist()) if code]
        return column, tuple(Level(code, code) for code in found)
    if name not in responses.names:
        known = (*responses.names, *responses.text, *responses.left_out)
        raise ResponseError.of(
            "E-GRP-53",
            f"group= names '{name}', which is not a column.{did_you_mean(name, known)}",
            do=f"columns are: {', '.join(known[:SHOWN])}{', ...' if len(known) > SHOWN else ''}",
        )
    values = responses.column(name)
    known_values = values[~np.isnan(values)]
    numbers = list(dict.fromkeys(known_values.tolist()))
    item = responses.items[responses.names.index(name)]
    order = [code for own in item.value_labels.values() for code in own]
    if order and set(numbers) <= set(order):
        numbers.sort(key=order.index)
    texts = {value: number_text(value) for value in numbers}
    column = np.array([texts.get(value, "") for value in values.tolist()], dtype=np.str_)
    named = [{lang: own[v] for lang, own in item.value_labels.items() if v in own} for v in numbers]
    labels = [next(iter(names.values()), texts[v]) for v, names in zip(numbers, named, strict=True)]
    unique = len(set(labels)) == len(labels)
    return column, tuple(
        Level(texts[value], label if unique else texts[value], names)
        for value, label, names in zip(numbers, labels, named, strict=True)
    )


def _chosen(name: str, levels: Sequence[Level], wanted: Sequence[str]) -> tuple[Level, ...]:
    known = {level.code: level for level in levels} | {level.label: level for level in levels}
    for level in levels:
        known |= dict.fromkeys(level.names.values(), level)
    problems = [
        Diagnostic(
            "E-GRP-64",
            "error",
            f"group_levels names '{each}', which is no value of '{name}'."
            f"{did_you_mean(each, list(known))}",
            do=f"its values are: {_listed(levels)}",
        )
        for each in wanted
        if each not in known
    ]
    if problems:
        raise ResponseError(*problems)
    return tuple({known[each].code: known[each] for each in wanted}.values())


def _refuse_missing(responses: Responses, name: str, column: NDArray[np.str_]) -> None:
    missing = column == ""
    if not missing.any():
        return
    lines = responses.lines if len(responses.lines) else np.arange(2, len(column) + 2)
    raise ResponseError.of(
        "E-GRP-52",
        f"{int(missing.sum())} of {len(column)} respondents have no value of '{name}', so that"
        " their group is not known.",
        where=lines_text(lines[missing]),
        why="an empty value is not a group of its own",
        do="fill the values in, leave these respondents out (--where), or name the groups to"
        " compare with  group_levels=",
    )


def _refuse_unfit(name: str, levels: Sequence[Level], sizes: Sequence[int]) -> None:
    if len(levels) < 2:
        only = f", '{levels[0].label}'" if levels else ""
        raise ResponseError.of(
            "E-GRP-62",
            f"'{name}' has {len(levels)} value{'s' if len(levels) != 1 else ''} only{only}: there"
            " are no groups to compare.",
            do="name a column with two values or more, or leave group= out",
        )
    if len(levels) > MOST_GROUPS:
        raise ResponseError.of(
            "E-GRP-63",
            f"'{name}' has {len(levels)} different values; groups can be made of 2 to"
            f" {MOST_GROUPS}.",
            do="group its values in classes, or name another column",
        )
    alone = [level.label for level, size in zip(levels, sizes, strict=True) if size == 1]
    if alone:
        names = ", ".join(f"'{label}'" for label in alone[:SHOWN])
        raise ResponseError.of(
            "E-GRP-51",
            f"{'group' if len(alone) == 1 else 'groups'} {names} of '{name}': n = 1.",
            why="nothing can be estimated from one respondent",
            do="join groups, or name those to compare with  group_levels=",
        )


def _left_out(name: str, rest: int, n: int) -> Diagnostic:
    return note(
        "I-GRP-65",
        f"{rest} of {n} respondents are in none of the groups of '{name}' that were asked for;"
        " they were left out.",
    )


def _listed(levels: Sequence[Level]) -> str:
    shown = ", ".join(
        level.code if level.code == level.label else f"{level.code} ({level.label})"
        for level in levels[:SHOWN]
    )
    return shown + (", ..." if len(levels) > SHOWN else "")
