"""Checks of respondents: blank sheets, the same answer throughout, sheets entered twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import ResponseError
from gainsem.survey.phrases import lines_text
from gainsem.survey.responses import Item

STRAIGHT_ITEMS = 6
MANY_STRAIGHT = 0.05
MANY_COPIES = 0.01
WIDEST_RATING = 11
FEWEST_COLUMNS = 5


@dataclass(frozen=True)
class StraightLiners:
    """Respondents who gave one answer to every item of a scale: ``rows`` marks them."""

    rows: NDArray[np.bool_]

    def others(
        self, values: NDArray[np.float64], lines: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return answers and lines of everybody else."""
        if not self.rows.any():
            return values, lines
        return values[~self.rows], lines[~self.rows]

    def diagnostic(self, lines: NDArray[np.int64]) -> Diagnostic | None:
        """Return a warning from 5 % of respondents on, below that a note."""
        n = int(self.rows.sum())
        if n == 0:
            return None
        share = n / len(self.rows)
        many = share >= MANY_STRAIGHT
        parts = {
            "where": lines_text(lines[self.rows]),
            "why": "answers given without reading pull all correlations towards each other",
            "do": "look at these sheets, and fit once with and once without them",
        }
        people = "respondent" if n == 1 else "respondents"
        message = (
            f"{n} {people} ({100 * share:.1f} %) gave the same answer to all of "
            f"{STRAIGHT_ITEMS} or more rating items (zero within-person variance)."
        )
        say, code = (warning, "W-DATA-35") if many else (note, "I-DATA-35")
        return say(code, message, **parts)


def straight_liners(values: NDArray[np.float64], items: Sequence[Item]) -> StraightLiners:
    """Return who answered six or more items of one rating scale all alike.

    Reverse-keyed items are turned back first: what counts is what was ticked.
    """
    straight = np.zeros(len(values), dtype=bool)
    for columns in _same_scale(values, items):
        if len(columns) < STRAIGHT_ITEMS:
            continue
        # Nearly everybody drops out at the first few items.
        first = _ticked(values, items, columns[:STRAIGHT_ITEMS])
        change = (first[:, 1:] < first[:, :-1]) | (first[:, 1:] > first[:, :-1])
        rows = np.flatnonzero(~change.any(axis=1))
        straight[rows] |= _alike(_ticked(values[rows], items, columns))
    return StraightLiners(straight)


def _ticked(
    values: NDArray[np.float64], items: Sequence[Item], columns: list[int]
) -> NDArray[np.float64]:
    """Return the answers to some items as they were ticked."""
    ticked = values[:, columns]
    for k, j in enumerate(columns):
        span = items[j].span
        if items[j].reverse and span:
            ticked[:, k] = sum(span) - ticked[:, k]
    return ticked


