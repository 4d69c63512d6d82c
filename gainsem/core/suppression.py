"""Which cells of tables must not be shown, so that nobody learns about a few respondents.

The tables are sums of one another (a district's total is the sum over its waves).  A cell
with fewer than ``k`` respondents is hidden; then further cells, the smallest first, until
nothing that is shown gives a hidden one away (complementary suppression: Hundepool et al.
2012, Statistical disclosure control, doi:10.1002/9781118348239):

1. among a total and its parts never just one is hidden;
2. the hidden parts of a total that is shown have k respondents or more together;
3. no hidden cell, and no two with fewer than k respondents together, are a linear
   combination of cells that are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Line:
    """A total and the parts it is the sum of (what is known of the rest left out)."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Tables:
    """All cells of all tables about the same respondents.

    Parameters
    ----------
    counts : ndarray, shape (cells,)
        Respondents.
    members : ndarray of bool, shape (cells, atoms)
        Which atoms (the finest groups of respondents) a cell is made of.
    lines : sequence of Line
    known : ndarray of bool, shape (others, atoms)
        Groups that are no cells and yet not secret, such as those of unknown district.
    """

    counts: NDArray[np.int64]
    members: Mask
    lines: Sequence[Line]
    known: Mask


def hidden_cells(tables: Tables, least: int) -> Mask:
    """Return which cells must be hidden.

    Parameters
    ----------
    tables : Tables
    least : int
        k, respondents a cell must have to be shown.

    Returns
    -------
    ndarray of bool, shape (cells,)

    Examples
    --------
    >>> import numpy as np
    >>> counts, members = np.array([60, 4, 20, 36]), np.array([[1, 1, 1], *np.eye(3)], dtype=bool)
    >>> tables = Tables(counts, members, [Line(0, (1, 2, 3))], np.zeros((0, 3), dtype=bool))
    >>> hidden_cells(tables, 10).tolist()
    [False, True, True, False]
    """
    hidden = (tables.counts < least) & (tables.counts > 0)
    while hidden.any():
        more = _by_lines(tables, hidden, least)
        if more is None:
            more = _by_algebra(tables, hidden, least)
        if more is None:
            break
        hidden[more] = True
    return hidden


def _by_lines(tables: Tables, hidden: Mask, least: int) -> int | None:
    """Return the next cell that rules 1 and 2 ask for."""
    for line in tables.lines:
        own = [cell for cell in line.parts if hidden[cell]]
        if not own and not hidden[line.total]:
            continue
        alone = len(own) + int(hidden[line.total]) == 1
        few = not hidden[line.total] and tables.counts[own].sum() < least
        if alone or few:
            shown = [cell for cell in line.parts if not hidden[cell]]
            if shown:
                return _smallest(tables, shown)
            if not hidden[line.total]:
                return line.total
    return None


def _by_algebra(tables: Tables, hidden: Mask, least: int) -> int | None:
    """Return the next cell that rule 3 asks for."""
    basis = _row_space(np.concatenate([tables.members[~hidden], tables.known]).astype(np.float64))
    own = np.flatnonzero(hidden)
    small = own[tables.counts[own] < least]
    groups: list[tuple[int, ...]] = [(int(cell),) for cell in own]
    groups += [
        (int(a), int(b))
        for a, b in combinations(small, 2)
        if tables.counts[a] + tables.counts[b] < least
        and not (tables.members[a] & tables.members[b]).any()
    ]
    for group in groups:
        wanted = tables.members[list(group)].sum(axis=0).astype(np.float64)
        left = wanted - basis @ (basis.T @ wanted)
        if np.abs(left).max() < 1e-8:
            return _beside(tables, hidden, group)
    return None


def _beside(tables: Tables, hidden: Mask, group: tuple[int, ...]) -> int | None:
    """Return the smallest shown cell of the lines of some cells, else of all cells."""
    near = {
        cell
        for line in tables.lines
        if set(group) & {line.total, *line.parts}
        for cell in line.parts
        if not hidden[cell]
    }
    everywhere = [int(cell) for cell in np.flatnonzero(~hidden & (tables.counts > 0))]
    choice = sorted(near) or everywhere
    return _smallest(tables, choice) if choice else None


def _smallest(tables: Tables, cells: Sequence[int]) -> int:
    return min(cells, key=lambda cell: (int(tables.counts[cell]), cell))


def _row_space(matrix: Array) -> Array:
    """Return an orthonormal basis of the rows, shape (atoms, rank)."""
    if not len(matrix):
        return np.zeros((matrix.shape[1], 0))
    _, values, rows = np.linalg.svd(matrix, full_matrices=False)
    rank = int((values > 1e-10 * values[0]).sum()) if values.size else 0
    basis: Array = rows[:rank].T
    return basis
