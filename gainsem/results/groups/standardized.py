"""Standardised estimates of several groups, and of what is defined across them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from gainsem.core.chi_square import two_sided
from gainsem.model.standardized import StandardizedRows, with_defined
from gainsem.results.frames import stacked_frame
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.groups.intervals import of_definitions
from gainsem.results.groups.joint import places_of
from gainsem.results.groups.replicated import grouped_resamples
from gainsem.results.intervals import spread_of
from gainsem.results.standardized import (
    Scale,
    StandardizedEstimate,
    delta_row,
    drawn_row,
    standardized_of,
)

if TYPE_CHECKING:
    from pandas import DataFrame


def grouped_standardized_frame(fit: GroupedFit, scale: Scale) -> DataFrame:
    """Return the standardised estimates of all groups; those of no group are of group 0."""
    import pandas as pd

    frame = stacked_frame([view.standardized(scale) for view in fit.by_group.values()])
    if not fit.table.definitions:
        return frame
    names = list(StandardizedEstimate.__slots__)
    rows = [[getattr(row, name) for name in names] for row in _defined(fit, scale)]
    defined = pd.DataFrame(rows, columns=names).assign(group=0)
    return pd.concat([frame, defined[list(frame.columns)]], ignore_index=True)


def _defined(fit: GroupedFit, scale: Scale) -> list[StandardizedEstimate]:
    """Return the definitions at standardised labels, each by the variances of its group."""
    own = [standardized_of(view, scale) for view in fit.by_group.values()]
    values = np.concatenate([each.values for each in own])
    slopes = [
        places.columns(each.jacobian) for places, each in zip(places_of(fit), own, strict=True)
    ]
    joined = with_defined(fit.table, StandardizedRows(values, np.concatenate(slopes)))
    first, names = len(values), [(one.name, ":=", one.text) for one in fit.table.definitions]
    estimates = joined.values[first:]
    if fit.refitted:
        found = grouped_resamples(fit)
        spread = spread_of(found, partial(of_definitions, first=first, scale=scale), estimates)
        limits = zip(spread.lower.tolist(), spread.upper.tolist(), strict=True)
        rows = zip(names, estimates.tolist(), spread.se.tolist(), limits, strict=True)
        tail = two_sided if found is None else found.pvalue
        return [drawn_row(*each, tail) for each in rows]
    vcov = fit.solution.vcov
    missing = np.full(len(names), np.nan)
    errors = missing if vcov is None else joined.standard_errors(vcov)[first:]
    return [
        delta_row(*each) for each in zip(names, estimates.tolist(), errors.tolist(), strict=True)
    ]
