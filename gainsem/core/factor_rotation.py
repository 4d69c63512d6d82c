"""One rotation from many starts: the best minimum, the others counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.linalg import Array
from gainsem.core.rotation_criteria import Criterion
from gainsem.core.rotation_search import Rotated, random_turns, search_rotations

# Starts end this close to their minima; the best goes on to where it is exact.
ROUGH, EXACT = 1e-5, 1e-11
# Where rounding keeps the slopes above that, this many steps are enough.
LAST_STEPS = 300
SAME_VALUE = 1e-6


@dataclass(frozen=True)
class LocalMinimum:
    """A minimum some starts have reached.

    Parameters
    ----------
    value : float
        The criterion there.
    starts : int
        How many starts ended there.
    congruence : float
        Smallest congruence of a factor with the one it matches in the best minimum.
    """

    value: float
    starts: int
    congruence: float


@dataclass(frozen=True)
class Rotation:
    """Rotated loadings.

    Parameters
    ----------
    loadings : ndarray, shape (p, m)
    phi : ndarray, shape (m, m)
        Correlations of the factors.
    turn : ndarray, shape (m, m)
        T with ``loadings = A inv(T)'`` and ``phi = T' T``.
    value : float
        The criterion; NaN for a rotation without one.
    converged : bool
    starts, failed : int
        Starts made, and those that reached no minimum.
    minima : tuple of LocalMinimum
        Best first.
    """

    loadings: Array
    phi: Array
    turn: Array
    value: float
    converged: bool
    starts: int = 1
    failed: int = 0
    minima: tuple[LocalMinimum, ...] = ()


def rotate(
    unrotated: Array,
    criterion: Criterion,
    *,
    oblique: bool,
    starts: int,
    seed: int,
    scale: Array | None = None,
    max_iterations: int = 5000,
    near: Array | None = None,
) -> Rotation:
    """Return the best rotation that a number of starts find.

    Parameters
    ----------
    unrotated : ndarray, shape (p, m)
        Loadings of uncorrelated factors.
    criterion : callable
    oblique : bool
    starts : int
        The unrotated position and ``starts - 1`` random ones.
    seed : int
    scale : ndarray, shape (p,), optional
        What the rows are multiplied by while they are rotated (see
        :func:`row_scale`).
    max_iterations : int
    near : ndarray, shape (m, m), optional
        A further start: a turn that is close to the one sought.
    """
    rows = unrotated if scale is None else unrotated * scale[:, None]
    turns = random_turns(starts, unrotated.shape[1], seed=seed)
    if near is not None:
        starts, turns = starts + 1, np.concatenate([near[None], turns])
    found = search_rotations(
        rows, criterion, turns, oblique=oblique, tolerance=ROUGH, max_iterations=max_iterations
    )
    usable = found.converged if found.converged.any() else np.ones(starts, dtype=bool)
    best = int(np.flatnonzero(usable)[np.argmin(found.values[usable])])
    polished = search_rotations(
        rows,
        criterion,
        found.turns[best : best + 1],
        oblique=oblique,
        tolerance=EXACT,
        max_iterations=min(LAST_STEPS, max_iterations),
    )
    turn = polished.turns[0]
    return Rotation(
        loadings=rotated_loadings(unrotated, turn),
        phi=turn.T @ turn if oblique else np.eye(len(turn)),
        turn=turn,
        value=float(polished.values[0]),
        converged=bool(found.converged[best]),
        starts=starts,
        failed=int((~found.converged).sum()),
        minima=_minima(found, polished.loadings[0]),
    )


def rotated_loadings(unrotated: Array, turn: Array) -> Array:
    """Return ``A inv(T)'``, which is ``A T`` for an orthogonal T."""
    return np.asarray(np.linalg.solve(turn, unrotated.T).T)


def row_scale(unrotated: Array, kind: str | None) -> Array | None:
    """Return what rows are multiplied by while they are rotated.

    Parameters
    ----------
    unrotated : ndarray, shape (p, m)
        Principal axes.
    kind : {"kaiser", "cureton-mulaik"} or None
        Rows of equal length (Kaiser 1958, doi:10.1007/BF02289233), or weighted by how far
        an item is from the first principal axis and from the group of all (Cureton &
        Mulaik 1975, doi:10.1007/BF02291570).

    Returns
    -------
    ndarray, shape (p,), or None
    """
    if kind is None:
        return None
    lengths = np.sqrt((unrotated**2).sum(axis=1))
    safe = np.where(lengths > 0.0, lengths, 1.0)
    if kind == "kaiser":
        return np.asarray(1.0 / safe)
    return np.asarray(_cureton_mulaik(unrotated, safe) / safe)


def _cureton_mulaik(unrotated: Array, lengths: Array) -> Array:
    m = unrotated.shape[1]
    first = np.abs(unrotated[:, 0]) / lengths
    centre, angle = np.arccos(np.sqrt(1.0 / m)), np.arccos(np.clip(first, -1.0, 1.0))
    below = first < np.sqrt(1.0 / m)
    span = np.where(below, np.pi / 2.0 - centre, centre)
    share = np.where(span > 0.0, (centre - angle) / np.where(span > 0.0, span, 1.0), 0.0)
    return np.asarray(np.cos(share * np.pi / 2.0) ** 2 + 0.001)


def congruence(one: Array, other: Array) -> Array:
    """Return Tucker's congruence of each factor of ``one`` with its match in ``other``.

    Tucker (1951); Lorenzo-Seva & ten Berge (2006), doi:10.1027/1614-2241.2.2.57.  Factors
    are matched pair by pair, the closest first; signs do not count.
    """
    norms = np.outer(np.sqrt((one**2).sum(axis=0)), np.sqrt((other**2).sum(axis=0)))
    table = np.abs(one.T @ other) / np.where(norms > 0.0, norms, 1.0)
    result = np.zeros(len(table))
    for _ in range(len(table)):
        row, column = np.unravel_index(int(np.argmax(table)), table.shape)
        result[row] = table[row, column]
        table[row, :] = table[:, column] = -1.0
    return result


def _minima(found: Rotated, best: Array) -> tuple[LocalMinimum, ...]:
    """Return the minima the starts have reached, by their values."""
    order = [k for k in np.argsort(found.values).tolist() if found.converged[k]]
    groups: list[list[int]] = []
    for k in order:
        value = found.values[k]
        if groups and value - found.values[groups[-1][0]] <= SAME_VALUE * (1.0 + abs(value)):
            groups[-1].append(k)
        else:
            groups.append([k])
    return tuple(
        LocalMinimum(
            value=float(found.values[group[0]]),
            starts=len(group),
            congruence=float(congruence(found.loadings[group[0]], best).min()),
        )
        for group in groups
    )
