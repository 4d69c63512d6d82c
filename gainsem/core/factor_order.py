"""The order and the signs of factors: a stated rule, so that results can be compared."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gainsem.core.factor_rotation import Rotation
from gainsem.core.linalg import Array


def variance_explained(loadings: Array, phi: Array) -> Array:
    """Return the variance each factor explains, ``diag(Phi Lambda' Lambda)``, shape (m,).

    After oblique rotation the shares of correlated factors overlap; these add up to the
    sum of the communalities.
    """
    return np.asarray(np.diag(phi @ loadings.T @ loadings).copy())


def in_order(rotation: Rotation, *, held: int = 0, keep_all: bool = False) -> Rotation:
    """Return the factors by variance explained, with positive sums of loadings.

    Parameters
    ----------
    rotation : Rotation
    held : int
        Factors at the beginning that keep their place: the general factor.
    keep_all : bool
        Keep order and signs, because a target gives them.
    """
    if keep_all:
        return rotation
    explained = variance_explained(rotation.loadings, rotation.phi)
    order = np.arange(len(explained))
    order[held:] = held + np.argsort(-explained[held:], kind="stable")
    sums = rotation.loadings.sum(axis=0)[order]
    signs = np.where(sums < 0.0, -1.0, 1.0)
    return turned(rotation, order, signs)


def turned(rotation: Rotation, order: NDArray[np.intp], signs: Array) -> Rotation:
    """Return a rotation with its factors in another order and with other signs."""
    return replace(
        rotation,
        loadings=rotation.loadings[:, order] * signs,
        phi=rotation.phi[np.ix_(order, order)] * np.outer(signs, signs),
        turn=rotation.turn[:, order] * signs,
    )
