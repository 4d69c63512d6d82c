"""Checks of pairs of ordinal items: identical, apart, without variation, with empty cells."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gainsem.diagnostics import Diagnostic, note, warning
from gainsem.errors import ResponseError
from gainsem.survey.check_items import dependent_items
from gainsem.survey.pair_tables import PairTables
from gainsem.survey.phrases import names_text, number_text

MANY_EMPTY = 0.4
"""Share of empty cells of one table from which on they are a warning.  With five categories
and 1000 respondents up to a quarter of the cells is empty when two items correlate .7."""
PAIRS_SHOWN = 5

Flags = NDArray[np.bool_]


def check_pairs(
    tables: PairTables, names: Sequence[str], *, zero_add: float = 0.5
) -> tuple[Diagnostic, ...]:
    """Return what is remarkable about pairs of ordinal items; refuse what has no correlation.

    Parameters
    ----------
    tables : PairTables
        See :func:`~gainsem.survey.pair_tables.pair_tables`.
    names : sequence of str
    zero_add : float
        What is added to the single empty cell of a table of two by two.

    Returns
    -------
    tuple of Diagnostic
        W-ORD-44 empty cells of tables of two by two, W-ORD-50 or I-ORD-50 of larger ones.

    Raises
    ------
    ResponseError
        All of E-DATA-33 (never answered together, or one of them always alike), E-ORD-45
        (two empty cells of four), E-DATA-24 (identical items) that apply.
    """
    if len(names) < 2:
        return ()
    lower = np.tri(len(names), k=-1, dtype=bool)
    apart = lower & (tables.together == 0)
    alike = lower & ~apart & ((tables.chosen == 1) | (tables.chosen.T == 1))
    bound = lower & ~apart & ~alike & _one_to_one(tables)
    problems = [
        *_never_together(apart, names),
        *(_always_alike(tables, i, j, names) for i, j in np.argwhere(alike).tolist()),
        *(_bound(tables, i, j, names) for i, j in np.argwhere(bound).tolist()),
    ]
    if problems:
        raise ResponseError(*problems)
    binary = _both_binary(tables)
    found = (
        _empty_of_four(lower & binary & (tables.empty == 1), names, zero_add),
        _empty_cells(tables, lower & ~binary & (tables.empty > 0), names),
    )
    return tuple(diagnostic for diagnostic in found if diagnostic is not None)


def _both_binary(tables: PairTables) -> Flags:
    two = np.array(tables.n_categories) == 2
    return np.asarray(np.outer(two, two))


def _one_to_one(tables: PairTables) -> Flags:
    """Return for which pairs each answer to one item goes with one answer to the other."""
    same = (tables.filled == tables.chosen) & (tables.filled == tables.chosen.T)
    return np.asarray(same)


def _pairs_text(flags: Flags, names: Sequence[str]) -> str:
    return names_text(f"{names[j]} and {names[i]}" for i, j in np.argwhere(flags).tolist())


def _never_together(apart: Flags, names: Sequence[str]) -> list[Diagnostic]:
    if not apart.any():
        return []
    return [
        Diagnostic(
            "E-DATA-33",
            "error",
            f"Never answered together: {_pairs_text(apart, names)}.",
            why="no polychoric correlation exists of items nobody answered both of",
            do="take one of each pair out of the model",
        )
    ]


def _always_alike(tables: PairTables, i: int, j: int, names: Sequence[str]) -> Diagnostic:
    fixed, other = (i, j) if tables.chosen[i, j] == 1 else (j, i)
    n = number_text(tables.together[i, j])
    return Diagnostic(
        "E-DATA-33",
        "error",
        f"{names[fixed]} does not vary among the {n} respondents who also answered {names[other]}.",
        why="no polychoric correlation exists with an item that is always the same",
        do=f"take {names[fixed]} or {names[other]} out of the model",
    )


def _bound(tables: PairTables, i: int, j: int, names: Sequence[str]) -> Diagnostic:
    """Return the refusal of two items that determine each other."""
    table = tables.table(j, i)
    steps = np.diff(np.nonzero(table)[1])
    r = 1.0 if (steps > 0).all() else -1.0 if (steps < 0).all() else 0.0
    a, b = names[j], names[i]
    if table.shape == (2, 2):
        return _two_empty(a, b, r)
    if r:
        # The words are those of two identical continuous items.
        return dependent_items(np.array([[1.0, r], [r, 1.0]]), (a, b))[0]
    return Diagnostic(
        "E-DATA-24",
        "error",
        f"{a} and {b} are identical but for their codes: each answer to one goes with one answer "
        "to the other.",
        why="two copies of an item leave its residual variance undetermined",
        do=f"take {a} or {b} out of the model, or check how the codes of one were changed",
    )


def _two_empty(a: str, b: str, r: float) -> Diagnostic:
    return Diagnostic(
        "E-ORD-45",
        "error",
        f"{a} and {b}: two of the four cells of their table are empty, so that r = {r:.0f}.",
        why="one answer is always given with the other; the residual variance of such items is "
        "undetermined",
        do=f"take {a} or {b} out of the model, or check whether a column was pasted twice",
    )


def _empty_of_four(flags: Flags, names: Sequence[str], zero_add: float) -> Diagnostic | None:
    count = int(np.count_nonzero(flags))
    if not count:
        return None
    pairs = _pairs_text(flags, names)
    many = f"{count} pairs of items with two categories have an empty cell: {pairs}"
    message = f"{pairs}: one of the four cells of their table is empty" if count == 1 else many
    if zero_add:
        said = f"{number_text(zero_add)} was added to it and the margins kept"
        why = "without it the correlation would be 1 or -1; its size depends on what is added"
    else:
        said = "nothing was added to it"
        why = "the correlation runs towards 1 or -1, where it has no standard error"
    return warning(
        "W-ORD-44",
        f"{message}; {said}.",
        why=why,
        do="look at these correlations first if the model fits badly, or take an item out",
    )


def _empty_cells(tables: PairTables, flags: Flags, names: Sequence[str]) -> Diagnostic | None:
    count = int(np.count_nonzero(flags))
    if not count:
        return None
    sizes = np.array(tables.n_categories)
    share = np.where(flags, tables.empty / np.outer(sizes, sizes), 0.0)
    # argsort is stable: equally sparse pairs stay in the order of the model.
    worst = np.argsort(-share, axis=None, kind="stable")[: min(PAIRS_SHOWN, count)]
    listed = [np.unravel_index(at, share.shape) for at in worst]
    where = ", ".join(
        f"{names[j]} and {names[i]} {int(tables.empty[i, j])} of {sizes[i] * sizes[j]}"
        for i, j in listed
    )
    n_pairs = len(names) * (len(names) - 1) // 2
    message = f"{count} of {n_pairs} pairs of items have empty cells in their tables."
    where = f"most of all: {where}" if count > PAIRS_SHOWN else where
    if share.max() < MANY_EMPTY:
        return note("I-ORD-50", message, where=where)
    return warning(
        "W-ORD-50",
        message,
        where=where,
        why="such correlations rest on few cells; standard errors and tests can be off",
        do='merge rare categories, for example with  collapse="auto", or collect more answers',
    )
