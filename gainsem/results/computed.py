"""What is computed again from a fit when it is asked for: model, moments, information."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gainsem.core.discrepancy import MLPoint, ml_point
from gainsem.core.linalg import Array
from gainsem.core.moments import SampleMoments, sample_for_likelihood
from gainsem.core.objective import Group, MLObjective
from gainsem.errors import EstimationError
from gainsem.model.matrix_map import CompiledModel, compile_table
from gainsem.results.fitted import Fitted


@dataclass(frozen=True)
class Computed:
    """A fit as the numeric core sees it.

    Parameters
    ----------
    compiled : CompiledModel
    sample : SampleMoments
        With the divisor the likelihood asked for; means only where they are modelled.
    point : MLPoint
        The discrepancy at the estimates.
    """

    compiled: CompiledModel
    sample: SampleMoments
    point: MLPoint

    def expected_vcov(self, params: Array) -> Array:
        """Return the inverse of the expected information within the constraints, (q, q)."""
        reduction = self.compiled.reduction
        objective = MLObjective([Group(self.compiled.structure, self.sample)], reduction)
        information = self.sample.n * objective.expected(reduction.reduce(params))
        inverse: Array = reduction.basis @ np.linalg.pinv(information, hermitian=True)
        return inverse @ reduction.basis.T


def computed(fit: Fitted, compiled: CompiledModel | None = None) -> Computed:
    """Return the fit as arrays.

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
    compiled = compiled or compile_table(fit.table)
    sample = sample_for_likelihood(
        fit.moments.cov,
        fit.n_obs,
        mean=fit.moments.mean if fit.table.meanstructure else None,
        wishart=fit.options.likelihood == "wishart",
    )
    point = ml_point(compiled.structure, sample, fit.solution.params) if sample else None
    if sample is None or point is None:
        raise EstimationError.of(
            "E-EST-98",
            "The estimates imply no positive definite covariance matrix.",
            why=fit.solution.status,
            do="look at fit.diagnostics",
        )
    return Computed(compiled, sample, point)


def no_standard_errors(fit: Fitted) -> EstimationError:
    """Return the refusal to speak of standard errors, with its reason."""
    asked = fit.options.se == "none"
    reason = "it was fitted with se='none'" if asked else "its information matrix is singular"
    return EstimationError.of(
        "E-EST-97",
        f"This fit has no standard errors: {reason}.",
        do="fit it again with se='standard'" if asked else "look at fit.diagnostics",
    )
