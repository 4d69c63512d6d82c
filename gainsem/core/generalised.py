"""The generalised least squares discrepancy of one group and its derivatives.

``F = tr[(S^-1 (S - Sigma))^2] / 2 + (m - mu)' S^-1 (m - mu)``: least squares with the
normal-theory weight at the sample covariances (Joreskog & Goldberger 1972,
doi:10.1007/BF02306782; Browne 1974).  Everything here is about F / 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gainsem.core.curvature import add_sigma_curvature, subtract_path_curvature
from gainsem.core.discrepancy import MLPoint, expected_information, ml_gradient
from gainsem.core.implied import gather, imply, sum_over_element_pairs
from gainsem.core.information import information_block
from gainsem.core.linalg import Array
from gainsem.core.moments import SampleMoments
from gainsem.core.structure import Structure


@dataclass(frozen=True)
class GeneralisedLeastSquares:
    """Generalised least squares in one group.

    A point holds what that of maximum likelihood does, with ``omega = S^-1`` and
    ``weight = S^-1 (Sigma - S) S^-1``, so that gradient and information are the same
    gathers.

    Parameters
    ----------
    structure : Structure
    sample : SampleMoments
        S with divisor n - 1.
    share : float
        The group's share of the observations.
    """

    structure: Structure
    sample: SampleMoments
    share: float = 1.0

    @cached_property
    def omega(self) -> Array:
        """S^-1, shape (p, p)."""
        return np.asarray(np.linalg.inv(self.sample.cov), dtype=np.float64)

    def at(self, params: Array) -> MLPoint | None:
        """Return the point at a parameter vector, None where nothing is implied."""
        implied = imply(self.structure, params)
        if implied is None or not np.isfinite(implied.sigma).all():
            return None
        omega, d = self.omega, np.zeros(len(self.omega))
        if self.structure.means and self.sample.mean is not None:
            d = self.sample.mean - implied.mu
        turned = omega @ (implied.sigma - self.sample.cov)
        value = 0.25 * float(np.sum(turned * turned.T)) + 0.5 * float(d @ omega @ d)
        return MLPoint(value, implied, omega, turned @ omega, d)

    def gradient(self, point: MLPoint) -> Array:
        """Return the gradient, shape (q,)."""
        return ml_gradient(self.structure, point)

    def expected(self, point: MLPoint) -> Array:
        """Return ``Delta' W Delta``, shape (q, q)."""
        return expected_information(self.structure, point)

    def hessian(self, point: MLPoint) -> Array:
        """Return the exact Hessian, shape (q, q): what bends Sigma and mu is added."""
        structure = self.structure
        index = gather(structure, point.implied)
        element = information_block(index, index, point.k)
        add_sigma_curvature(structure, point.implied, point.weighted, element)
        if structure.means:
            level = point.implied.eta_mean
            subtract_path_curvature(
                structure, point.implied, point.pull, level, element, means=True
            )
        return sum_over_element_pairs(structure, element)


def independence_distance(s: Array, n_covariates: int) -> float:
    """Return F / 2 of the model in which only the first variables, covariates, are related.

    Parameters
    ----------
    s : ndarray, shape (p, p)
        The covariates first.
    n_covariates : int
    """
    omega, p, k = np.linalg.inv(s), len(s), n_covariates
    col, row = np.triu_indices(k)
    first, second = np.append(row, np.arange(k, p)), np.append(col, np.arange(k, p))
    factor = np.where(first == second, 0.5, 1.0)
    gram = omega[np.ix_(first, first)] * omega[np.ix_(second, second)]
    gram += omega[np.ix_(first, second)] * omega[np.ix_(second, first)]
    gram *= np.outer(factor, factor)
    target = omega[first, second] * factor
    return 0.25 * p - 0.5 * float(target @ np.linalg.solve(gram, target))
