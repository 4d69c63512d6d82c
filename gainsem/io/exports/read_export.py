"""Which survey tool wrote a table, and the table it wrote."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from gainsem.diagnostics import Diagnostic, note
from gainsem.io.columns import clean_names, missing_note, parse_column
from gainsem.io.exports.forms import FORMS
from gainsem.io.exports.headings import unique_names
from gainsem.io.exports.kobo import KOBO
from gainsem.io.exports.limesurvey import LIMESURVEY
from gainsem.io.exports.qualtrics import QUALTRICS
from gainsem.io.exports.records import Column, Records, Tool
from gainsem.io.exports.redcap import REDCAP
from gainsem.io.exports.remarks import header_missing
from gainsem.io.exports.times import moment_of
from gainsem.io.exports.wenjuanxing import WENJUANXING
from gainsem.survey.raw_table import RawTable

CODES = re.compile(r"[A-Za-z]?-?\d*([.┋ ,;]\d+)*")
TOOLS = (WENJUANXING, QUALTRICS, LIMESURVEY, KOBO, REDCAP, FORMS)


@dataclass(frozen=True)
class Recognised:
    """The tool that wrote a table, and which of its exports it is."""

    tool: Tool
    kind: str


def recognise_export(head: Records) -> Recognised | None:
    """Return which survey tool wrote a table, or nothing for a plain one.

    Parameters
    ----------
    head : Records
        The header and the first :data:`~gainsem.io.exports.records.ROWS_LOOKED_AT` rows:
        a plain table costs nothing more than a look at them.

    Raises
    ------
    FileError
        E-EXP-01 for the rows of an export whose header row is missing.
    """
    for tool in TOOLS:
        if kind := tool.recognise(head):
            return Recognised(tool, kind)
    _refuse_answers_as_headings(head)
    return None


def _refuse_answers_as_headings(head: Records) -> None:
    """Refuse a table that begins with a respondent: a time stands where a heading should."""
    for i, name in enumerate(head.header):
        if ":" in name and moment_of(name) and any(moment_of(row[i]) for row in head.rows):
            raise header_missing(head.source, "a survey tool", name, "the name of a column")


def read_export(
    found: Recognised,
    records: Records,
    *,
    path: str,
    sha256: str,
    remarks: tuple[Diagnostic, ...] = (),
) -> RawTable:
    """Return the table of an export: answers only, every column with its heading.

    Parameters
    ----------
    found : Recognised
    records : Records
        The whole table as text.
    path, sha256 : str
        Of the file.
    remarks : tuple of Diagnostic
        What was said on the way to the records.

    Raises
    ------
    FileError
        E-EXP-03 for a duration or a time that is none, E-FILE-02 where nobody is left.
    """
    export = found.tool.read(_named(records), found.kind)
    kept = export.columns
    plain = (" ".join(unicodedata.normalize("NFC", column.name).split()) for column in kept)
    names, said = clean_names(unique_names(plain), records.source)
    tokens: Counter[str] = Counter()
    columns = []
    for column in kept:
        parsed, missing = parse_column(column.cells)
        columns.append(parsed)
        if not column.heading.role:
            tokens.update(missing)
    recognised = note(
        "I-EXP-01",
        f"{records.source}: recognised as an export of {found.tool.called} "
        f"({_kind_in_words(found, kept)}).",
    )
    return RawTable(
        names=tuple(names),
        columns=tuple(columns),
        lines=np.array(export.lines, dtype=np.int64),
        source=path,
        sha256=sha256,
        diagnostics=(
            *remarks,
            recognised,
            *export.remarks,
            *said,
            *missing_note(records.source, tokens),
        ),
        headings=tuple(column.heading for column in kept),
        tool=found.tool.name,
    )


def _named(records: Records) -> Records:
    """Return the records without columns that have neither a heading nor an answer.

    A column of answers without a heading is called by its number.
    """
    unnamed = [i for i, name in enumerate(records.header) if not name.strip()]
    if not unnamed:
        return records
    empty = {i for i in unnamed if not any(map(str.strip, records.cells(i)))}
    kept = [i for i in range(len(records.header)) if i not in empty]
    return replace(
        records,
        header=tuple(_name(records.header[i], i + 1) for i in kept),
        rows=tuple([row[i] for i in kept] for row in records.rows),
    )


def _name(heading: str, number: int) -> str:
    return heading if heading.strip() else f"column_{number}"


def _kind_in_words(found: Recognised, columns: tuple[Column, ...]) -> str:
    questions = [column for column in columns if not column.heading.role]
    numeric = sum(all(map(_is_code, set(column.cells))) for column in questions)
    answers = "codes" if 2 * numeric >= len(questions) else "wordings"
    if found.kind in ("Google", "Microsoft"):
        return f"{found.kind}, {answers}"
    return answers


def _is_code(cell: str) -> bool:
    return CODES.fullmatch(cell.strip()) is not None
