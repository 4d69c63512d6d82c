"""Targets of a rotation, however they are written down."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from gainsem.errors import OptionError
from gainsem.factor.targets import target_of

NAMES = ("a", "b", "c", "d")
MATRIX = np.array([[np.nan, 0.0], [np.nan, 0.0], [0.0, np.nan], [0.0, np.nan]])


@pytest.mark.parametrize(
    "given",
    [
        MATRIX,
        [["", 0], ["NA", 0], [0, None], [0, "?"]],
        {"F1": ["a", "b"], "F2": ["c", "d"]},
        pd.DataFrame(MATRIX, index=list(NAMES)).loc[["d", "b", "a", "c"]],
        pd.DataFrame(MATRIX),
    ],
    ids=["array", "nested", "mapping", "frame in another order", "frame without names"],
)
def test_all_ways_mean_the_same(given: Any) -> None:
    np.testing.assert_array_equal(target_of(given, NAMES, 2), MATRIX)


def test_a_general_factor_that_is_not_named_stays_free() -> None:
    target = target_of({"F1": ["a", "b"], "F2": ["c", "d"]}, NAMES, 3)
    assert np.isnan(target[:, 0]).all()
    np.testing.assert_array_equal(target[:, 1:], MATRIX)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (None, "needs a target"),
        (MATRIX[:3], "3 x 2; it must be 4 x 2"),
        (MATRIX[0], "cannot be read"),
        ([["x", 0], [0, 0], [0, 0], [0, 0]], "cannot be read"),
        (np.full((4, 2), np.nan), "says nothing"),
        ({"F1": ["a"]}, ""),
        ({"F1": ["a"], "F2": ["z"]}, "'z' for F2"),
        ({"F1": ["a"], "F2": ["b"], "F3": ["c"]}, "names 3 factors"),
        (pd.DataFrame(MATRIX, index=["a", "b", "c", "dd"]), "names 'dd'"),
    ],
)
def test_targets_that_do_not_fit(given: Any, text: str) -> None:
    if text == "":
        assert np.isnan(target_of(given, NAMES, 2)[:, 0]).all()
        return
    with pytest.raises(OptionError, match=text) as caught:
        target_of(given, NAMES, 2)
    assert caught.value.code == "E-EFA-04"
