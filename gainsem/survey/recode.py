"""A table as it stood in a file, turned into answers by its codebook; every change counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import CodebookError, ResponseError, did_you_mean
from gainsem.survey.cells import label_key
from gainsem.survey.codebook import Codebook
from gainsem.survey.declared_missing import (
    Blanked,
    blank_declared,
    declared_remarks,
    legal_codes,
)
from gainsem.survey.legal_values import illegal_values
from gainsem.survey.lookalikes import lookalike_warnings
from gainsem.survey.not_asked import settle_boxes
from gainsem.survey.phrases import names_text, number_text, place_text
from gainsem.survey.raw_table import Declared, DeclaredMissing, RawColumn, RawTable
from gainsem.survey.responses import Item, Recode, Responses
from gainsem.survey.room import room_for_answers, side_by_side
from gainsem.survey.text_column import (
    TextColumn,
    infinite_problem,
    read_text_column,
    text_problems,
)

CHINESE = re.compile(r"[\u4e00-\u9fff]")
COUNTED = {
    "unusual digits": "full-width digits read as numbers",
    "blank": "blank cells read as missing",
    "missing mark": "cells such as 'n/a' read as missing",
    "label": "value labels read as codes",
}


NOTHING_BLANKED = Blanked()


@dataclass(frozen=True)
class _Column:
    """One column on its way: numbers or text, what was done to it, what is wrong with it."""

    item: Item
    values: NDArray[np.float64] | None
    text: tuple[str, ...] = ()
    recodes: tuple[Recode, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    declared: Blanked = NOTHING_BLANKED


def apply_codebook(
    raw: RawTable, codebook: Codebook | None = None, *, consume: bool = False
) -> Responses:
    """Return the answers of a table as its codebook reads them.

    Missing codes become missing, value labels become codes, reverse-keyed items
    are turned, and every answer is checked against the legal ones.  A column the
    codebook does not describe is what its source declares it to be; failing that it is
    taken as numbers when all its cells are, else kept as text:
    :func:`~gainsem.survey.columns.require_columns` says what is wrong with it if a
    model needs it.

    Parameters
    ----------
    raw : RawTable
    codebook : Codebook, optional
    consume : bool
        The numbers of the table may be overwritten, because nobody needs it any more: for a
        large one this saves half of the memory.

    Returns
    -------
    Responses

    Raises
    ------
    ResponseError
        With all problems of all columns the codebook describes.
    CodebookError
        When the codebook describes none of the columns.
    """
    described = {item.name: item for item in codebook.items} if codebook else {}
    remarks = _fit_of_codebook(raw, codebook) if codebook else []
    matrix, rooms = room_for_answers(raw, consume=consume)
    columns = [
        _read_column(name, column, described.get(name), raw, codebook, room)
        for name, column, room in zip(raw.names, raw.columns, rooms, strict=True)
    ]
    problems = [problem for column in columns for problem in column.problems]
    if problems:
        raise ResponseError(*problems)
    recodes = raw.recodes + tuple(recode for column in columns for recode in column.recodes)
    remarks += lookalike_warnings((*raw.names, *raw.left_out), source=raw.file)
    remarks += _reading_warnings(recodes, raw.file)
    remarks += _declared_missing(raw, columns, codebook)
    values = side_by_side([column.values for column in columns], matrix, rooms)
    said = raw.diagnostics + tuple(remarks)
    responses = _responses(raw, values, columns, codebook, recodes, said)
    return settle_boxes(responses, raw, codebook) if codebook else responses


def _responses(
    raw: RawTable,
    values: NDArray[np.float64],
    columns: list[_Column],
    codebook: Codebook | None,
    recodes: tuple[Recode, ...],
    remarks: tuple[Diagnostic, ...],
) -> Responses:
    return Responses(
        values=values,
        items=tuple(column.item for column in columns if column.values is not None),
        text={column.item.name: column.text for column in columns if column.values is None},
        constructs=dict(codebook.constructs) if codebook else {},
        recodes=recodes,
        diagnostics=remarks,
        lines=raw.lines,
        source=raw.source,
        sha256=raw.sha256,
        title=dict(codebook.title) if codebook else {},
        citation=codebook.citation if codebook else "",
        left_out=raw.left_out,
        persons=raw.persons,
    )


def _read_column(
    name: str,
    column: RawColumn,
    item: Item | None,
    raw: RawTable,
    codebook: Codebook | None,
    room: NDArray[np.float64],
) -> _Column:
    """Return one column; ``room`` is where changed answers may be written, shape (n_obs,)."""
    if item is None and name in raw.declared:
        return _declared(raw.declared[name], column, room)
    if isinstance(column, np.ndarray):
        if item is None:
            return _Column(_worded(name, raw), column)
        return _answers(item, column, raw, room)
    comma = codebook is not None and codebook.decimal == ","
    if item is None:
        return _undescribed_text(_worded(name, raw), column, comma=comma)
    return _described_text(item, column, raw, room, comma=comma)


def _declared(said: Declared, column: RawColumn, room: NDArray[np.float64]) -> _Column:
    """Return a column as its source describes it; words of a data frame are value labels."""
    item, missing = said.item, said.missing or DeclaredMissing()
    if said.values is None and isinstance(column, tuple):
        blanked = blank_declared(item.name, np.empty(0), missing)
        return _Column(item, None, column, blanked.recodes, declared=blanked)
    if said.values is None:
        assert isinstance(column, np.ndarray)
        values = column
        if missing.ranges and room is not column:
            room[:] = column
            values = room
        blanked = blank_declared(item.name, values, missing)
        return _Column(item, values, recodes=blanked.recodes, declared=blanked)
    count = int(np.count_nonzero(~np.isnan(said.values))) if item.value_labels else 0
    recodes = (Recode(item.name, "label", count, COUNTED["label"]),) if count else ()
    return _Column(item, said.values, recodes=recodes)


def _declared_missing(
    raw: RawTable, columns: list[_Column], codebook: Codebook | None
) -> list[Diagnostic]:
    found = {
        name: (said.missing, column.declared)
        for name, column in zip(raw.names, columns, strict=True)
        if (said := raw.declared.get(name)) and said.missing
    }
    book = codebook.called if codebook else ""
    return declared_remarks(found, source=raw.file, book=book)


def _worded(name: str, raw: RawTable) -> Item:
    """Return what is known of a column without a codebook: its wording, where a tool gives one."""
    if not raw.headings:
        return Item(name)
    heading = raw.headings[raw.names.index(name)]
    wording = next((text for text in heading.wordings if text not in heading.ids), "")
    if not wording or heading.role:
        return Item(name)
    language = "zh" if CHINESE.search(wording) else "en"
    label = {language: heading.option} if heading.option else {}
    return Item(name, text={language: wording}, label=label)


def _undescribed_text(item: Item, cells: tuple[str, ...], *, comma: bool) -> _Column:
    read = read_text_column(item.name, cells, decimal_comma=comma)
    if not read.is_numeric and not read.is_blank:
        return _Column(replace(item, measure="nominal"), None, cells)
    return _Column(item, read.values, recodes=_counted(read))


def _described_text(
    item: Item, cells: tuple[str, ...], raw: RawTable, room: NDArray[np.float64], *, comma: bool
) -> _Column:
    labels = {
        label_key(text): code
        for by_code in item.value_labels.values()
        for code, text in by_code.items()
    }
    read = read_text_column(item.name, cells, labels=labels, decimal_comma=comma)
    open_text = item.measure != "ordinal" and item.span is None and not labels
    if open_text and not read.is_numeric and not read.is_blank:
        marks = raw.declared.get(item.name, Declared(item)).missing
        return _declared(Declared(item, missing=marks), cells, room)
    heading = raw.found_in.get(item.name, "")
    problems = text_problems(read, raw.lines, source=raw.source, labels=labels, heading=heading)
    answers = _answers(item, read.values, raw, room)
    return replace(
        answers,
        recodes=_counted(read) + answers.recodes,
        problems=tuple(problems) + answers.problems,
    )


def _counted(read: TextColumn) -> tuple[Recode, ...]:
    kinds = ((kind, read.count(kind)) for kind in COUNTED)  # type: ignore[arg-type]
    return tuple(Recode(read.name, kind, n, COUNTED[kind]) for kind, n in kinds if n)


def _answers(
    item: Item, column: NDArray[np.float64], raw: RawTable, room: NDArray[np.float64]
) -> _Column:
    """Apply missing codes, legal range and reverse key to the numbers of one item."""
    values = room
    if room is not column:
        room[:] = column
    recodes = _blank_missing_codes(item, values)
    said = raw.declared.get(item.name)
    blanked = NOTHING_BLANKED
    if said and said.missing:
        blanked = blank_declared(item.name, values, said.missing, legal=legal_codes(item))
        recodes += blanked.recodes
    problems = []
    heading = raw.found_in.get(item.name, "")
    infinite = np.isinf(values)
    if infinite.any():
        place = place_text(raw.source, item.name, heading)
        problems.append(infinite_problem(place, raw.lines[infinite]))
        values[infinite] = np.nan
    problems += illegal_values(item, values, raw.lines, source=raw.source, heading=heading)
    turned = item
    if item.reverse and item.span:
        total = sum(item.span)
        np.subtract(total, values, out=values)
        turned = turn(item)
        count = int(np.count_nonzero(~np.isnan(values)))
        detail = f"answer x counted as {number_text(total)} - x"
        recodes.append(Recode(item.name, "reverse", count, detail))
    kept = _without_missing_labels(turned)
    return _Column(kept, values, recodes=tuple(recodes), problems=tuple(problems), declared=blanked)


def _blank_missing_codes(item: Item, values: NDArray[np.float64]) -> list[Recode]:
    """Set the missing codes of an item to NaN, in place, and count them."""
    recodes = []
    for code in item.missing_codes:
        hits = values == code
        if count := int(np.count_nonzero(hits)):
            values[hits] = np.nan
            detail = f"{number_text(code)} read as missing"
            recodes.append(Recode(item.name, "missing code", count, detail))
    return recodes


def turn(item: Item) -> Item:
    """Return a reverse-keyed item with its codes and value labels turned like its answers."""
    if item.span is None:
        return item
    total = sum(item.span)
    labels = {
        language: {
            code if code in item.missing_codes else total - code: text
            for code, text in by_code.items()
        }
        for language, by_code in item.value_labels.items()
    }
    codes = tuple(sorted(total - code for code in item.codes))
    return replace(item, codes=codes, value_labels=labels)


def _without_missing_labels(item: Item) -> Item:
    labels = {
        language: {c: t for c, t in sorted(by_code.items()) if c not in item.missing_codes}
        for language, by_code in item.value_labels.items()
    }
    return replace(item, value_labels=labels)


def _fit_of_codebook(raw: RawTable, codebook: Codebook) -> list[Diagnostic]:
    absent = [name for name in codebook.names if name not in raw.names]
    there = (*raw.names, *raw.left_out)
    near = [name + did for name in absent if (did := did_you_mean(name, there))]
    if len(absent) == len(codebook.names):
        raise CodebookError.of(
            "E-BOOK-07",
            f"{codebook.called} describes none of the columns of {raw.file}: it has "
            f"{names_text(absent[:6])}; the file has {names_text(raw.names[:6])}.",
            do="name the codebook that belongs to these data, or correct its item names",
        )
    folded = {name.casefold() for name in there}
    if miswritten := [name for name in absent if name.casefold() in folded]:
        return [
            warning(
                "W-DATA-40",
                f"{codebook.called}: no column '{miswritten[0]}' in {raw.file}."
                f"{did_you_mean(miswritten[0], there)}",
                where=names_text(miswritten),
                why="missing codes, reverse keys and ranges of such items were not applied",
                do="write the names alike in the codebook and in the data",
            )
        ]
    if absent:
        return [
            note(
                "I-DATA-40",
                f"{codebook.called} describes {len(absent)} items that {raw.file} does not "
                f"have: {names_text(near or absent)}.",
            )
        ]
    return []


def _reading_warnings(recodes: tuple[Recode, ...], source: str) -> list[Diagnostic]:
    found = []
    said: tuple[tuple[str, str, str, Callable[..., Diagnostic]], ...] = (
        ("unusual digits", "W-DATA-15", "full-width digits were read as numbers", warning),
        ("blank", "W-DATA-16", "cells of blank space were read as missing answers", warning),
        ("missing mark", "I-DATA-16", "cells such as 'n/a' were read as missing answers", note),
    )
    for kind, code, what, say in said:
        hit = [recode for recode in recodes if recode.kind == kind]
        if hit:
            total = sum(recode.count for recode in hit)
            listed = names_text(f"{recode.item} ({recode.count})" for recode in hit)
            found.append(say(code, f"{source}: {total} {what}: {listed}."))
    return found
