"""Cells to columns: what is a number, what is missing, how columns are named.

The same rules hold for text files, workbooks and data frames.  A column is
numeric when every cell is a plain number or one of the missing tokens; any
other cell keeps the whole column as text, for the codebook to decide.  So do
digits that are not ASCII, ``1.1E+17`` (what Excel leaves of a long number) and
integers a float cannot hold (identity numbers).
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import FileError
from gainsem.survey.raw_table import RawColumn

MISSING_TOKENS = frozenset({"", "NA", "NaN", "."})
MAX_COLUMNS = 10_000
EXACT_INTEGERS = 2.0**53
NAMED = "empty cells"


def parse_column(cells: Sequence[str]) -> tuple[RawColumn, Counter[str]]:
    """Return one column, and how often each missing token occurred in it.

    Examples
    --------
    >>> parse_column(["1", "NA", "2.5"])
    (array([1. , nan, 2.5]), Counter({'NA': 1}))
    >>> parse_column(["1", "NA", "agree"])
    (('1', 'NA', 'agree'), Counter())
    """
    numbers = _as_numbers(cells)
    if numbers is None:
        return tuple(cells), Counter()
    missing = np.flatnonzero(np.isnan(numbers))
    return numbers, Counter(cells[i].strip() for i in missing.tolist())


def _as_numbers(cells: Sequence[str]) -> NDArray[np.float64] | None:
    try:
        numbers = np.array(cells, dtype=np.float64)
    except ValueError:
        known = ["nan" if _is_missing(cell) else cell for cell in cells]
        try:
            numbers = np.array(known, dtype=np.float64)
        except ValueError:
            return None
    joined = "".join(cells)
    if "_" in joined or "E+" in joined or not joined.isascii():
        return None
    if np.any(np.abs(numbers) >= EXACT_INTEGERS) and _has_long_integer(cells):
        return None
    return numbers


def _is_missing(cell: str) -> bool:
    return not cell or (cell.strip() in MISSING_TOKENS and not cell.isspace())


def _has_long_integer(cells: Sequence[str]) -> bool:
    """Return whether an integer (an identity number, say) would lose digits as a float."""
    digits = (cell.strip().lstrip("+-") for cell in cells)
    return any(text.isdigit() and float(text) >= EXACT_INTEGERS for text in digits)


def missing_note(source: str, tokens: Counter[str]) -> tuple[Diagnostic, ...]:
    """Return the note that says which cells of a file were read as missing."""
    if not tokens:
        return ()
    words = [
        f"'{token}' ({count})" if token else f"{NAMED} ({count})"
        for token, count in sorted(tokens.items())
    ]
    return (
        note(
            "I-FILE-05",
            f"{source}: read as missing in numeric columns: {', '.join(words)}.",
            do="other codes for missing answers are declared in the codebook",
        ),
    )


def clean_names(
    header: Sequence[str], source: str, *, numbers: Sequence[int] | None = None
) -> tuple[list[str], list[Diagnostic]]:
    """Return column names in NFC with single spaces; a column without a name gets its number.

    Parameters
    ----------
    header : sequence of str
        The names as they stand in the file.
    source : str
        Name of the file, for messages.
    numbers : sequence of int, optional
        Place of each column in the file, counted from 1.

    Raises
    ------
    FileError
        E-FILE-09 where two columns have one name, E-FILE-10 above 10,000 columns.
    """
    refuse_too_many(len(header), source)
    numbers = numbers or range(1, len(header) + 1)
    names = [unicodedata.normalize("NFC", " ".join(str(name).split())) for name in header]
    unnamed = [i for i, name in enumerate(names) if not name]
    for i in unnamed:
        names[i] = f"column_{numbers[i]}"
    _refuse_duplicates(names, numbers, source)
    return names, _name_remarks(names, unnamed, source)


def refuse_too_many(n_columns: int, source: str) -> None:
    """Refuse a table of more than 10,000 columns (E-FILE-10)."""
    if n_columns > MAX_COLUMNS:
        raise FileError.of(
            "E-FILE-10",
            f"{source} has {n_columns:,} columns; up to {MAX_COLUMNS:,} are read.",
            why="a survey table has one row a respondent and one column a question",
            do="keep only the columns the model needs; if rows and columns are swapped, turn it",
        )


def _refuse_duplicates(names: list[str], numbers: Sequence[int], source: str) -> None:
    places: dict[str, list[int]] = {}
    for number, name in zip(numbers, names, strict=True):
        places.setdefault(name, []).append(number)
    problems = [
        Diagnostic(
            "E-FILE-09",
            "error",
            f"{source}: columns {_and(at)} are {'both' if len(at) == 2 else 'all'} '{name}'.",
            why="a model that names it could mean any of them",
            do="give every column its own name"
            + ("; the first line must hold names, not answers" if _is_number(name) else ""),
        )
        for name, at in places.items()
        if len(at) > 1
    ]
    if problems:
        raise FileError(*problems)


def _name_remarks(names: list[str], unnamed: list[int], source: str) -> list[Diagnostic]:
    remarks = []
    if unnamed:
        given = ", ".join(names[i] for i in unnamed[:10])
        remarks.append(note("I-FILE-09", f"{source}: columns without a name were called {given}."))
    if len(names) > 1 and all(_is_number(name) for name in names):
        remarks.append(
            warning(
                "W-FILE-14",
                f"{source}: the first line holds only numbers ({', '.join(names[:5])}, ...); "
                "it was read as column names.",
                why="if it is the first respondent, one answer sheet is lost",
                do="add a line of column names at the top of the file",
            )
        )
    return remarks


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _and(numbers: list[int]) -> str:
    words = [str(number) for number in numbers]
    return f"{', '.join(words[:-1])} and {words[-1]}"
