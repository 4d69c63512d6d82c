"""Codes as a survey tool writes them, turned into those of the codebook."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gainsem.survey.cells import label_key
from gainsem.survey.phrases import number_text
from gainsem.survey.raw_table import RawColumn
from gainsem.survey.responses import Recode

TOOLS = {
    "wenjuanxing": "Wenjuanxing",
    "qualtrics": "Qualtrics",
    "limesurvey": "LimeSurvey",
    "kobo": "KoboToolbox or ODK",
    "redcap": "REDCap",
    "forms": "Google or Microsoft Forms",
    "spss": "SPSS",
    "stata": "Stata",
}
"""How people call the tools of a codebook's ``exports``."""

Codes = Mapping[str, float | str]


def apply_codes(
    name: str, column: RawColumn, codes: Codes, *, called: str
) -> tuple[RawColumn, tuple[Recode, ...]]:
    """Return a column with a tool's codes replaced, and how many were.

    All at once, so that codes may be exchanged.  What the map does not name stays as it is:
    the codebook's labels and legal answers decide about it.

    Parameters
    ----------
    name : str
        The item.
    column : ndarray or tuple of str
    codes : mapping
        The codebook's code (or a wording) by what the tool writes.
    called : str
        The tool, for the count.

    Examples
    --------
    >>> column, recodes = apply_codes("rural", ("A2", "A1", "A2"), {"A1": 0, "A2": 1}, called="x")
    >>> column, recodes[0].count
    (('1', '0', '1'), 3)
    """
    if isinstance(column, np.ndarray) and (numeric := _numeric(codes)) is not None:
        replaced = column.copy()
        hits = np.zeros(len(column), dtype=bool)
        for old, code in numeric.items():
            at = column == old
            replaced[at] = code
            hits |= at
        return replaced, _counted(name, int(hits.sum()), called)
    if isinstance(column, np.ndarray):
        column = tuple("" if v != v else number_text(v) for v in column.tolist())
    known = {label_key(old): new for old, new in codes.items()}
    read = {cell: known.get(_key(cell, known)) for cell in set(column)}
    count = sum(read[cell] is not None for cell in column)
    cells = tuple(cell if (new := read[cell]) is None else _as_text(new) for cell in column)
    return cells, _counted(name, count, called)


def _numeric(codes: Codes) -> dict[float, float] | None:
    """Return the codes as numbers; nothing where one of them, on either side, is a word.

    Tools are mixed in one map (numbers from one download, words from another), so words on
    the tool's side are left out: they cannot stand in a column of numbers.
    """
    numeric = {}
    for old, new in codes.items():
        if isinstance(new, str):
            return None
        try:
            numeric[float(old)] = float(new)
        except ValueError:
            continue
    return numeric


def _key(cell: str, known: Mapping[str, float | str]) -> str:
    """Return a cell as it is looked up: ``2.0`` and ``2`` are one code."""
    key = label_key(cell)
    if key in known:
        return key
    try:
        return number_text(float(key)) if key.isascii() else key
    except (ValueError, OverflowError):
        return key


def _as_text(code: float | str) -> str:
    return code if isinstance(code, str) else number_text(code)


def _counted(name: str, count: int, called: str) -> tuple[Recode, ...]:
    if not count:
        return ()
    return (Recode(name, "tool code", count, f"codes of {called} read as those of the codebook"),)
