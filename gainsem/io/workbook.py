"""Workbooks (XLSX, XLS, ODS) to a table: stored values only, nothing is computed."""

from __future__ import annotations

import datetime as dt
import io
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import FileError, did_you_mean
from gainsem.io.columns import clean_names, missing_note, parse_column
from gainsem.io.exports.read_export import read_export, recognise_export
from gainsem.io.exports.records import ROWS_LOOKED_AT, Records
from gainsem.io.file_bytes import FileBytes, read_table_bytes
from gainsem.io.workbook_archive import Archive, damaged, has_macros, links, open_archive
from gainsem.io.workbook_guard import (
    check_extents,
    check_size,
    error_cells,
    refuse_without_result,
    sheet_facts,
)
from gainsem.survey.raw_table import RawColumn, RawTable

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
WITH_MACROS = frozenset({".xlsm", ".xltm", ".xlam"})

Cell = str | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta


def is_workbook(data: bytes) -> bool:
    """Return whether the first bytes are those of a workbook."""
    return data.startswith((ZIP, OLE))


def read_workbook(
    path: str | os.PathLike[str],
    *,
    sheet: str | int | None = None,
    keep_unfinished: bool = False,
) -> RawTable:
    """Return the table in one sheet of a workbook.

    Parameters
    ----------
    path : str or path
        An XLSX, XLS or ODS file.
    sheet : str or int, optional
        Name of the sheet, or its number counted from 1; the first one that
        holds anything by default.
    keep_unfinished : bool
        Keep the questionnaires of a survey tool's export that were never sent off.

    Raises
    ------
    FileError
        What is wrong with the workbook, with the sheet and the cells.
    """
    file = read_table_bytes(path)
    return table_from_workbook_bytes(file, sheet=sheet, keep_unfinished=keep_unfinished)


def table_from_workbook_bytes(
    file: FileBytes, *, sheet: str | int | None = None, keep_unfinished: bool = False
) -> RawTable:
    """Return the table in one sheet of the bytes of a workbook."""
    source = Path(file.source).name
    if Path(source).suffix.lower() in WITH_MACROS:
        raise has_macros(source)
    is_zip = file.data.startswith(ZIP)
    archive = open_archive(file.data, source) if is_zip else Archive({}, file.data)
    check_extents(archive.parts, source)
    book = _open(archive.data, source)
    chosen, said = _choose_sheet(book, sheet, source)
    place = f"{source}, sheet '{chosen.name}'"
    facts = sheet_facts(archive.parts, chosen.name)
    refuse_without_result(facts.without_result, place)
    check_size(chosen.total_height, chosen.total_width, place)
    rows = _asked(lambda: chosen.to_python(skip_empty_area=False), place)
    merged = list(chosen.merged_cell_ranges or ())
    seen = (
        *links(archive, source),
        *said,
        *error_cells(facts.with_error, place),
        *_merged(merged, place),
    )
    top, bottom = _extent(rows, place)
    lines = range(top + 2, bottom + 2)
    head = _as_text(rows[top : min(top + ROWS_LOOKED_AT, bottom) + 1], lines, place)
    if tool := recognise_export(head):
        whole = _as_text(rows[top : bottom + 1], lines, place)
        whole = replace(whole, keep_unfinished=keep_unfinished)
        return read_export(tool, whole, path=file.source, sha256=file.sha256, remarks=seen)
    names, columns, content = _table(rows[top : bottom + 1], place)
    return RawTable(
        names=names,
        columns=columns,
        lines=np.array(lines, dtype=np.int64),
        source=file.source,
        sha256=file.sha256,
        diagnostics=(*seen, *content),
    )


def sheets_of_workbook_bytes(file: FileBytes) -> dict[str, list[list[str]]]:
    """Return every sheet of the bytes of a workbook as rows of text, from its first cell on.

    Raises
    ------
    FileError
        As :func:`read_workbook`.
    """
    source = Path(file.source).name
    if Path(source).suffix.lower() in WITH_MACROS:
        raise has_macros(source)
    archive = open_archive(file.data, source) if file.data.startswith(ZIP) else None
    parts = archive.parts if archive else {}
    check_extents(parts, source)
    book = _open(archive.data if archive else file.data, source)
    sheets: dict[str, list[list[str]]] = {}
    for name in book.sheet_names:
        sheet, place = _sheet(book, name, source), f"{source}, sheet '{name}'"
        refuse_without_result(sheet_facts(parts, name).without_result, place)
        check_size(sheet.total_height, sheet.total_width, place)
        rows = _asked(partial(sheet.to_python, skip_empty_area=False), place)
        sheets[name] = [[cell_text(cell) for cell in row] for row in rows]
    return sheets


def _open(data: bytes, source: str) -> Any:
    import python_calamine

    open_book = python_calamine.CalamineWorkbook.from_filelike
    return _asked(lambda: open_book(io.BytesIO(data)), source, data)


def _asked(call: Callable[[], Any], source: str, data: bytes = b"") -> Any:
    """Return what the reader of workbooks answers; its failures become refusals."""
    import python_calamine

    try:
        return call()
    except python_calamine.PasswordError:
        raise _protected(source) from None
    except (python_calamine.CalamineError, OSError, ValueError) as problem:
        if ENCRYPTED in data:
            raise _protected(source) from None
        raise damaged(source, str(problem)) from None
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":
            raise
        raise damaged(source, "it cannot be read") from None


