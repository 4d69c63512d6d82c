"""Imputed data sets for tests: four items of one factor, a fifth of the first item imputed."""

from __future__ import annotations

import numpy as np
import pandas as pd

MODEL = "f =~ a + b + c + d"
ITEMS = list("abcd")


def frames(m: int = 5, *, n: int = 300, seed: int = 3, spoiled: int = 0) -> list[pd.DataFrame]:
    """Return m data sets; of the last ``spoiled`` ones no proper solution exists.

    There a is the sum of b and c, which are unrelated: the loading of a would be infinite.
    """
    rng = np.random.default_rng(seed)
    factor = rng.standard_normal((n, 1))
    answers = factor + 0.8 * rng.standard_normal((n, 4))
    sets = []
    for number in range(m):
        filled = answers.copy()
        filled[: n // 5, 0] = factor[: n // 5, 0] + 0.8 * rng.standard_normal(n // 5)
        if number >= m - spoiled:
            filled[:, 1:] = rng.standard_normal((n, 3))
            filled[:, 0] = filled[:, 1] + filled[:, 2] + 0.1 * rng.standard_normal(n)
        sets.append(pd.DataFrame(filled, columns=ITEMS))
    return sets


def stacked(sets: list[pd.DataFrame], column: str = ".imp", first: int = 1) -> pd.DataFrame:
    """Return the data sets below each other, numbered in a column."""
    parts = [frame.assign(**{column: k}) for k, frame in enumerate(sets, first)]
    return pd.concat(parts, ignore_index=True)


def with_original(sets: list[pd.DataFrame], column: str = ".imp") -> pd.DataFrame:
    """Return the stacked table with the answers before the imputation as number 0."""
    original = sets[0].copy()
    original.loc[: len(original) // 5 - 1, "a"] = np.nan
    return stacked([original, *sets], column, first=0)
