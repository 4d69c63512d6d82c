"""How often every pair of answers to every pair of ordinal items occurs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

EXACT_IN_SINGLE = 2**24
"""Counts up to here are exact in single precision, which multiplies twice as fast."""

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class PairTables:
    """The two-way tables of p items, side by side in one symmetric matrix.

    The table of items i and j is ``counts[starts[i]:starts[i+1], starts[j]:starts[j+1]]``;
    it counts the respondents who answered both.

    Parameters
    ----------
    counts : ndarray, shape (S, S)
        S is the number of categories of all items.
    n_categories : tuple of int
    """

    counts: NDArray[np.floating]
    n_categories: tuple[int, ...]

    @cached_property
    def starts(self) -> NDArray[np.intp]:
        """Row of the first category of each item, and the end, shape (p + 1,)."""
        return np.cumsum([0, *self.n_categories], dtype=np.intp)

    def table(self, i: int, j: int) -> NDArray[np.floating]:
        """Return the table of two items, shape (K_i, K_j)."""
        at = self.starts
        return self.counts[at[i] : at[i + 1], at[j] : at[j + 1]]

    @cached_property
    def margins(self) -> Matrix:
        """Answers to each category by who also answered each item, shape (S, p)."""
        return self._across(self.counts)

    @cached_property
    def together(self) -> Matrix:
        """Respondents who answered both items, shape (p, p)."""
        return self._down(self.margins)

    @cached_property
    def chosen(self) -> Matrix:
        """Categories of the row's item chosen by who also answered the column's, (p, p)."""
        return self._down(self.margins > 0)

    @cached_property
    def filled(self) -> Matrix:
        """Cells of each table that are not empty, shape (p, p)."""
        return self._down(self._across(self.counts > 0))

    @cached_property
    def empty(self) -> Matrix:
        """Cells of each table that are empty, shape (p, p)."""
        sizes = np.array(self.n_categories)
        return np.outer(sizes, sizes) - self.filled

    @cached_property
    def _members(self) -> NDArray[np.floating]:
        """1 where a category (row) is one of an item (column), shape (S, p).

        Products with it sum over the categories of an item: twice as fast as to add up
        slices, and as exact, because all sums are whole numbers.
        """
        items = np.eye(len(self.n_categories), dtype=self.counts.dtype)
        return np.repeat(items, self.n_categories, axis=0)

    def _across(self, cells: NDArray[Any]) -> Matrix:
        sums: Matrix = (cells.astype(self.counts.dtype) @ self._members).astype(np.float64)
        return sums

    def _down(self, rows: NDArray[Any]) -> Matrix:
        sums: Matrix = (self._members.T @ rows.astype(self.counts.dtype)).astype(np.float64)
        return sums


def pair_tables(indices: Matrix, n_categories: Sequence[int]) -> PairTables:
    """Return the tables of all pairs in one matrix product.

    Parameters
    ----------
    indices : ndarray, shape (n, p)
        Categories 0 ... K - 1; NaN where missing.
    n_categories : sequence of int

    Examples
    --------
    >>> pair_tables(np.array([[0.0, 1.0], [1.0, 1.0], [1.0, np.nan]]), (2, 2)).table(0, 1)
    array([[0., 1.],
           [0., 1.]], dtype=float32)
    """
    n = len(indices)
    kind = np.float32 if n < EXACT_IN_SINGLE else np.float64
    one_hot = np.empty((sum(n_categories), n), dtype=kind)
    first = 0
    for j, count in enumerate(n_categories):
        np.equal(
            indices[:, j],
            np.arange(count)[:, None],
            out=one_hot[first : first + count],
            casting="unsafe",
        )
        first += count
    return PairTables(one_hot @ one_hot.T, tuple(n_categories))
