"""Expected answers against sums over category probabilities, and the bounds of the index."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from gainsem.core.expected_answers import AnswerScale, construct_index, expected_answer, item_index

CUTS = np.array([-1.2, 0.1, 0.9])
CODES = np.array([1.0, 2.0, 4.0, 5.0])


def test_the_expected_answer_is_the_sum_of_codes_times_probabilities() -> None:
    location, variance = np.linspace(-3.0, 3.0, 13), 0.6
    edges = np.concatenate([[-np.inf], CUTS, [np.inf]])
    probability = np.diff(norm.cdf((edges[None, :] - location[:, None]) / np.sqrt(variance)))
    scale = AnswerScale(CUTS, CODES, 1.0, 5.0)
    np.testing.assert_allclose(
        expected_answer(location, variance, scale), probability @ CODES, atol=1e-14
    )


def test_the_mean_over_respondents_is_the_mean_of_their_answers() -> None:
    """POMP of the answers: the index averaged over the distribution of the factor."""
    rng = np.random.default_rng(1)
    eta = rng.normal(0.4, 1.0, 400_000)
    answers = CODES[np.searchsorted(CUTS, 0.8 * eta + rng.normal(0, 0.6, eta.size))]
    scale = AnswerScale(CUTS, CODES, 1.0, 5.0)
    index = item_index(0.8 * eta, 0.36, scale)
    plain = 100.0 * (answers - 1.0) / 4.0
    # Both are means of 400,000: standard error of their difference below .05.
    assert index.mean() == pytest.approx(plain.mean(), abs=0.2)


def test_the_ends_are_0_and_100_and_a_turned_item_changes_them() -> None:
    far = np.array([-40.0, 40.0])
    scale = AnswerScale(CUTS, CODES, 1.0, 5.0)
    assert item_index(far, 1.0, scale).tolist() == [0.0, 100.0]
    assert item_index(far, 0.0, scale).tolist() == [0.0, 100.0]
    turned = AnswerScale(CUTS, CODES, 1.0, 5.0, turned=True)
    assert item_index(far, 1.0, turned).tolist() == [100.0, 0.0]


def test_a_category_nobody_chose_keeps_its_place_in_the_range() -> None:
    scale = AnswerScale(np.array([0.0]), np.array([2.0, 3.0]), 1.0, 5.0)
    assert item_index(np.array([-40.0, 40.0]), 1.0, scale).tolist() == [25.0, 50.0]


def test_a_continuous_item_is_linear() -> None:
    scale = AnswerScale(np.zeros(0), np.zeros(0), 10.0, 30.0)
    assert item_index(np.array([10.0, 25.0, 35.0]), 2.0, scale).tolist() == [0.0, 75.0, 125.0]


def test_a_construct_is_the_mean_of_its_items() -> None:
    scales = [AnswerScale(CUTS, CODES, 1.0, 5.0), AnswerScale(np.zeros(0), np.zeros(0), 0.0, 2.0)]
    eta = np.array([[[0.5], [-1.0]]])
    found = construct_index(eta, np.ones((2, 2)), np.array([[0.7], [0.5]]), np.ones(2), scales)
    own = [
        [item_index(1.0 + 0.7 * np.array([x]), 1.0, scales[0])[0], 50.0 * (1.0 + 0.5 * x)]
        for x in (0.5, -1.0)
    ]
    np.testing.assert_allclose(found[0], np.mean(own, axis=1))
