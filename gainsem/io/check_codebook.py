"""What is wrong with a codebook, what should be better, and how it fits a table of answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import GainsemError, did_you_mean
from gainsem.io.file_bytes import missing_file
from gainsem.io.read_table import read_table
from gainsem.io.survey_folder import codebook_in
from gainsem.survey.codebook_advice import advice
from gainsem.survey.codebook_file import examine, read_codebook
from gainsem.survey.match_columns import match_columns
from gainsem.survey.phrases import names_text
from gainsem.survey.recode import apply_codebook

if TYPE_CHECKING:
    from gainsem.survey.codebook import Codebook
    from gainsem.survey.raw_table import RawTable

SAID_HERE = ("I-DATA-40",)


def codebook_path(path: str | Path) -> Path:
    """Return the path of a codebook, given that or the folder it lies in.

    Raises
    ------
    FileError
        E-FILE-12: there is none.
    """
    place = Path(path)
    if place.is_dir():
        return codebook_in(place)
    if not place.exists():
        raise missing_file(place, "codebook")
    return place


def check_codebook(
    path: str | Path, data: str | Path | None = None, **reading: Any
) -> tuple[Diagnostic, ...]:
    """Return every problem of a codebook, advice, and how it fits the answers.

    Parameters
    ----------
    path : str or Path
        A codebook, or the folder it lies in.
    data : str or Path, optional
        A table of answers.
    **reading
        As for :func:`~gainsem.io.read_table.read_table`.

    Returns
    -------
    tuple of Diagnostic
        Errors are what a fit would refuse; warnings and notes are advice.

    Raises
    ------
    FileError, CodebookError
        A file that cannot be read at all.
    """
    place = codebook_path(path)
    said, problems = examine(place)
    found = list(problems)
    if said is not None:
        found += advice(said, place.name)
    if said is not None and not problems:
        found += _in_use(place, data, reading)
    elif data is not None:
        found.append(
            note(
                "I-BOOK-39",
                f"{Path(data).name} was not compared: the codebook has to be corrected first.",
            )
        )
    return tuple(found)


def _in_use(place: Path, data: str | Path | None, reading: dict[str, Any]) -> list[Diagnostic]:
    try:
        book = read_codebook(place)
        if data is None:
            return []
        raw = read_table(data, **reading)
        return fit_of_table(book, match_columns(raw, book) if raw.tool else raw)
    except GainsemError as refusal:
        return list(refusal.problems)


def fit_of_table(book: Codebook, raw: RawTable) -> list[Diagnostic]:
    """Return how a codebook fits a table.

    Items without a column (W-BOOK-37), columns that are not described (W-BOOK-38), and
    whatever reading the answers finds: illegal answers, undeclared codes, words.
    """
    source = Path(raw.source).name
    known = {name for names in _headings(book).values() for name in names}
    absent = [n for n, names in _headings(book).items() if not set(names) & set(raw.names)]
    loose = [name for name in raw.names if name not in known]
    found: list[Diagnostic] = []
    if absent:
        near = [name + did_you_mean(name, loose) for name in absent]
        found.append(
            warning(
                "W-BOOK-37",
                f"{source} has no column for {names_text(near)}.",
                do="correct the names, or say the heading under  columns: {item: heading}",
            )
        )
    if loose:
        found.append(
            warning(
                "W-BOOK-38",
                f"{book.called} does not describe these columns of {source}: {names_text(loose)}.",
                why="they are read as they are: no missing codes, no ranges",
                do="describe them under  variables:  if they are used",
            )
        )
    try:
        responses = apply_codebook(raw, book)
    except GainsemError as refusal:
        return [*found, *raw.diagnostics, *refusal.problems]
    return [*found, *(each for each in responses.diagnostics if each.code not in SAID_HERE)]


def _headings(book: Codebook) -> dict[str, tuple[str, ...]]:
    """Return the names and headings each item may have in a file."""
    rules = [book.columns, *(export.columns for export in book.exports.values())]
    owner = {f"{q}_{o}": q for q, options in book.options.items() for o in options}
    return {
        name: (
            name,
            *(heading for each in rules for heading in each.get(name, ())),
            *(heading for each in rules for heading in each.get(owner.get(name, ""), ())),
        )
        for name in book.names
    }
