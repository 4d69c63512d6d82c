"""Which codes occur in the answers to an ordinal item, how often, and who gave which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.survey.collapse import Runs, merged_counts
from gainsem.survey.responses import Item

WIDEST_COUNTED = 200
CELLS_AT_ONCE = 2**16
"""More answers than these are no faster together: they do not fit in a processor's cache."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Groups:
    """The groups of respondents whose categories must agree; usually there is one.

    Parameters
    ----------
    labels : tuple of str
        Empty when nobody asked for groups.
    index : ndarray of int, shape (n,)
        The group of every respondent.
    """

    labels: tuple[str, ...]
    index: NDArray[np.int64]

    @property
    def count(self) -> int:
        """Number of groups."""
        return max(len(self.labels), 1)

    def within(self, group: int) -> str:
        """Return ``" in group B"``, nothing where there is one group only."""
        return f" in group {self.labels[group]}" if self.labels else ""


@dataclass(frozen=True)
class ItemCodes:
    """The answers to one item as positions in its list of codes.

    Parameters
    ----------
    item : Item
    codes : ndarray, shape (K,)
        The codes that occur, ascending.
    counts : ndarray of int, shape (n_groups, K)
        Answers by group and code.
    index : ndarray, shape (n,)
        Position of the answer of every respondent; NaN where it is missing.
    """

    item: Item
    codes: NDArray[np.float64]
    counts: NDArray[np.int64]
    index: NDArray[np.float64]

    @property
    def name(self) -> str:
        """Name of the item."""
        return self.item.name

    @cached_property
    def n_answers(self) -> int:
        """Respondents who answered the item."""
        return int(self.counts.sum())

    @property
    def answers(self) -> NDArray[np.float64]:
        """The code every respondent gave, shape (n,)."""
        answers = np.full(len(self.index), np.nan)
        present = ~np.isnan(self.index)
        answers[present] = self.codes[self.index[present].astype(np.intp)]
        return answers

    def merged(self, runs: Runs) -> ItemCodes:
        """Return the item after merging; its lowest code stands for a merged category."""
        if len(runs) == len(self.codes):
            return self
        place = np.repeat(np.arange(len(runs), dtype=np.float64), [len(run) for run in runs])
        index = np.full(len(self.index), np.nan)
        present = ~np.isnan(self.index)
        index[present] = place[self.index[present].astype(np.intp)]
        lowest = self.codes[[run[0] for run in runs]]
        return ItemCodes(self.item, lowest, merged_counts(self.counts, runs), index)


def groups_of(groups: NDArray[np.generic] | None, used: NDArray[np.bool_]) -> Groups:
    """Return the groups of the respondents used, in the order of their labels."""
    if groups is None:
        return Groups((), np.zeros(int(used.sum()), dtype=np.int64))
    labels, index = np.unique(np.asarray(groups)[used], return_inverse=True)
    return Groups(tuple(str(label) for label in labels.tolist()), index.astype(np.int64))


def codes_of_items(
    items: Sequence[Item], values: NDArray[np.float64], groups: Groups
) -> list[ItemCodes]:
    """Return the codes of several items; ratings of one group are counted several at once.

    Parameters
    ----------
    items : sequence of Item
    values : ndarray, shape (n, p)
        Answers; NaN where missing.
    groups : Groups
    """
    step = max(CELLS_AT_ONCE // max(len(values), 1), 1)
    found = []
    for first in range(0, len(items), step):
        some = slice(first, first + step)
        found += _codes_of_some(items[some], values[:, some], groups)
    return found


def _codes_of_some(
    items: Sequence[Item], values: NDArray[np.float64], groups: Groups
) -> list[ItemCodes]:
    read = _steps(values) if groups.count == 1 and len(values) else None
    if read is None:
        return [item_codes(item, values[:, j], groups) for j, item in enumerate(items)]
    return _counted_at_once(items, *read)


def _steps(
    values: NDArray[np.float64],
) -> tuple[Matrix, Matrix, Matrix, NDArray[np.uint8]] | None:
    """Return lowest code and width of each item, and each answer in steps above the lowest.

    Steps come as floats, NaN where missing, and as integers, where a missing answer is
    one step above all others.  Nothing is returned unless all items are ratings: whole
    numbers close to each other.
    """
    # Infinite answers are told by a width that is infinite, or no number.
    with np.errstate(invalid="ignore"):
        low = np.fmin.reduce(values, axis=0)
        width = np.fmax.reduce(values, axis=0) - low
    if not ((width <= WIDEST_COUNTED) & (low == np.floor(low))).all():
        return None
    above = values - low
    absent = np.isnan(values)
    whole = np.where(absent, width.max() + 1.0, above) if absent.any() else above
    steps = whole.astype(np.uint8)
    return (low, width, above, steps) if np.array_equal(steps, whole) else None


def _counted_at_once(
    items: Sequence[Item],
    low: Matrix,
    width: Matrix,
    above: Matrix,
    steps: NDArray[np.uint8],
) -> list[ItemCodes]:
    """Return the codes of ratings; without gaps, steps are positions already."""
    places = int(width.max()) + 2
    first = np.arange(len(items)) * places
    flat = np.bincount((steps + first).ravel("K"), minlength=places * len(items))
    counts = flat.reshape(len(items), places)[:, :-1].astype(np.int64)
    ladder = np.arange(places, dtype=np.float64)
    n_codes = np.count_nonzero(counts, axis=1)
    gaps = n_codes <= width
    found = []
    for j, item in enumerate(items):
        seen: slice | NDArray[np.intp] = slice(n_codes[j])
        if gaps[j]:
            seen = np.flatnonzero(counts[j])
            position = np.full(places, np.nan)
            position[seen] = ladder[: len(seen)]
            above[:, j] = position[steps[:, j]]
        found.append(ItemCodes(item, ladder[seen] + low[j], counts[j : j + 1, seen], above[:, j]))
    return found


def item_codes(item: Item, column: NDArray[np.float64], groups: Groups) -> ItemCodes:
    """Return the codes of one item.

    Parameters
    ----------
    item : Item
    column : ndarray, shape (n,)
        Answers; NaN where missing.
    groups : Groups
    """
    present = ~np.isnan(column)
    complete = bool(present.all())
    answers = column if complete else column[present]
    codes, position = _positions(answers)
    cell = position
    if groups.count > 1:
        cell = (groups.index if complete else groups.index[present]) * len(codes) + position
    flat = np.bincount(cell, minlength=groups.count * len(codes))
    if complete:
        index = position.astype(np.float64)
    else:
        index = np.full(len(column), np.nan)
        index[present] = position
    return ItemCodes(item, codes, flat.reshape(groups.count, len(codes)).astype(np.int64), index)


def _positions(answers: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return the codes that occur and the place of each answer; counting beats sorting."""
    if len(answers):
        low = answers.min()
        with np.errstate(invalid="ignore"):
            near = answers.max() - low <= WIDEST_COUNTED
        if near:
            steps = (answers - low).astype(np.int64)
            if np.array_equal(low + steps, answers):
                seen = np.bincount(steps) > 0
                place = steps if seen.all() else (np.cumsum(seen) - 1)[steps]
                return np.flatnonzero(seen) + low, place
    codes, position = np.unique(answers, return_inverse=True)
    return codes, position.reshape(-1).astype(np.int64)
