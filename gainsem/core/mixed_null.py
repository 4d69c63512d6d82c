"""Correlations of unrelated items of both kinds, and of weighted respondents."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gainsem.core.contingency import answers as coded
from gainsem.core.contingency import two_way_tables, without_empty_cell
from gainsem.core.linalg import Array
from gainsem.core.null_correlations import Null
from gainsem.core.polychoric import corners_of, polychoric_correlations, thresholds_of
from gainsem.core.structure import Indices


@dataclass(frozen=True)
class MixedNull:
    """Polychoric, polyserial and Pearson correlations of unrelated items.

    Missing answers stay where they are, and so do weights: what an item's answers lose to
    them is lost in every draw.

    Parameters
    ----------
    answers : ndarray, shape (n, p)
        Categories from 0 of ordinal items, numbers of others; NaN where missing.
    n_categories : tuple of int
        0 for a continuous item.
    null : {"permutation", "normal"}
        Permute the answers to each item among the respondents (with weights: draw them with
        probabilities in proportion to these, so that each item keeps its weighted
        distribution on average); or simulate normal variables, cut at the thresholds of
        ordinal items.
    weights : ndarray, shape (n,), or None
        Adding up to n.
    zero_add : float
        Added to the only empty cell of a 2 x 2 table.
    """

    answers: Array
    n_categories: tuple[int, ...]
    null: Null
    weights: Array | None = None
    zero_add: float = 0.5

    @cached_property
    def ordinal(self) -> Indices:
        """Places of the ordinal items."""
        return np.flatnonzero(np.array(self.n_categories) > 0)

    @cached_property
    def continuous(self) -> Indices:
        """Places of the continuous items."""
        return np.flatnonzero(np.array(self.n_categories) == 0)

    def draw(self, rng: np.random.Generator) -> Array:
        """Return one matrix of correlations, shape (p, p)."""
        if self.null == "normal":
            drawn = self._simulated(rng)
        elif self.weights is None:
            drawn = self._permuted(rng)
        else:
            drawn = self._resampled(rng)
        return self.correlations(drawn)

    def correlations(self, rows: Array) -> Array:
        """Return the correlations of answers (n, p), margins estimated item by item."""
        matrix = np.eye(rows.shape[1])
        z = self._standardised(rows[:, self.continuous].T)
        if len(self.continuous):
            matrix[np.ix_(self.continuous, self.continuous)] = self._products(z)
        if len(self.ordinal):
            own = rows[:, self.ordinal]
            found, thresholds = self._polychorics(own)
            matrix[np.ix_(self.ordinal, self.ordinal)] = found
            if len(z):
                # Here, because it loads scipy, which a factor analysis does without.
                from gainsem.core.polyserial_batch import polyserial_correlations

                codes = np.where(np.isnan(own), -1.0, own).astype(np.intp)
                for k, item in enumerate(self.ordinal.tolist()):
                    cuts = thresholds[: self.n_categories[item] - 1, k]
                    across = polyserial_correlations(codes[:, k], cuts, z, self.weights)
                    matrix[item, self.continuous] = matrix[self.continuous, item] = across
        return matrix

    def _permuted(self, rng: np.random.Generator) -> Array:
        result = self.answers.copy()
        for j in range(result.shape[1]):
            present = ~np.isnan(result[:, j])
            result[present, j] = rng.permutation(result[present, j])
        return result

    def _resampled(self, rng: np.random.Generator) -> Array:
        assert self.weights is not None
        result = self.answers.copy()
        for j in range(result.shape[1]):
            present = ~np.isnan(result[:, j])
            share = np.cumsum(self.weights[present])
            even = rng.random(int(present.sum())) * share[-1]
            result[present, j] = self.answers[present, j][np.searchsorted(share, even, "right")]
        return result

    def _simulated(self, rng: np.random.Generator) -> Array:
        result = rng.standard_normal(self.answers.shape)
        if len(self.ordinal):
            _, thresholds = self._margins
            for k, item in enumerate(self.ordinal.tolist()):
                cuts = thresholds[: self.n_categories[item] - 1, k]
                result[:, item] = np.searchsorted(cuts, result[:, item], side="right")
        return np.where(np.isnan(self.answers), np.nan, result)

    @cached_property
    def _margins(self) -> tuple[Array, Array]:
        return self._polychorics(self.answers[:, self.ordinal])

    def _polychorics(self, rows: Array) -> tuple[Array, Array]:
        """Return polychoric correlations (o, o) and thresholds (K - 1, o)."""
        counts = [self.n_categories[item] for item in self.ordinal.tolist()]
        given = coded(rows, counts)
        pairs = np.tril_indices(len(counts), -1)
        tables, totals = two_way_tables(given, pairs, weights=self.weights)
        thresholds = thresholds_of(totals[:, : given.most])
        matrix = np.eye(len(counts))
        if len(counts) > 1:
            used = self._filled(tables[: given.most, : given.most], np.array(counts), pairs)
            found = polychoric_correlations(used, corners_of(thresholds, pairs)).rho
            matrix[pairs] = matrix[pairs[::-1]] = found
        return matrix, thresholds

    def _filled(self, tables: Array, counts: Indices, pairs: tuple[Indices, Indices]) -> Array:
        chosen = (counts[pairs[0]] == 2) & (counts[pairs[1]] == 2)
        if not self.zero_add or not chosen.any():
            return tables
        result = tables.copy()
        result[:2, :2, chosen] = without_empty_cell(tables[:2, :2, chosen], self.zero_add)
        return result

    def _standardised(self, columns: Array) -> Array:
        """Return columns (c, n) with weighted mean 0 and variance 1 of what is there."""
        seen = self._seen(columns)
        total = seen.sum(axis=1, keepdims=True)
        filled = np.nan_to_num(columns)
        centred = columns - (seen * filled).sum(axis=1, keepdims=True) / total
        variance = (seen * np.nan_to_num(centred) ** 2).sum(axis=1, keepdims=True) / total
        return np.asarray(centred / np.sqrt(np.where(variance > 0.0, variance, 1.0)))

    def _products(self, z: Array) -> Array:
        """Return mean products of standardised answers of those who gave both."""
        filled, there = np.nan_to_num(z), (~np.isnan(z)).astype(np.float64)
        weighted = self._seen(z)
        products = (weighted * filled) @ filled.T / np.maximum(weighted @ there.T, 1e-300)
        matrix = np.clip(0.5 * (products + products.T), -1.0, 1.0)
        np.fill_diagonal(matrix, 1.0)
        return np.asarray(matrix)

    def _seen(self, columns: Array) -> Array:
        there = (~np.isnan(columns)).astype(np.float64)
        return there if self.weights is None else np.asarray(there * self.weights)
