"""Rotations without a search of their own: promax and Schmid-Leiman."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.factor_extraction import extract_uls
from gainsem.core.factor_rotation import Rotation, rotated_loadings
from gainsem.core.linalg import Array


def promax(unrotated: Array, varimax: Rotation, *, power: float) -> Rotation:
    """Return the promax rotation: varimax loadings, raised to a power, are the target.

    Hendrickson & White (1964), doi:10.1111/j.2044-8317.1964.tb00244.x.

    Parameters
    ----------
    unrotated : ndarray, shape (p, m)
    varimax : Rotation
    power : float
        Usually 4.
    """
    loadings = varimax.loadings
    target = loadings * np.abs(loadings) ** (power - 1.0)
    least = np.linalg.lstsq(loadings, target, rcond=None)[0]
    lengths = np.diag(np.linalg.inv(least.T @ least))
    change = least * np.sqrt(lengths)
    turn = varimax.turn @ np.linalg.inv(change).T
    return Rotation(
        loadings=rotated_loadings(unrotated, turn),
        phi=turn.T @ turn,
        turn=turn,
        value=float("nan"),
        converged=varimax.converged,
    )


@dataclass(frozen=True)
class SchmidLeiman:
    """A general factor and group factors, all uncorrelated.

    Parameters
    ----------
    loadings : ndarray, shape (p, 1 + m)
        The general factor first.
    of_factors : ndarray, shape (m,)
        Loadings of the group factors on the general one.
    """

    loadings: Array
    of_factors: Array


def schmid_leiman(loadings: Array, phi: Array) -> SchmidLeiman:
    """Return the hierarchical solution behind correlated factors.

    One factor is extracted from the correlations of the factors; what it explains goes to
    the general factor, the rest stays (Schmid & Leiman 1957, doi:10.1007/BF02289209).
    With two factors their loadings are taken as equal.

    Parameters
    ----------
    loadings : ndarray, shape (p, m)
    phi : ndarray, shape (m, m), m > 1
    """
    if len(phi) == 2:
        both = np.sqrt(abs(phi[0, 1]))
        of_factors = np.array([both, np.copysign(both, phi[0, 1])])
    else:
        of_factors = extract_uls(phi, 1).loadings[:, 0]
    rest = np.sqrt(np.clip(1.0 - of_factors**2, 0.0, None))
    general = loadings @ of_factors
    return SchmidLeiman(np.column_stack([general, loadings * rest]), of_factors)
