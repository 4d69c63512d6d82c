"""Some of the respondents, chosen in a line of plain text: ``wave=2018 & gender=1,2``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import note
from gainsem.errors import OptionError, did_you_mean
from gainsem.survey.cells import label_key, read_cell
from gainsem.survey.phrases import names_text, number_text
from gainsem.survey.responses import Item, Recode, Responses

CONDITION = re.compile(
    r"""\s*(?:"(?P<quoted>[^"]+)"|(?P<name>[^\s=!<>&"]+))\s*"""
    r"""(?P<op>==|!=|>=|<=|=|>|<)\s*(?P<values>[^=!<>&]+?)\s*""",
)
GRAMMAR = "write  name=value[,value]  name!=value  name>=number, several joined by &"


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a selection."""

    name: str
    op: str
    values: tuple[str, ...]


def parse_selection(where: str) -> tuple[Condition, ...]:
    """Return the conditions of a selection.

    Examples
    --------
    >>> parse_selection("wave=2018 & age>=18")[1]
    Condition(name='age', op='>=', values=('18',))

    Raises
    ------
    OptionError
        E-OPT-04 for anything that is not a selection.
    """
    return tuple(_condition(part, where) for part in where.split("&"))


def select(responses: Responses, where: str) -> Responses:
    """Return the answers of the respondents a selection describes.

    Values are compared as they are after the codebook was applied, words with
    value labels or text columns; a missing answer never matches.

    Parameters
    ----------
    responses : Responses
    where : str
        Conditions joined by ``&``, all of which must hold.

    Returns
    -------
    Responses
        With the selection counted in ``recodes`` and named in ``diagnostics``.

    Raises
    ------
    OptionError
        E-OPT-04: not a selection, no such column, or nobody matches.
    """
    keep = matching(responses, where)
    n = int(keep.sum())
    if n == 0:
        raise _refuse(where, "describes none of the respondents.", _values_seen(responses, where))
    said = f"{n} of {len(keep)} respondents selected by {' '.join(where.split())}"
    return replace(
        kept_rows(responses, keep),
        recodes=(*responses.recodes, Recode("", "selection", len(keep) - n, said)),
        diagnostics=(*responses.diagnostics, note("I-DATA-39", f"{said}.")),
    )


def kept_rows(responses: Responses, keep: NDArray[np.bool_]) -> Responses:
    """Return the answers of some respondents, without a word about it.

    Parameters
    ----------
    responses : Responses
    keep : ndarray of bool, shape (n_obs,)
    """
    values = responses.values[keep]
    values.setflags(write=False)
    return replace(
        responses,
        values=values,
        text={
            name: tuple(cell for cell, kept in zip(cells, keep, strict=True) if kept)
            for name, cells in responses.text.items()
        },
        lines=responses.lines[keep],
        persons=tuple((name, persons[keep]) for name, persons in responses.persons),
    )


def matching(responses: Responses, where: str) -> NDArray[np.bool_]:
    """Return which respondents a selection describes, shape (n_obs,).

    Parameters
    ----------
    responses : Responses
    where : str
        As for :func:`select`.

    Raises
    ------
    OptionError
        E-OPT-04: not a selection, or no such column.
    """
    keep = np.ones(len(responses.values), dtype=bool)
    for condition in parse_selection(where):
        keep &= _matches(responses, condition, where)
    return keep


def _condition(part: str, where: str) -> Condition:
    found = CONDITION.fullmatch(part)
    if found is None:
        raise _refuse(where, f"has '{part.strip()}', which is not a condition.")
    values = tuple(value.strip().strip("'\"") for value in found["values"].split(","))
    op = "=" if found["op"] == "==" else found["op"]
    if "" in values:
        raise _refuse(where, f"has an empty value in '{part.strip()}'.")
    if op not in ("=", "!=") and (len(values) > 1 or read_cell(values[0]).kind != "number"):
        raise _refuse(where, f"compares with {op}, which takes one number.")
    return Condition(found["quoted"] or found["name"], op, values)


def _matches(responses: Responses, condition: Condition, where: str) -> NDArray[np.bool_]:
    if condition.name in responses.text:
        return _matches_text(responses.text[condition.name], condition, where)
    if condition.name not in responses.names:
        known = (*responses.names, *responses.text)
        hint = did_you_mean(condition.name, known)
        raise _refuse(where, f"names '{condition.name}', which is not a column.{hint}")
    item = responses.items[responses.names.index(condition.name)]
    column = responses.column(condition.name)
    numbers = [_number(value, item, where) for value in condition.values]
    known_answer = ~np.isnan(column)
    if condition.op in ("=", "!="):
        equal = np.isin(column, numbers)
        return np.asarray(known_answer & (equal if condition.op == "=" else ~equal))
    compare = {">=": np.greater_equal, "<=": np.less_equal, ">": np.greater, "<": np.less}
    return np.asarray(known_answer & compare[condition.op](column, numbers[0]))


def _matches_text(cells: tuple[str, ...], condition: Condition, where: str) -> NDArray[np.bool_]:
    if condition.op not in ("=", "!="):
        raise _refuse(where, f"compares the words of '{condition.name}' with {condition.op}.")
    wanted = {label_key(value) for value in condition.values}
    keys = [label_key(cell) for cell in cells]
    hit = [bool(key) and (key in wanted) == (condition.op == "=") for key in keys]
    return np.array(hit, dtype=bool)


def _number(value: str, item: Item, where: str) -> float:
    cell = read_cell(value)
    if cell.kind == "number":
        return cell.value
    labels = {
        label_key(text): code
        for by_code in item.value_labels.values()
        for code, text in by_code.items()
    }
    code = labels.get(label_key(value))
    if code is None:
        hint = did_you_mean(value, labels)
        raise _refuse(where, f"has '{value}', but the answers of '{item.name}' are numbers.{hint}")
    return code


def _values_seen(responses: Responses, where: str) -> str:
    seen = []
    for condition in parse_selection(where):
        if condition.name in responses.text:
            words = dict.fromkeys(responses.text[condition.name])
            seen.append(f"{condition.name} has {names_text(words)}")
        else:
            column = responses.column(condition.name)
            codes = np.unique(column[~np.isnan(column)])
            seen.append(f"{condition.name} has {names_text(map(number_text, codes))}")
    return "; ".join(seen)


def _refuse(where: str, what: str, seen: str = "") -> OptionError:
    return OptionError.of("E-OPT-04", f"The selection '{where}' {what}", where=seen, do=GRAMMAR)
