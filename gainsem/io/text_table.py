"""Delimited text (CSV, TSV and their kin) to a table."""

from __future__ import annotations

import csv
import io
import os
import re
from collections import Counter
from pathlib import Path

import numpy as np

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import FileError
from gainsem.io.columns import clean_names, missing_note, parse_column, refuse_too_many
from gainsem.io.delimiter import (
    declared_delimiter,
    first_line,
    refuse_absent,
    sniff_delimiter,
)
from gainsem.io.exports.read_export import read_export, recognise_export
from gainsem.io.exports.records import ROWS_LOOKED_AT, Records
from gainsem.io.file_bytes import FileBytes, read_table_bytes
from gainsem.io.text_encoding import decode
from gainsem.survey.raw_table import RawColumn, RawTable

LINES_SHOWN = 10
EXCEL_DIRECTIVE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def read_text_table(
    path: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    allow_short_rows: bool = False,
    keep_unfinished: bool = False,
) -> RawTable:
    """Return the table in a delimited text file.

    Parameters
    ----------
    path : str or path
        The file; ``-`` is standard input.
    encoding : str, optional
        Asked only where neither a byte-order mark nor UTF-8 settles it.
    delimiter : str, optional
        A character or its name; found from the file by default.
    allow_short_rows : bool
        Fill rows that end too early with missing answers, with a warning.
    keep_unfinished : bool
        Keep the questionnaires of a survey tool's export that were never sent off.

    Raises
    ------
    FileError
        What is wrong with the file, with the line.
    """
    return table_from_text_bytes(
        read_table_bytes(path),
        encoding=encoding,
        delimiter=delimiter,
        allow_short_rows=allow_short_rows,
        keep_unfinished=keep_unfinished,
    )


def table_from_text_bytes(
    file: FileBytes,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    allow_short_rows: bool = False,
    keep_unfinished: bool = False,
) -> RawTable:
    """Return the table in the bytes of a delimited text file."""
    called = Path(file.source).name
    text, remarks = decode(file.data, source=called, encoding=encoding)
    _refuse_nul(text, called)
    character, skipped, found = _delimiter(text, declared_delimiter(delimiter), called)
    records, lines = _records(text[skipped:], character, called, 1 if skipped else 0)
    if not records:
        raise FileError.of("E-FILE-01", f"{called} holds only blank lines.")
    header, rows, starts, shape = _rectangle(records, lines, called, allow_short_rows)
    before = (*remarks, *found, *shape)
    head = Records(tuple(header), tuple(rows[:ROWS_LOOKED_AT]), (), called)
    if tool := recognise_export(head):
        whole = Records(tuple(header), tuple(rows), tuple(starts), called, keep_unfinished)
        return read_export(tool, whole, path=file.source, sha256=file.sha256, remarks=before)
    names, columns, content = _columns(header, rows, called)
    return RawTable(
        names=names,
        columns=columns,
        lines=np.array(starts, dtype=np.int64),
        source=file.source,
        sha256=file.sha256,
        diagnostics=(*before, *content),
    )


def _refuse_nul(text: str, source: str) -> None:
    at = text.find("\0")
    if at >= 0:
        raise FileError.of(
            "E-FILE-11",
            f"{source}, line {text.count(chr(10), 0, at) + 1}: there is a NUL byte; "
            "text files have none.",
            why="the file is damaged, or it is not a text file",
            do="export the table again, as CSV in UTF-8",
        )


def _delimiter(
    text: str, declared: str | None, source: str
) -> tuple[str, int, tuple[Diagnostic, ...]]:
    """Return the delimiter, the length of a leading ``sep=`` line, and what to say."""
    directive = EXCEL_DIRECTIVE.match(text)
    skipped = directive.end() if directive else 0
    if declared:
        refuse_absent(text[skipped:], declared, source=source)
        return declared, skipped, ()
    if directive:
        return directive.group(1), skipped, ()
    character, remarks = sniff_delimiter(text, source=source)
    return character, 0, remarks


def _records(
    text: str, delimiter: str, source: str, lines_before: int
) -> tuple[list[list[str]], list[int]]:
    """Return the records that are not blank, and the line each begins on."""
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=delimiter,
        strict=True,
        skipinitialspace=delimiter == " ",
    )
    records: list[list[str]] = []
    lines: list[int] = []
    begin = 1
    try:
        for record in reader:
            if record:
                if not records:
                    refuse_too_many(len(record), source)
                records.append(record)
                lines.append(begin + lines_before)
            begin = reader.line_num + 1
    except csv.Error as problem:
        raise _malformed(source, begin + lines_before, str(problem)) from None
    return records, lines


