"""The plausible index of every respondent on every construct, and means of groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gainsem.core.expected_answers import construct_index
from gainsem.core.gini import gini, gini_influence
from gainsem.core.linalg import Array
from gainsem.core.linearised_variance import Design
from gainsem.core.rubin import Combined, combine
from gainsem.estimation.scoring.cells import Cell
from gainsem.estimation.scoring.measurement import Measurement
from gainsem.results.index_rows import IndexedConstruct, IndexRow

Mask = NDArray[np.bool_]


def plausible_indices(
    values: Array, measurement: Measurement, constructs: Sequence[IndexedConstruct]
) -> dict[str, Array]:
    """Return the index of every construct, shape (draws, n) each.

    Parameters
    ----------
    values : ndarray, shape (draws, n, m)
        Plausible values of the factors.
    measurement : Measurement
    constructs : sequence of IndexedConstruct
        Parts before the wider constructs.
    """
    found: dict[str, Array] = {}
    place = {name: j for j, name in enumerate(measurement.items)}
    measured = measurement.measured
    for each in constructs:
        if each.items:
            own = [place[item] for item in each.items if item in place]
            found[each.name] = construct_index(
                values,
                measured.intercepts[:, own],
                measured.loadings[own],
                np.diag(measured.residual_cov)[own],
                [measurement.scales[j] for j in own],
            )
        else:
            parts = zip(each.parts, each.part_weights, strict=True)
            found[each.name] = sum(
                (weight * found[part] for part, weight in parts), np.zeros(values.shape[:2])
            )
    return found


@dataclass(frozen=True)
class GroupStatistics:
    """Weighted statistics of plausible indices, with the design they were sampled by."""

    indices: Mapping[str, Array]
    design: Design

    def mean(self, name: str, member: Mask) -> tuple[Array, Array]:
        """Return the mean of every draw, and its linearised values (draws, n)."""
        return self.mean_of(self.indices[name], member)

    def mean_of(self, values: Array, member: Mask) -> tuple[Array, Array]:
        """Return means (draws,) of values (draws, n) and their linearised values."""
        own = np.flatnonzero(member)
        share = self.design.weights[own] / self.design.weights[own].sum()
        part = values[:, own]
        means = part @ share
        linearised = np.zeros(values.shape)
        linearised[:, own] = (part - means[:, None]) * share
        return means, linearised

    def combined(self, estimates: Array, linearised: Array, *groups: Mask) -> Combined:
        """Return one answer from those of all draws."""
        variances, freedom = self.design.variance(linearised, groups)
        return combine(estimates, variances, freedom)

    def sd(self, name: str, member: Mask) -> float:
        """Return the standard deviation of the index, measurement error taken out."""
        return float(self.sds(name, member).mean())

    def sds(self, name: str, member: Mask) -> Array:
        """Return the standard deviation in every draw, shape (draws,)."""
        own = np.flatnonzero(member)
        share, n = self.design.weights[own] / self.design.weights[own].sum(), len(own)
        values = self.indices[name][:, own]
        means = values @ share
        spread: Array = np.sqrt((values - means[:, None]) ** 2 @ share * n / max(n - 1, 1))
        return spread

    def gini(self, name: str, member: Mask) -> Combined:
        """Return the Gini coefficient, corrected for the size of small samples.

        ``n / (n - 1) G`` with the effective sample size for n (Deltas 2003,
        doi:10.1162/rest.2003.85.1.226): uncorrected it is too small in small groups.
        """
        own = np.flatnonzero(member)
        weights = self.design.weights[own]
        values = np.maximum(self.indices[name][:, own], 0.0)
        size = weights.sum() ** 2 / (weights**2).sum()
        factor = size / (size - 1.0) if size > 1.0 else np.nan
        estimates = factor * np.array([gini(row, weights) for row in values])
        linearised = np.zeros((len(values), len(member)))
        linearised[:, own] = [factor * weights * gini_influence(row, weights) for row in values]
        return self.combined(estimates, linearised, member)


def index_rows(
    statistics: GroupStatistics,
    cells: Sequence[Cell],
    constructs: Sequence[IndexedConstruct],
    overall: str,
) -> list[IndexRow]:
    """Return the index of every construct in every cell, the Gini of the overall one."""
    return [
        _row(statistics, each.name, cell, with_gini=each.name == overall)
        for each in reversed(constructs)
        for cell in cells
    ]


def _row(statistics: GroupStatistics, name: str, cell: Cell, *, with_gini: bool) -> IndexRow:
    row = IndexRow(name, cell.by, cell.level, cell.wave)
    if cell.hidden or not _has_weight(statistics, cell.member):
        return replace(row, suppressed=cell.hidden, n=None if cell.hidden else cell.n)
    found = statistics.combined(*statistics.mean(name, cell.member), cell.member)
    lower, upper = found.interval()
    if with_gini:
        unequal = statistics.gini(name, cell.member)
        low, high = unequal.interval()
        row = replace(
            row,
            gini=float(unequal.estimate),
            gini_se=float(unequal.se),
            gini_ci_lower=float(np.maximum(low, 0.0)),
            gini_ci_upper=float(np.minimum(high, 1.0)),
        )
    return replace(
        row,
        n=cell.n,
        mean=float(found.estimate),
        se=float(found.se),
        df=float(found.df),
        ci_lower=float(lower),
        ci_upper=float(upper),
        sd=statistics.sd(name, cell.member),
        measurement=float(found.measurement),
    )


def _has_weight(statistics: GroupStatistics, member: Mask) -> bool:
    return bool(statistics.design.weights[member].sum() > 0.0)
