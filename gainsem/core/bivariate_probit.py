"""Two ordinal variables with thresholds that may differ from case to case, given covariates.

Every case has a rectangle of its own, between its cuts, and the correlation maximises
the sum of their log probabilities (Olsson 1979, doi:10.1007/BF02296207).  As for whole
tables, the probabilities are carried along from step to step by integrating the
bivariate density (Plackett's identity).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gainsem.core.interval import probability_between
from gainsem.core.linalg import Array
from gainsem.core.normal import REACH, STEEP, arc_growth, cdf, cdf2, density
from gainsem.core.pair_likelihood import PairFit, PairScores
from gainsem.core.polychoric import (
    CONVERGED,
    LARGEST,
    LARGEST_START,
    MOST_BENT,
    MOST_STEPS,
    density_at,
    nodes_for,
)
from gainsem.core.rare_cells import LEAST, RARE, cell_probability
from gainsem.core.structure import Indices


@dataclass(frozen=True)
class Rectangles:
    """The rectangles of all cases.

    Parameters
    ----------
    first, second : ndarray, shape (2, n)
        Upper and lower cuts of both variables, `REACH` or its negative for infinity.
    tails : tuple of ndarray, shape (2, n)
        Their lower tail probabilities.
    inside : ndarray of int, shape (m,)
        Which of the 4n corners have two finite cuts; the others never change.
    hk, squares : ndarray, shape (m,)
        Products of the cuts, and half the sums of their squares, at these corners.
    """

    first: Array
    second: Array
    tails: tuple[Array, Array]
    inside: Indices
    hk: Array
    squares: Array

    @classmethod
    def between(cls, first: Array, second: Array) -> Rectangles:
        """Return the rectangles between cuts of shape (2, n)."""
        h, k = np.broadcast_arrays(first[:, None], second[None, :])
        inside = np.flatnonzero((np.abs(h) < REACH) & (np.abs(k) < REACH))
        h, k = h.ravel().take(inside), k.ravel().take(inside)
        tails = cdf(first), cdf(second)
        return cls(first, second, tails, inside, h * k, 0.5 * (h * h + k * k))

    def over_corners(self, values: Array) -> Array:
        """Return second differences of values at the finite corners, 0 at the others."""
        return _difference(self.on_corners(values))

    def on_corners(self, values: Array) -> Array:
        """Return values at the finite corners as part of all, shape (2, 2, n), upper first."""
        whole = np.zeros(4 * self.first.shape[1])
        whole[self.inside] = values
        return whole.reshape(2, 2, -1)

    def grown(self, old: float, new: float) -> Array:
        """Return by how much the probabilities below the finite corners grow, shape (m,)."""
        start, end = np.arcsin(old), np.arcsin(new)
        return arc_growth(
            self.hk, self.squares, start, end, nodes=nodes_for(float(np.abs(end - start)))
        )

    def below(self, rho: float) -> Array:
        """Return the probabilities below the corners, shape (2, 2, n)."""
        h, k = self.tails
        below = h[:, None] * k[None, :]
        if abs(rho) <= STEEP:
            return below + self.on_corners(self.grown(0.0, rho))
        return self.steep(below, rho)

    def steep(self, below: Array, rho: float) -> Array:
        """Return ``below`` with its finite corners anew, at a correlation near -1 or 1."""
        h, k = np.broadcast_arrays(self.first[:, None], self.second[None, :])
        result = below.ravel()
        at = cdf2(h.ravel().take(self.inside), k.ravel().take(self.inside), rho)
        result[self.inside] = at
        return result.reshape(below.shape)

    def moved(self, below: Array, old: float, new: float) -> Array:
        """Return the probabilities below the corners at another correlation."""
        if max(abs(old), abs(new)) <= STEEP:
            return below + self.on_corners(self.grown(old, new))
        return self.below(new)


@dataclass(frozen=True)
class RectanglePoint:
    """Rectangles at one correlation.

    Parameters
    ----------
    rectangles : Rectangles
    rho : float
    below : ndarray, shape (2, 2, n)
        Probabilities below the corners.
    weights : ndarray, shape (n,), optional
        Rectangles of weight 0 need no digits when their chance is small.
    """

    rectangles: Rectangles
    rho: float
    below: Array
    weights: Array | None = None

    @classmethod
    def at(cls, first: Array, second: Array, rho: float) -> RectanglePoint:
        """Return the rectangles between cuts of shape (2, n) at a correlation."""
        rectangles = Rectangles.between(first, second)
        return cls(rectangles, rho, rectangles.below(rho))

    @cached_property
    def probability(self) -> Array:
        """Probabilities of the rectangles, shape (n,)."""
        probability = _difference(self.below)
        rare = probability < RARE
        if self.weights is not None:
            rare &= self.weights != 0.0
        if rare.any():
            high, low = self.rectangles.first[:, rare]
            above, lowest = self.rectangles.second[:, rare]
            rho = np.full(len(low), self.rho)
            probability[rare] = cell_probability(low, high, lowest, above, rho)
        return probability

    @cached_property
    def inverse(self) -> Array:
        """One over the probabilities, 0 for rectangles without a chance; shape (n,)."""
        some = self.probability > LEAST
        weight: Array = np.where(some, 1.0, 0.0) / np.where(some, self.probability, 1.0)
        return weight

    @cached_property
    def density(self) -> tuple[Array, Array]:
        """The bivariate density at the finite corners, and its logarithm's slope, (m,)."""
        rectangles = self.rectangles
        return density_at(rectangles.hk, rectangles.squares, np.float64(self.rho))

    @cached_property
    def of_rho(self) -> Array:
        """Derivatives of the log probabilities by the correlation, shape (n,).

        With a rectangle's probability P and the bivariate density phi2, the sum of
        ``+-phi2 / P`` over its four corners.
        """
        score = self.rectangles.over_corners(self.density[0]) * self.inverse
        lost = self.inverse == 0.0
        if lost.any():
            first, second = self.rectangles.first, self.rectangles.second
            score[lost] = _steepest(first[:, lost], second[:, lost], self.rho)
        return score

    @cached_property
    def of_rho_twice(self) -> Array:
        """Second derivatives of the log probabilities by the correlation, shape (n,)."""
        at_corner, log_slope = self.density
        bent = self.rectangles.over_corners(at_corner * log_slope) * self.inverse
        second: Array = bent - self.of_rho * self.of_rho
        return second

    @cached_property
    def scores(self) -> PairScores:
        """The derivatives of the log probabilities.

        That by an upper cut is ``phi(h) [Phi((k - rho h) / s)] / P``, a difference over
        the other variable's two cuts.
        """
        first, second = self.rectangles.first, self.rectangles.second
        return PairScores(
            self.of_rho,
            _cut_scores(first, second, self.rho) * self.inverse,
            _cut_scores(second, first, self.rho) * self.inverse,
        )

    def slopes(self) -> PairScores:
        """Return the derivatives of all scores by the correlation.

        That of ``phi(h) Phi((k - rho h) / s)`` is ``phi2(h, k) (rho k - h) / s^2``.
        """
        rectangles, scores = self.rectangles, self.scores
        at_corner = rectangles.on_corners(self.density[0]) / ((1.0 - self.rho) * (1.0 + self.rho))
        h, k = rectangles.first[:, None], rectangles.second[None, :]
        of_h, of_k = at_corner * (self.rho * k - h), at_corner * (self.rho * h - k)
        first = np.stack([of_h[0, 0] - of_h[0, 1], of_h[1, 1] - of_h[1, 0]])
        second = np.stack([of_k[0, 0] - of_k[1, 0], of_k[1, 1] - of_k[0, 1]])
        return PairScores(
            self.of_rho_twice,
            first * self.inverse - scores.first * self.of_rho,
            second * self.inverse - scores.second * self.of_rho,
        )


