"""A survey from its files: the table, and the codebook applied to it."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import FileError
from gainsem.io.file_bytes import STDIN, missing_file
from gainsem.io.join_tables import join_tables
from gainsem.io.read_table import read_table
from gainsem.io.survey_folder import codebook_in, responses_in
from gainsem.survey.find_codebook import find_codebook
from gainsem.survey.match_columns import match_columns, number_found
from gainsem.survey.privacy import keep_needed
from gainsem.survey.recode import apply_codebook
from gainsem.survey.selection import parse_selection
from gainsem.survey.survey import Survey

if TYPE_CHECKING:
    from gainsem.survey.codebook import Codebook
    from gainsem.survey.raw_table import RawTable

SHARE_OF_ITEMS = 0.5


def read_survey(
    path: str | os.PathLike[str],
    *,
    codebook: str | os.PathLike[str] | None = None,
    beside: str | os.PathLike[str] = "",
    where: str | Sequence[str] = (),
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | int | None = None,
    allow_short_rows: bool = False,
    join: Mapping[str, str] | None = None,
    keep: Collection[str] | None = None,
    keep_others: bool = False,
    keep_unfinished: bool = False,
) -> Survey:
    """Return a survey: its answers, with its codebook applied to them.

    Parameters
    ----------
    path : str or path
        A table, ``-`` for one on standard input, or a folder with
        ``codebook.yaml`` and ``responses.csv`` (or what the codebook names).
    codebook : str or path, optional
        The codebook.  Without one, a codebook that lies beside the table or
        the model is used, provided at least half of its items are in the
        table; which one is said in a note.
    beside : str or path, optional
        The model's file, beside which a codebook may lie.
    where : str or sequence of str
        Use only these respondents, for example ``"wave=2018"``.
    encoding, delimiter, sheet, allow_short_rows, keep_unfinished
        As in :func:`~gainsem.io.read_table.read_table`.
    join : mapping, optional
        Second tables by their path, with the column each is joined by:
        ``{"district_indices.csv": "district"}``; besides those the codebook names.
    keep : collection of str, optional
        Columns to keep besides those the codebook describes.  Without a codebook and
        without it all are kept but those that may identify people.
    keep_others : bool
        Without a codebook keep these too, although ``keep`` names some: whoever looks for
        careless respondents needs all answers.

    Raises
    ------
    FileError, CodebookError, ResponseError, OptionError
        What is wrong, with file, line and column.
    """
    place = Path(path)
    is_folder = os.fspath(path) != STDIN and place.is_dir()
    book: Codebook | None = None
    if codebook is not None:
        book = _read_codebook(Path(codebook))
    elif is_folder:
        book = _read_codebook(codebook_in(place))
    table_path = _responses_of(place, book) if is_folder else path
    raw = read_table(
        table_path,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        allow_short_rows=allow_short_rows,
        keep_unfinished=keep_unfinished,
    )
    if book is None:
        book, said = _found_codebook(raw, table_path, beside)
        raw = replace(raw, diagnostics=(*raw.diagnostics, *said))
    if book is not None:
        raw = match_columns(raw, book)
    chosen = where if isinstance(where, str) else " & ".join(where)
    named = {*(keep or ()), *_names_in(chosen)}
    raw = join_tables(raw, book, also=join or {}, keep=named)
    raw = keep_needed(raw, book, named=named, nothing_else=keep is not None and not keep_others)
    survey = Survey(responses=apply_codebook(raw, book, consume=True), codebook=book)
    return survey.select(chosen) if chosen else survey


def _names_in(selection: str) -> set[str]:
    return {condition.name for condition in parse_selection(selection)} if selection else set()


def _read_codebook(path: Path) -> Codebook:
    if path.is_dir():
        path = codebook_in(path)
    if not path.exists():
        raise missing_file(path, "codebook")
    from gainsem.survey.codebook_file import read_codebook

    return read_codebook(path)


def _responses_of(folder: Path, book: Codebook | None) -> Path:
    named = book.responses if book else None
    if named is None:
        return responses_in(folder)
    if named.is_relative_to(folder.resolve()):
        named = folder / named.relative_to(folder.resolve())
    if not named.is_file():
        raise FileError.of(
            "E-FILE-12",
            f"The codebook of '{folder}' names the table '{named.name}', which is not there.",
            where=str(named),
            do="put the table there, or correct  responses:  in the codebook",
        )
    return named


def _found_codebook(
    raw: RawTable, data: str | os.PathLike[str], beside: str | os.PathLike[str]
) -> tuple[Codebook | None, tuple[Diagnostic, ...]]:
    """Return the codebook that lies where it belongs, if it fits the table, and say so."""
    model = Path(beside) if Path(beside).is_file() else None
    path = find_codebook(model, None if os.fspath(data) == STDIN else Path(data))
    if path is None:
        return None, ()
    book = _read_codebook(path)
    known = number_found(raw, book)
    share = f"{known} of its {len(book.names)} items are in {Path(raw.source).name}"
    called = "/".join(path.resolve().parts[-2:])
    if known and known >= SHARE_OF_ITEMS * len(book.names):
        return book, (note("I-BOOK-11", f"The codebook '{called}' was found and used: {share}."),)
    unused = warning(
        "W-BOOK-12",
        f"The codebook '{called}' was found and not used: {share}.",
        why="it seems to belong to other data",
        do="name the codebook, if it does belong to these",
    )
    return None, (unused,)
