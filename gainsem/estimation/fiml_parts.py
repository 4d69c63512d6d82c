"""Breads, meats and traces of full-information maximum likelihood."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gainsem.core.em_moments import EmMoments
from gainsem.core.fiml import FimlGroup, FimlPoint, casewise_scores
from gainsem.core.inverse import inverse_information
from gainsem.core.linalg import Array
from gainsem.core.moment_jacobian import moment_jacobian
from gainsem.core.reduction import Reduction
from gainsem.core.sampled_units import SampleDesign
from gainsem.core.structure import Indices, Structure
from gainsem.core.unrestricted import unrestricted_information, unrestricted_scores
from gainsem.results.continuous import ContinuousMethod


@dataclass(frozen=True)
class Unrestricted:
    """The unrestricted model at its estimates; moments nobody's answers speak about are left out.

    Parameters
    ----------
    found : EmMoments
    values : ndarray, shape (n, p)
        Answers of the respondents used.
    design : SampleDesign, optional
        How they were sampled.
    """

    found: EmMoments
    values: Array
    design: SampleDesign | None = None

    @cached_property
    def known(self) -> Indices:
        """Places of the moments somebody's answers speak about."""
        together = self.found.patterns.together()
        col, row = np.triu_indices(len(together))
        every = np.concatenate([np.ones(len(together), dtype=bool), together[row, col] > 0])
        return np.flatnonzero(every)

    @property
    def n_unknown(self) -> int:
        """How many covariances nobody's answers speak about."""
        p = self.found.patterns.n_variables
        return p * (p + 3) // 2 - len(self.known)

    @cached_property
    def information(self) -> Array:
        """Observed information about the known moments."""
        if self.found.point is None:
            raise FloatingPointError("there are no moments to compute information about")
        whole = unrestricted_information(self.found.patterns, self.found.point)
        return whole if not self.n_unknown else whole[np.ix_(self.known, self.known)]

    @cached_property
    def inverse(self) -> Array | None:
        """Its inverse, None where it is singular."""
        return inverse_information(self.information)

    @cached_property
    def scores(self) -> Array:
        """Scores of respondents about the known moments."""
        if self.found.point is None:
            raise FloatingPointError("there are no moments to compute scores at")
        scores = unrestricted_scores(
            self.values, self.found.patterns, self.found.mean, self.found.point
        )
        return scores[:, self.known] if self.n_unknown else scores

    @cached_property
    def meat(self) -> Array:
        """Mean outer product of the scores of respondents."""
        return meat_of(self.scores, self.design)

    @property
    def shared_rows(self) -> Array | None:
        """One row a sampled unit, R with ``gamma = R' R``; None where there are no units."""
        design, inverse = self.design, self.inverse
        if design is None or design.units is None or inverse is None:
            return None
        rows: Array = design.deviates(self.scores) @ inverse / np.sqrt(design.n)
        return rows

    @cached_property
    def trace(self) -> float:
        """``tr(A1^-1 B1)``; NaN where the information is singular."""
        return float("nan") if self.inverse is None else float(np.sum(self.inverse * self.meat))

    def gamma(self, *, robust: bool) -> Array | None:
        """Return n times the covariances of the moments: ``A^-1``, or ``A^-1 B A^-1``."""
        return self._robust_gamma if robust else self.inverse

    @cached_property
    def _robust_gamma(self) -> Array | None:
        if self.inverse is None:
            return None
        gamma: Array = self.inverse @ self.meat @ self.inverse
        return gamma

    def jacobian(self, structure: Structure, point: FimlPoint, reduction: Reduction) -> Array:
        """Return the derivatives of the known moments by the reduced parameters."""
        jacobian: Array = moment_jacobian(structure, point.implied) @ reduction.basis
        return jacobian[self.known] if self.n_unknown else jacobian


def meat_of(scores: Array, design: SampleDesign | None) -> Array:
    """Return the mean outer product of scores, or what stands for it under a design."""
    if design is not None:
        return design.meat(scores)
    meat: Array = scores.T @ scores / len(scores)
    return meat


@dataclass(frozen=True)
class FimlParts:
    """A restricted model at its estimates; everything by the reduced parameters, per respondent.

    Parameters
    ----------
    method : ContinuousMethod
    group : FimlGroup
        With everything free that is no part of the model.
    reduction : Reduction
    params : ndarray, shape (q + f,)
    values : ndarray, shape (n, p)
    hessian : ndarray, shape (r, r), or None
        Second derivatives by the reduced parameters, where they are known already.
    design : SampleDesign, optional
        How the respondents were sampled.
    """

    method: ContinuousMethod
    group: FimlGroup
    reduction: Reduction
    params: Array
    values: Array
    hessian: Array | None = None
    design: SampleDesign | None = None

    @cached_property
    def point(self) -> FimlPoint:
        """The discrepancy at the estimates."""
        point = self.group.at(self.params)
        if point is None:
            raise FloatingPointError("there is no solution to compute errors for")
        return point

    @cached_property
    def information_inverse(self) -> Array | None:
        """Inverse of the information the method asks for, None where it is singular."""
        if self.method.information == "first.order":
            return inverse_information(self.meat)
        exact = self.method.observed_information == "hessian"
        if self.hessian is not None and exact and self.method.information == "observed":
            return inverse_information(self.hessian)
        return inverse_information(self._within(self.information))

    @cached_property
    def scores(self) -> Array:
        """Casewise scores by the reduced parameters, shape (n, r)."""
        scores = casewise_scores(self.group, self.point, self.values)
        if self.reduction.basis.shape[0] != self.reduction.basis.shape[1]:
            scores = scores @ self.reduction.basis
        return scores

    @cached_property
    def meat(self) -> Array:
        """Mean outer product of the scores, or n times the variance of their mean by design."""
        return meat_of(self.scores, self.design)

    @cached_property
    def trace(self) -> float:
        """``tr(A0^-1 B0)``; NaN where the information is singular."""
        bread = self.information_inverse
        return float("nan") if bread is None else float(np.sum(bread * self.meat))

    def vcov(self, n_model: int) -> Array | None:
        """Return the covariances of the model's parameters, None where there are none."""
        bread = self.information_inverse
        if self.method.errors == "none" or bread is None:
            return None
        if self.method.errors == "robust.huber.white":
            bread = bread @ self.meat @ bread
        return self._of_model(bread, n_model)

    def simple_vcov(self, n_model: int) -> Array | None:
        """Return the same as if from a simple random sample; None where there is no design."""
        bread = self.information_inverse
        if self.method.errors == "none" or bread is None or self.design is None:
            return None
        return self._of_model(bread @ self.design.simple_meat(self.scores) @ bread, n_model)

    def _of_model(self, bread: Array, n_model: int) -> Array:
        basis = self.reduction.basis[:n_model]
        full: Array = basis @ bread @ basis.T / self.group.patterns.n
        return (full + full.T) / 2.0

    @property
    def information(self) -> Array:
        """The information the method asks for, by all parameters (first order is the meat)."""
        if self.method.information == "expected":
            return self.group.expected(self.point)
        if self.method.observed_information == "hessian":
            return self.group.hessian(self.point)
        jacobian = moment_jacobian(self.group.structure, self.point.implied)
        of_moments = unrestricted_information(self.group.patterns, self.point.normal)
        information: Array = jacobian.T @ of_moments @ jacobian
        return information

    def _within(self, full: Array) -> Array:
        basis = self.reduction.basis
        if basis.shape[0] == basis.shape[1]:
            return full
        within: Array = basis.T @ full @ basis
        return within
