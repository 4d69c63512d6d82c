"""Reliability of sums of ordinal items: closed forms, and simulated parallel sums."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.categorical_omega import (
    categorical_omega,
    category_covariances,
    category_variance,
)


def test_two_binary_items_split_at_the_median() -> None:
    """Their covariance is asin(rho) / (2 pi): Sheppard's orthant probability less 1/4."""
    rho = np.array([[0.36, 0.3], [0.3, 0.25]])
    found = category_covariances([np.zeros(1), np.zeros(1)], rho)
    assert found == pytest.approx(np.arcsin(rho) / (2 * np.pi))
    assert category_variance(np.zeros(1)) == pytest.approx(0.25)


def test_items_with_different_numbers_of_categories() -> None:
    """Uncorrelated latent responses have uncorrelated categories."""
    cuts = [np.array([0.3]), np.array([-1.0, 0.0, 1.2])]
    assert category_covariances(cuts, np.zeros((2, 2))) == pytest.approx(0.0, abs=1e-15)


def test_many_fine_categories_give_the_omega_of_continuous_items() -> None:
    loadings = np.array([0.8, 0.7, 0.6])
    common = np.outer(loadings, loadings)
    cuts = [np.linspace(-4, 4, 400)] * 3
    total = common + np.diag(1 - loadings**2)
    assert categorical_omega(cuts, common, total) == pytest.approx(
        loadings.sum() ** 2 / total.sum(), abs=2e-4
    )


def test_it_is_the_correlation_of_two_parallel_sums() -> None:
    loadings = np.array([0.8, 0.6, 0.7, 0.5])
    cuts = [np.array([-1.0, 0.5]), np.array([0.2]), np.array([-0.5, 0.0, 1.5]), np.array([1.0])]
    common = np.outer(loadings, loadings)
    draw, n = np.random.default_rng(12), 400_000
    factor = draw.normal(size=(n, 1))
    sums = []
    for _ in range(2):
        latent = factor * loadings + draw.normal(size=(n, 4)) * np.sqrt(1 - loadings**2)
        sums.append(sum(np.searchsorted(c, latent[:, j]) for j, c in enumerate(cuts)))
    simulated = np.corrcoef(sums)[0, 1]
    # Standard error of a correlation of this size: (1 - r^2) / sqrt(n) = .001.
    assert categorical_omega(cuts, common, common) == pytest.approx(simulated, abs=0.004)


def test_a_loading_of_one_is_a_limit() -> None:
    cuts = [np.array([0.0])] * 2
    assert categorical_omega(cuts, np.ones((2, 2)), np.ones((2, 2))) == pytest.approx(1, abs=1e-5)
