"""Breads and meats of maximum likelihood errors, each computed where it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gainsem.core.casewise_scores import Deviations, score_blocks, score_crossproduct
from gainsem.core.continuous_moments import continuous_model
from gainsem.core.discrepancy import MLPoint, saturated_information
from gainsem.core.inverse import inverse_information
from gainsem.core.linalg import Array
from gainsem.core.minimize import Minimum
from gainsem.core.moments import SampleMoments, covariance_of
from gainsem.core.normal_traces import explained_by
from gainsem.core.objective import Objective
from gainsem.core.response_moments import response_jacobian, response_point
from gainsem.core.robust_residuals import ScoreSums, residual_variances, score_sums
from gainsem.core.structure import Indices
from gainsem.model.matrix_map import CompiledModel
from gainsem.results.continuous import ContinuousMethod

# In standard deviations: implied means this near to those of the sample are the same.
SAME_MEAN = 1e-9


@dataclass(frozen=True)
class LikelihoodParts:
    """What the errors and tests of a maximum likelihood solution are made of.

    Everything is by the reduced parameters and per respondent; inverses are None where
    the information is singular.

    Parameters
    ----------
    method : ContinuousMethod
    compiled : CompiledModel
    objective : Objective
    minimum : Minimum
    sample : SampleMoments
    answers : ndarray, shape (n, p), or None
        Complete answers, where they are known.
    mean : ndarray, shape (p,), or None
        Their means.
    given : ndarray of int
        Positions of the fixed covariates.
    """

    method: ContinuousMethod
    compiled: CompiledModel
    objective: Objective
    minimum: Minimum
    sample: SampleMoments
    answers: Array | None
    mean: Array | None
    given: Indices

    @property
    def point(self) -> MLPoint:
        """The discrepancy at the solution."""
        points = self.objective.points(self.minimum.params)
        if points is None:
            raise FloatingPointError("there is no solution to compute errors for")
        found: MLPoint = points[0]
        return found

    @property
    def basis(self) -> Array:
        """Of the reduced parameters, shape (q, r)."""
        return self.objective.reduction.basis

    @cached_property
    def expected_inverse(self) -> Array | None:
        """Inverse of the expected information."""
        return inverse_information(self.objective.expected(self.minimum.params))

    @cached_property
    def information_inverse(self) -> Array | None:
        """Inverse of the information the method asks for."""
        if self.method.information == "expected":
            return self.expected_inverse
        if self.method.information == "first.order":
            return inverse_information(self.meat)
        if self.method.observed_information == "hessian":
            return inverse_information(self.minimum.hessian)
        return self.saturated_inverse

    @cached_property
    def saturated_inverse(self) -> Array | None:
        """Inverse of the observed information of the saturated model, seen by the model."""
        own = saturated_information(self.compiled.structure, self.point)
        return inverse_information(self.basis.T @ own @ self.basis)

    @cached_property
    def meat(self) -> Array:
        """Mean outer product of casewise scores at the solution (first-order information)."""
        structure, point = self.compiled.structure, self.point
        centre = point.implied.mu if structure.means else self.sample_mean
        if self._is_mean(centre):
            # The same scores, about their mean: the gradient is left.
            away = self.objective.gradient(self.minimum.params)
            return self.sums.meat + np.outer(away, away)
        deviations = Deviations(self.known_answers, centre, point.implied.sigma)
        return self._crossproduct(deviations)

    def _is_mean(self, centre: Array) -> bool:
        """Return whether the sums about the sample moments are there and do for this centre."""
        divisor_n = self.sample.n == len(self.known_answers)
        if not (self.robust and divisor_n and self.explained is None):
            return False
        unit = np.sqrt(np.diag(self.sample.cov))
        return bool((np.abs(centre - self.sample_mean) <= SAME_MEAN * unit).all())

    @property
    def robust(self) -> bool:
        """Whether the standard errors are robust."""
        return self.method.errors in ("robust.sem", "robust.huber.white")

    @property
    def meat_of_moments(self) -> Array:
        """``Delta' V Gamma V Delta``: of the scores less their mean, about the sample moments."""
        return self.sums.meat if self.robust else self._meat_of_moments

    @cached_property
    def _meat_of_moments(self) -> Array:
        return self._crossproduct(self.about_sample)

    @cached_property
    def sums(self) -> ScoreSums:
        """Sums over the respondents, about the sample moments."""
        point, basis = self.point, self.basis if self.compiled.constrained else None
        structure = self.compiled.structure
        return score_sums(structure, point.implied, point.omega, self.about_sample, basis)

    @cached_property
    def about_sample(self) -> Deviations:
        """The answers about their own moments."""
        values, explained = self.known_answers, self.explained
        cov = covariance_of(values)[1]
        if explained is not None:
            cov = cov - explained.T @ explained / len(explained)
        return Deviations(values, self.sample_mean, cov, explained)

    @cached_property
    def explained(self) -> Array | None:
        """What fixed covariates explain of the answers less their means, shape (n, p)."""
        return explained_by(self.deviations, self.given)

    @property
    def known_answers(self) -> Array:
        """The answers; asked for only after it was checked that they are known."""
        if self.answers is None:
            raise ValueError("there are no answers, only moments")
        return self.answers

    @property
    def sample_mean(self) -> Array:
        """Means of the answers."""
        return self.known_answers.mean(axis=0) if self.mean is None else self.mean

    @property
    def deviations(self) -> Array:
        """The answers less their means, shape (n, p)."""
        return self.known_answers - self.sample_mean

    def vcov(self) -> Array | None:
        """Return the covariance of all parameters, None where there is none."""
        bread = self.information_inverse
        if self.method.errors == "none" or bread is None:
            return None
        if self.robust:
            sem = self.method.errors == "robust.sem"
            bread = bread @ (self.meat_of_moments if sem else self.meat) @ bread
        full = self.basis @ bread @ self.basis.T if self.compiled.constrained else bread
        full = full / self.sample.n
        result: Array = (full + full.T) / 2.0
        return result

    def scores_of_moments(self) -> Array:
        """Return casewise scores about the sample moments, by the reduced parameters, (n, r)."""
        point, structure = self.point, self.compiled.structure
        blocks = score_blocks(structure, point.implied, point.omega, self.about_sample)
        basis = self.basis
        return np.concatenate(
            [block @ basis if self.compiled.constrained else block for block in blocks]
        )

    def residual_se(self) -> Array | None:
        """Return standard errors of the residuals, where those of the estimates are robust."""
        bread, model = self.expected_inverse, continuous_model(self.compiled.structure)
        at = response_point(model, self.objective.reduction.expand(self.minimum.params))
        if bread is None or at is None or not self.robust:
            return None
        slopes = response_jacobian(model, at) @ self.basis
        variances = residual_variances(self.sums, slopes, bread)
        errors: Array = np.sqrt(np.clip(variances, 0.0, None) / self.sample.n)
        return errors

    def _crossproduct(self, deviations: Deviations) -> Array:
        point, structure = self.point, self.compiled.structure
        blocks = score_blocks(structure, point.implied, point.omega, deviations)
        return score_crossproduct(blocks, self.basis if self.compiled.constrained else None)
