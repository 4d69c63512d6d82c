"""Where answers are written while a table is read: one matrix, its columns side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gainsem.survey.raw_table import RawTable

Matrix = NDArray[np.float64]


def room_for_answers(raw: RawTable, *, consume: bool) -> tuple[Matrix, tuple[Matrix, ...]]:
    """Return a matrix for the answers of a table, and its columns.

    Parameters
    ----------
    raw : RawTable
    consume : bool
        The table's own numbers may be overwritten; where they are one matrix already, they
        are the room, and each column that holds numbers is its own.

    Returns
    -------
    matrix : ndarray, shape (n_rows, n_columns)
        Memory is taken by a new one only where it is written to.
    rooms : tuple of ndarray, shape (n_rows,)
    """
    own = _one_matrix(raw) if consume else None
    if own is None:
        matrix = np.empty((len(raw.lines), len(raw.names)), order="F")
        return matrix, tuple(matrix.T)
    rooms = (
        column if isinstance(column, np.ndarray) else own[:, j]
        for j, column in enumerate(raw.columns)
    )
    return own, tuple(rooms)


def side_by_side(
    columns: Sequence[Matrix | None], matrix: Matrix, rooms: Sequence[Matrix]
) -> Matrix:
    """Return the columns that hold numbers, shape (n_rows, n_numeric), read-only.

    A column that already lies where it belongs is not copied.
    """
    filled = 0
    for j, column in enumerate(columns):
        if column is None:
            continue
        if column is not rooms[j] or filled != j:
            matrix[:, filled] = column
        filled += 1
    values = matrix[:, :filled]
    values.setflags(write=False)
    return values


def _one_matrix(raw: RawTable) -> Matrix | None:
    """Return the matrix whose columns the numbers of a table are, each in its place."""
    numbers = [
        (j, column) for j, column in enumerate(raw.columns) if isinstance(column, np.ndarray)
    ]
    if not numbers:
        return None
    base = numbers[0][1].base
    shape = (len(raw.lines), len(raw.columns))
    if not isinstance(base, np.ndarray) or base.shape != shape or base.dtype != np.float64:
        return None
    in_place = all(
        column.base is base
        and column.strides == (base.itemsize,)
        and column.ctypes.data == base.ctypes.data + j * base.strides[1]
        for j, column in numbers
    )
    return base if base.flags.f_contiguous and base.flags.writeable and in_place else None
