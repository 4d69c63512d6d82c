"""Longstring against runs counted one by one."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gainsem.core.respondents.longest_run import longest_runs


def counted(row: np.ndarray, scale: np.ndarray) -> int:
    boxes = [(s, a) for a, s in zip(row, scale, strict=True) if not np.isnan(a)]
    return max((len(list(run)) for _, run in groupby(boxes)), default=0)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_runs_are_those_counted_one_by_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    answers = rng.integers(1, 4, (25, 12)).astype(float)
    answers[rng.random(answers.shape) < 0.15] = np.nan
    scale = np.sort(rng.integers(0, 3, 12))
    expected = [counted(row, scale) for row in answers]
    assert longest_runs(answers, scale).tolist() == expected


@pytest.mark.parametrize(
    ("row", "longest"),
    [
        ([1, 2, 3, 4, 5], 1),
        ([4, 4, 4, 2, 4], 3),
        ([3, np.nan, 3, 3], 3),
        ([np.nan] * 4, 0),
        ([2, 2, 5, 5, 5, 5], 4),
    ],
)
def test_runs_worked_out_by_hand(row: list[float], longest: int) -> None:
    answers = np.array([row], dtype=float)
    assert longest_runs(answers, np.zeros(len(row), dtype=int)).tolist() == [longest]
