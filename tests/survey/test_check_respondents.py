"""Checks of respondents, against what they mean written out row by row."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gainsem.survey import check_respondents
from gainsem.survey.check_respondents import (
    StraightLiners,
    copied_respondents,
    straight_liners,
)
from gainsem.survey.responses import Item

SCALE = (1.0, 2.0, 3.0, 4.0)


def sheets(rng: np.random.Generator, n: int = 60, p: int = 9) -> np.ndarray:
    """Make answers many of which are all alike, with missing ones anywhere."""
    values = rng.integers(1, 5, (n, p)).astype(float)
    alike = rng.random(n) < 0.5
    values[alike] = values[alike, :1]
    values[rng.random((n, p)) < rng.choice([0.0, 0.05, 0.3])] = np.nan
    values[:4] = np.array(SCALE)[:, None]
    return values


def alike_in_six(ticked: np.ndarray) -> list[bool]:
    answers = [row[~np.isnan(row)] for row in ticked]
    return [len(row) >= 6 and len(set(row.tolist())) == 1 for row in answers]


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_straight_liners_are_those_with_one_answer(seed) -> None:
    values = sheets(np.random.default_rng(seed))
    items = [Item(f"x{j}") for j in range(values.shape[1])]
    assert straight_liners(values, items).rows.tolist() == alike_in_six(values)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1))
def test_straight_liners_are_judged_by_what_was_ticked(seed) -> None:
    ticked = sheets(np.random.default_rng(seed))
    item = Item("x", measure="ordinal", codes=SCALE)
    items = [replace(item, name=f"x{j}", reverse=j in (0, 3, 7)) for j in range(9)]
    values = np.where([each.reverse for each in items], 5.0 - ticked, ticked)
    assert straight_liners(values, items).rows.tolist() == alike_in_six(ticked)


@pytest.mark.parametrize(
    "column", [[0.5, 3.0], [-np.inf, 3.0], [np.inf, np.inf], [1.0, 40.0], [1.0, 2.0], [np.nan] * 2]
)
def test_columns_of_another_kind_are_not_of_the_scale(column) -> None:
    values = sheets(np.random.default_rng(5), p=7)
    values[:, 3] = np.resize(column, len(values))
    items = [Item(f"x{j}") for j in range(7)]
    rest = np.delete(values, 3, axis=1)
    assert straight_liners(values, items).rows.tolist() == alike_in_six(rest)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.integers(2, 8))
def test_rows_may_repeat_if_and_only_if_they_do(seed, p) -> None:
    rng = np.random.default_rng(seed)
    values = rng.integers(-3, 4, (int(rng.integers(2, 40)), p)).astype(float)
    values[rng.random(values.shape) < 0.1] = np.nan
    aside = rng.random(len(values)) < 0.2
    # A missing answer counts as zero for the sums.
    kept = np.nan_to_num(values[~aside])
    repeated = len(np.unique(kept, axis=0)) < len(kept)
    assert check_respondents._may_repeat(values, aside) == repeated


def test_copies_among_those_left_aside_are_not_counted() -> None:
    values = np.random.default_rng(2).integers(1, 6, (200, 30)).astype(float)
    values[10] = values[11]
    lines = np.arange(2, 202)
    found = copied_respondents(values, lines, StraightLiners(np.zeros(200, dtype=bool)))
    assert found is not None
    assert (found.code, found.where) == ("I-DATA-23", "line 13")
    assert copied_respondents(values, lines, StraightLiners(np.arange(200) == 10)) is None
