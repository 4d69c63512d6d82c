"""Casewise scores against differences of the log-likelihood of one respondent, and their sums."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.casewise_scores import Deviations, score_blocks, score_crossproduct
from gainsem.core.discrepancy import ml_point, observed_information, saturated_information
from gainsem.core.moments import sample_moments
from tests.core.random_structures import random_structure


@pytest.fixture(scope="module")
def example():
    """A latent regression with means, away from its minimum."""
    rng = np.random.default_rng(11)
    structure, params = random_structure(4, means=True)
    values = rng.standard_t(7, size=(57, structure.n_observed)) + 0.3
    sample = sample_moments(
        np.cov(values, rowvar=False, bias=True), len(values), mean=values.mean(axis=0)
    )
    return structure, params, values, ml_point(structure, sample, params)


def log_likelihood(structure, params, values):
    """Return the normal log-likelihood of every respondent, up to a constant."""
    sample = sample_moments(np.eye(values.shape[1]), 1.0, mean=np.zeros(values.shape[1]))
    implied = ml_point(structure, sample, params).implied
    away = values - implied.mu
    distance = (away @ np.linalg.inv(implied.sigma) * away).sum(axis=1)
    return -0.5 * (np.linalg.slogdet(implied.sigma)[1] + distance)


def scores_of(structure, point, values, **kind):
    deviations = Deviations(values, point.implied.mu, point.implied.sigma)
    return np.concatenate(
        list(score_blocks(structure, point.implied, point.omega, deviations, **kind))
    )


def test_scores_are_derivatives_of_the_log_likelihood(example):
    structure, params, values, point = example
    step, found = 1e-6, scores_of(structure, point, values)
    for k in range(structure.n_params):
        away = np.zeros(len(params))
        away[k] = step
        above = log_likelihood(structure, params + away, values)
        below = log_likelihood(structure, params - away, values)
        np.testing.assert_allclose(found[:, k], (above - below) / (2 * step), atol=2e-8)


def test_blocks_do_not_matter(example):
    structure, _, values, point = example
    np.testing.assert_array_equal(
        scores_of(structure, point, values), scores_of(structure, point, values, size=10)
    )


def test_clusters_add_up_scores_before_they_are_multiplied(example):
    structure, _, values, point = example
    scores = scores_of(structure, point, values)
    clusters = np.arange(len(values)) % 9
    sums = np.array([scores[clusters == c].sum(axis=0) for c in range(9)])
    blocks = iter(np.array_split(scores, 4))
    found = score_crossproduct(blocks, clusters=clusters)
    np.testing.assert_allclose(found, sums.T @ sums / len(values), rtol=1e-12)
    alone = score_crossproduct(iter([scores]), clusters=np.arange(len(values)))
    np.testing.assert_allclose(alone, scores.T @ scores / len(values), rtol=1e-12)


def test_what_bends_the_moments_is_all_the_saturated_information_leaves_out(example):
    """The Hessian less its part that is linear in the second derivatives of the moments.

    That part is a difference of two Hessians: of F, and of F with linearised moments.
    """
    structure, params, values, point = example
    sample = sample_moments(
        np.cov(values, rowvar=False, bias=True), len(values), mean=values.mean(axis=0)
    )

    def moments(p):
        implied = ml_point(structure, sample, p).implied
        return np.concatenate([implied.mu, implied.sigma.ravel()])

    q, step = len(params), 1e-6
    slopes = np.array(
        [(moments(params + step * e) - moments(params - step * e)) / (2 * step) for e in np.eye(q)]
    )
    at = moments(params)

    def linearised(p):
        m = at + (p - params) @ slopes
        mu, sigma = m[: structure.n_observed], m[structure.n_observed :]
        sigma = sigma.reshape(structure.n_observed, structure.n_observed)
        omega, away = np.linalg.inv(sigma), sample.mean - mu
        target = sample.cov + np.outer(away, away)
        return 0.5 * (np.linalg.slogdet(sigma)[1] + np.sum(omega * target))

    h = 1e-4
    found = saturated_information(structure, point)
    for i in range(0, q, 3):
        for j in range(0, q, 4):
            one, other = np.eye(q)[i] * h, np.eye(q)[j] * h
            expected = (
                linearised(params + one + other)
                - linearised(params + one - other)
                - linearised(params - one + other)
                + linearised(params - one - other)
            ) / (4 * h * h)
            assert found[i, j] == pytest.approx(expected, abs=2e-6), (i, j)
    assert np.abs(found - observed_information(structure, point)).max() > 1e-3
