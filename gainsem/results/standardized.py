"""Standardized estimates with their delta-method standard errors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from gainsem.core.chi_square import normal_quantile, two_sided
from gainsem.errors import OptionError
from gainsem.model.standardized import StandardizedRows, standardized_rows
from gainsem.results.computed import computed
from gainsem.results.fitted import Fitted

if TYPE_CHECKING:
    from pandas import DataFrame


Scale = Literal["all", "lv"]

Z_95 = 0.975
CERTAIN = 1e-9


@dataclass(frozen=True, slots=True)
class StandardizedEstimate:
    """One row of ``fit.standardized()``; a value that cannot vary has ``se`` 0 and no test."""

    lhs: str
    op: str
    rhs: str
    est_std: float
    se: float
    z: float
    pvalue: float
    ci_lower: float
    ci_upper: float


def standardized_list(fit: Fitted, scale: Scale = "all") -> tuple[StandardizedEstimate, ...]:
    """Return the standardized estimates of all rows, definitions last.

    Parameters
    ----------
    fit : Fitted
    scale : {"all", "lv"}
        Standardize by all variables, or by the latent variables only.

    Raises
    ------
    OptionError
        ``E-OPT-01`` for another scale.
    """
    if scale not in ("all", "lv"):
        raise OptionError.of(
            "E-OPT-01",
            f"type={scale!r} is no way to standardize.",
            do="type can be: all, lv",
        )
    found = standardized_of(fit, scale)
    if fit.refitted:
        return _from_draws(fit, found.values, scale)
    vcov = fit.solution.vcov
    errors = np.full(len(found.values), np.nan) if vcov is None else found.standard_errors(vcov)
    return tuple(
        delta_row(name, float(value), float(se))
        for name, value, se in zip(_names(fit), found.values, errors, strict=True)
    )


def standardized_of(fit: Fitted, scale: Scale) -> StandardizedRows:
    """Return the values of all rows and their derivatives by the parameters."""
    numbers = computed(fit)
    return standardized_rows(
        fit.table,
        numbers.compiled,
        numbers.implied,
        observed=scale == "all",
        chain=numbers.compiled.chain(fit.solution.params),
    )


def _names(fit: Fitted) -> list[tuple[str, str, str]]:
    names = [(row.lhs, row.op, row.rhs) for row in fit.table.rows]
    return names + [(each.name, ":=", each.text) for each in fit.table.definitions]


def _from_draws(
    fit: Fitted, values: NDArray[np.float64], scale: Scale
) -> tuple[StandardizedEstimate, ...]:
    """Return the rows with errors and limits of the draws, NaN where these are withheld."""
    from gainsem.results.replicated import Spread, bootstrap_resamples

    resamples, never = bootstrap_resamples(fit), np.full(len(values), np.nan)
    spread = Spread(never, never, never)
    if resamples is not None:
        spread = resamples.spread(lambda drawn: drawn.standardized(scale), values)
    rows = []
    numbers = zip(values.tolist(), spread.se.tolist(), strict=True)
    tail = two_sided if resamples is None else resamples.pvalue
    for at, (name, (value, se)) in enumerate(zip(_names(fit), numbers, strict=True)):
        limits = float(spread.lower[at]), float(spread.upper[at])
        rows.append(drawn_row(name, value, se, limits, tail))
    return tuple(rows)


def drawn_row(
    name: tuple[str, str, str],
    value: float,
    se: float,
    limits: tuple[float, float],
    tail: Callable[[float], float],
) -> StandardizedEstimate:
    """Return a row with error and limits of draws, and the p value of its z."""
    if se <= CERTAIN * max(abs(value), 1.0):
        return StandardizedEstimate(*name, value, 0.0, np.nan, np.nan, value, value)
    z = value / se
    return StandardizedEstimate(*name, value, se, z, tail(z), *limits)


def standardized_frame(fit: Fitted, scale: Scale) -> DataFrame:
    """Return the standardized estimates as a data frame."""
    import pandas as pd

    columns = list(StandardizedEstimate.__slots__)
    rows = standardized_list(fit, scale)
    return pd.DataFrame([[getattr(row, name) for name in columns] for row in rows], columns=columns)


def delta_row(name: tuple[str, str, str], value: float, se: float) -> StandardizedEstimate:
    """Return a row with the limits of the delta method."""
    if se <= CERTAIN * max(abs(value), 1.0):
        return StandardizedEstimate(*name, value, 0.0, np.nan, np.nan, value, value)
    z, half = value / se, normal_quantile(Z_95) * se
    return StandardizedEstimate(*name, value, se, z, two_sided(z), value - half, value + half)
