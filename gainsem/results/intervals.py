"""Intervals of everything a fit reports, all from one set of draws."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gainsem.model.effects import EffectPlan, plan_effects
from gainsem.model.matrix_map import compile_table
from gainsem.results.effects import MAX_PATHS, MONTE_CARLO, Effect, chosen_draws, effects_of
from gainsem.results.fitted import Fitted
from gainsem.results.replicated import Model, Quantity, Resamples, Spread

if TYPE_CHECKING:
    from pandas import DataFrame

Array = NDArray[np.float64]
Name = tuple[str, str, str]
COLUMNS = ("quantity", "lhs", "op", "rhs", "est", "se", "ci_lower", "ci_upper")


def interval_frame(
    fit: Fitted, *, interval: str | None, draws: int, seed: int, level: float
) -> DataFrame:
    """Return one row a quantity; see :meth:`gainsem.results.fit.Fit.intervals`."""
    import pandas as pd

    if interval is None and not fit.refitted and not fit.options.monte_carlo:
        interval = MONTE_CARLO
    _, found = chosen_draws(fit, interval, draws=draws, seed=seed, level=level)
    rows: list[tuple[object, ...]] = []
    for quantity, names, estimates, of_draws in _quantities(fit, level):
        spread = spread_of(found, of_draws, estimates)
        numbers = zip(estimates, spread.se, spread.lower, spread.upper, strict=True)
        rows += [(quantity, *name, *own) for name, own in zip(names, numbers, strict=True)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def spread_of(
    found: Resamples[Model] | None, of_draws: Callable[[Model], Array], estimates: Array
) -> Spread:
    """Return the spread of some quantities over draws; NaN where there are no draws."""
    if found is None:
        never = np.full(len(estimates), np.nan)
        return Spread(never, never, never)
    return found.spread(of_draws, estimates)


def _quantities(fit: Fitted, level: float) -> Iterator[tuple[str, list[Name], Array, Quantity]]:
    rows = fit.parameter_rows
    names = [(row.lhs, row.op, row.rhs) for row in rows]
    yield "estimate", names, np.array([row.est for row in rows]), lambda drawn: drawn.estimates
    for scale in ("lv", "all"):
        values = np.array([getattr(row, f"std_{scale}") for row in rows])
        yield f"std_{scale}", names, values, _standardized(scale)
    explained: list[Name] = [(name, "r2", "") for name in fit.r_squared]
    yield "r_squared", explained, np.array([*fit.r_squared.values()]), lambda each: each.r_squared
    plan = plan_effects(fit.table, compile_table(fit.table), max_paths=MAX_PATHS)
    if not plan.effects:
        return
    found = effects_of(fit, interval="delta", level=level).rows
    paths = [_name(row) for row in found]
    for scale, field in (("", "est"), ("lv", "std_lv"), ("all", "std_all")):
        values = np.array([getattr(row, field) for row in found])
        quantity = f"effect_std_{scale}" if scale else "effect"
        yield quantity, paths, values, _effects(plan, scale)


def _standardized(scale: str) -> Quantity:
    return lambda drawn: drawn.standardized(scale)


def _effects(plan: EffectPlan, scale: str) -> Quantity:
    return lambda drawn: drawn.effects(plan, scale)


def _name(row: Effect) -> Name:
    return row.source, row.path if row.kind == "indirect" else row.kind, row.target
