"""Covariances of moments of available answers: complete data, and a simulation."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.implied import imply
from gainsem.core.moment_jacobian import moment_jacobian
from gainsem.core.normal_moments import moment_covariances, normal_weight_matrix
from gainsem.core.residual_traces import MomentErrors
from tests.core.incomplete_answers import two_factors, with_holes


def test_complete_answers_have_the_fourth_moments():
    """Browne (1984): the covariance of (y - m), (y - m)(y - m)' of the respondents."""
    values = with_holes(100, 3, missing=0.0)
    apart = values - values.mean(axis=0)
    col, row = np.triu_indices(3)
    both = np.hstack([apart, apart[:, row] * apart[:, col]])
    expected = np.cov(both.T, bias=True)
    np.testing.assert_allclose(
        moment_covariances(values, values.mean(axis=0)), expected, atol=1e-10
    )


@pytest.mark.slow
def test_available_answers_vary_as_said():
    """2000 samples: variances of moments are known to 3 %, five of them are allowed."""
    col, row = np.triu_indices(3)
    drawn = []
    for seed in range(2000):
        values = with_holes(400, 3, missing=0.25, seed=seed)
        mean = np.nanmean(values, axis=0)
        present = ~np.isnan(values)
        pairs = []
        for i, j in zip(row, col, strict=True):
            both = values[present[:, i] & present[:, j]]
            pairs.append(np.cov(both[:, i], both[:, j], bias=True)[0, 1])
        drawn.append(np.concatenate([mean, pairs]))
    simulated = 400 * np.var(drawn, axis=0)
    large = with_holes(40_000, 3, missing=0.25, seed=9)
    gamma = moment_covariances(large, np.nanmean(large, axis=0))
    np.testing.assert_allclose(np.diag(gamma), simulated, rtol=0.16)


def test_normal_moments_leave_as_much_as_there_are_degrees_of_freedom():
    structure, params = two_factors()
    implied = imply(structure, params)
    weight = normal_weight_matrix(np.linalg.inv(implied.sigma))
    jacobian = moment_jacobian(structure, implied)
    errors = MomentErrors(np.linalg.inv(weight), weight)
    df = len(weight) - np.linalg.matrix_rank(jacobian)
    assert errors.residual_trace(jacobian, weight) == pytest.approx(df, rel=1e-9)
    information = jacobian.T @ weight @ jacobian
    np.testing.assert_allclose(errors.estimates(jacobian), np.linalg.inv(information), atol=1e-10)
