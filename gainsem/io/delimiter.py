"""Which character separates the columns of a text file."""

from __future__ import annotations

import csv
import io
import itertools
from dataclasses import dataclass

from gainsem.diagnostics import Diagnostic, note
from gainsem.errors import FileError, OptionError

CANDIDATES = (",", ";", "\t", "|")
SPOKEN = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar", " ": "space"}
NAMED = {word: character for character, word in SPOKEN.items()} | {"\\t": "\t"}
UNUSUAL = (" ", ":", "/", "^", "~", "#")
SAMPLE_RECORDS = 100
SHOWN_CHARACTERS = 120


@dataclass(frozen=True)
class _Split:
    """How a candidate splits the first records: header fields, share of rows that agree."""

    delimiter: str
    n_fields: int
    agreement: float


def declared_delimiter(delimiter: str | None) -> str | None:
    """Return the character meant by ``delimiter`` (``";"``, ``"tab"``, ``"semicolon"``).

    Raises
    ------
    OptionError
        E-OPT-01 for anything that is not one character or its name.
    """
    if delimiter is None:
        return None
    character = NAMED.get(delimiter.lower(), delimiter)
    if len(character) != 1 or character in '"\r\n\0' or character.isalnum():
        raise OptionError.of(
            "E-OPT-01",
            f"delimiter={delimiter!r} is not possible; one character is needed.",
            do=f"for example: {', '.join(SPOKEN.values())}",
        )
    return character


def sniff_delimiter(text: str, *, source: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """Return the delimiter that splits header and rows alike.

    Raises
    ------
    FileError
        E-FILE-03 when two delimiters do, or when the columns look separated by
        another character.
    """
    splits = [_try(text, candidate) for candidate in CANDIDATES]
    several = [split for split in splits if split.n_fields > 1]
    if not several:
        _refuse_unusual(text, source)
        return ",", ()
    best = max(split.agreement for split in several)
    chosen = [split for split in several if split.agreement == best]
    if len(chosen) > 1:
        raise _ambiguous(text, source, chosen)
    delimiter = chosen[0].delimiter
    if delimiter == ",":
        return delimiter, ()
    return delimiter, (
        note("I-FILE-03", f"{source}: the columns are separated by {spoken(delimiter)}s."),
    )


def refuse_absent(text: str, delimiter: str, *, source: str) -> None:
    """Refuse a declared delimiter that does not occur in the first line (E-FILE-03)."""
    line = first_line(text)
    others = [candidate for candidate in CANDIDATES if candidate in line]
    if delimiter not in line and others:
        raise FileError.of(
            "E-FILE-03",
            f"{source}: the declared delimiter, {spoken(delimiter)}, is not in the first line.",
            where=f"first line: {line}",
            do=f"leave the delimiter out, or declare {spoken(others[0])}",
        )


def spoken(delimiter: str) -> str:
    """Return the name of a delimiter, for messages."""
    return SPOKEN.get(delimiter, repr(delimiter))


def first_line(text: str) -> str:
    """Return the first line that is not blank, cut to what a message can show."""
    line = next((line for line in text[:65536].splitlines() if line.strip()), "")
    return line if len(line) <= SHOWN_CHARACTERS else line[:SHOWN_CHARACTERS] + " ..."


def _try(text: str, delimiter: str) -> _Split:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    counts: list[int] = []
    try:
        for record in itertools.islice(filter(None, reader), SAMPLE_RECORDS):
            counts.append(len(record))
    except csv.Error:
        counts.append(0)
    n_fields = counts[0] if counts else 0
    rows = counts[1:]
    agreement = sum(count == n_fields for count in rows) / len(rows) if rows else 1.0
    return _Split(delimiter, n_fields, agreement)


def _refuse_unusual(text: str, source: str) -> None:
    """Refuse a file of one column whose lines all fall apart alike at another character."""
    lines = [line for line in text[:65536].splitlines()[:SAMPLE_RECORDS] if line.strip()]
    for character in UNUSUAL:
        widths = {len(line.split(None if character == " " else character)) for line in lines[:-1]}
        if len(widths) == 1 and widths != {1}:
            raise FileError.of(
                "E-FILE-03",
                f"{source}: no comma, semicolon, tab or vertical bar separates the columns; "
                f"they look separated by {spoken(character)}s.",
                where=f"first line: {first_line(text)}",
                do=f'declare it (delimiter="{character}"), or save the table as CSV',
            )


def _ambiguous(text: str, source: str, chosen: list[_Split]) -> FileError:
    ways = " and ".join(f"{spoken(s.delimiter)} ({s.n_fields} columns)" for s in chosen)
    return FileError.of(
        "E-FILE-03",
        f"{source}: the columns could be separated by {ways}.",
        where=f"first line: {first_line(text)}",
        why="split at the wrong character, every column is a different one",
        do='declare it, for example delimiter=";"',
    )