def _protected(source: str) -> FileError:
    return FileError.of(
        "E-FILE-16",
        f"{source} is protected by a password.",
        do="save a copy without the password",
    )


def _choose_sheet(
    book: Any, wanted: str | int | None, source: str
) -> tuple[Any, tuple[Diagnostic, ...]]:
    """Return the sheet that was asked for, or the first that holds anything, and what to say."""
    names: list[str] = list(book.sheet_names)
    if wanted is not None:
        return _sheet(book, _name_of(wanted, names, source), source), ()
    sheets = [_sheet(book, name, source) for name in names]
    filled = [sheet for sheet in sheets if sheet.height]
    if not filled:
        raise FileError.of("E-FILE-01", f"{source} is empty: no sheet holds anything.")
    if len(filled) == 1:
        return filled[0], ()
    others = ", ".join(f"'{sheet.name}'" for sheet in filled[1:])
    said = note(
        "I-FILE-16",
        f"{source}: sheet '{filled[0].name}' was read; {others} also hold something.",
        do="name the sheet to read another one",
    )
    return filled[0], (said,)


def _name_of(wanted: str | int, names: list[str], source: str) -> str:
    if isinstance(wanted, str) and wanted in names:
        return wanted
    if isinstance(wanted, int) or wanted.isdecimal():
        number = int(wanted)
        if not 1 <= number <= len(names):
            raise _no_sheet(source, f"sheet {number}", names, "")
        return names[number - 1]
    raise _no_sheet(source, f"sheet '{wanted}'", names, did_you_mean(wanted, names))


def _no_sheet(source: str, what: str, names: list[str], near: str) -> FileError:
    return FileError.of(
        "E-FILE-16",
        f"{source} has no {what}.{near}",
        where=f"its sheets are {', '.join(names)}",
    )


def _sheet(book: Any, name: str, place: str) -> Any:
    return _asked(lambda: book.get_sheet_by_name(name), place)


def _extent(rows: list[list[Cell]], place: str) -> tuple[int, int]:
    """Return the first and the last row that hold anything: the header and the last answers."""
    filled = [i for i, row in enumerate(rows) if any(cell != "" for cell in row)]
    if not filled:
        raise FileError.of("E-FILE-01", f"{place} is empty.")
    top, bottom = filled[0], filled[-1]
    if top == bottom:
        raise FileError.of(
            "E-FILE-02", f"{place} has a header and no data: 0 rows below row {top + 1}."
        )
    return top, bottom


def _as_text(rows: list[list[Cell]], lines: Sequence[int], place: str) -> Records:
    """Return a header and rows as text, for the readers of survey tools."""
    header, *answers = [tuple(map(cell_text, row)) for row in rows]
    return Records(header, tuple(answers), tuple(lines[: len(answers)]), place)


def _table(
    rows: list[list[Cell]], place: str
) -> tuple[tuple[str, ...], tuple[RawColumn, ...], list[Diagnostic]]:
    header = [cell_text(cell) for cell in rows[0]]
    cells = list(zip(*rows[1:], strict=True))
    kept = [i for i, name in enumerate(header) if name.strip() or any(c != "" for c in cells[i])]
    names, remarks = clean_names([header[i] for i in kept], place, numbers=[i + 1 for i in kept])
    tokens: Counter[str] = Counter()
    columns = []
    for i in kept:
        column, missing = _column(cells[i])
        columns.append(column)
        tokens.update(missing)
    return tuple(names), tuple(columns), [*remarks, *missing_note(place, tokens)]


def _column(cells: tuple[Cell, ...]) -> tuple[RawColumn, Counter[str]]:
    kinds = set(map(type, cells))
    if kinds == {float}:
        return np.array(cells, dtype=np.float64), Counter()
    return parse_column([cell_text(cell) for cell in cells])


def cell_text(cell: Cell) -> str:
    """Return a cell as text: 3.0 is ``3``, dates are ISO, truth values ``TRUE``/``FALSE``.

    Examples
    --------
    >>> cell_text(3.0), cell_text(0.1), cell_text(True), cell_text("3")
    ('3', '0.1', 'TRUE', '3')
    >>> import datetime
    >>> cell_text(datetime.datetime(2026, 5, 1))
    '2026-05-01'
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return str(int(cell)) if cell == int(cell) and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ") if cell.time() != dt.time() else cell.date().isoformat()
    if isinstance(cell, (dt.date, dt.time)):
        return cell.isoformat()
    return str(cell)


def _merged(ranges: list[Any], place: str) -> tuple[Diagnostic, ...]:
    if not ranges:
        return ()
    named = [f"{_corner(begin)}:{_corner(end)}" for begin, end in ranges[:5]]
    more = f" and {len(ranges) - 5} more" if len(ranges) > 5 else ""
    return (
        warning(
            "W-FILE-16",
            f"{place} has merged cells ({', '.join(named)}{more}); only the first cell of each "
            "has the value, the others were read as missing.",
            do="take the merging back and fill in every cell",
        ),
    )


def _corner(place: tuple[int, int]) -> str:
    row, column = place
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
