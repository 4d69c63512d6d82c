"""Parquet, Feather and Arrow files to a table; they hold columns with types, and no labels.

They are read with pyarrow, an optional library: it is large, and these formats are rarely
what a survey comes in.
"""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from gainsem.errors import FileError
from gainsem.io.columns import EXACT_INTEGERS, refuse_too_many
from gainsem.io.file_bytes import FileBytes
from gainsem.io.frames import read_frame
from gainsem.io.table_size import refuse_cells
from gainsem.survey.raw_table import RawTable
from gainsem.survey.row_numbers import counted_rows

PARQUET, ARROW, PROTECTED = b"PAR1", b"ARROW1", b"PARE"
OLD_FEATHER = b"FEA1"
INDEX = re.compile(r"__index_level_\d+__")
"""What pandas calls the index of a frame it writes; it holds row numbers, not answers."""


def is_arrow_file(data: bytes) -> bool:
    """Return whether the first bytes are those of a Parquet, Feather or Arrow file."""
    return data.startswith((PARQUET, ARROW, PROTECTED, OLD_FEATHER))


def table_from_arrow_bytes(file: FileBytes) -> RawTable:
    """Return the table in the bytes of a Parquet, Feather or Arrow file.

    Its columns are read as those of a data frame: ordered categories are ordinal items,
    dates ISO text, truth values 1 and 0.  Rows are counted from 1.

    Raises
    ------
    FileError
        E-STF-01 where pyarrow is not installed, E-FILE-13 for a damaged file, E-FILE-16 for
        an encrypted one, E-FILE-10 for too many columns or cells, E-FILE-01 and E-FILE-02
        without columns or rows.
    """
    called = Path(file.source).name
    table = _read(file, called)
    kept = [name for name in table.column_names if not INDEX.fullmatch(name)]
    if not kept:
        raise FileError.of("E-FILE-01", f"{called} has no columns.")
    frame = _exact(table.select(_places(table, kept))).to_pandas(ignore_metadata=True)
    read = read_frame(frame, source=called)
    return replace(
        read, source=file.source, sha256=file.sha256, lines=counted_rows(len(frame), "row")
    )


def _places(table: Any, kept: list[str]) -> list[int]:
    return [i for i, name in enumerate(table.column_names) if name in kept]


def _read(file: FileBytes, called: str) -> Any:
    pyarrow = _library(called)
    if file.data.startswith(OLD_FEATHER):
        raise FileError.of(
            "E-FILE-15",
            f"{called} is a Feather file of version 1, which is no longer read.",
            do="save the table as Parquet or CSV",
        )
    _refuse_protected(file.data, called)
    try:
        if file.data.startswith(PARQUET):
            source = pyarrow.parquet.ParquetFile(io.BytesIO(file.data))
            facts = source.metadata
            refuse_too_many(len(source.schema_arrow.names), called)
            refuse_cells(facts.num_rows, len(source.schema_arrow.names), called)
            return source.read()
        stream = pyarrow.ipc.open_file(pyarrow.py_buffer(file.data))
        refuse_too_many(len(stream.schema.names), called)
        return stream.read_all()
    except (pyarrow.ArrowException, OSError, ValueError) as problem:
        raise FileError.of(
            "E-FILE-13",
            f"{called} is a Parquet or Arrow file that cannot be read: "
            f"{str(problem).splitlines()[0][:200]}",
            why="the file is damaged or was cut off when it was copied",
            do="copy or download it again",
        ) from None


def _library(called: str) -> Any:
    try:
        import pyarrow
        import pyarrow.ipc
        import pyarrow.parquet
    except ImportError:
        raise FileError.of(
            "E-STF-01",
            f"{called} is a Parquet or Arrow file; reading it needs the library pyarrow, which "
            "is not installed.",
            do='pip install "gainsem[parquet]", or save the table as CSV',
        ) from None
    return pyarrow


def _refuse_protected(data: bytes, called: str) -> None:
    if data.startswith(PROTECTED) or data.endswith(PROTECTED):
        raise FileError.of(
            "E-FILE-16",
            f"{called} is encrypted.",
            do="save a copy that is not",
        )


def _exact(table: Any) -> Any:
    """Return a table with integers that a float cannot hold (identity numbers) as text.

    pandas makes floats of integers with gaps; those without are looked at by the reader of
    data frames.
    """
    import pyarrow
    import pyarrow.compute

    for i, field in enumerate(table.schema):
        column = table.column(i)
        if not pyarrow.types.is_integer(field.type) or not column.null_count:
            continue
        ends = pyarrow.compute.min_max(column).as_py()
        if ends["max"] is not None and max(ends["max"], -ends["min"]) >= EXACT_INTEGERS:
            table = table.set_column(i, field.name, column.cast(pyarrow.string()))
    return table
