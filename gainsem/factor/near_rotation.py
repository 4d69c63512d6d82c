"""A rotation like one that is known: of a resample, or of another sample of the same items."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.direct_rotation import promax
from gainsem.core.factor_order import turned
from gainsem.core.factor_rotation import Rotation, rotate, row_scale
from gainsem.core.linalg import Array
from gainsem.core.rotation_criteria import crawford_ferguson
from gainsem.factor.choices import EfaOptions
from gainsem.factor.rotations import Plan

# Beside the known position: enough to leave it where a resample has a better one.
RANDOM_STARTS = 10


@dataclass(frozen=True)
class Known:
    """A rotation that is known.

    Parameters
    ----------
    unrotated, loadings : ndarray, shape (p, m)
        Standardized, before and after.
    turn : ndarray, shape (m, m)
        T with ``loadings = unrotated inv(T)'``.
    """

    unrotated: Array
    loadings: Array
    turn: Array


def rotation_near(unrotated: Array, plan: Plan, options: EfaOptions, known: Known) -> Rotation:
    """Return the best rotation that the known one and some random starts lead to.

    The known rotation is carried over by the orthogonal turn that brings both unrotated
    solutions together (Schonemann 1966, doi:10.1007/BF02289451).  Order and signs of the
    factors are those of the known loadings: in a resample a rule of its own would exchange
    factors of nearly equal size.

    Parameters
    ----------
    unrotated : ndarray, shape (p, m)
        Standardized loadings of uncorrelated factors.
    plan : Plan
    options : EfaOptions
        ``seed`` of the random starts.
    known : Known
    """
    m = unrotated.shape[1]
    if plan.name == "none":
        return aligned(Rotation(unrotated, np.eye(m), np.eye(m), float("nan"), True), known, held=m)
    near = _orthogonal(unrotated.T @ known.unrotated) @ known.turn
    oblique = plan.oblique and plan.criterion is not None
    found = rotate(
        unrotated,
        plan.criterion or crawford_ferguson(1.0 / len(unrotated)),
        oblique=oblique,
        starts=min(RANDOM_STARTS, options.random_starts),
        seed=options.seed,
        scale=row_scale(unrotated, None if plan.normalize == "none" else plan.normalize),
        max_iterations=options.max_iterations,
        near=near if oblique else _orthogonal(near),
    )
    if plan.criterion is None:
        found = promax(unrotated, found, power=plan.arguments["power"])
    held = m if plan.targeted and not plan.kind.general else plan.kind.general
    return aligned(found, known, held=held)


def _orthogonal(matrix: Array) -> Array:
    """Return the orthogonal matrix closest to one."""
    left, _, right = np.linalg.svd(matrix)
    return np.asarray(left @ right)


def aligned(rotation: Rotation, known: Known, *, held: int = 0) -> Rotation:
    """Return a rotation in the order and with the signs of a known one.

    Factors are matched so that the sum of their absolute congruences (Tucker 1951) is the
    largest there is.

    Parameters
    ----------
    rotation : Rotation
    known : Known
    held : int
        Factors at the beginning that keep their place, and get their sign only.
    """
    from scipy.optimize import linear_sum_assignment

    norms = [np.sqrt((each**2).sum(axis=0)) for each in (known.loadings, rotation.loadings)]
    size = np.outer(*norms)
    alike = known.loadings.T @ rotation.loadings / np.where(size > 0.0, size, 1.0)
    order = np.arange(len(alike))
    order[held:] = held + linear_sum_assignment(-np.abs(alike[held:, held:]))[1]
    signs = np.where(alike[np.arange(len(alike)), order] < 0.0, -1.0, 1.0)
    return turned(rotation, order, signs)
