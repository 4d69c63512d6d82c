"""How places in a data file are put into words, the same in every message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gainsem.survey.row_numbers import row_word

LINES_SHOWN = 3
NAMES_SHOWN = 12


def number_text(value: float) -> str:
    """Return a number as a person writes it.

    Examples
    --------
    >>> number_text(99.0), number_text(3.5)
    ('99', '3.5')
    """
    return str(int(value)) if float(value).is_integer() else f"{value:.10g}"


def lines_text(lines: Sequence[int] | NDArray[np.int64]) -> str:
    """Return ``"line 5"`` or ``"lines 8, 19, 44, ... (20 in all)"``.

    Examples
    --------
    >>> lines_text([8, 19, 44, 50])
    'lines 8, 19, 44, ... (4 in all)'

    Rows of a file that has none are called what they are there: ``"case 5"``.
    """
    word = row_word(lines)
    shown = ", ".join(str(int(line)) for line in lines[:LINES_SHOWN])
    if len(lines) == 1:
        return f"{word} {shown}"
    if len(lines) <= LINES_SHOWN:
        return f"{word}s {shown}"
    return f"{word}s {shown}, ... ({len(lines)} in all)"


def names_text(names: Iterable[str]) -> str:
    """Return names joined by commas, a long list cut short with its length.

    Examples
    --------
    >>> names_text(["x1", "x2"])
    'x1, x2'
    """
    listed = list(names)
    if len(listed) <= NAMES_SHOWN:
        return ", ".join(listed)
    return f"{', '.join(listed[:NAMES_SHOWN])}, ... ({len(listed)} in all)"


def quoted(words: Iterable[str]) -> str:
    """Return words in quotes, joined by commas.

    Examples
    --------
    >>> print(quoted(["agree", "no"]))
    'agree', 'no'
    """
    return names_text(f"'{word}'" for word in words)


def file_name(source: str) -> str:
    r"""Return the last part of a path, whichever system wrote it.

    Examples
    --------
    >>> file_name("surveys/bfi/responses.csv"), file_name(r"C:\data\x.sav")
    ('responses.csv', 'x.sav')
    """
    return source.replace("\\", "/").rsplit("/", 1)[-1]


def place_text(source: str, column: str, heading: str = "") -> str:
    """Return ``'responses.csv, column "x1"'``; its heading in the file where that differs.

    Examples
    --------
    >>> print(place_text("answers/wjx.csv", "trust_1", "Q4_1"))
    wjx.csv, column "trust_1" ("Q4_1" in the file)
    """
    other = f' ("{heading}" in the file)' if heading and heading != column else ""
    return f'{Path(source).name}, column "{column}"{other}'


def codes_text(codes: Sequence[float]) -> str:
    """Return ``"1-5"`` for an unbroken run of codes, else the codes one by one.

    Examples
    --------
    >>> codes_text((1, 2, 3, 4, 5)), codes_text((1, 2, 9))
    ('1-5', '1, 2, 9')
    """
    ordered = sorted(codes)
    run = len(ordered) > 2 and all(b - a == 1 for a, b in pairwise(ordered))
    if run:
        return f"{number_text(ordered[0])}-{number_text(ordered[-1])}"
    return names_text(number_text(code) for code in ordered)
