"""Weights of factor scores: what defines each method, and determinacies."""

from __future__ import annotations

import numpy as np

from gainsem.core.correlation_smoothing import smallest_eigenvalue, smoothed
from gainsem.core.loading_scores import (
    bartlett_weights,
    regression_weights,
    ten_berge_weights,
    with_determinacy,
)
from tests.core.factor_models import implied, with_crossloadings

LOADINGS, PHI = with_crossloadings()
SIGMA = implied(LOADINGS, PHI)
PSI = 1.0 - np.diag(LOADINGS @ PHI @ LOADINGS.T)


def test_bartlett_scores_are_unbiased() -> None:
    weights = bartlett_weights(LOADINGS, PSI)
    np.testing.assert_allclose(weights.T @ LOADINGS, np.eye(3), atol=1e-12)


def test_ten_berge_scores_correlate_as_the_factors_do() -> None:
    weights = ten_berge_weights(LOADINGS, PHI, SIGMA)
    np.testing.assert_allclose(weights.T @ SIGMA @ weights, PHI, atol=1e-12)


def test_regression_scores_are_best_and_their_determinacy_is_the_multiple_correlation() -> None:
    weights = regression_weights(LOADINGS, PHI, SIGMA)
    best = with_determinacy(weights, LOADINGS, PHI, SIGMA).determinacy
    structure = LOADINGS @ PHI
    multiple = np.sqrt(np.diag(structure.T @ np.linalg.solve(SIGMA, structure)))
    np.testing.assert_allclose(best, multiple, atol=1e-12)
    for other in (bartlett_weights(LOADINGS, PSI), ten_berge_weights(LOADINGS, PHI, SIGMA)):
        assert (with_determinacy(other, LOADINGS, PHI, SIGMA).determinacy <= best + 1e-12).all()


def test_smoothing_gives_a_correlation_matrix_near_by() -> None:
    r = np.array([[1.0, 0.9, 0.1], [0.9, 1.0, 0.9], [0.1, 0.9, 1.0]])
    assert smallest_eigenvalue(r) < 0
    found = smoothed(r)
    assert smallest_eigenvalue(found) > 0
    np.testing.assert_allclose(np.diag(found), 1.0)
    assert np.abs(found - r).max() < 0.2
