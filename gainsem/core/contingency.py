"""Two-way tables of all pairs of ordinal items in one matrix product."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.core.structure import Indices

Codes = NDArray[np.uint8]
# Whole numbers up to this size are exact in single precision.
EXACT = 2**24


@dataclass(frozen=True)
class Answers:
    """Ordinal answers as category indices, items in rows.

    Parameters
    ----------
    codes : ndarray of uint8, shape (p, n)
        0 ... K - 1; a missing answer is K, the place behind the largest category.
    n_categories : tuple of int
        Categories of each item.
    """

    codes: Codes
    n_categories: tuple[int, ...]

    @property
    def most(self) -> int:
        """Largest number of categories, K."""
        return max(self.n_categories)

    @property
    def n_obs(self) -> int:
        """Respondents."""
        return int(self.codes.shape[1])

    @cached_property
    def incomplete(self) -> bool:
        """Whether any answer is missing."""
        return bool((self.codes == self.most).any())

    @cached_property
    def joint(self) -> NDArray[np.floating]:
        """Counts of all pairs of answers, shape (p, L, p, L); L places."""
        return self.weighted_joint(None)

    def weighted_joint(self, weights: Array | None) -> NDArray[np.floating]:
        """Return sums of weights (of respondents, without any) of all pairs of answers."""
        p, n, places = len(self.codes), self.n_obs, self.places
        kind = np.float32 if weights is None and n < EXACT else np.float64
        shown = np.empty((p, places, n), dtype=kind)
        numbers = np.arange(places, dtype=np.uint8)[:, None]
        np.equal(self.codes[:, None, :], numbers, out=shown, casting="unsafe")
        flat = shown.reshape(p * places, n)
        product = flat @ flat.T if weights is None else (flat * weights) @ flat.T
        joint: NDArray[np.floating] = product.reshape(p, places, p, places)
        return joint

    @property
    def places(self) -> int:
        """Places an answer can take: categories, and one for missing answers if there are any."""
        return self.most + self.incomplete


def answers(values: Array, n_categories: Sequence[int]) -> Answers:
    """Return answers from category indices.

    Parameters
    ----------
    values : ndarray, shape (n, p)
        Category indices from 0, NaN where missing.
    n_categories : sequence of int
    """
    most = max(n_categories)
    codes = np.where(np.isnan(values), most, values).astype(np.uint8)
    return Answers(np.ascontiguousarray(codes.T), tuple(n_categories))


def two_way_tables(
    given: Answers, pairs: tuple[Indices, Indices], *, weights: Array | None = None
) -> tuple[Array, Array]:
    """Return the tables of pairs and the counts of single items.

    Parameters
    ----------
    given : Answers
    pairs : tuple of ndarray of int, shape (P,)
        First and second item of each pair.
    weights : ndarray, shape (n,), optional
        What a respondent counts; by default 1.

    Returns
    -------
    tables : ndarray, shape (L, L, P)
        With L places: first item in rows, pairs last.
    counts : ndarray, shape (p, L)
    """
    joint = given.joint if weights is None else given.weighted_joint(weights)
    counts = np.einsum("iaia->ia", joint).astype(np.float64)
    tables = np.ascontiguousarray(joint[pairs[0], :, pairs[1], :].transpose(1, 2, 0))
    return tables.astype(np.float64), counts


def without_empty_cell(table: Array, added: float) -> Array:
    """Return 2 x 2 tables in which an empty cell has got ``added``, margins unchanged.

    Parameters
    ----------
    table : ndarray, shape (2, 2, P)
        Tables with exactly one empty cell are changed.
    added : float
    """
    empty = table == 0.0
    sign = np.array([[1.0, -1.0], [-1.0, 1.0]])[:, :, None]
    on_diagonal = (empty[0, 0] | empty[1, 1]).astype(np.float64)
    direction = np.where(on_diagonal > 0, 1.0, -1.0)
    single = (empty.sum(axis=(0, 1)) == 1).astype(np.float64)
    changed: Array = table + added * single * direction * sign
    return changed
