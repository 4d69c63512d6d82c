"""Even-odd consistency: worked out by hand, and against a slow implementation."""

from __future__ import annotations

import numpy as np
import pytest

from gainsem.core.respondents.even_odd import even_odd_consistency

BLOCKS = [np.arange(3 * k, 3 * k + 3) for k in range(6)]


def by_loops(row: np.ndarray) -> float:
    pairs = []
    for block in BLOCKS:
        odd, even = row[block[[0, 2]]], row[block[[1]]]
        if (~np.isnan(odd)).any() and not np.isnan(even).any():
            pairs.append((np.nanmean(odd), even[0]))
    first, second = np.array(pairs).T if pairs else (np.array([]), np.array([]))
    if len(pairs) < 5 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return np.nan
    r = np.corrcoef(first, second)[0, 1]
    return 2 * r / (1 + r) if r > 0 else r


def test_against_pairs_made_one_by_one() -> None:
    rng = np.random.default_rng(8)
    answers = rng.integers(1, 6, (200, 18)).astype(float)
    answers[rng.random(answers.shape) < 0.05] = np.nan
    answers[0] = 3.0
    found = even_odd_consistency(answers, BLOCKS)
    np.testing.assert_allclose(found, [by_loops(row) for row in answers], atol=1e-12)
    assert np.isnan(found[0])


def test_worked_out_by_hand() -> None:
    # Odd halves 1..6, even halves 2 1 4 3 6 5: sum of squares 17.5 each, cross product 14.5.
    row = np.array([[v for k, e in enumerate([2, 1, 4, 3, 6, 5]) for v in (k + 1, e, k + 1)]])
    r = 14.5 / 17.5
    assert even_odd_consistency(row.astype(float), BLOCKS)[0] == pytest.approx(2 * r / (1 + r))


def test_a_negative_correlation_is_not_stepped_up() -> None:
    row = np.array([[v for k in range(6) for v in (k + 1.0, 6.0 - k, k + 1.0)]])
    assert even_odd_consistency(row, BLOCKS).tolist() == [-1.0]


def test_few_scales_give_no_index() -> None:
    answers = np.random.default_rng(1).integers(1, 6, (4, 12)).astype(float)
    assert np.isnan(even_odd_consistency(answers, BLOCKS[:4])).all()
