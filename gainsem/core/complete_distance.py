"""How far a model is from incomplete answers, as if nothing were missing.

The chi-square of full-information maximum likelihood measures misfit by the information
that is left, so that CFI and RMSEA made of it depend on how much is missing.  Zhang & Savalei
(2023, doi:10.1037/met0000445) put the normal discrepancy of the EM moments at the
full-information estimates in its place, and subtract what it is expected to be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gainsem.core.categorical_ml import LikelihoodDistance
from gainsem.core.linalg import Array, factor
from gainsem.core.normal_moments import normal_weight_matrix
from gainsem.core.residual_traces import MomentErrors, residual_trace_of_groups


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
    return complete_distance_of_groups([CompleteGroup(mean, cov, implied, errors, jacobian)])


@dataclass(frozen=True)
class CompleteGroup:
    """One group, as in :func:`complete_distance`; Delta by the parameters of all groups.

    ``rows`` (C, P): one a sampled unit that groups may share, with Gamma for crossproduct.
    """

    mean: Array
    cov: Array
    implied: tuple[Array, Array]
    errors: MomentErrors
    jacobian: Array
    share: float = 1.0
    rows: Array | None = None


def complete_distance_of_groups(groups: Sequence[CompleteGroup]) -> LikelihoodDistance | None:
    """Return the same of several groups, ``F = sum_g s_g F_g``.

    None where a covariance matrix is not positive definite.
    """
    value, weighed = 0.0, []
    for each in groups:
        mu, sigma = each.implied
        sample, model = factor(each.cov), factor(sigma)
        if sample is None or model is None:
            return None
        apart = each.mean - mu
        own = model.logdet - sample.logdet + float(np.sum(model.inverse * each.cov)) - len(mu)
        own += float(apart @ model.inverse @ apart)
        value += each.share * own
        weight = normal_weight_matrix(sample.inverse)
        weighed.append((each.errors, each.jacobian, weight, each.share))
    rows = [each.rows for each in groups if each.rows is not None]
    return LikelihoodDistance(value, residual_trace_of_groups(weighed, rows))
