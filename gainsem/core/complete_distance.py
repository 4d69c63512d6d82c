"""How far a model is from incomplete answers, as if nothing were missing.

The chi-square of full-information maximum likelihood measures misfit by the information
that is left, so that CFI and RMSEA made of it depend on how much is missing.  Zhang & Savalei
(2023, doi:10.1037/met0000445) put the normal discrepancy of the EM moments at the
full-information estimates in its place, and subtract what it is expected to be.
"""

from __future__ import annotations

import numpy as np

from gainsem.core.categorical_ml import LikelihoodDistance
from gainsem.core.linalg import Array, factor
from gainsem.core.normal_moments import normal_weight_matrix
from gainsem.core.residual_traces import MomentErrors


def complete_distance(
    mean: Array,
    cov: Array,
    implied: tuple[Array, Array],
    errors: MomentErrors,
    jacobian: Array,
) -> LikelihoodDistance | None:
    """Return ``F`` of the EM moments at what a model implies, and n times its expectation.

    The expectation is ``tr(R' V R Gamma)`` with the weight V of complete answers at the EM
    moments and the residuals ``R s`` of full-information estimates.

    Parameters
    ----------
    mean, cov : ndarray, shapes (p,) and (p, p)
        EM moments.
    implied : tuple of ndarray
        Means and covariances of the model.
    errors : MomentErrors
        Gamma of the EM moments, and the observed information about them.
    jacobian : ndarray, shape (P, r)

    Returns
    -------
    LikelihoodDistance or None
        None where a covariance matrix is not positive definite.
    """
    mu, sigma = implied
    sample, model = factor(cov), factor(sigma)
    if sample is None or model is None:
        return None
    apart = mean - mu
    value = model.logdet - sample.logdet + float(np.sum(model.inverse * cov)) - len(mean)
    value += float(apart @ model.inverse @ apart)
    weight = normal_weight_matrix(sample.inverse)
    return LikelihoodDistance(value, errors.residual_trace(jacobian, weight))
