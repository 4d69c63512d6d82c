"""Any table to a RawTable: the first bytes say what it is, not its name."""

from __future__ import annotations

import os

from gainsem.errors import OptionError
from gainsem.io.arrow_file import is_arrow_file, table_from_arrow_bytes
from gainsem.io.file_bytes import first_bytes, read_table_bytes, refuse_other_content
from gainsem.io.plain_table import is_large, table_from_plain_text
from gainsem.io.stat_file import (
    HEAD_BYTES,
    stat_file_of_bytes,
    stat_file_of_path,
    stat_kind,
    table_from_stat_file,
)
from gainsem.io.text_table import table_from_text_bytes
from gainsem.io.workbook import is_workbook, table_from_workbook_bytes
from gainsem.survey.raw_table import RawTable

OPTIONS = {"sheet": "sheets", "delimiter": "delimiter", "encoding": "encoding to declare"}


def read_table(
    path: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | int | None = None,
    allow_short_rows: bool = False,
    keep_unfinished: bool = False,
) -> RawTable:
    """Return the table in a file of any format gainsem reads; ``-`` is standard input.

    Delimited text (CSV, TSV), workbooks (XLSX, XLS, ODS), SPSS (SAV, ZSAV, POR), Stata (DTA),
    Parquet, Feather and Arrow; any of them also packed with gzip.

    Parameters
    ----------
    path : str or path
    encoding, delimiter : str, optional
        Of a text file; found out by default.  The encoding also of an old SPSS or Stata file.
    sheet : str or int, optional
        Of a workbook: name, or number counted from 1; the first by default.
    allow_short_rows : bool
        Fill rows of a text file that end too early with missing answers.
    keep_unfinished : bool
        Keep the questionnaires of a survey tool's export that were never sent off.

    Raises
    ------
    FileError
        What is wrong with the file, with the line or the cell.
    OptionError
        E-OPT-06 for a sheet where the file is not a workbook, a delimiter where it is no text.
    """
    of_text = {"encoding": encoding, "delimiter": delimiter}
    if kind := stat_kind(first_bytes(path)):
        _refuse_options(path, kind, sheet=sheet, delimiter=delimiter)
        return table_from_stat_file(stat_file_of_path(os.fspath(path), kind), encoding=encoding)
    file = read_table_bytes(path)
    if kind := stat_kind(file.data[:HEAD_BYTES]):
        _refuse_options(path, kind, sheet=sheet, delimiter=delimiter)
        return table_from_stat_file(stat_file_of_bytes(file, kind), encoding=encoding)
    if is_arrow_file(file.data):
        _refuse_options(path, "a Parquet or Arrow file", sheet=sheet, **of_text)
        return table_from_arrow_bytes(file)
    if is_workbook(file.data):
        return table_from_workbook_bytes(file, sheet=sheet, keep_unfinished=keep_unfinished)
    refuse_other_content(file)
    _refuse_options(file.source, "a text file", sheet=sheet)
    if is_large(file) and (table := table_from_plain_text(file, **of_text)):
        return table
    return table_from_text_bytes(
        file, **of_text, allow_short_rows=allow_short_rows, keep_unfinished=keep_unfinished
    )


def _refuse_options(source: str | os.PathLike[str], kind: str, **options: str | int | None) -> None:
    """Refuse options that mean nothing for a kind of file (E-OPT-06)."""
    for name, value in options.items():
        if value is not None:
            raise OptionError.of(
                "E-OPT-06",
                f"{name}={value!r} was given, but {os.fspath(source)} is {kind} and has no "
                f"{OPTIONS[name]}.",
                do="leave it out",
            )
