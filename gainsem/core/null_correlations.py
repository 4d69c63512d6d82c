"""Correlations of items that have nothing in common: what chance alone makes of a sample.

One draw is one matrix.  Each draw has a random stream of its own, made of the seed and its
number, so that the draws are the same in whatever order, and by however many workers, they
are made.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, Protocol

import numpy as np

from gainsem.core.contingency import Answers, two_way_tables, without_empty_cell
from gainsem.core.linalg import Array
from gainsem.core.polychoric import Corners, corners_of, polychoric_correlations, thresholds_of
from gainsem.core.structure import Indices

Null = Literal["permutation", "normal"]
STREAM = 1
"""Keeps these draws apart from those of comparison data under the same seed."""


def generator(seed: int, *key: int) -> np.random.Generator:
    """Return the random stream of one draw."""
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))


@dataclass(frozen=True)
class ContinuousNull:
    """Pearson correlations of unrelated continuous items.

    Parameters
    ----------
    n_obs : int
    n_items : int
    answers : ndarray, shape (n, p), or None
        NaN where missing; without answers items can only be simulated.
    null : {"permutation", "normal"}
        Permute the answers to each item among the respondents, which keeps its distribution
        and its missing answers; or simulate normal answers.
    """

    n_obs: int
    n_items: int
    answers: Array | None
    null: Null

    @cached_property
    def columns(self) -> Array:
        """Standardised answers, items in rows; NaN where missing."""
        assert self.answers is not None
        mean, spread = np.nanmean(self.answers, axis=0), np.nanstd(self.answers, axis=0)
        return np.ascontiguousarray(((self.answers - mean) / spread).T)

    @cached_property
    def incomplete(self) -> bool:
        """Whether an answer is missing."""
        return bool(np.isnan(self.columns).any())

    def draw(self, rng: np.random.Generator) -> Array:
        """Return one matrix of correlations, shape (p, p)."""
        if self.null == "normal" or self.answers is None:
            return wishart_correlations(self.n_items, self.n_obs, rng)
        shuffled = rng.permuted(self.columns, axis=1)
        if not self.incomplete:
            return _exact(shuffled @ shuffled.T / shuffled.shape[1])
        return pairwise_correlations(shuffled)


@dataclass(frozen=True)
class OrdinalNull:
    """Polychoric correlations of unrelated ordinal items.

    Parameters
    ----------
    given : Answers
        Categories of the respondents.
    pairs : tuple of ndarray of int, shape (P,)
    null : {"permutation", "normal"}
        Permute the answers to each item among the respondents; or cut independent normal
        variables at the thresholds of the items.
    zero_add : float
        Added to the only empty cell of a 2 x 2 table.
    """

    given: Answers
    pairs: tuple[Indices, Indices]
    null: Null
    zero_add: float = 0.5
    shares: Array = field(init=False)
    corners: Corners = field(init=False)

    def __post_init__(self) -> None:
        most = self.given.most
        counts = np.array(
            [np.bincount(item, minlength=most + 1)[:most] for item in self.given.codes],
            dtype=np.float64,
        )
        put = object.__setattr__
        put(self, "shares", np.cumsum(counts, axis=1) / counts.sum(axis=1, keepdims=True))
        put(self, "corners", corners_of(thresholds_of(counts), self.pairs))

    def draw(self, rng: np.random.Generator) -> Array:
        """Return one matrix of correlations, shape (p, p)."""
        codes = self.given.codes
        permuted = self.null == "permutation"
        drawn = rng.permuted(codes, axis=1) if permuted else self._simulated(rng)
        answers = Answers(drawn, self.given.n_categories)
        tables, counts = two_way_tables(answers, self.pairs)
        most = self.given.most
        used = self._filled(tables[:most, :most])
        corners = self.corners
        if not permuted:
            corners = corners_of(thresholds_of(counts[:, :most]), self.pairs)
        found = polychoric_correlations(used, corners)
        matrix = np.eye(len(codes))
        matrix[self.pairs] = matrix[self.pairs[::-1]] = found.rho
        return matrix

    def _simulated(
        self, rng: np.random.Generator
    ) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
        """Return categories of independent normal variables; missing answers stay where they are.

        A normal variable falls below a threshold exactly when an evenly distributed one
        falls below its probability.
        """
        codes = self.given.codes
        even = rng.random(codes.shape)
        drawn = np.empty_like(codes)
        for item, share in enumerate(self.shares):
            cuts = share[: self.given.n_categories[item] - 1]
            drawn[item] = np.searchsorted(cuts, even[item], side="right")
        missing = codes == self.given.most
        return np.where(missing, codes, drawn).astype(np.uint8)

    def _filled(self, tables: Array) -> Array:
        binary = np.array(self.given.n_categories) == 2
        chosen = binary[self.pairs[0]] & binary[self.pairs[1]]
        if not self.zero_add or not chosen.any():
            return tables
        result = tables.copy()
        result[:2, :2, chosen] = without_empty_cell(tables[:2, :2, chosen], self.zero_add)
        return result


class NullModel(Protocol):
    """Anything that draws a matrix of chance correlations."""

    def draw(self, rng: np.random.Generator) -> Array:
        """Return one matrix of correlations, shape (p, p)."""
        ...


def wishart_correlations(p: int, n: int, rng: np.random.Generator) -> Array:
    """Return the correlations of n respondents with p independent normal items.

    Bartlett's decomposition (1933): the scatter matrix is ``L L'`` with ``L`` lower
    triangular, squared diagonal elements chi-square with n - 1, n - 2, ... degrees of freedom,
    and standard normal elements below; no respondent has to be drawn, unless there are fewer
    than items.
    """
    if n <= p:
        return pairwise_correlations(rng.standard_normal((p, max(n, 3))))
    lower = np.tril(rng.standard_normal((p, p)), -1)
    lower[np.diag_indices(p)] = np.sqrt(rng.chisquare(n - 1.0 - np.arange(p)))
    scatter = lower @ lower.T
    spread = np.sqrt(np.diag(scatter))
    return _exact(scatter / np.outer(spread, spread))


def pairwise_correlations(columns: Array) -> Array:
    """Return Pearson correlations from all respondents who answered both items.

    Parameters
    ----------
    columns : ndarray, shape (p, n)
        NaN where missing.
    """
    present = ~np.isnan(columns)
    filled, seen = np.where(present, columns, 0.0), present.astype(np.float64)
    n = np.maximum(seen @ seen.T, 1.0)
    sums, squares = filled @ seen.T, (filled * filled) @ seen.T
    spread = squares / n - (sums / n) ** 2
    products = filled @ filled.T / n - (sums / n) * (sums / n).T
    with np.errstate(divide="ignore", invalid="ignore"):
        matrix = products / np.sqrt(spread * spread.T)
    return _exact(np.where(np.isfinite(matrix), np.clip(matrix, -1.0, 1.0), 0.0))


def _exact(matrix: Array) -> Array:
    result = 0.5 * (matrix + matrix.T)
    np.fill_diagonal(result, 1.0)
    return np.asarray(result)
