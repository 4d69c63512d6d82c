"""Boxes that nobody ticked: who was asked and ticked none (0), and who was not asked (missing).

Some survey tools write the same for both: REDCap a 0, Google Forms and Qualtrics nothing.
What the file does not say, the codebook may: ``asked_if`` tells who was asked.  Where neither
does, nothing is guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import OptionError
from gainsem.survey.codebook import EVERYONE, Codebook
from gainsem.survey.phrases import lines_text
from gainsem.survey.raw_table import RawTable
from gainsem.survey.responses import Recode, Responses
from gainsem.survey.selection import matching
from gainsem.survey.tool_codes import TOOLS

KEPT_UNFINISHED = "I-EXP-06"


@dataclass(frozen=True)
class _Boxes:
    """One question: its columns, what its file writes, and the rule of its codebook.

    ``unsaid`` is ``"empty"`` or ``"zero"`` where the file writes that for nobody's ticks and
    for questions that were not asked alike, else empty.  ``asked`` is who was asked, shape
    (n_obs,), None where nobody knows; ``unknown`` says why.
    """

    name: str
    columns: tuple[int, ...]
    unsaid: str
    rule: str
    asked: NDArray[np.bool_] | None
    unknown: str = ""


def settle_boxes(responses: Responses, raw: RawTable, codebook: Codebook) -> Responses:
    """Return answers in which boxes without a tick are 0 or missing, as the codebook has it.

    Who was not asked has no answer: a 0 becomes missing, whatever tool wrote it.  Who was
    asked and sent the questionnaire off with nothing ticked has answered 0, where the file
    writes nothing for that (``raw.unsaid``).  A box ticked by who was not asked stays as it
    is, with a warning.

    Parameters
    ----------
    responses : Responses
        With the codebook applied, as ``asked_if`` compares recoded answers.
    raw : RawTable
        The table they come from.
    codebook : Codebook

    Returns
    -------
    Responses
        The changes counted in ``recodes``, what was decided (I-EXP-21, W-EXP-22) and what
        could not be (I-EXP-17) in ``diagnostics``.
    """
    said: list[Diagnostic] = []
    recodes: list[Recode] = []
    values = responses.values
    for boxes in _questions(responses, raw, codebook):
        block = values[:, list(boxes.columns)]
        changed, counts, remarks = _settled(boxes, block, raw, responses.lines)
        said += remarks
        if counts:
            if values is responses.values:
                values = values.copy()
            values[:, list(boxes.columns)] = changed
            names = [responses.items[j].name for j in boxes.columns]
            recodes += [Recode(name, *count) for name in names for count in counts]
    if not said and not recodes:
        return responses
    values.setflags(write=False)
    return replace(
        responses,
        values=values,
        recodes=(*responses.recodes, *recodes),
        diagnostics=(*responses.diagnostics, *said),
    )


def _questions(responses: Responses, raw: RawTable, codebook: Codebook) -> list[_Boxes]:
    """Return the questions with boxes about which the file or the codebook says something."""
    places = {item.name: j for j, item in enumerate(responses.items)}
    found = []
    for name, options in codebook.options.items():
        columns = tuple(places[f"{name}_{o}"] for o in options if f"{name}_{o}" in places)
        rule, unsaid = codebook.asked_if.get(name, ""), raw.unsaid.get(name, "")
        if columns and (rule or unsaid):
            asked, unknown = _asked(responses, rule)
            found.append(_Boxes(name, columns, unsaid, rule, asked, unknown))
    return found


def _asked(responses: Responses, rule: str) -> tuple[NDArray[np.bool_] | None, str]:
    if rule == EVERYONE:
        return np.ones(len(responses.values), dtype=bool), ""
    if not rule:
        return None, "the codebook does not say who is asked"
    try:
        return matching(responses, rule), ""
    except OptionError as error:
        return None, f"'asked_if: {rule}' cannot be applied: {error.problems[0].message}"


Counts = list[tuple[str, int, str]]


def _settled(
    boxes: _Boxes, block: NDArray[np.float64], raw: RawTable, lines: NDArray[np.int64]
) -> tuple[NDArray[np.float64], Counts, list[Diagnostic]]:
    """Return the columns of one question, what was changed in each of them, and what is said."""
    empty, zero = np.isnan(block).all(axis=1), (block == 0.0).all(axis=1)
    if boxes.asked is None:
        open_rows = empty if boxes.unsaid == "empty" else zero & (boxes.unsaid == "zero")
        return block, [], _left_open(boxes, raw, int(open_rows.sum()), boxes.unknown)
    said: list[Diagnostic] = []
    counts: Counts = []
    changed = block.copy()
    none = empty & boxes.asked & (boxes.unsaid == "empty")
    if any(remark.code == KEPT_UNFINISHED for remark in raw.diagnostics):
        why = "an unfinished questionnaire may end before the question"
        said += _left_open(boxes, raw, int(none.sum()), why)
        none[:] = False
    unasked = zero & ~boxes.asked
    changed[none], changed[unasked] = 0.0, np.nan
    if n := int(none.sum()):
        counts.append(("tick box", n, "an empty answer of who was asked read as 0"))
    if n := int(unasked.sum()):
        counts.append(("not asked", n, "0 of who was not asked read as missing"))
    if counts:
        said.append(_decided(boxes, raw, none, unasked))
    ticked = (block > 0.0).any(axis=1) & ~boxes.asked
    if ticked.any():
        said.append(_ticked_unasked(boxes, raw, lines[ticked]))
    return changed, counts, said


def _decided(
    boxes: _Boxes, raw: RawTable, none: NDArray[np.bool_], unasked: NDArray[np.bool_]
) -> Diagnostic:
    parts = [
        f"{int(rows.sum())} {what}"
        for rows, what in (
            (none, "respondents who were asked and ticked no box have 0"),
            (unasked, "who were not asked are missing"),
        )
        if rows.any()
    ]
    return note(
        "I-EXP-21",
        f"{raw.file}, '{boxes.name}': {'; '.join(parts)} (asked_if: {boxes.rule}).",
        why="the file writes the same for both, the codebook says who is asked",
    )


def _ticked_unasked(boxes: _Boxes, raw: RawTable, lines: NDArray[np.int64]) -> Diagnostic:
    return warning(
        "W-EXP-22",
        f"{raw.file}, {lines_text(lines)}: boxes of '{boxes.name}' are ticked by who was not "
        f"asked (asked_if: {boxes.rule}); they stay as they are.",
        why="the condition in the codebook is not the one of the questionnaire, or an earlier "
        "answer was changed",
        do="compare the condition with the questionnaire",
    )


def _left_open(boxes: _Boxes, raw: RawTable, n: int, why: str) -> list[Diagnostic]:
    if not n:
        return []
    tool = TOOLS.get(raw.tool, "the file")
    if boxes.unsaid == "zero":
        what = (
            f"{raw.file}: {n} respondents ticked no box of '{boxes.name}', or were not asked: "
            f"{tool} writes 0 for both. Read as 0."
        )
    else:
        what = (
            f"{raw.file}: {n} empty answers to '{boxes.name}' were read as missing: no box "
            "ticked, or not asked."
        )
    return [
        note(
            "I-EXP-17",
            what,
            why=why,
            do="say who is asked in the codebook:  asked_if: <selection>, or  asked_if: "
            f"{EVERYONE}; next time offer a box 'none of these'",
        )
    ]
