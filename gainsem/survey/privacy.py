"""Only the columns that are needed are kept; those that identify people are never among them.

What the codebook describes and what the model and the options name is kept.  Of a table
without a codebook everything is kept but what looks as if it identified somebody.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from fnmatch import fnmatchcase

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, note
from gainsem.survey.codebook import Codebook
from gainsem.survey.identifiers import KEYS, identifying
from gainsem.survey.phrases import names_text
from gainsem.survey.raw_table import RawColumn, RawTable


def keep_needed(
    raw: RawTable,
    codebook: Codebook | None = None,
    *,
    named: Collection[str] = (),
    nothing_else: bool = False,
) -> RawTable:
    """Return a table with the columns that are needed.

    Parameters
    ----------
    raw : RawTable
    codebook : Codebook, optional
        Every column it describes is kept.
    named : collection of str
        Columns that the model and the options name, or patterns of their names (``*``): kept
        in any case.
    nothing_else : bool
        Keep these only, also where no codebook says what is needed.

    Returns
    -------
    RawTable
        With the names of what is gone; what may identify people is said in a note (I-PRV-01).
    """
    described = set(codebook.names) if codebook else set()
    if codebook is not None and described.isdisjoint(raw.names):
        return raw  # refused as the codebook of another table when it is applied
    wanted = described.union(named)
    patterns = [name for name in named if "*" in name or "?" in name]
    closed = codebook is not None or nothing_else
    headings = raw.headings or (None,) * len(raw.names)
    stays: list[int] = []
    reasons: dict[str, str] = {}
    for j, (name, heading) in enumerate(zip(raw.names, headings, strict=True)):
        if name in wanted or any(fnmatchcase(name, each) for each in patterns):
            stays.append(j)
        elif what := identifying(name, raw.columns[j], heading):
            reasons[name] = what
        elif not closed:
            stays.append(j)
    if len(stays) == len(raw.names):
        return raw
    kept = {raw.names[j] for j in stays}
    persons = tuple(
        (name, _numbered(column))
        for name, column in zip(raw.names, raw.columns, strict=True)
        if name not in kept and name.casefold() in KEYS
    )
    return replace(
        raw,
        names=tuple(raw.names[j] for j in stays),
        columns=tuple(raw.columns[j] for j in stays),
        headings=tuple(raw.headings[j] for j in stays) if raw.headings else (),
        declared={name: column for name, column in raw.declared.items() if name in kept},
        diagnostics=(*raw.diagnostics, *_said(reasons, raw.file)),
        left_out=tuple(name for name in raw.names if name not in kept),
        persons=persons,
    )


def _numbered(column: RawColumn) -> NDArray[np.int64]:
    """Return one number a person; a missing number is a person of its own."""
    if isinstance(column, np.ndarray):
        numbers = np.unique(column, return_inverse=True)[1].astype(np.int64)
        missing = np.isnan(column)
    else:
        place: dict[str, int] = {}
        counted = (place.setdefault(cell, len(place)) for cell in column)
        numbers = np.fromiter(counted, dtype=np.int64, count=len(column))
        missing = np.array([not cell.strip() for cell in column], dtype=bool)
    highest = int(numbers.max(initial=-1)) + 1
    numbers[missing] = highest + np.arange(int(missing.sum()))
    numbers.setflags(write=False)
    return numbers


def _said(reasons: dict[str, str], called: str) -> list[Diagnostic]:
    if not reasons:
        return []
    n = len(reasons)
    columns = (
        "1 column that may identify people was"
        if n == 1
        else (f"{n} columns that may identify people were")
    )
    listed = names_text(f"{name} ({what})" for name, what in reasons.items())
    return [
        note(
            "I-PRV-01",
            f"{called}: {columns} left out: {listed}.",
            why="they are not needed to fit a model, and must not reach a result by accident",
            do="a column that is needed all the same is described in the codebook, or named by "
            "the model",
        )
    ]
