"""Design effects: how much surer or less sure an estimate is than in a simple random sample."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields
from statistics import median
from typing import TYPE_CHECKING

from gainsem.errors import EstimationError
from gainsem.results.fitted import FittedModel

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True, slots=True)
class DesignEffect:
    """One parameter under the design and in a simple random sample of the same size."""

    lhs: str
    op: str
    rhs: str
    group: int
    label: str
    est: float
    se: float
    se_simple: float
    deff: float
    deft: float


def design_effects(fit: FittedModel) -> tuple[DesignEffect, ...]:
    """Return the design effect of every parameter that has a standard error.

    ``deff = se^2 / se_simple^2`` and ``deft``, its root (Kish 1965, Survey sampling,
    section 8.2).  A simple random sample of as many respondents, drawn with replacement
    from the population the weights describe, is what is compared with.

    Raises
    ------
    EstimationError
        E-WGT-73 for a fit without a sampling design, or without standard errors.
    """
    design = fit.design
    if design is None or not design.simple_se:
        raise _nothing_to_compare(fit)
    found = []
    for row, simple in zip(fit.parameter_rows, design.simple_se, strict=True):
        if row.se > 0.0 and simple > 0.0:
            deff = (row.se / simple) ** 2
            own = (row.lhs, row.op, row.rhs, row.group, row.label, row.est, row.se)
            found.append(DesignEffect(*own, simple, deff, math.sqrt(deff)))
    return tuple(found)


def design_effects_frame(fit: FittedModel) -> DataFrame:
    """Return the design effects, one row a parameter."""
    import pandas as pd

    columns = [item.name for item in fields(DesignEffect)]
    return pd.DataFrame([asdict(row) for row in design_effects(fit)], columns=columns)


def deff_range(fit: FittedModel) -> tuple[float, float, float] | None:
    """Return smallest, middle and largest design effect; None where there are none."""
    if fit.design is None or not fit.design.simple_se:
        return None
    values = [row.deff for row in design_effects(fit)]
    return (min(values), median(values), max(values)) if values else None


def _nothing_to_compare(fit: FittedModel) -> EstimationError:
    if fit.design is None:
        return EstimationError.of(
            "E-WGT-73",
            "There are no design effects: the fit knows nothing of a sampling design.",
            do="say how respondents were sampled:  weights=, cluster=, strata=",
        )
    return EstimationError.of(
        "E-WGT-73",
        "There are no design effects: the fit has no standard errors that could be compared.",
        do="fit again with standard errors, by MLR or WLSMV",
    )
