"""The columns of questions with boxes, found and read for :mod:`gainsem.survey.match_columns`."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import did_you_mean
from gainsem.survey.cells import label_key
from gainsem.survey.codebook import Codebook, ExportRules
from gainsem.survey.find_columns import Places
from gainsem.survey.matched import Matched
from gainsem.survey.phrases import names_text, number_text
from gainsem.survey.raw_table import RawColumn, RawTable
from gainsem.survey.responses import Recode
from gainsem.survey.tick_boxes import Question, Ticks, joined_ticks, ticks_by_column

ZERO_WHERE_NOT_ASKED = frozenset({"redcap"})


def put_boxes(
    raw: RawTable, codebook: Codebook, places: Places, rules: ExportRules, built: Matched
) -> set[int]:
    """Put the questions with boxes; return the columns they take."""
    labels = {item.name: item.label for item in codebook.items}
    taken: set[int] = set()
    for name, options in codebook.options.items():
        codes = rules.codes.get(name, {})
        question = Question(name, options, _known_writings(name, options, codes, labels))
        built.problems += _codes_of_nothing(question, codes, codebook)
        single = _single_boxes(raw, question, places, built)
        if single:
            ticks = _ticks_of(raw, question, single, built)
            for j, (option, place) in enumerate(single.items()):
                _put_box(raw, question, option, ticks.values[:, j], place, built)
            taken.update(single.values())
        elif name in places.columns:
            place = places.columns[name]
            _put_joined(raw, question, place, built)
            taken.add(place)
    return taken


def _known_writings(
    name: str,
    options: tuple[str, ...],
    codes: Mapping[str, float | str],
    labels: Mapping[str, dict[str, str]],
) -> dict[str, str]:
    """Return the options by everything a file may write for them; the tool's codes count most."""
    known = {label_key(option): option for option in options}
    for option in options:
        for text in labels[f"{name}_{option}"].values():
            known[label_key(text)] = option
    for written, code in codes.items():
        key = code if isinstance(code, str) else number_text(code)
        if key in options:
            known[label_key(written)] = key
    return known


def _codes_of_nothing(
    question: Question, codes: Mapping[str, float | str], codebook: Codebook
) -> list[Diagnostic]:
    named = [code if isinstance(code, str) else number_text(code) for code in codes.values()]
    return [
        Diagnostic(
            "E-EXP-14",
            "error",
            f"{codebook.called}: exports say that a code of '{question.name}' stands for the "
            f"option '{name}', which it does not have.{did_you_mean(name, question.options)}",
            do=f"options: {names_text(question.options)}",
        )
        for name in dict.fromkeys(named)
        if name not in question.options
    ]


def _single_boxes(
    raw: RawTable, question: Question, places: Places, built: Matched
) -> dict[str, int]:
    """Return the column of each option that has one of its own."""
    found: dict[str, list[int]] = {}
    strange = []
    for option in question.options:
        if (direct := places.columns.get(f"{question.name}_{option}")) is not None:
            found[option] = [direct]
    for place in places.boxes.get(question.name, []):
        heading = raw.headings[place]
        option = question.option_of((heading.option, *heading.wordings))
        if not option:
            strange.append(raw.names[place])
        elif place not in found.setdefault(option, []):
            found[option].append(place)
    for option, several in found.items():
        if len(several) > 1:
            built.problems.append(_twice(raw, question, option, several))
    if strange:
        built.remarks.append(_strange_boxes(raw, question, strange))
    return {option: found[option][0] for option in question.options if option in found}


def _twice(raw: RawTable, question: Question, option: str, several: list[int]) -> Diagnostic:
    return Diagnostic(
        "E-EXP-10",
        "error",
        f"{raw.file}: option '{option}' of '{question.name}' may be any of the columns "
        f"{names_text(raw.names[i] for i in several)}.",
        do=f"say which:  columns: {{{question.name}_{option}: ...}}  in the codebook",
    )


def _strange_boxes(raw: RawTable, question: Question, strange: list[str]) -> Diagnostic:
    return warning(
        "W-EXP-15",
        f"{raw.file}: columns of '{question.name}' that belong to none of its options: "
        f"{names_text(strange)}.",
        where=f"options: {names_text(question.options)}",
        do="describe them under  options:  (or name the tool's code of an option under "
        "exports), if they are needed",
    )


def _ticks_of(raw: RawTable, question: Question, single: dict[str, int], built: Matched) -> Ticks:
    ticks = ticks_by_column(
        question,
        {option: raw.columns[place] for option, place in single.items()},
        raw.lines,
        left_empty=_left_empty(raw, list(single.values())),
        source=raw.source,
        headings={option: raw.names[place] for option, place in single.items()},
    )
    built.problems += ticks.problems
    if raw.tool in ZERO_WHERE_NOT_ASKED:
        built.unsaid[question.name] = "zero"
    elif not ticks.has_zero and not _left_empty(raw, list(single.values())):
        built.unsaid[question.name] = "empty"
    return ticks


def _left_empty(raw: RawTable, columns: list[int]) -> list[int]:
    """Return the rows of those who left all these columns empty though they saw them."""
    if not raw.headings:
        return []
    rows = [set(raw.headings[place].left_empty) for place in columns]
    return sorted(set.union(*rows))


def _put_box(
    raw: RawTable,
    question: Question,
    option: str,
    answers: NDArray[np.float64],
    place: int,
    built: Matched,
) -> None:
    name = f"{question.name}_{option}"
    built.put(place, name, answers, raw.names[place])
    changed = cells_changed(raw.columns[place], answers)
    if changed:
        detail = "a ticked box read as 1, one that is not ticked as 0"
        built.recodes.append(Recode(name, "tick box", changed, detail))


def cells_changed(column: RawColumn, answers: NDArray[np.float64]) -> int:
    """Return how many answers are not what stood in the file."""
    if isinstance(column, np.ndarray):
        same = (column == answers) | (np.isnan(column) & np.isnan(answers))
        return int(np.count_nonzero(~same))
    return int(np.count_nonzero(~np.isnan(answers)))


def _put_joined(raw: RawTable, question: Question, place: int, built: Matched) -> None:
    ticks = joined_ticks(
        question,
        raw.columns[place],
        raw.lines,
        left_empty=_left_empty(raw, [place]),
        source=raw.source,
        heading=raw.names[place],
    )
    built.problems += ticks.problems
    if ticks.others:
        said = f"{raw.file}: what {ticks.others} respondents wrote themselves counts as option "
        built.remarks.append(note("I-EXP-16", f"{said}'other' of '{question.name}'."))
    if not _left_empty(raw, [place]):
        built.unsaid[question.name] = "empty"
    for j, option in enumerate(question.options):
        _put_box(raw, question, option, ticks.values[:, j], place, built)