def fit_polychoric(first: Array, second: Array, *, weights: Array) -> PairFit:
    """Return the maximum likelihood correlation of two ordinal variables, margins held fixed.

    Newton's method with the third derivative taken from two curvatures; a step out of
    the bracket in which the score changes its sign halves the bracket.

    Parameters
    ----------
    first, second : ndarray, shape (2, n)
        Upper and lower cuts of both variables.
    weights : ndarray, shape (n,)
    """
    rectangles = Rectangles.between(first, second)
    rho = _start(rectangles, weights)
    point = RectanglePoint(rectangles, rho, rectangles.below(rho), weights)
    low, high = -LARGEST, LARGEST
    before, curvature_before, last = rho, 0.0, 0.0
    for _ in range(MOST_STEPS):
        rho = point.rho
        score, curvature = float(weights @ point.of_rho), -float(weights @ point.of_rho_twice)
        if score == 0.0:
            break
        low, high = (rho, high) if score > 0.0 else (low, rho)
        proper = curvature > 0.0 and bool((point.inverse > 0.0).all())
        step = score / curvature if proper else np.inf
        if abs(step) <= CONVERGED:
            break
        bent = 0.0
        if abs(rho - before) > CONVERGED:
            bent = 0.5 * step * (curvature - curvature_before) / (rho - before) / curvature
        proposed = rho + step * (1.0 - min(max(bent, -MOST_BENT), MOST_BENT))
        if not low < proposed < high:
            proper, proposed = False, 0.5 * (low + high)
        before, curvature_before = rho, curvature
        moved = abs(proposed - rho)
        below = rectangles.moved(point.below, rho, proposed)
        point = RectanglePoint(rectangles, proposed, below, weights)
        # What is left after two steps of Newton's: errors fall with their square.
        left = moved * (moved / last) ** 2 if proper and last else moved
        last = moved if proper else 0.0
        if left < CONVERGED:
            break
    return PairFit(point.rho, lambda: point.scores, point.slopes)


