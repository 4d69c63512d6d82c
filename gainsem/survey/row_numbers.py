"""Numbers of rows that know what a row is called where they come from: a line, a case."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

LINE = "line"


class RowNumbers(np.ndarray):
    """Whole numbers, one a row, and the word for one row; a part of them keeps the word.

    A text file has lines.  A file of SPSS or Stata has cases, a Parquet file rows: a
    message that spoke of "line 5" there would send its reader to the wrong place.
    """

    word: str

    def __array_finalize__(self, parent: Any) -> None:
        self.word = getattr(parent, "word", LINE)


def counted_rows(n_rows: int, word: str) -> NDArray[np.int64]:
    """Return 1, 2, ..., n_rows as rows of a kind, shape (n_rows,).

    Examples
    --------
    >>> row_word(counted_rows(3, "case")[1:])
    'case'
    """
    numbers = np.arange(1, n_rows + 1, dtype=np.int64).view(RowNumbers)
    numbers.word = word
    return numbers


def row_word(numbers: object) -> str:
    """Return what one row is called: ``"line"`` unless the numbers say otherwise."""
    return getattr(numbers, "word", LINE)
