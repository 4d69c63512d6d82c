"""Standard errors of rotated loadings and factor correlations, and tests beside them.

The equations of the rotation are added to the information of loadings and factor
correlations (Jennrich 1974, doi:10.1007/BF02291564; Browne 2001; Zhang & Preacher 2015,
doi:10.3102/1076998615606098): with J the derivatives of the implied correlations, V the
weight of the discrepancy and C the derivatives of the equations, the inverse of
``[J'VJ C'; C 0]`` has M in its corner, and the estimates vary as ``M J'V Gamma VJ M / n``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.correlation_weight import Sampling, Weighed
from gainsem.core.linalg import Array
from gainsem.core.structure import Indices

SINGULAR = 1e10


@dataclass(frozen=True)
class RotationErrors:
    """Covariances of rotated estimates.

    Parameters
    ----------
    loadings : ndarray, shape (p, m)
        Standard errors of the loadings.
    phi : ndarray, shape (m, m)
        Standard errors of the factor correlations, 0 where these are fixed.
    vcov : ndarray, shape (q, q)
        Loadings row by row, then factor correlations below the diagonal row by row.
    bread : ndarray, shape (q, q)
        M.
    slopes : ndarray, shape (P, q)
        J.
    weighed : ndarray, shape (P, q)
        V J.
    """

    loadings: Array
    phi: Array
    vcov: Array
    bread: Array
    slopes: Array
    weighed: Array


def rotation_errors(
    loadings: Array,
    phi: Array,
    constraints: Array,
    weight: Weighed,
    sampling: Sampling,
    *,
    pairs: tuple[Indices, Indices],
    oblique: bool,
) -> RotationErrors | None:
    """Return the standard errors of a rotated solution; None where it is not determined.

    Parameters
    ----------
    loadings : ndarray, shape (p, m)
    phi : ndarray, shape (m, m)
    constraints : ndarray, shape (c, q)
        Derivatives of the equations of the rotation.
    weight : callable
    sampling : Sampling
    pairs : tuple of ndarray of int, shape (P,)
    oblique : bool
    """
    slopes = correlation_slopes(loadings, phi, pairs, oblique=oblique)
    weighed = weight(slopes)
    bread = _corner(slopes.T @ weighed, constraints)
    if bread is None:
        return None
    vcov = bread @ sampling.products(weighed) @ bread / sampling.n
    errors = np.sqrt(np.clip(np.diag(vcov), 0.0, None))
    p, m = loadings.shape
    of_phi = np.zeros((m, m))
    if oblique:
        row, col = np.tril_indices(m, -1)
        of_phi[row, col] = of_phi[col, row] = errors[p * m :]
    return RotationErrors(errors[: p * m].reshape(p, m), of_phi, vcov, bread, slopes, weighed)


def correlation_slopes(
    loadings: Array, phi: Array, pairs: tuple[Indices, Indices], *, oblique: bool
) -> Array:
    """Return the derivatives of implied correlations by loadings and factor correlations.

    Returns
    -------
    ndarray, shape (P, q)
    """
    p, m = loadings.shape
    row, col = pairs
    at = np.arange(len(row))
    structure = loadings @ phi
    slopes = np.zeros((len(row), p, m))
    slopes[at, row] = structure[col]
    slopes[at, col] = structure[row]
    flat = slopes.reshape(len(row), p * m)
    if not oblique:
        return flat
    one, two = np.tril_indices(m, -1)
    left, right = loadings[row], loadings[col]
    of_phi = left[:, one] * right[:, two] + left[:, two] * right[:, one]
    return np.hstack([flat, of_phi])


def statistic_traces(errors: RotationErrors, weight: Weighed, gamma: Array) -> tuple[float, float]:
    """Return ``tr(U Gamma)`` and ``tr((U Gamma)^2)``, ``U = V - VJ M J'V``.

    The moments of the statistic when data are not as the discrepancy takes them to be
    (Satorra & Bentler 1994).

    Parameters
    ----------
    errors : RotationErrors
    weight : callable
    gamma : ndarray, shape (P, P)
    """
    product = weight(gamma)
    product -= errors.weighed @ (errors.bread @ (errors.weighed.T @ gamma))
    return float(np.trace(product)), float(np.sum(product * product.T))


def _corner(information: Array, constraints: Array) -> Array | None:
    """Return the upper left corner of the inverse of the bordered information."""
    size, count = len(information), len(constraints)
    scale = float(np.trace(information)) / size
    bordered = np.zeros((size + count, size + count))
    bordered[:size, :size] = information / scale
    if count:
        lengths = np.sqrt((constraints**2).sum(axis=1, keepdims=True))
        rows = constraints / np.where(lengths > 0.0, lengths, 1.0)
        bordered[size:, :size], bordered[:size, size:] = rows, rows.T
    try:
        inverse = np.linalg.inv(bordered)
    except np.linalg.LinAlgError:
        return None
    norms = np.abs(bordered).sum(axis=0).max() * np.abs(inverse).sum(axis=0).max()
    if not np.isfinite(norms) or norms > SINGULAR:
        return None
    corner = inverse[:size, :size] / scale
    return np.asarray(0.5 * (corner + corner.T))
