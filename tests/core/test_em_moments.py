"""EM moments: the likelihood at its maximum, and information against differences."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.correlation_weight import normal_sampling
from gainsem.core.em_moments import (
    correlation_gamma,
    covariance_gamma,
    em_moments,
)


def answers(n: int = 120, *, missing: float = 0.2) -> np.ndarray:
    rng = np.random.default_rng(8)
    cov = np.array([[2.0, 0.8, 0.5], [0.8, 1.5, 0.4], [0.5, 0.4, 1.0]])
    values = rng.multivariate_normal([1.0, 2.0, 3.0], cov, size=n)
    values[rng.uniform(size=values.shape) < missing] = np.nan
    return values


def loglikelihood(values: np.ndarray, mean: np.ndarray, cov: np.ndarray) -> float:
    total = 0.0
    for row in values:
        seen = ~np.isnan(row)
        if not seen.any():
            continue
        part, apart = cov[np.ix_(seen, seen)], row[seen] - mean[seen]
        total -= 0.5 * (np.linalg.slogdet(part)[1] + apart @ np.linalg.solve(part, apart))
    return total


def unpacked(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    col, row = np.triu_indices(3)
    cov = np.zeros((3, 3))
    cov[row, col] = cov[col, row] = x[3:]
    return x[:3], cov


def packed(mean: np.ndarray, cov: np.ndarray) -> np.ndarray:
    col, row = np.triu_indices(3)
    return np.concatenate([mean, cov[row, col]])


def test_complete_answers_have_their_own_moments() -> None:
    values = answers(missing=0.0)
    found = em_moments(values)
    np.testing.assert_allclose(found.mean, values.mean(axis=0), atol=1e-12)
    np.testing.assert_allclose(found.cov, np.cov(values.T, bias=True), atol=1e-12)
    pairs = np.tril_indices(3, -1)
    gamma = correlation_gamma(found.cov, covariance_gamma(found), pairs)
    expected = normal_sampling(np.corrcoef(values.T), pairs, 1.0).products(np.eye(3))
    np.testing.assert_allclose(gamma, expected, atol=1e-12)


def test_the_likelihood_has_its_maximum_and_its_curvature_there() -> None:
    values = answers()
    found = em_moments(values)
    assert found.converged
    at = packed(found.mean, found.cov)
    step = 1e-4

    def value(x: np.ndarray) -> float:
        return loglikelihood(values, *unpacked(x))

    units = step * np.eye(len(at))
    slope = np.array([(value(at + u) - value(at - u)) / (2 * step) for u in units])
    # EM stops when moments move by less than 1e-9 of their scale; n = 120.
    np.testing.assert_allclose(slope, 0.0, atol=1e-4)
    curvature = np.array(
        [
            [
                (value(at + u + w) - value(at + u - w) - value(at - u + w) + value(at - u - w))
                / (4 * step**2)
                for w in units
            ]
            for u in units
        ]
    )
    gamma = np.linalg.inv(-curvature)[3:, 3:] * found.n
    np.testing.assert_allclose(covariance_gamma(found), gamma, rtol=1e-4, atol=1e-4)


def test_respondents_without_answers_do_not_count() -> None:
    values = answers()
    with_blank = np.vstack([values, np.full((3, 3), np.nan)])
    one, two = em_moments(values), em_moments(with_blank)
    assert one.n == two.n
    assert one.cov == pytest.approx(two.cov)
