"""Guttman errors counted pair by pair, and their maximum over all patterns."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from gainsem.core.respondents import guttman_errors as module
from gainsem.core.respondents.guttman_errors import normed_guttman_errors, scale_errors


def ordered_steps(categories: np.ndarray, sizes: list[int]) -> list[tuple[int, int]]:
    """Return the steps (item, least category), the most popular first."""
    steps = [(j, h) for j, size in enumerate(sizes) for h in range(1, size)]
    share = {(j, h): np.mean(categories[~np.isnan(categories[:, j]), j] >= h) for j, h in steps}
    return sorted(steps, key=lambda step: -share[step])


def errors(pattern: np.ndarray, steps: list[tuple[int, int]]) -> int:
    """Count pairs: a popular step not taken, an unpopular one taken."""
    taken = [pattern[j] >= h for j, h in steps if not np.isnan(pattern[j])]
    return sum(not a and b for k, a in enumerate(taken) for b in taken[k + 1 :])


def most(pattern: np.ndarray, sizes: list[int], steps: list[tuple[int, int]]) -> int:
    """Return the most errors of any pattern of the answered items with the same total."""
    free = [range(s) if not np.isnan(v) else [np.nan] for v, s in zip(pattern, sizes, strict=True)]
    total = np.nansum(pattern)
    return max(
        errors(np.array(other, dtype=float), steps)
        for other in product(*free)
        if np.nansum(other) == total
    )


@pytest.mark.parametrize("sizes", [[5, 5, 5], [2, 2, 2, 2], [3, 4, 5]])
def test_against_pairs_counted_one_by_one(sizes: list[int]) -> None:
    rng = np.random.default_rng(sum(sizes))
    latent = rng.normal(size=(80, 1)) + rng.normal(size=(80, len(sizes)))
    cuts = [np.linspace(-1.2 + 0.3 * j, 1.1 + 0.2 * j, s - 1) for j, s in enumerate(sizes)]
    columns = [np.digitize(latent[:, j], cut) for j, cut in enumerate(cuts)]
    categories = np.column_stack(columns).astype(float)
    categories[rng.random(categories.shape) < 0.1] = np.nan
    steps = ordered_steps(categories, sizes)
    found = scale_errors(categories, sizes)
    for k, row in enumerate(categories):
        if (~np.isnan(row)).sum() < 2:
            assert (found.made[k], found.most[k]) == (0, 0)
            continue
        assert found.made[k] == errors(row, steps)
        assert found.most[k] == most(row, sizes, steps)


def test_patterns_in_many_portions_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = np.random.default_rng(4).integers(0, 5, (200, 6)).astype(float)
    answers[np.random.default_rng(5).random(answers.shape) < 0.3] = np.nan
    whole = scale_errors(answers, [5] * 6)
    monkeypatch.setattr(module, "PATTERNS_AT_ONCE", 3)
    parts = scale_errors(answers, [5] * 6)
    np.testing.assert_array_equal(parts.made, whole.made)
    np.testing.assert_array_equal(parts.most, whole.most)


def test_dichotomous_items_have_the_maximum_of_the_textbook() -> None:
    # With J items and T right ones at most T (J - T) errors (Meijer & Sijtsma 2001).
    answers = np.random.default_rng(1).integers(0, 2, (100, 8)).astype(float)
    total = answers.sum(axis=1)
    np.testing.assert_array_equal(scale_errors(answers, [2] * 8).most, total * (8 - total))


def test_worked_out_by_hand() -> None:
    # Item 1 is the easiest (3 of 4), item 3 the hardest (1 of 4).
    answers = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]], dtype=float)
    reverse = np.array([[0, 0, 1]], dtype=float)
    found = scale_errors(np.vstack([answers, answers, answers, reverse]), [2, 2, 2])
    assert found.made.tolist() == [0.0] * 12 + [2.0]
    assert found.most[-1] == 2.0


def test_scales_are_pooled_by_their_possible_errors() -> None:
    rng = np.random.default_rng(2)
    answers = rng.integers(0, 5, (60, 6)).astype(float)
    blocks = [np.arange(3), np.arange(3, 6)]
    parts = [scale_errors(answers[:, block], [5] * 3) for block in blocks]
    expected = sum(part.made for part in parts) / sum(part.most for part in parts)
    found = normed_guttman_errors(answers, blocks, [5] * 6)
    np.testing.assert_allclose(found, expected)
    assert found.min() >= 0.0
    assert found.max() <= 1.0


def test_extreme_totals_have_no_possible_error() -> None:
    answers = np.array([[4.0] * 3, [0.0] * 3, [0.0, 2.0, 4.0]])
    found = normed_guttman_errors(answers, [np.arange(3)], [5] * 3)
    assert np.isnan(found).tolist() == [True, True, False]
