from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pytest

from gainsem.core.generate import (
    LinearPopulation,
    draw_variables,
    marked,
    ordinal_answers,
    random_answers,
    residual_variances,
    same_answer,
)

# y1 = .4 x + e1,  y2 = .5 y1 + .3 x + e2, with var(x) = 1: worked out by hand.
BETA = np.array([[0.0, 0.0], [0.5, 0.0]])
GAMMA = np.array([[0.4], [0.3]])
BY_HAND = [1 - 0.16, 1 - (0.25 + 0.09 + 2 * 0.5 * 0.3 * 0.4)]


def test_residual_variances_against_a_calculation_by_hand() -> None:
    found = residual_variances(BETA, GAMMA, np.eye(1))
    np.testing.assert_allclose(found, BY_HAND, rtol=1e-14)


def test_residual_variances_are_negative_where_effects_explain_too_much() -> None:
    assert residual_variances(np.zeros((1, 1)), np.array([[1.2]]), np.eye(1))[0] < 0


def test_effects_all_ways_together() -> None:
    population = LinearPopulation(BETA, GAMMA, np.array(BY_HAND), np.zeros(2))
    np.testing.assert_allclose(population.total_gamma[:, 0], [0.4, 0.3 + 0.5 * 0.4], rtol=1e-14)
    np.testing.assert_allclose(population.total, [[1, 0], [0.5, 1]], rtol=1e-14)


def test_drawn_variables_have_the_moments_asked_for() -> None:
    n = 200_000
    rng = np.random.default_rng(1)
    x = rng.standard_normal((n, 1))
    population = LinearPopulation(BETA, GAMMA, np.array(BY_HAND), np.zeros(2))
    y = draw_variables(population, x, np.zeros(n, dtype=np.int64), rng)
    found = np.cov(np.column_stack([y, x]).T)
    correlation = 0.5 + 0.4 * 0.3  # y1 with y2; y1 with x is .4, y2 with x .3 + .5 * .4
    expected = np.array([[1, correlation, 0.4], [correlation, 1, 0.5], [0.4, 0.5, 1]])
    # Standard error of a covariance of unit variables: at most sqrt(2 / n) = .0032.
    np.testing.assert_allclose(found, expected, atol=4 * np.sqrt(2 / n))


def test_clusters_share_their_part_of_the_residual() -> None:
    clusters, each = 2_000, 20
    cluster = np.repeat(np.arange(clusters), each)
    rng = np.random.default_rng(2)
    population = LinearPopulation(
        np.zeros((1, 1)), np.zeros((1, 1)), np.array([1.0]), np.array([0.1])
    )
    y = draw_variables(population, np.zeros((len(cluster), 1)), cluster, rng)[:, 0]
    groups = y.reshape(clusters, each)
    between = groups.mean(axis=1).var(ddof=1) - groups.var(axis=1, ddof=1).mean() / each
    # The variance of cluster means is .1 + .9 / 20, known up to sqrt(2 / 2000) of itself.
    assert between == pytest.approx(0.1, abs=4 * (0.1 + 0.9 / each) * np.sqrt(2 / clusters))


def test_answers_have_the_shares_the_normal_distribution_says() -> None:
    n, cuts = 100_000, np.array([-1.75, -1.0, -0.15, 1.05])
    responses = np.random.default_rng(3).standard_normal((n, 1))
    answers = ordinal_answers(responses, [cuts])[:, 0]
    below = [0.0, *map(NormalDist().cdf, cuts), 1.0]
    shares = np.bincount(answers, minlength=5) / n
    np.testing.assert_allclose(shares, np.diff(below), atol=4 * np.sqrt(0.25 / n))


def test_items_can_have_different_thresholds() -> None:
    responses = np.array([[0.0, 0.0], [2.0, 2.0]])
    answers = ordinal_answers(responses, [np.array([1.0]), np.array([-1.0, 1.0, 3.0])])
    assert answers.tolist() == [[0, 1], [1, 2]]


def test_shares_can_differ_from_cell_to_cell() -> None:
    share = np.array([[0.0, 1.0]])
    hit = marked(share, (50, 2), np.random.default_rng(4))
    assert not hit[:, 0].any()
    assert hit[:, 1].all()


def test_careless_answers() -> None:
    rng = np.random.default_rng(5)
    same = same_answer(4_000, [5] * 6, rng)
    assert (same == same[:, :1]).all()
    assert np.bincount(same[:, 0]) / 4_000 == pytest.approx(0.2, abs=4 * 0.4 / np.sqrt(4_000))
    drawn = random_answers(4_000, [5, 2], rng)
    assert np.bincount(drawn[:, 0]) / 4_000 == pytest.approx(0.2, abs=4 * 0.4 / np.sqrt(4_000))
    assert set(drawn[:, 1]) == {0, 1}
    assert abs(np.corrcoef(drawn.T)[0, 1]) < 4 / np.sqrt(4_000)
