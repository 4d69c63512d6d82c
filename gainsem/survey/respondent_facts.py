"""What a survey knows of respondents beside the items: time, checks, who was asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, warning
from gainsem.errors import OptionError, did_you_mean
from gainsem.survey.codebook import EVERYONE, Codebook
from gainsem.survey.phrases import lines_text, number_text, place_text
from gainsem.survey.responses import Responses
from gainsem.survey.selection import matching
from gainsem.survey.text_column import read_text_column

Array = NDArray[np.float64]
Names = tuple[str, ...]


@dataclass(frozen=True)
class RespondentFacts:
    """Facts by respondent; ``unknown`` says, by flag, why some are not there."""

    seconds: Array | None
    checks: dict[str, tuple[Array, float]]
    identifiers: tuple[str, ...]
    unknown: dict[str, str]
    remarks: tuple[Diagnostic, ...]


def respondent_facts(
    responses: Responses,
    codebook: Codebook | None,
    *,
    seconds: str | None = None,
    attention: Mapping[str, float] | None = None,
    respondent: str | None = None,
) -> RespondentFacts:
    """Return what is known of every respondent.

    Parameters
    ----------
    responses : Responses
    codebook : Codebook, optional
        Its roles ``seconds`` and ``respondent`` and its attention checks are used where the
        caller names none.
    seconds, respondent : str, optional
        Columns with the time taken and with an identifier.
    attention : mapping, optional
        Attention checks, and the answer each asks for.

    Raises
    ------
    OptionError
        E-SCR-07 for a column named here that the data do not have.
    """
    roles = codebook.roles if codebook else {}
    _refuse_unknown(responses, [seconds, respondent, *(attention or {})])
    wanted = dict(attention) if attention else dict(codebook.attention if codebook else {})
    checks = {
        name: (column, answer)
        for name, answer in wanted.items()
        if (column := _numbers(responses, name)) is not None
    }
    unknown = {}
    if not wanted:
        unknown["attention"] = "there are no attention checks; the codebook names none"
    elif not checks:
        unknown["attention"] = f"{', '.join(wanted)} is not among the columns of numbers"
    times, why, remarks = _seconds(responses, seconds or roles.get("seconds", ""))
    if times is None:
        unknown["speed"] = why
    return RespondentFacts(
        times,
        checks,
        _identifiers(responses, respondent or roles.get("respondent", "")),
        unknown,
        remarks,
    )


def asked_items(responses: Responses, names: Names, codebook: Codebook | None) -> NDArray[np.bool_]:
    """Return who was asked what, shape (n, p): an item with ``asked_if`` not by everybody."""
    asked = np.ones((len(responses.values), len(names)), dtype=bool)
    rules = codebook.asked_if if codebook else {}
    for j, name in enumerate(names):
        if rules.get(name, EVERYONE) != EVERYONE:
            asked[:, j] = matching(responses, rules[name])
    return asked


def _refuse_unknown(responses: Responses, names: list[str | None]) -> None:
    known = (*responses.names, *responses.text)
    for name in names:
        if name and name not in known:
            raise OptionError.of(
                "E-SCR-07",
                f"There is no column '{name}' in {responses.source}.{did_you_mean(name, known)}",
                do="write the name as it stands in the data",
            )


def _numbers(responses: Responses, name: str) -> Array | None:
    return responses.column(name) if name in responses.names else None


def _seconds(responses: Responses, name: str) -> tuple[Array | None, str, tuple[Diagnostic, ...]]:
    """Return the times; those that are no time count as unknown and are named."""
    if not name:
        return None, "no column is known to hold the time in seconds", ()
    if name in responses.text:
        column = read_text_column(name, responses.text[name]).values
    elif name in responses.names:
        column = responses.column(name)
    else:
        return None, f"the column '{name}' with the time is not in the data", ()
    there = (
        np.array([bool(cell.strip()) for cell in responses.text[name]])
        if name in responses.text
        else ~np.isnan(column)
    )
    with np.errstate(invalid="ignore"):
        good = np.isfinite(column) & (column > 0.0)
    wrong = there & ~good
    if not good.any():
        return None, f"the column '{name}' holds no time in seconds", ()
    if not wrong.any():
        return np.where(good, column, np.nan), "", ()
    count = int(wrong.sum())
    said = warning(
        "W-SCR-11",
        f"{place_text(responses.source, name)}: {count} "
        f"{'entry is' if count == 1 else 'entries are'} no time in seconds (negative, 0 or "
        "text); taken as unknown.",
        where=lines_text(responses.lines[wrong]),
        why="without a time nobody can be flagged for speed",
        do="give the time in seconds, as a number above 0",
    )
    return np.where(good, column, np.nan), "", (said,)


def _identifiers(responses: Responses, name: str) -> tuple[str, ...]:
    if name in responses.text:
        return responses.text[name]
    if name in responses.names:
        column = responses.column(name).tolist()
        return tuple("" if np.isnan(value) else number_text(value) for value in column)
    return ()
