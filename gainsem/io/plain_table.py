"""Large text tables: the same table as the careful reader's, in a fraction of time and memory.

A text is read here only if it is a rectangle of plain cells from its first row to its
last.  Anything else (an export of a survey tool, rows of other lengths, quotation marks within
answers, blank lines, a NUL) is left to :mod:`gainsem.io.text_table`, which repairs it or says
what is wrong.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np

from gainsem.diagnostics import Diagnostic
from gainsem.errors import FileError
from gainsem.io.columns import MAX_COLUMNS, clean_names, missing_note, parse_column
from gainsem.io.delimiter import declared_delimiter, refuse_absent, sniff_delimiter
from gainsem.io.exports.read_export import recognise_export
from gainsem.io.exports.records import ROWS_LOOKED_AT, Records
from gainsem.io.file_bytes import FileBytes
from gainsem.io.plain_cells import NEWLINE, Layout, blocks, number_of, read_numbers, read_texts
from gainsem.io.text_encoding import decode
from gainsem.io.text_table import EXCEL_DIRECTIVE
from gainsem.survey.raw_table import RawColumn, RawTable

LARGE = 4 << 20
"""Bytes from which a text is read this way; the careful reader takes a second for as many."""
HEAD = 1 << 20
"""What the delimiter is found from; holds the hundred records it is asked of, and more."""
FEWEST_LINES = 200


def is_large(file: FileBytes) -> bool:
    """Return whether a text is worth reading by blocks."""
    return len(file.data) >= LARGE


def table_from_plain_text(
    file: FileBytes, *, encoding: str | None = None, delimiter: str | None = None
) -> RawTable | None:
    """Return the table in the bytes of a text, None where the careful reader is needed.

    Parameters
    ----------
    file : FileBytes
    encoding, delimiter : str, optional
        As in :func:`~gainsem.io.text_table.table_from_text_bytes`.

    Raises
    ------
    FileError
        What the careful reader would say as well: the encoding, names of columns.
    """
    called = Path(file.source).name
    data, remarks = _as_unicode(file.data, called, encoding)
    found = _header(data, called, declared_delimiter(delimiter))
    if found is None:
        return None
    header, layout, of_delimiter = found
    if not data.endswith(b"\n"):
        data += b"\r\n" if layout.returns else b"\n"
    if _ends_empty(data, layout):
        return None
    n_rows = number_of(NEWLINE, data, layout.first_row)
    read = _numbers(data, layout, n_rows)
    if read is None:
        return None
    columns, tokens = read
    names, of_names = clean_names(header, called, numbers=range(1, len(header) + 1))
    texts = [j for j, column in enumerate(columns) if column is None]
    for j, cells in zip(texts, _texts(data, layout, texts), strict=True):
        columns[j], missing = parse_column(cells)
        tokens.update(missing)
    return RawTable(
        names=tuple(names),
        columns=tuple(column for column in columns if column is not None),
        lines=np.arange(2, n_rows + 2, dtype=np.int64),
        source=file.source,
        sha256=file.sha256,
        diagnostics=(*remarks, *of_delimiter, *of_names, *missing_note(called, tokens)),
    )


def _as_unicode(
    data: bytes, called: str, encoding: str | None
) -> tuple[bytes, tuple[Diagnostic, ...]]:
    """Return a text as UTF-8, and what was decided about its encoding."""
    if encoding is None and data.isascii():
        return data, ()
    text, remarks = decode(data, source=called, encoding=encoding)
    return text.encode("utf-8"), remarks


def _header(
    data: bytes, called: str, declared: str | None
) -> tuple[list[str], Layout, tuple[Diagnostic, ...]] | None:
    """Return the names of the columns and how the text is written; None if it is not plain."""
    returns = data.count(b"\r") if b"\r" in data else 0
    if b"\0" in data or (returns and not returns == data.count(b"\r\n") == data.count(b"\n")):
        return None
    head = data[: data.rfind(b"\n", 0, HEAD) + 1].decode("utf-8")
    if head.count("\n") < FEWEST_LINES or EXCEL_DIRECTIVE.match(head):
        return None
    try:
        character, remarks = _delimiter(head, called, declared)
        first = head[: head.index("\n") + 1]
        top = head.splitlines(keepends=True)[: ROWS_LOOKED_AT + 1]
        header, *rows = csv.reader(top, delimiter=character, strict=True)
        if any(len(row) != len(header) for row in rows):
            return None
        if recognise_export(Records(tuple(header), tuple(rows), (), called)):
            return None
    except (FileError, csv.Error, ValueError):
        return None
    named = all(name.strip() for name in header)
    if character == " " or not character.isascii() or not 1 < len(header) <= MAX_COLUMNS:
        return None
    layout = Layout(
        first_row=len(first.encode("utf-8")),
        delimiter=ord(character),
        n_columns=len(header),
        returns=bool(returns),
        quotes=b'"' in data,
    )
    return (header, layout, remarks) if named else None


def _delimiter(head: str, called: str, declared: str | None) -> tuple[str, tuple[Diagnostic, ...]]:
    if declared is None:
        return sniff_delimiter(head, source=called)
    refuse_absent(head, declared, source=called)
    return declared, ()


def _ends_empty(data: bytes, layout: Layout) -> bool:
    """Return whether the last row says nothing: such rows are dropped by the careful reader."""
    last = data[data.rfind(b"\n", 0, len(data) - 1) + 1 :].decode("utf-8")
    return not last.replace(chr(layout.delimiter), " ").replace('"', " ").strip()


def _numbers(
    data: bytes, layout: Layout, n_rows: int
) -> tuple[list[RawColumn | None], Counter[str]] | None:
    """Return the columns of numbers, None for any other, and how often what was missing.

    The columns are those of one matrix.
    """
    values = np.empty((n_rows, layout.n_columns), order="F")
    tokens = [Counter[str]() for _ in range(layout.n_columns)]
    numeric = [True] * layout.n_columns
    row = 0
    for block in blocks(data, layout):
        if block is None:
            return None
        after = row + block.ends.shape[1]
        wanted = [j for j, plain in enumerate(numeric) if plain]
        read, plain = read_numbers(block, wanted, [tokens[j] for j in wanted])
        for j, column, is_plain in zip(wanted, read, plain, strict=True):
            values[row:after, j] = column
            numeric[j] = is_plain
        row = after
    columns: list[RawColumn | None] = [
        values[:, j] if plain else None for j, plain in enumerate(numeric)
    ]
    found = (count for count, plain in zip(tokens, numeric, strict=True) if plain)
    return columns, sum(found, Counter[str]())


def _texts(data: bytes, layout: Layout, columns: list[int]) -> list[list[str]]:
    """Return the cells of the columns that are not plain numbers, as text."""
    cells: list[list[str]] = [[] for _ in columns]
    if not columns:
        return cells
    known: list[dict[bytes, str]] = [{} for _ in columns]
    for block in blocks(data, layout):
        if block is not None:
            for found, j, seen in zip(cells, columns, known, strict=True):
                found += read_texts(block, j, seen)
    return cells
