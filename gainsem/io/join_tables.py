"""The second tables of a survey, read and joined to the answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.errors import FileError
from gainsem.io.read_table import read_table
from gainsem.survey.join import join
from gainsem.survey.privacy import keep_needed

if TYPE_CHECKING:
    from gainsem.survey.codebook import Codebook
    from gainsem.survey.raw_table import RawTable


def join_tables(
    raw: RawTable,
    codebook: Codebook | None,
    *,
    also: Mapping[str, str],
    keep: Collection[str] = (),
) -> RawTable:
    """Return the answers with the columns of all second tables.

    Parameters
    ----------
    raw : RawTable
    codebook : Codebook or None
        The tables it names are joined first; of every table only the columns it
        describes are taken.
    also : mapping
        Further tables by their path, with the column each is joined by; all of their
        columns are taken but those that may identify people.
    keep : collection of str
        Further columns to take from the tables the codebook names.

    Raises
    ------
    FileError
        E-FILE-12 where a table the codebook names is not there.
    ResponseError
        As in :func:`~gainsem.survey.join.join`.
    """
    for table in codebook.tables if codebook else ():
        if not table.path.is_file():
            raise FileError.of(
                "E-FILE-12",
                f"The codebook's table '{table.name}' is not there.",
                where=str(table.path),
                do="put the file there, or take the table out of the codebook",
            )
        second = read_table(table.path)
        if table.key in second.names:
            second = keep_needed(second, codebook, named={*keep, table.key})
        raw = join(raw, second, table.key, codebook)
    for path, key in also.items():
        second = keep_needed(read_table(Path(path)), named={key})
        raw = join(raw, second, key, codebook)
    return raw