def _alike(ticked: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which rows hold six or more answers, and these all alike."""
    absent = np.isnan(ticked)
    low = np.where(absent, np.inf, ticked).min(axis=1)
    high = np.where(absent, -np.inf, ticked).max(axis=1)
    return np.asarray((low == high) & ((~absent).sum(axis=1) >= STRAIGHT_ITEMS))


def _same_scale(values: NDArray[np.float64], items: Sequence[Item]) -> list[list[int]]:
    """Return columns grouped by rating scale: the codebook's, else the range of the answers."""
    groups: dict[tuple[float, ...], list[int]] = {}
    observed = [] if all(item.codes for item in items) else _observed_ratings(values)
    for j, item in enumerate(items):
        key = _declared_rating(item) if item.codes else observed[j]
        if key:
            groups.setdefault(key, []).append(j)
    return list(groups.values())


def _declared_rating(item: Item) -> tuple[float, ...]:
    return (min(item.codes), max(item.codes)) if item.measure == "ordinal" else ()


def _observed_ratings(values: NDArray[np.float64]) -> list[tuple[float, ...]]:
    """Return lowest and highest answer of every column of few whole numbers, else nothing."""
    broken = values != np.floor(values)
    if broken.any():
        broken &= ~np.isnan(values)
    # Without answers, or with infinite ones, the width is no number or infinite.
    with np.errstate(invalid="ignore"):
        low = np.fmin.reduce(values, axis=0, initial=np.inf)
        high = np.fmax.reduce(values, axis=0, initial=-np.inf)
        width = high - low
    rating = (width >= 2) & (width <= WIDEST_RATING) & ~broken.any(axis=0)
    spans = zip(low.tolist(), high.tolist(), rating.tolist(), strict=True)
    return [(lowest, highest) if fits else () for lowest, highest, fits in spans]


def blank_respondents(values: NDArray[np.float64], lines: NDArray[np.int64]) -> Diagnostic | None:
    """Return a warning (W-DATA-34) when respondents answered none of the items."""
    blank = np.isnan(values).all(axis=1)
    n = int(blank.sum())
    if n == 0:
        return None
    people = "1 respondent answered" if n == 1 else f"{n} respondents answered"
    return warning(
        "W-DATA-34",
        f"{people} none of the model's items; left out of the sample.",
        where=lines_text(lines[blank]),
        why="a blank sheet says nothing about the model",
    )


def copied_respondents(
    values: NDArray[np.float64], lines: NDArray[np.int64], straight: StraightLiners
) -> Diagnostic | None:
    """Return a warning (W-DATA-23) when rows look entered more than once.

    Straight-lining respondents agree with each other anyway and are left aside.

    Two people can give the same answers by chance, but then many more pairs agree
    on all items but one.  Rows are called copies when pairs that agree on every
    item outnumber those.
    """
    if values.shape[1] < FEWEST_COLUMNS:
        return None
    if not _may_repeat(values, straight.rows):
        return None
    values, lines = straight.others(values, lines)
    answered = np.count_nonzero(~np.isnan(values), axis=1) * 2 > values.shape[1]
    rows, at = values[answered], lines[answered]
    parts = _hash_parts(rows)
    total = parts.sum(axis=1)
    same = _pairs(total)
    if same == 0:
        return None
    nearly = sum(_pairs(total - parts[:, j]) - same for j in range(parts.shape[1]))
    if nearly >= same:
        return None
    _, first = np.unique(total, return_index=True)
    again = np.delete(np.arange(len(rows)), first)
    n, many = len(again), len(again) >= MANY_COPIES * len(values)
    are = "is an exact copy of another" if n == 1 else "are exact copies of others"
    say, code = (warning, "W-DATA-23") if many else (note, "I-DATA-23")
    return say(
        code,
        f"{n} of {len(values)} respondents {are}.",
        where=lines_text(at[again]),
        why="copies inflate chi-square and shrink standard errors: n is smaller than it seems",
        do="take the copies out, unless different people really answered alike",
    )


def repeated_identifiers(
    values: NDArray[np.float64], identifiers: Sequence[object], name: str, lines: NDArray[np.int64]
) -> None:
    """Refuse respondents entered twice under one identifier with the same answers.

    One identifier on rows with different answers stays allowed: people asked
    several times.

    Parameters
    ----------
    values : ndarray, shape (n, p)
    identifiers : sequence
        One a row.
    name : str
        Name of the column.
    lines : ndarray, shape (n,)

    Raises
    ------
    ResponseError
        E-DATA-23.
    """
    if len(set(identifiers)) == len(identifiers):
        return
    seen: set[tuple[object, bytes]] = set()
    again = []
    for row, identifier in enumerate(identifiers):
        key = (identifier, (values[row] + 0.0).tobytes())
        if key in seen:
            again.append(row)
        seen.add(key)
    if not again:
        return
    people = "respondent is" if len(again) == 1 else "respondents are"
    raise ResponseError.of(
        "E-DATA-23",
        f"{len(again)} {people} entered more than once: same '{name}', same answers.",
        where=lines_text(lines[again]),
        why="copies inflate chi-square and shrink standard errors: n is smaller than it seems",
        do=f"take the copies out, or give different people different values of '{name}'",
    )


def _may_repeat(rows: NDArray[np.float64], aside: NDArray[np.bool_]) -> bool:
    """Return whether two rows, besides some, can be equal: equal rows have equal weighted sums.

    The sines of 1, 2, 3, ... and 1 are linearly independent over the rationals, so that
    different rows of whole numbers have different sums.
    """
    weights = 2.0 + np.sin(np.arange(1, rows.shape[1] + 1))
    sums = rows @ weights
    if np.isnan(sums).any():
        sums = np.where(np.isnan(rows), 0.0, rows) @ weights
    ordered = np.sort(sums[~aside])
    return bool((np.diff(ordered) <= 1e-12 * (1.0 + np.abs(ordered[1:]))).any())


def _hash_parts(rows: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Return one 64-bit number a cell; rows are equal when the sums of theirs are."""
    bits = np.where(np.isnan(rows), np.float64(-12345.678), rows + 0.0).view(np.uint64)
    column = np.arange(1, rows.shape[1] + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = bits ^ column
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))


def _pairs(keys: NDArray[np.uint64]) -> int:
    counts = np.unique(keys, return_counts=True)[1].astype(np.int64)
    return int((counts * (counts - 1) // 2).sum())
