"""An attacker with all cells that are shown learns nothing about hidden ones."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gainsem.core.suppression import Line, Tables, hidden_cells

LEAST = 10


def two_way(counts: np.ndarray) -> Tables:
    """Return the tables of rows by columns: cells, row totals, column totals, total."""
    rows, columns = counts.shape
    atoms = np.eye(rows * columns, dtype=bool).reshape(rows, columns, -1)
    members = [
        *atoms.reshape(rows * columns, -1),
        *atoms.any(axis=1),
        *atoms.any(axis=0),
        atoms.any(axis=(0, 1)),
    ]
    cell = np.arange(rows * columns).reshape(rows, columns)
    of_row, of_column, total = (
        rows * columns,
        rows * columns + rows,
        rows * columns + rows + columns,
    )
    lines = [Line(of_row + i, tuple(cell[i])) for i in range(rows)]
    lines += [Line(of_column + j, tuple(cell[:, j])) for j in range(columns)]
    lines.append(Line(total, tuple(range(of_row, of_row + rows))))
    lines.append(Line(total, tuple(range(of_column, of_column + columns))))
    mask = np.array(members)
    return Tables(mask @ counts.ravel(), mask, lines, np.zeros((0, mask.shape[1]), dtype=bool))


def determined(tables: Tables, hidden: np.ndarray) -> np.ndarray:
    """Return which hidden cells have the same count in every table that shows the same.

    Solved anew here by least squares: a cell is determined when its indicator is a
    combination of those shown.
    """
    shown = np.concatenate([tables.members[~hidden], tables.known]).astype(float)
    found = []
    for cell in np.flatnonzero(hidden):
        wanted = tables.members[cell].astype(float)
        weights = np.linalg.lstsq(shown.T, wanted, rcond=None)[0]
        found.append(np.abs(shown.T @ weights - wanted).max() < 1e-9)
    return np.array(found, dtype=bool)


@given(
    st.integers(2, 5),
    st.integers(2, 4),
    st.lists(st.integers(0, 60), min_size=20, max_size=20),
)
def test_no_hidden_cell_can_be_worked_out(rows: int, columns: int, numbers: list[int]) -> None:
    counts = np.array(numbers[: rows * columns]).reshape(rows, columns)
    tables = two_way(counts)
    hidden = hidden_cells(tables, LEAST)
    small = (tables.counts < LEAST) & (tables.counts > 0)
    assert hidden[small].all()
    at = np.flatnonzero(hidden)
    # What can still be worked out has nobody in it, or nothing at all is left to show.
    exposed = at[determined(tables, hidden)] if len(at) else at
    assert (tables.counts[exposed] == 0).all()


def test_one_small_cell_takes_the_next_smallest_with_it() -> None:
    counts = np.array([100, 4, 30, 66])
    members = np.array([[1, 1, 1], *np.eye(3)], dtype=bool)
    tables = Tables(counts, members, [Line(0, (1, 2, 3))], np.zeros((0, 3), dtype=bool))
    assert hidden_cells(tables, LEAST).tolist() == [False, True, True, False]


def test_two_small_cells_that_are_small_together_take_a_third() -> None:
    counts = np.array([100, 4, 3, 30, 63])
    members = np.array([[1, 1, 1, 1], *np.eye(4)], dtype=bool)
    tables = Tables(counts, members, [Line(0, (1, 2, 3, 4))], np.zeros((0, 4), dtype=bool))
    assert hidden_cells(tables, LEAST).tolist() == [False, True, True, True, False]


def test_nothing_is_hidden_without_need() -> None:
    assert not hidden_cells(two_way(np.full((3, 3), 10)), LEAST).any()
    assert not hidden_cells(two_way(np.array([[0, 12], [15, 20]])), LEAST).any()


def test_respondents_of_unknown_group_hide_nobody() -> None:
    """Their number is told, so a single hidden group could be worked out from it."""
    counts = np.array([100, 90, 12])
    members = np.array([[1, 1, 1, 1], [1, 0, 0, 0], [0, 1, 0, 0]], dtype=bool)
    counts = np.array([100, 85, 8])
    known = np.array([[0, 0, 1, 1]], dtype=bool)
    hidden = hidden_cells(Tables(counts, members, [Line(0, (1, 2))], known), LEAST)
    assert hidden.tolist() == [False, True, True]


def test_a_bridge_between_two_blocks_is_found() -> None:
    """Two hidden cells in every line, and one of them determined all the same."""
    counts = np.full((5, 5), 20)
    for i, j in [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 2), (2, 3), (3, 3), (3, 4), (2, 4)]:
        counts[i, j] = 5
    tables = two_way(counts)
    primary = tables.counts < LEAST
    assert determined(tables, primary).any()
    hidden = hidden_cells(tables, LEAST)
    assert not determined(tables, hidden).any()
