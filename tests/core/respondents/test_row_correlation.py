"""Correlations by row, and an item against the rest of its scale, against numpy's."""

from __future__ import annotations

import numpy as np

from gainsem.core.item_rest import item_rest_correlations
from gainsem.core.respondents.row_correlation import row_correlations


def correlation(x: np.ndarray, y: np.ndarray) -> float:
    both = ~np.isnan(x) & ~np.isnan(y)
    return float(np.corrcoef(x[both], y[both])[0, 1])


def test_rows_against_numpy() -> None:
    rng = np.random.default_rng(5)
    first, second = rng.normal(size=(2, 30, 12))
    first[rng.random(first.shape) < 0.2] = np.nan
    expected = [correlation(x, y) for x, y in zip(first, second, strict=True)]
    np.testing.assert_allclose(row_correlations(first, second), expected, atol=1e-12)


def test_without_spread_or_pairs_there_is_none() -> None:
    first = np.array([[1.0, 1.0, 1.0], [1.0, np.nan, 2.0], [1.0, 2.0, 3.0]])
    second = np.array([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0], [3.0, 2.0, 1.0]])
    assert np.isnan(row_correlations(first, second)).tolist() == [True, True, False]


def test_an_item_against_the_mean_of_the_others() -> None:
    rng = np.random.default_rng(6)
    answers = rng.normal(size=(300, 1)) + rng.normal(size=(300, 4))
    answers[:, 2] *= -1.0
    answers[rng.random(answers.shape) < 0.1] = np.nan
    answers[0] = [1.0, np.nan, np.nan, np.nan]
    expected = []
    for j in range(4):
        others = np.delete(answers, j, axis=1)
        known = ~np.isnan(others).all(axis=1)
        rest = np.full(300, np.nan)
        rest[known] = np.nanmean(others[known], axis=1)
        expected.append(correlation(answers[:, j], rest))
    found = item_rest_correlations(answers)
    np.testing.assert_allclose(found, expected, atol=1e-12)
    assert found[2] < -0.2


def test_a_scale_of_one_item_has_no_rest() -> None:
    assert np.isnan(item_rest_correlations(np.ones((5, 1)))).all()
