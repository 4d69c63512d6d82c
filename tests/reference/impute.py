"""Make the imputed data sets of ``data/``: stochastic regression after a bootstrap.

Each set takes means and covariances of a resample of the complete respondents and draws the
missing answers from the normal distribution given the others; ordinal answers are rounded to
the nearest category.  What matters here is only that both programs see the same sets.  Run from
tests/reference:  python impute.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

DATA = Path(__file__).parent / "data"
SETS = 5


def imputed(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the answers with draws in the gaps."""
    complete = values[~np.isnan(values).any(axis=1)]
    resample = complete[rng.integers(0, len(complete), len(complete))]
    mean, cov = resample.mean(axis=0), np.cov(resample.T)
    filled = values.copy()
    for row in filled:
        gap = np.isnan(row)
        if gap.any():
            seen = ~gap
            slopes = np.linalg.solve(cov[np.ix_(seen, seen)], cov[np.ix_(seen, gap)]).T
            expected = mean[gap] + slopes @ (row[seen] - mean[seen])
            spread = cov[np.ix_(gap, gap)] - slopes @ cov[np.ix_(seen, gap)]
            row[gap] = rng.multivariate_normal(expected, spread)
    return filled


def stacked(
    name: str, columns: list[str], *, ordinal: bool, rows: int | None = None
) -> pd.DataFrame:
    """Return the original (number 0) and the imputed sets below each other."""
    rng = np.random.default_rng(1987)
    frame = pd.read_csv(DATA / f"{name}.csv")[columns].head(rows or 10**9)
    sets = [frame.assign(**{".imp": 0})]
    for number in range(1, SETS + 1):
        filled = imputed(frame.to_numpy(float), rng)
        if ordinal:
            filled = np.clip(np.round(filled), frame.min().to_numpy(), frame.max().to_numpy())
        sets.append(pd.DataFrame(filled, columns=columns).round(4).assign(**{".imp": number}))
    return pd.concat(sets)[[".imp", *columns]]


if __name__ == "__main__":
    hs = ["sex", "ageyr", *(f"x{k}" for k in range(1, 10))]
    stacked("hs_missing", hs, ordinal=False).to_csv(DATA / "hs_imputed.csv", index=False)
    items = [f"q{k}" for k in range(1, 7)]
    frame = stacked("likert_missing", items, ordinal=True, rows=400)
    frame.astype("Int64").to_csv(DATA / "likert_imputed.csv", index=False)
