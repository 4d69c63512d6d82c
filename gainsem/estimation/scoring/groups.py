"""The variables respondents are grouped by: their levels, and who is in which."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import ResponseError, UnknownVariableError
from gainsem.survey.columns import unknown_variable
from gainsem.survey.phrases import number_text
from gainsem.survey.responses import Responses

Codes = NDArray[np.intp]
MOST_LEVELS = 200
UNKNOWN = -1


@dataclass(frozen=True)
class Grouping:
    """One variable as groups.

    Parameters
    ----------
    name : str
    codes : ndarray of int, shape (n,)
        Level of every respondent, -1 where it is missing.
    levels : tuple of str
        What each level is called in the data, numbers ascending.
    values : ndarray, shape (levels,)
        Their numbers; 0, 1, ... for text.
    label : dict
        Of the variable, by language.
    labels : dict
        Of the levels: level, then language.
    """

    name: str
    codes: Codes
    levels: tuple[str, ...]
    values: Array
    label: dict[str, str] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)


def grouping(responses: Responses, name: str, used: NDArray[np.bool_]) -> Grouping:
    """Return a variable of the survey as groups of the respondents used.

    Raises
    ------
    UnknownVariableError
        E-MOD-71 for a variable the survey does not have.
    """
    if name in responses.text:
        texts = np.array([text.strip() for text in responses.text[name]])[used]
        levels, codes = np.unique(texts, return_inverse=True)
        codes = codes.reshape(-1).astype(np.intp)
        if len(levels) and levels[0] == "":
            levels, codes = levels[1:], codes - 1
        names = tuple(str(level) for level in levels)
        return Grouping(name, codes, names, np.arange(len(names), dtype=np.float64))
    if name not in responses.names:
        raise UnknownVariableError(unknown_variable(name, responses))
    column = responses.column(name)[used]
    known = ~np.isnan(column)
    numbers, found = np.unique(column[known], return_inverse=True)
    codes = np.full(len(column), UNKNOWN, dtype=np.intp)
    codes[known] = found.reshape(-1)
    item = responses.items[responses.names.index(name)]
    names = tuple(number_text(float(value)) for value in numbers)
    labels = {
        level: {lang: own[value] for lang, own in item.value_labels.items() if value in own}
        for level, value in zip(names, numbers.tolist(), strict=True)
    }
    shown = {level: own for level, own in labels.items() if own}
    return Grouping(name, codes, names, numbers, dict(item.label), shown)


def groupings(
    responses: Responses, names: tuple[str, ...], used: NDArray[np.bool_]
) -> tuple[dict[str, Grouping], list[Diagnostic]]:
    """Return several variables as groups, and what is remarkable about them.

    Raises
    ------
    UnknownVariableError, ResponseError
        E-MOD-71; E-IDX-07 for a variable with more than 200 levels or none at all.  All
        problems are reported together.
    """
    known = {*responses.names, *responses.text}
    unknown = [unknown_variable(name, responses) for name in names if name not in known]
    if unknown:
        raise UnknownVariableError(*unknown)
    found = {name: grouping(responses, name, used) for name in names}
    problems = [
        Diagnostic(
            "E-IDX-07",
            "error",
            f"'{each.name}' has {len(each.levels)} different values; groups can be made of 1 to"
            f" {MOST_LEVELS}.",
            do="group its values in classes, or name another variable",
        )
        for each in found.values()
        if not 1 <= len(each.levels) <= MOST_LEVELS
    ]
    if problems:
        raise ResponseError(*problems)
    return found, [remark for each in found.values() for remark in _remarks(each)]


def _remarks(group: Grouping) -> list[Diagnostic]:
    said = []
    if len(group.levels) == 1:
        said.append(
            warning(
                "W-IDX-16",
                f"'{group.name}' has one value only, {group.levels[0]}: its group is everybody.",
                do="leave it out, or use the data of all groups",
            )
        )
    unknown = int((group.codes == UNKNOWN).sum())
    if unknown:
        said.append(
            note(
                "I-IDX-17",
                f"'{group.name}' is not known of {unknown} of {len(group.codes)} respondents; they"
                " are in no group of it, but in the figures of all.",
            )
        )
    return said
