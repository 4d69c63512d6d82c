"""Mahalanobis distances against their definition and scipy's chi-square."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import mahalanobis as reference
from scipy.stats import chi2, kstest

from gainsem.core.respondents import mahalanobis as module
from gainsem.core.respondents.mahalanobis import mahalanobis


def sample(n: int = 200, p: int = 7, seed: int = 2) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 1)) + rng.normal(size=(n, p)) * np.arange(1, p + 1)


def pairwise(answers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    mean = np.nanmean(answers, axis=0)
    cov = np.empty((answers.shape[1],) * 2)
    for i, j in np.ndindex(cov.shape):
        both = ~np.isnan(answers[:, i]) & ~np.isnan(answers[:, j])
        products = (answers[both, i] - mean[i]) * (answers[both, j] - mean[j])
        cov[i, j] = products.sum() / (both.sum() - 1)
    return mean, cov


def test_complete_answers_against_scipy() -> None:
    answers = sample()
    inverse = np.linalg.inv(np.cov(answers.T))
    expected = [reference(row, answers.mean(axis=0), inverse) ** 2 for row in answers]
    found = mahalanobis(answers)
    np.testing.assert_allclose(found.squared, expected, rtol=1e-9)
    np.testing.assert_allclose(found.pvalue, chi2.sf(expected, 7), rtol=1e-9)
    assert set(found.df.tolist()) == {7}
    # The distances of a sample add up to p(n - 1).
    assert found.squared.sum() == pytest.approx(7 * 199)


@pytest.mark.parametrize("cells", [4_000_000, 8])
def test_missing_answers_against_the_matrix_of_what_was_answered(
    cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CELLS_AT_ONCE", cells)
    answers = sample()
    answers[np.random.default_rng(4).random(answers.shape) < 0.2] = np.nan
    answers[3] = np.nan
    mean, cov = pairwise(answers)
    found = mahalanobis(answers)
    for k, row in enumerate(answers):
        there = ~np.isnan(row)
        assert found.df[k] == there.sum()
        if not there.any():
            assert np.isnan([found.squared[k], found.pvalue[k]]).all()
            continue
        gap = (row - mean)[there]
        expected = gap @ np.linalg.solve(cov[np.ix_(there, there)], gap)
        assert found.squared[k] == pytest.approx(expected, rel=1e-8)
        assert found.pvalue[k] == pytest.approx(chi2.sf(expected, there.sum()), rel=1e-7)


def test_p_values_of_normal_answers_are_uniform() -> None:
    answers = sample(4000)
    answers[np.random.default_rng(9).random(answers.shape) < 0.05] = np.nan
    assert kstest(mahalanobis(answers).pvalue, "uniform").pvalue > 0.01


def test_a_matrix_that_is_not_positive_definite_still_gives_distances() -> None:
    answers = sample(50, 3)
    answers = np.column_stack([answers, answers.sum(axis=1)])
    found = mahalanobis(answers)
    assert np.isfinite(found.squared).all()
    assert (found.squared >= -1e-6).all()
