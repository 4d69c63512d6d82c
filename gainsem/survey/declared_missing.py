"""Answers a data file itself declares missing: made missing, counted and listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.survey.phrases import names_text, number_text
from gainsem.survey.raw_table import DeclaredMissing
from gainsem.survey.responses import Item, Recode

CODES_COUNTED = 20
"""A range with more codes than these in it is counted as one change, not code by code."""


@dataclass(frozen=True)
class Blanked:
    """What became of one column: changes, and answers kept because the codebook has them."""

    recodes: tuple[Recode, ...] = ()
    kept: dict[float, int] = field(default_factory=dict)


def blank_declared(
    name: str,
    values: NDArray[np.float64],
    missing: DeclaredMissing,
    *,
    legal: Sequence[float] = (),
) -> Blanked:
    """Set to NaN, in place, the answers to an item that its file declares missing.

    Parameters
    ----------
    name : str
    values : ndarray, shape (n,)
        Changed in place.
    missing : DeclaredMissing
    legal : sequence of float
        Codes a codebook names as answers; they are kept and counted in ``kept``.
    """
    recodes = [
        Recode(name, "declared mark", count, f"{mark}{_meaning(mark, missing)} read as missing")
        for mark, count in missing.counts.items()
        if count
    ]
    kept: dict[float, int] = {}
    for low, high in missing.ranges:
        rows = np.flatnonzero((values >= low) & (values <= high))
        if not len(rows):
            continue
        codes, counts = np.unique(values[rows], return_counts=True)
        spared = np.isin(codes, legal)
        kept |= dict(zip(codes[spared].tolist(), counts[spared].tolist(), strict=True))
        values[rows if not spared.any() else rows[~np.isin(values[rows], codes[spared])]] = np.nan
        recodes += _changes(name, codes[~spared], counts[~spared], (low, high), missing)
    return Blanked(tuple(recodes), kept)


def _changes(
    name: str,
    codes: NDArray[np.float64],
    counts: NDArray[np.int64],
    ends: tuple[float, float],
    missing: DeclaredMissing,
) -> list[Recode]:
    if len(codes) > CODES_COUNTED:
        detail = f"{range_text(*ends)} read as missing"
        return [Recode(name, "declared range", int(counts.sum()), detail)]
    shown = [number_text(code) for code in codes.tolist()]
    return [
        Recode(name, "declared missing", count, f"{code}{_meaning(code, missing)} read as missing")
        for code, count in zip(shown, counts.tolist(), strict=True)
    ]


def _meaning(mark: str, missing: DeclaredMissing) -> str:
    return f' "{missing.labels[mark]}"' if mark in missing.labels else ""


def range_text(low: float, high: float) -> str:
    """Return a range as a person says it.

    Examples
    --------
    >>> range_text(99, 99), range_text(90, 99), range_text(-float("inf"), -1)
    ('99', '90 to 99', '-1 and below')
    """
    if low == high:
        return number_text(low)
    if low == -inf:
        return f"{number_text(high)} and below"
    return (
        f"{number_text(low)} and above"
        if high == inf
        else f"{number_text(low)} to {number_text(high)}"
    )


def missing_text(missing: DeclaredMissing) -> str:
    """Return the list of what is missing: ``88 "Don't know", 90 to 99, .a "Refused"``."""
    shown = [range_text(*ends) for ends in missing.ranges] + list(missing.counts)
    return ", ".join(f"{each}{_meaning(each, missing)}" for each in shown)


def declared_remarks(
    found: dict[str, tuple[DeclaredMissing, Blanked]], *, source: str, book: str
) -> list[Diagnostic]:
    """Return the note that lists what a file declares missing, and where a codebook differs."""
    said = []
    alike: dict[str, list[str]] = {}
    for name, (missing, _) in found.items():
        if words := missing_text(missing):
            alike.setdefault(words, []).append(name)
    count = sum(recode.count for _, blanked in found.values() for recode in blanked.recodes)
    if alike:
        listed = "; ".join(f"{words} in {names_text(names)}" for words, names in alike.items())
        answers = "1 answer was" if count == 1 else f"{count} answers were"
        said.append(
            note(
                "I-STF-01",
                f"{source}: {answers} read as missing because the file declares them so: {listed}.",
            )
        )
    kept = {name: blanked.kept for name, (_, blanked) in found.items() if blanked.kept}
    if kept:
        said.append(_contradiction(kept, source, book))
    return said


def _contradiction(kept: dict[str, dict[float, int]], source: str, book: str) -> Diagnostic:
    listed = names_text(
        f"{name}: {', '.join(f'{number_text(c)} ({n})' for c, n in codes.items())}"
        for name, codes in kept.items()
    )
    return warning(
        "W-STF-02",
        f"{source} declares answers missing that {book} names as codes of the item: {listed}.",
        why="they were kept as answers: the codebook has the last word",
        do="list them under  missing_codes:  in the codebook if they are missing answers",
    )


def legal_codes(item: Item) -> tuple[float, ...]:
    """Return the codes a codebook names as answers to an item; a mere range names none."""
    return tuple(code for code in item.codes if code not in item.missing_codes)