def _start(rectangles: Rectangles, weights: Array) -> float:
    """Return the correlation of what is expected of the latent responses given the answers.

    Each of both variables loses its share of variance to the coarseness of the answers.
    """
    total = float(weights.sum())
    expected = []
    for cuts, tails in zip((rectangles.first, rectangles.second), rectangles.tails, strict=True):
        between = tails[0] - tails[1]
        some = between > RARE
        near = density(cuts)
        expected.append(np.where(some, (near[1] - near[0]) / np.where(some, between, 1.0), 0.0))
    one, other = expected
    spread = float(weights @ (one * one)) * float(weights @ (other * other))
    if spread <= 0.0:
        return 0.0
    rho = total * float(weights @ (one * other)) / spread
    return min(max(rho, -LARGEST_START), LARGEST_START)


def _steepest(first: Array, second: Array, rho: float) -> Array:
    """Return ``d log P / d rho`` of rectangles without a chance, from their nearest corner.

    There the probability falls with the density of that corner.
    """
    h, k = first[:, None], second[None, :]
    free = 1.0 - rho * rho
    distance = (h * h + k * k - 2.0 * rho * h * k) / (2.0 * free)
    slope = h * k / free - 2.0 * rho * distance / free
    flat = distance.reshape(4, -1)
    nearest = flat.argmin(axis=0)
    steepest: Array = slope.reshape(4, -1)[nearest, np.arange(flat.shape[1])]
    return steepest


def _difference(values: Array) -> Array:
    """Return the second difference over corners, shape (2, 2, n), upper cuts first."""
    difference: Array = values[0, 0] - values[0, 1] - values[1, 0] + values[1, 1]
    return difference


def _cut_scores(cuts: Array, others: Array, rho: float) -> Array:
    """Return the derivatives of a rectangle's probability by its cuts, shape (2, n)."""
    spread = np.sqrt((1.0 - rho) * (1.0 + rho))
    upper, lower = (others[:, None] - rho * cuts) / spread
    between = probability_between(lower, upper)
    derivative: Array = density(cuts) * between * np.array([[1.0], [-1.0]])
    return derivative
