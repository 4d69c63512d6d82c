"""The numbers of a factor solution: arrays that hold and compute little."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gainsem.core.factor_order import variance_explained

Array = NDArray[np.float64]


@dataclass(frozen=True)
class EfaSolution:
    """Rotated loadings of p items on m factors, and how they were found.

    Parameters
    ----------
    factors : tuple of str
        Names of the factors.
    loadings : ndarray, shape (p, m)
    phi : ndarray, shape (m, m)
        Correlations of the factors.
    unrotated : ndarray, shape (p, m)
    loadings_se, phi_se : ndarray or None
    correlations, residuals : ndarray, shape (p, p)
        Analysed (smoothed where that was needed), and what is left of them.
    extraction_converged : bool
    extraction_iterations : int
    heywood : tuple of int
        Items without a proper uniqueness.
    rotation_title : str
    oblique : bool
    normalize : str
    criterion : float
        The rotation criterion; NaN for a rotation without one.
    rotation_converged : bool
    starts, failed : int
    minima : tuple of (float, int, float)
        Criterion, starts that reached it, lowest congruence with the best.
    """

    factors: tuple[str, ...]
    loadings: Array
    phi: Array
    unrotated: Array
    loadings_se: Array | None
    phi_se: Array | None
    correlations: Array
    residuals: Array
    extraction_converged: bool
    extraction_iterations: int
    heywood: tuple[int, ...]
    rotation_title: str
    oblique: bool
    normalize: str
    criterion: float
    rotation_converged: bool
    starts: int
    failed: int
    minima: tuple[tuple[float, int, float], ...]

    @cached_property
    def communalities(self) -> Array:
        """Share of each item's variance that the factors explain, shape (p,)."""
        return np.asarray(((self.loadings @ self.phi) * self.loadings).sum(axis=1))

    @cached_property
    def structure(self) -> Array:
        """Correlations of items and factors, ``Lambda Phi``, shape (p, m)."""
        return np.asarray(self.loadings @ self.phi)

    @cached_property
    def complexity(self) -> Array:
        """About how many factors an item loads on, shape (p,).

        ``(sum a^2)^2 / sum a^4`` (Hofmann 1978, doi:10.1207/s15327906mbr1302_9).
        """
        squares = self.loadings**2
        fourth = (squares**2).sum(axis=1)
        return np.asarray(squares.sum(axis=1) ** 2 / np.where(fourth > 0.0, fourth, np.nan))

    @cached_property
    def explained(self) -> Array:
        """Variance each factor explains, shape (m,); see :func:`variance_explained`."""
        return variance_explained(self.loadings, self.phi)

    @cached_property
    def eigenvalues(self) -> Array:
        """Eigenvalues of the analysed correlations, the largest first, shape (p,)."""
        return np.asarray(np.linalg.eigvalsh(self.correlations)[::-1])

    def main_factor(self) -> NDArray[np.intp]:
        """Return the factor each item loads on most, shape (p,)."""
        return np.asarray(np.abs(self.loadings).argmax(axis=1))
