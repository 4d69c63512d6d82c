"""Any table to a RawTable: the first bytes say what it is, not its name."""

from __future__ import annotations

import os

from gainsem.errors import OptionError
from gainsem.io.file_bytes import read_table_bytes
from gainsem.io.text_table import table_from_text_bytes
from gainsem.io.workbook import is_workbook, table_from_workbook_bytes
from gainsem.survey.raw_table import RawTable


def read_table(
    path: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | int | None = None,
    allow_short_rows: bool = False,
) -> RawTable:
    """Return the table in a CSV, TSV, XLSX, XLS or ODS file; ``-`` is standard input.

    Parameters
    ----------
    path : str or path
    encoding, delimiter : str, optional
        Of a text file; found out by default.
    sheet : str or int, optional
        Of a workbook: name, or number counted from 1; the first by default.
    allow_short_rows : bool
        Fill rows of a text file that end too early with missing answers.

    Raises
    ------
    FileError
        What is wrong with the file, with the line or the cell.
    OptionError
        E-OPT-06 for a sheet where the file is not a workbook.
    """
    file = read_table_bytes(path)
    if is_workbook(file.data):
        return table_from_workbook_bytes(file, sheet=sheet)
    if sheet is not None:
        raise OptionError.of(
            "E-OPT-06",
            f"sheet={sheet!r} was given, but {file.source} is a text file and has no sheets.",
            do="leave it out",
        )
    return table_from_text_bytes(
        file, encoding=encoding, delimiter=delimiter, allow_short_rows=allow_short_rows
    )
