"""Populations of comparison data: the items' distributions, correlations, and what is found."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.comparison_data import eigenvalue_misfits, factor_population
from tests.core.factor_models import implied, simple_structure


def three_factors(n: int = 500) -> np.ndarray:
    rows = np.random.default_rng(4).multivariate_normal(
        np.zeros(12), implied(*simple_structure()), size=n
    )
    return np.digitize(rows, [-0.8, 0.2, 1.1]).astype(float)


def test_a_population_has_the_distributions_and_nearly_the_correlations_of_the_answers() -> None:
    rows = three_factors()
    population = factor_population(rows, 3, size=10_000, seed=1)
    for j in range(12):
        share = np.bincount(population[:, j].astype(int), minlength=4) / 10_000
        own = np.bincount(rows[:, j].astype(int), minlength=4) / len(rows)
        # Five standard errors of a share among 10,000.
        assert share == pytest.approx(own, abs=0.025)
    missed = np.corrcoef(rows.T) - np.corrcoef(population.T)
    assert np.abs(missed).max() < 0.09
    assert np.sqrt((missed[np.tril_indices(12, -1)] ** 2).mean()) < 0.03


def test_too_few_factors_miss_the_eigenvalues_and_the_right_number_does_not() -> None:
    rows = three_factors()
    observed = np.linalg.eigvalsh(np.corrcoef(rows.T))[::-1]
    misfit = []
    for m in (1, 2, 3):
        population = factor_population(rows, m, size=5_000, seed=1)
        found = eigenvalue_misfits(population, observed, range(60), n_factors=m, n=500, seed=1)
        misfit.append(found.mean())
    assert misfit[0] > 2 * misfit[2]
    assert misfit[1] > 1.5 * misfit[2]


def test_samples_depend_on_their_number_only() -> None:
    rows = three_factors(200)
    population = factor_population(rows, 2, size=1_000, seed=1)
    observed = np.ones(12)
    whole = eigenvalue_misfits(population, observed, range(5), n_factors=2, n=200, seed=3)
    alone = eigenvalue_misfits(population, observed, [4], n_factors=2, n=200, seed=3)
    assert alone[0] == whole[4]
    again = factor_population(rows, 2, size=1_000, seed=1)
    assert (again == population).all()


def test_a_sample_in_which_an_item_does_not_vary_misses_everything() -> None:
    population = np.zeros((100, 3))
    population[:1, 0] = 1.0
    population[:50, 1] = 1.0
    population[25:75, 2] = 1.0
    found = eigenvalue_misfits(population, np.ones(3), range(20), n_factors=1, n=20, seed=1)
    assert np.isinf(found).any()
