"""Intervals of everything a fit of several groups reports, all from one set of draws."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from gainsem.core.linalg import Array
from gainsem.results.bootstrap import LEVEL
from gainsem.results.effects import BOOTSTRAP, MONTE_CARLO, REPLICATES
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.groups.replicated import (
    GroupedReplicated,
    grouped_monte_carlo,
    grouped_resamples,
)
from gainsem.results.intervals import COLUMNS, interval_frame, spread_of
from gainsem.results.replicated import Resamples

if TYPE_CHECKING:
    from pandas import DataFrame


def grouped_interval_frame(
    fit: GroupedFit, *, interval: str | None, draws: int, seed: int, level: float
) -> DataFrame:
    """Return one row a quantity; see :meth:`GroupedFit.intervals`."""
    import pandas as pd

    if interval is None:
        usual = BOOTSTRAP if fit.bootstrap is not None else MONTE_CARLO
        interval = REPLICATES if fit.replication is not None else usual
        if not fit.refitted and fit.options.monte_carlo:
            draws, seed = fit.options.monte_carlo, fit.options.seed
    frames = []
    for number, view in enumerate(fit.by_group.values(), start=1):
        frame = interval_frame(view, interval=interval, draws=draws, seed=seed, level=level)
        frame.insert(4, "group", number)
        frames.append(frame)
    if fit.table.definitions:
        again = interval in (BOOTSTRAP, REPLICATES)
        found = draws_of(fit, again=again, draws=draws, seed=seed, level=level)
        frames.append(_of_definitions(fit, found))
    return pd.concat(frames, ignore_index=True)


def draws_of(
    fit: GroupedFit, *, again: bool, draws: int, seed: int, level: float = LEVEL
) -> Resamples[GroupedReplicated] | None:
    """Return the draws of all groups: models fitted again, or made up about the estimates.

    None where they are withheld, or there are no covariances to make them from.
    """
    if again:
        return grouped_resamples(fit, level=level)
    return grouped_monte_carlo(fit, draws=draws, seed=seed, level=level)


def _of_definitions(fit: GroupedFit, found: Resamples[GroupedReplicated] | None) -> DataFrame:
    """Return the rows of the defined parameters, which belong to no group (0)."""
    import pandas as pd

    rows = [row for row in fit.parameter_rows if row.op == ":="]
    first, cells = len(fit.table.rows), list[tuple[object, ...]]()
    for quantity, name in (("estimate", "est"), ("std_lv", "std_lv"), ("std_all", "std_all")):
        values = np.array([getattr(row, name) for row in rows])
        scale = name.removeprefix("std_") if name != "est" else ""
        spread = spread_of(found, partial(of_definitions, first=first, scale=scale), values)
        numbers = zip(values, spread.se, spread.lower, spread.upper, strict=True)
        for row, own in zip(rows, numbers, strict=True):
            cells.append((quantity, row.lhs, row.op, row.rhs, 0, *own))
    return pd.DataFrame(cells, columns=[*COLUMNS[:4], "group", *COLUMNS[4:]])


def of_definitions(drawn: GroupedReplicated, *, first: int, scale: str) -> Array:
    """Return the definitions at draws, which stand behind all rows."""
    return drawn.values(scale)[:, first:]
