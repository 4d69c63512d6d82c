"""Every draw again as a fit of its own, of the drawn rows, from its own start."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

import gainsem
from gainsem.core.batch.moments import draw_counts


def single_fits(
    model: str, data: pd.DataFrame, *, draws: int, seed: int, **options: Any
) -> list[gainsem.Fit]:
    """Return the fits of the first resamples, made one by one."""
    counts = draw_counts(len(data), seed, range(draws)).astype(int)
    rows = [np.repeat(np.arange(len(data)), count) for count in counts]
    return [gainsem.fit(model, data.iloc[own].reset_index(drop=True), **options) for own in rows]


def largest_difference(
    model: str, data: pd.DataFrame, *, draws: int, seed: int = 5, **options: Any
) -> float:
    """Return how far any estimate of any draw is from that of a fit of its own."""
    fit = gainsem.fit(model, data, bootstrap=draws, seed=seed, **options)
    singles = single_fits(model, data, draws=draws, seed=seed, **options)
    assert fit.bootstrap is not None
    assert fit.bootstrap.used == draws
    own = fit.bootstrap.vectors[:, : fit.table.n_free]
    return float(np.abs(own - [each.solution.params for each in singles]).max())
