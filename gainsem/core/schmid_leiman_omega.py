"""Omega of a hierarchical solution: what the general factor holds of a sum score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gainsem.core.linalg import Array


@dataclass(frozen=True)
class HierarchicalOmega:
    """Omega of one sum score.

    Parameters
    ----------
    items : tuple of int
        Places of the items that are summed.
    total, general, group : float
        Share of the variance of the sum that all factors, the general factor, and the group
        factors (or one of them) hold.
    ecv : float
        Common variance of these items that is the general factor's.
    """

    items: tuple[int, ...]
    total: float
    general: float
    group: float
    ecv: float


def hierarchical_omega(
    correlations: Array,
    loadings: Array,
    *,
    communalities: Array,
    items: NDArray[np.intp] | None = None,
    factor: int | None = None,
) -> HierarchicalOmega:
    """Return the omegas of the sum of some items.

    ``omega_h = (sum lambda_g)^2 / 1'R1`` and ``omega = 1 - sum(u^2) / 1'R1`` (Zinbarg,
    Revelle, Yovel & Li 2005, doi:10.1007/s11336-003-0974-7).  Items with a negative loading
    on the general factor are reversed first.

    Parameters
    ----------
    correlations : ndarray, shape (p, p)
    loadings : ndarray, shape (p, 1 + m)
        Of uncorrelated factors, the general one first.
    communalities : ndarray, shape (p,)
        Those of the solution that was transformed: with four factors or more the
        transformation does not keep them exactly.
    items : ndarray of int, optional
        Those summed (default: all).
    factor : int, optional
        The group factor whose share is wanted (default: all of them).
    """
    places = np.arange(len(loadings)) if items is None else np.asarray(items, dtype=int)
    sign = np.where(loadings[places, 0] < 0.0, -1.0, 1.0)
    own = loadings[places] * sign[:, None]
    r = correlations[np.ix_(places, places)] * np.outer(sign, sign)
    variance = float(r.sum())
    squares = own**2
    unique = float((1.0 - communalities[places]).sum())
    sums = own.sum(axis=0) ** 2 / variance
    return HierarchicalOmega(
        items=tuple(places.tolist()),
        total=1.0 - unique / variance,
        general=float(sums[0]),
        group=float(sums[1:].sum() if factor is None else sums[1 + factor]),
        ecv=float(squares[:, 0].sum() / squares.sum()),
    )
