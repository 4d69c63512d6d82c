"""A rotation of other loadings, from where a rotation of similar ones has ended."""

from __future__ import annotations

import numpy as np

from gainsem.core.factor_order import turned
from gainsem.core.factor_rotation import ROUGH, Rotation, rotated_loadings
from gainsem.core.linalg import Array
from gainsem.core.rotation_criteria import Criterion
from gainsem.core.rotation_search import search_rotations


def towards(unrotated: Array, known: Array) -> Array:
    """Return uncorrelated factors turned as near as they come to known ones, (p, m).

    Orthogonal Procrustes rotation (Schonemann 1966, doi:10.1007/BF02289451).
    """
    left, _, right = np.linalg.svd(unrotated.T @ known)
    return np.asarray(unrotated @ (left @ right))


def rotate_from(
    near: Array,
    criterion: Criterion,
    start: Array,
    *,
    oblique: bool,
    scale: Array | None,
    max_iterations: int = 5000,
) -> Rotation:
    """Return the minimum that a search from a known rotation runs into.

    Parameters
    ----------
    near : ndarray, shape (p, m)
        Uncorrelated factors near those the known rotation is of.
    criterion : callable
    start : ndarray, shape (m, m)
        The known rotation.
    oblique : bool
    scale : ndarray, shape (p,), or None
        What rows are multiplied by while they are rotated.
    max_iterations : int
    """
    rows = near if scale is None else near * scale[:, None]
    found = search_rotations(
        rows,
        criterion,
        start[None],
        oblique=oblique,
        tolerance=ROUGH,
        max_iterations=max_iterations,
    )
    turn = found.turns[0]
    return Rotation(
        loadings=rotated_loadings(near, turn),
        phi=turn.T @ turn if oblique else np.eye(len(turn)),
        turn=turn,
        value=float(found.values[0]),
        converged=bool(found.converged[0]),
    )


def aligned(rotation: Rotation, known: Array, *, held: int = 0) -> Rotation:
    """Return factors in the order and with the signs of known ones.

    The assignment of columns with the largest sum of congruences (Tucker 1951), signs not
    counted.

    Parameters
    ----------
    rotation : Rotation
    known : ndarray, shape (p, m)
    held : int
        Factors at the beginning that keep their place: the general factor.
    """
    from scipy.optimize import linear_sum_assignment

    lengths = np.outer(
        np.linalg.norm(known, axis=0), np.maximum(np.linalg.norm(rotation.loadings, axis=0), 1e-300)
    )
    table = known.T @ rotation.loadings / lengths
    order = np.arange(len(table))
    order[held:] = held + linear_sum_assignment(-np.abs(table[held:, held:]))[1]
    signs = np.where(table[np.arange(len(order)), order] < 0.0, -1.0, 1.0)
    return turned(rotation, order, signs)
