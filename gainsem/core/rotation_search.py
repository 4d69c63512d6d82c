"""The search for the best rotation, from many starts at once.

Gradient projection on the manifold of rotations (Jennrich 2001, doi:10.1007/BF02294840,
orthogonal; 2002, doi:10.1007/BF02294706, oblique).  The length of a step comes from the
last two points (Barzilai & Borwein 1988, doi:10.1093/imanum/8.1.141), and a step is taken
when the value falls below a moving average of those before it (Zhang & Hager 2004,
doi:10.1137/S1052623403428208; on manifolds Wen & Yin 2013,
doi:10.1007/s10107-012-0584-1): several times fewer steps than halving a fixed length.
All starts are one batch of small matrices; those that have arrived leave it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array
from gainsem.core.rotation_criteria import Criterion

SUFFICIENT = 1e-4
MEMORY = 0.85
SHORTEN, SHORTENINGS = 0.25, 30
SHORTEST, LONGEST = 1e-12, 1e12
FIRST_LENGTH = 1.0


@dataclass(frozen=True)
class Rotated:
    """Where each start has ended.

    Parameters
    ----------
    turns : ndarray, shape (B, m, m)
        T; orthogonal, or with columns of length 1.
    loadings : ndarray, shape (B, p, m)
        ``A T`` (orthogonal) or ``A inv(T)'`` (oblique).
    values : ndarray, shape (B,)
        The criterion.
    slopes : ndarray, shape (B,)
        Frobenius norm of the projected gradient.
    converged : ndarray of bool, shape (B,)
    iterations : int
        Of the slowest start.
    """

    turns: Array
    loadings: Array
    values: Array
    slopes: Array
    converged: NDArray[np.bool_]
    iterations: int


@dataclass
class _Points:
    """The starts still on their way."""

    turns: Array
    loadings: Array
    values: Array
    gradient: Array

    def keep(self, chosen: NDArray[np.bool_]) -> _Points:
        return _Points(*(part[chosen] for part in vars(self).values()))

    def put(self, chosen: NDArray[np.bool_], other: _Points) -> None:
        for mine, theirs in zip(vars(self).values(), vars(other).values(), strict=True):
            mine[chosen] = theirs


def search_rotations(
    loadings: Array,
    criterion: Criterion,
    starts: Array,
    *,
    oblique: bool,
    tolerance: float = 1e-6,
    max_iterations: int = 5000,
) -> Rotated:
    """Return the minimum each start runs into.

    Parameters
    ----------
    loadings : ndarray, shape (p, m)
        A, of orthogonal factors.
    criterion : callable
    starts : ndarray, shape (B, m, m)
        Orthogonal matrices.
    oblique : bool
        Whether the factors may correlate.
    tolerance : float
        Of the norm of the projected gradient.
    max_iterations : int
    """
    at = _evaluate(loadings, criterion, starts.copy(), oblique)
    ended = _Points(*(part.copy() for part in vars(at).values()))
    slopes, done = _norm(at.gradient), np.zeros(len(starts), dtype=bool)
    place = np.arange(len(starts))
    lengths = np.full(len(starts), FIRST_LENGTH)
    average, weight, iteration = at.values.copy(), np.ones(len(starts)), 0
    for iteration in range(max_iterations + 1):
        size = _norm(at.gradient)
        arrived = size < tolerance
        if arrived.any() or iteration == max_iterations:
            leaving = arrived | (iteration == max_iterations)
            _store(ended, place[leaving], at.keep(leaving))
            slopes[place[leaving]], done[place[leaving]] = size[leaving], arrived[leaving]
            stay = ~leaving
            at, place = at.keep(stay), place[stay]
            lengths, average, weight, size = (
                each[stay] for each in (lengths, average, weight, size)
            )
        if not len(place):
            break
        new, stuck = _step(loadings, criterion, at, lengths, average, size, oblique)
        lengths = _next_lengths(at, new, iteration)
        at = new
        if stuck.any():
            # Rounding allows no lower value: as far as this start can come.
            _store(ended, place[stuck], at.keep(stuck))
            slopes[place[stuck]] = size[stuck]
            done[place[stuck]] = size[stuck] < 100.0 * tolerance
            stay = ~stuck
            at, place = at.keep(stay), place[stay]
            lengths, average, weight = (each[stay] for each in (lengths, average, weight))
        following = MEMORY * weight + 1.0
        average = (MEMORY * weight * average + at.values) / following
        weight = following
    return Rotated(ended.turns, ended.loadings, ended.values, slopes, done, iteration)


def random_turns(count: int, size: int, *, seed: int) -> Array:
    """Return the identity and random orthogonal matrices, shape (count, m, m).

    Uniform over all rotations: the orthogonal factors of normal matrices with positive
    diagonals (Stewart 1980, doi:10.1137/0717034).
    """
    normal = np.random.default_rng(seed).standard_normal((max(count - 1, 0), size, size))
    orthogonal = _orthogonal(normal)
    return np.concatenate([np.eye(size)[None], orthogonal])


def _evaluate(loadings: Array, criterion: Criterion, turns: Array, oblique: bool) -> _Points:
    """Return loadings, values and projected gradients at some rotations."""
    if oblique:
        inverse = np.linalg.inv(turns)
        rotated = loadings @ inverse.swapaxes(-1, -2)
        values, slope = criterion(rotated)
        gradient = -(inverse.swapaxes(-1, -2) @ (slope.swapaxes(-1, -2) @ rotated))
        along = (turns * gradient).sum(axis=-2, keepdims=True)
        return _Points(turns, rotated, values, gradient - turns * along)
    rotated = loadings @ turns
    values, slope = criterion(rotated)
    gradient = loadings.T @ slope
    inner = turns.swapaxes(-1, -2) @ gradient
    return _Points(
        turns, rotated, values, gradient - turns @ (0.5 * (inner + inner.swapaxes(-1, -2)))
    )


def _step(
    loadings: Array,
    criterion: Criterion,
    at: _Points,
    lengths: Array,
    average: Array,
    size: Array,
    oblique: bool,
) -> tuple[_Points, NDArray[np.bool_]]:
    """Return the next points, and which starts could not be moved."""
    new = _evaluate(loadings, criterion, _moved(at, lengths, oblique), oblique)
    lengths = lengths.copy()
    with np.errstate(invalid="ignore"):
        failed = ~(new.values <= average - SUFFICIENT * lengths * size**2)
    for _ in range(SHORTENINGS):
        if not failed.any():
            break
        lengths[failed] *= SHORTEN
        part = at.keep(failed)
        again = _evaluate(loadings, criterion, _moved(part, lengths[failed], oblique), oblique)
        new.put(failed, again)
        bound = average[failed] - SUFFICIENT * lengths[failed] * size[failed] ** 2
        failed[failed] = ~(again.values <= bound)
    if failed.any():
        new.put(failed, at.keep(failed))
    return new, failed


def _moved(at: _Points, lengths: Array, oblique: bool) -> Array:
    """Return the rotations a step down the gradient, brought back among the rotations."""
    moved = at.turns - lengths[:, None, None] * at.gradient
    if oblique:
        scaled: Array = moved / np.sqrt((moved * moved).sum(axis=-2, keepdims=True))
        return scaled
    return _orthogonal(moved)


def _orthogonal(matrices: Array) -> Array:
    """Return the orthogonal factors with positive diagonals of the triangular ones."""
    orthogonal, triangular = np.linalg.qr(matrices)
    signs = np.where(np.diagonal(triangular, axis1=-2, axis2=-1) < 0.0, -1.0, 1.0)
    turned: Array = orthogonal * signs[..., None, :]
    return turned


def _next_lengths(old: _Points, new: _Points, iteration: int) -> Array:
    """Return the two step lengths of Barzilai and Borwein in turn."""
    moved, change = new.turns - old.turns, new.gradient - old.gradient
    across = np.abs((moved * change).sum(axis=(-1, -2)))
    if iteration % 2:
        above, below = across, (change * change).sum(axis=(-1, -2))
    else:
        above, below = (moved * moved).sum(axis=(-1, -2)), across
    lengths = np.where(below > 0.0, above / np.where(below > 0.0, below, 1.0), FIRST_LENGTH)
    return np.clip(lengths, SHORTEST, LONGEST)


def _norm(gradient: Array) -> Array:
    norm: Array = np.sqrt((gradient * gradient).sum(axis=(-1, -2)))
    return norm


def _store(ended: _Points, place: NDArray[np.intp], points: _Points) -> None:
    for mine, theirs in zip(vars(ended).values(), vars(points).values(), strict=True):
        mine[place] = theirs