def _malformed(source: str, line: int, problem: str) -> FileError:
    if "field limit" in problem:
        what = f"a cell has more than {csv.field_size_limit():,} characters"
    elif "unexpected end" in problem:
        what = "a quotation mark is opened and never closed"
    elif "expected after" in problem:
        what = "there is text between a closing quotation mark and the next delimiter"
    else:
        what = problem
    return FileError.of(
        "E-FILE-11",
        f"{source}: in the record that begins on line {line}, {what}.",
        why="the rest of the file would be read into one answer",
        do='close the quotation mark; one inside an answer is written twice ("")',
    )


def _rectangle(
    records: list[list[str]], lines: list[int], source: str, allow_short_rows: bool
) -> tuple[list[str], list[list[str]], list[int], list[Diagnostic]]:
    """Return header and rows of one length, dropping empty rows at the end."""
    header, rows, starts = records[0], records[1:], lines[1:]
    while rows and not any(map(str.strip, rows[-1])) and len(header) > 1:
        rows.pop()
        starts.pop()
    if not rows:
        raise FileError.of(
            "E-FILE-02",
            f"{source} has a header and no data: 0 rows below line {lines[0]}.",
            where=f"first line: {first_line(','.join(header))}",
            do="export the table again, with the answers",
        )
    remarks: list[Diagnostic] = []
    widths = {len(row) for row in rows}
    while len(header) > max(widths) and not header[-1].strip():
        header = header[:-1]
    if widths != {len(header)}:
        rows, remarks = _repair(header, rows, starts, source, allow_short_rows)
    return header, rows, starts, remarks


def _repair(
    header: list[str],
    rows: list[list[str]],
    starts: list[int],
    source: str,
    allow_short_rows: bool,
) -> tuple[list[list[str]], list[Diagnostic]]:
    """Refuse rows that are too long or too short; fill short ones where that is allowed."""
    n = len(header)
    long = [(line, len(row)) for line, row in zip(starts, rows, strict=True) if len(row) > n]
    short = [(line, len(row)) for line, row in zip(starts, rows, strict=True) if len(row) < n]
    problems = []
    if long:
        problems.append(_ragged("E-FILE-07", long, n, source, _advice_on_long(long, n, rows)))
    if short and not allow_short_rows:
        advice = "add the missing answers (empty cells), or allow short rows"
        problems.append(_ragged("E-FILE-08", short, n, source, advice))
    if problems:
        raise FileError(*problems)
    ended = (
        "1 row ends too early; the cells it lacks"
        if len(short) == 1
        else (f"{len(short)} rows end too early; the cells they lack")
    )
    filled = warning(
        "W-FILE-08",
        f"{source}: {ended} were read as missing.",
        where=_lines_of(short),
        do="look at these lines: a row cut in the middle may also hold shifted answers",
    )
    return [row + [""] * (n - len(row)) for row in rows], [filled]


def _ragged(code: str, found: list[tuple[int, int]], n: int, source: str, do: str) -> Diagnostic:
    line, width = found[0]
    count = f"; {len(found)} rows are like this" if len(found) > 1 else ""
    return Diagnostic(
        code,
        "error",
        f"{source}, line {line} has {width} fields, the header has {n}{count}.",
        where=_lines_of(found),
        why="answers would land in the wrong column",
        do=do,
    )


def _advice_on_long(long: list[tuple[int, int]], n: int, rows: list[list[str]]) -> str:
    if len(long) == len(rows) and {width for _, width in long} == {n + 1}:
        return (
            "name every column: the header lacks one name "
            "(R's write.table does this; use row.names = FALSE)"
        )
    return "put answers that contain the delimiter in quotation marks, or remove the extra fields"


def _lines_of(found: list[tuple[int, int]]) -> str:
    shown = ", ".join(f"{line} ({width} fields)" for line, width in found[:LINES_SHOWN])
    more = f", ... ({len(found)} in all)" if len(found) > LINES_SHOWN else ""
    return f"{'line' if len(found) == 1 else 'lines'} {shown}{more}"


def _columns(
    header: list[str], rows: list[list[str]], source: str
) -> tuple[tuple[str, ...], tuple[RawColumn, ...], list[Diagnostic]]:
    cells = list(zip(*rows, strict=True))
    kept = [i for i, name in enumerate(header) if name.strip() or any(map(str.strip, cells[i]))]
    names, remarks = clean_names([header[i] for i in kept], source, numbers=[i + 1 for i in kept])
    if len(kept) < len(header):
        n = len(header) - len(kept)
        remarks.append(
            note("I-FILE-09", f"{source}: {n} columns without a name and without answers left out.")
        )
    tokens: Counter[str] = Counter()
    columns = []
    for i in kept:
        column, missing = parse_column(cells[i])
        columns.append(column)
        tokens.update(missing)
    return tuple(names), tuple(columns), [*remarks, *missing_note(source, tokens)]
