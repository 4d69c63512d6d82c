"""The groups of an equity view, or its groups in every wave, and who is compared with whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from gainsem.errors import OptionError, ResponseError, did_you_mean
from gainsem.survey.groups import ByGroup, Level, by_group
from gainsem.survey.phrases import number_text
from gainsem.survey.responses import Responses

FEWEST = 20
MOST_WAVES = 20
SHOWN = 8


@dataclass(frozen=True)
class Cells:
    """Which groups a model of an equity view has.

    Parameters
    ----------
    data : Responses
        The respondents of these groups, with the column of the cells.
    column : str
        That column.
    groups : tuple of Level
        The reference group first.
    waves : tuple of Level
        Empty without waves.
    keys : tuple of (str, str)
        Label of the group and of the wave ("" without waves) of every cell, in the order of
        the model's groups.
    times : tuple of float
        What the waves are counted by: their codes where these are numbers.
    """

    data: Responses
    column: str
    groups: tuple[Level, ...]
    waves: tuple[Level, ...]
    keys: tuple[tuple[str, str], ...]
    times: tuple[float, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The cells as they stand in the column, in the order of the model's groups."""
        if not self.waves:
            return tuple(level.code for level in self.groups)
        return tuple(_cell(group, wave) for group, wave in self.keys)

    def at(self, group: str, wave: str = "") -> int:
        """Return which cell is that of a group in a wave."""
        return self.keys.index((group, wave))


def cells_of(
    data: Responses, group: str, levels: Sequence[str], reference: str | None, waves: str | None
) -> Cells:
    """Return the cells.

    Parameters
    ----------
    data : Responses
    group : str
        Column with the groups.
    levels : sequence of str
        Groups to take, by code or label; empty for all.
    reference : str, optional
        By code or label (default: the first group).
    waves : str, optional
        Column with the waves.

    Raises
    ------
    ResponseError
        What :func:`~gainsem.survey.groups.by_group` raises; E-EQU-05 for a cell that is empty
        or has fewer than 20 respondents.
    OptionError
        E-EQU-04 for waves that are none, E-EQU-06 for a reference that is no group.
    """
    found = by_group(data, group, levels)
    order = _from_reference(found, reference)
    if waves is None:
        keys = tuple((level.label, "") for level in order)
        return Cells(data, group, order, (), keys, ())
    if waves == group:
        raise OptionError.of(
            "E-EQU-04",
            f"waves= and group= both name '{waves}'.",
            do="name the column with the waves of the survey, or leave waves= out",
        )
    times = _waves(data, waves)
    chosen = {level.code for level in order}
    labels = {level.code: level.label for level in order}
    named = {level.code: level.label for level in times.levels}
    group_codes = _codes(data, found)
    wave_codes = _codes(data, times)
    column = [
        _cell(labels[g], named[w]) if g in chosen and w in named else ""
        for g, w in zip(group_codes, wave_codes, strict=True)
    ]
    keys = tuple(product([level.label for level in order], [level.label for level in times.levels]))
    _refuse_small(keys, column, group, waves)
    name = f"{group} x {waves}"
    joined = replace(data, text={**data.text, name: tuple(column)})
    return Cells(joined, name, order, times.levels, keys, _times(times.levels))


def _cell(group: str, wave: str) -> str:
    return f"{group} | {wave}"


def _from_reference(found: ByGroup, reference: str | None) -> tuple[Level, ...]:
    """Return the groups, the reference group first."""
    if reference is None:
        return found.levels
    for level in found.levels:
        if str(reference) in (level.code, level.label, *level.names.values()):
            return (level, *(each for each in found.levels if each is not level))
    raise OptionError.of(
        "E-EQU-06",
        f"reference names '{reference}', which is no group of '{found.name}'."
        f"{did_you_mean(str(reference), found.labels)}",
        do=f"groups are: {', '.join(found.labels[:SHOWN])}",
    )


def _waves(data: Responses, waves: str) -> ByGroup:
    """Return the respondents by wave, in the order of time."""
    known = (*data.names, *data.text)
    if waves not in known:
        raise OptionError.of(
            "E-EQU-04",
            f"waves= names '{waves}', which is not a column.{did_you_mean(waves, known)}",
            do="name the column with the waves of the survey",
        )
    if waves in data.names:
        values = set(data.column(waves)[~np.isnan(data.column(waves))].tolist())
    else:
        values = {text.strip() for text in data.text[waves]} - {""}
    if len(values) < 2:
        raise OptionError.of(
            "E-EQU-04",
            f"'{waves}' has {len(values)} value{'s' if len(values) != 1 else ''} only, and a change"
            " needs two waves.",
            do="leave waves= out, or hand in the answers of all waves (--where may have left out"
            " the others)",
        )
    if len(values) > MOST_WAVES:
        raise OptionError.of(
            "E-EQU-04",
            f"'{waves}' has {len(values)} different values; an equity view takes 2 to {MOST_WAVES}"
            " waves.",
            do="name a column that has one value for each wave of the survey",
        )
    found = by_group(data, waves)
    levels = sorted(found.levels, key=_time) if all(map(_is_number, found.levels)) else found.levels
    return replace(found, levels=tuple(levels))


def _is_number(level: Level) -> bool:
    try:
        float(level.code)
    except ValueError:
        return False
    return True


def _time(level: Level) -> float:
    return float(level.code)


def _times(levels: Sequence[Level]) -> tuple[float, ...]:
    if all(map(_is_number, levels)):
        return tuple(map(_time, levels))
    return tuple(float(k) for k in range(1, len(levels) + 1))


def _codes(data: Responses, found: ByGroup) -> list[str]:
    """Return the code of every respondent as the levels of a column have it."""
    if found.name in data.text:
        return [text.strip() for text in data.text[found.name]]
    values = data.column(found.name).tolist()
    return ["" if np.isnan(value) else number_text(value) for value in values]


def _refuse_small(
    keys: Sequence[tuple[str, str]], column: Sequence[str], group: str, waves: str
) -> None:
    sizes = [(key, column.count(_cell(*key))) for key in keys]
    small = [f"{' in '.join(key)}: n = {size}" for key, size in sizes if size < FEWEST]
    if small:
        raise ResponseError.of(
            "E-EQU-05",
            f"{len(small)} of {len(keys)} cells of '{group}' and '{waves}' are empty or have fewer"
            f" than {FEWEST} respondents.",
            where="; ".join(small[:SHOWN]),
            why="every group is measured in every wave, with covariances of its own",
            do="leave groups out (group_levels=), join waves, or leave waves= out",
        )
