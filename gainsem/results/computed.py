"""What is computed again from a fit when it is asked for: model, moments, information."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.discrepancy import MLPoint
from gainsem.core.generalised import GeneralisedLeastSquares
from gainsem.core.implied import Implied, imply
from gainsem.core.linalg import Array
from gainsem.core.moments import SampleMoments, sample_for_likelihood
from gainsem.core.objective import Group, Objective
from gainsem.errors import EstimationError
from gainsem.model.matrix_map import CompiledModel, compile_table, given_covariates
from gainsem.results.continuous import continuous_method_of
from gainsem.results.fitted import Fitted, FittedModel, size_of


@dataclass(frozen=True)
class Computed:
    """A fit as the numeric core sees it.

    Parameters
    ----------
    compiled : CompiledModel
    implied : Implied
        What the model implies at the estimates.
    """

    compiled: CompiledModel
    implied: Implied

    @property
    def scale(self) -> Array:
        """What brings latent responses to the scale of the sample moments, shape (p,)."""
        delta = self.implied.matrices.delta
        # Variables without a scale of their own have 0 there.
        scaled: Array = np.where(delta > 0.0, delta, 1.0)
        return scaled if len(scaled) else np.ones(len(self.implied.sigma))

    @property
    def sigma(self) -> Array:
        """Implied covariances on the scale of the sample moments, shape (p, p)."""
        scale = self.scale
        scaled: Array = self.implied.sigma * np.outer(scale, scale)
        return scaled

    def thresholds(self, position: int, count: int) -> Array:
        """Return thresholds of an ordinal variable less its mean, on that scale."""
        level = self.implied.matrices.tau[position, :count] - self.implied.mu[position]
        scaled: Array = level * self.scale[position]
        return scaled

    @property
    def mu(self) -> Array:
        """Implied means on the scale of the sample moments, shape (p,)."""
        scaled: Array = self.implied.mu * self.scale
        return scaled


@dataclass(frozen=True)
class Likelihood:
    """A fit of maximum likelihood or generalised least squares at its estimates.

    Parameters
    ----------
    compiled : CompiledModel
    sample : SampleMoments
        With the divisor the method asked for; means only where they are modelled.
    group : Group or GeneralisedLeastSquares
        What was minimised.
    point : MLPoint
        The discrepancy at the estimates.
    """

    compiled: CompiledModel
    sample: SampleMoments
    group: Group | GeneralisedLeastSquares
    point: MLPoint

    def expected_vcov(self, params: Array) -> Array:
        """Return the inverse of the expected information within the constraints, (q, q)."""
        reduction = self.compiled.reduction
        objective = Objective([self.group], reduction)
        information = self.sample.n * objective.expected(reduction.reduce(params))
        inverse: Array = reduction.basis @ np.linalg.pinv(information, hermitian=True)
        return inverse @ reduction.basis.T


def computed(fit: Fitted) -> Computed:
    """Return the fit as arrays.

    Raises
    ------
    EstimationError
        ``E-EST-98`` when the search ended where the model implies nothing.
    """
    compiled = compile_table(fit.table).near(fit.solution.params)
    implied = compiled.implied(fit.solution.params)
    if implied is None:
        raise _nothing_implied(fit)
    return Computed(compiled, implied)


def given_sigma(fit: Fitted) -> Array:
    """Return implied covariances of the explained variables given the covariates, (p, p).

    On the scale of the sample moments.

    Raises
    ------
    EstimationError
        ``E-EST-98`` when the search ended where the model implies nothing.
    """
    found = computed(fit)
    whole = found.compiled.complete(fit.solution.params)
    structure = given_covariates(found.compiled.structure, found.compiled.given)
    implied = None if whole is None else imply(structure, whole)
    if implied is None:
        raise _nothing_implied(fit)
    at = [fit.table.observed.index(name) for name in fit.table.explained]
    scaled: Array = implied.sigma * np.outer(found.scale, found.scale)
    return scaled[np.ix_(at, at)]


def likelihood(fit: Fitted, compiled: CompiledModel | None = None) -> Likelihood:
    """Return a fit of maximum likelihood or generalised least squares as arrays.

    Parameters
    ----------
    fit : Fitted
    compiled : CompiledModel, optional
        The same model with room for more parameters (default: the model itself).

    Raises
    ------
    EstimationError
        ``E-EST-98`` when the search ended where the model implies no covariance
        matrix.
    """
    compiled = (compiled or compile_table(fit.table)).near(fit.solution.params)
    sample = sample_of(fit)
    if sample is None:
        raise _nothing_implied(fit)
    method = continuous_method_of(fit)
    generalised = method is not None and method.discrepancy == "GLS"
    kind = GeneralisedLeastSquares if generalised else Group
    group = kind(compiled.structure, sample)
    point = group.at(fit.solution.params)
    if point is None:
        raise _nothing_implied(fit)
    return Likelihood(compiled, sample, group, point)


def sample_of(fit: Fitted) -> SampleMoments | None:
    """Return the moments of a fit of continuous variables, None where they are singular.

    With divisor n, or n - 1 for least squares and ``likelihood="wishart"``.
    """
    method = continuous_method_of(fit)
    least_squares = method is not None and method.discrepancy != "ML"
    return sample_for_likelihood(
        fit.moments.cov,
        size_of(fit),
        mean=fit.moments.mean if fit.table.meanstructure else None,
        wishart=least_squares or fit.options.likelihood == "wishart",
    )


def _nothing_implied(fit: Fitted) -> EstimationError:
    return EstimationError.of(
        "E-EST-98",
        "The estimates imply no positive definite covariance matrix.",
        why=fit.solution.status,
        do="look at fit.diagnostics",
    )


def no_standard_errors(fit: FittedModel) -> EstimationError:
    """Return the refusal to speak of standard errors, with its reason."""
    asked = fit.options.se == "none"
    reason = "it was fitted with se='none'" if asked else "its information matrix is singular"
    return EstimationError.of(
        "E-EST-97",
        f"This fit has no standard errors: {reason}.",
        do="fit it again without se='none'" if asked else "look at fit.diagnostics",
    )
