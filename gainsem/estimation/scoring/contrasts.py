"""Gaps between constructs and groups, trends over waves, and how trends differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gainsem.core.holm import holm
from gainsem.core.linalg import Array
from gainsem.core.rubin import Combined
from gainsem.estimation.scoring.cells import Cell
from gainsem.estimation.scoring.index import GroupStatistics
from gainsem.results.index_rows import GapRow, TrendRow

Mask = NDArray[np.bool_]
Row = TypeVar("Row", GapRow, TrendRow)


@dataclass(frozen=True)
class Contrasts:
    """What differences are made from.

    Parameters
    ----------
    statistics : GroupStatistics
    cells : mapping
        (by, level, wave) to the cell; only those with respondents.
    waves : sequence of (str, float)
        Waves and where they lie in time.
    """

    statistics: GroupStatistics
    cells: Mapping[tuple[str, str, str], Cell]
    waves: Sequence[tuple[str, float]] = ()

    def shown(self, *key: str) -> Cell | None:
        """Return a cell, None where it is empty, hidden or weighs nothing."""
        cell = self.cells.get((key[0], key[1], key[2]))
        if cell is None or cell.hidden:
            return None
        return cell if self.statistics.design.weights[cell.member].sum() > 0.0 else None


def construct_gaps(own: Contrasts, pairs: Iterable[tuple[str, str]]) -> list[GapRow]:
    """Return differences of two constructs of the same respondents, in every cell."""
    indices, rows = own.statistics.indices, []
    for first, second in pairs:
        name = f"{first} - {second}"
        gaps = indices[first] - indices[second]
        for (by, level, wave), cell in own.cells.items():
            row = GapRow("constructs", name, by, level, first, second, wave, suppressed=cell.hidden)
            if own.shown(by, level, wave) is not None:
                means, linear = own.statistics.mean_of(gaps, cell.member)
                spread = own.statistics.sds(first, cell.member) ** 2
                spread = np.sqrt((spread + own.statistics.sds(second, cell.member) ** 2) / 2.0)
                found = own.statistics.combined(means, linear, cell.member)
                row = _gap(row, found, cell.n, _ratio(means, spread))
            rows.append(row)
    return _adjusted(rows, lambda row: (row.construct, row.by, row.wave))


def group_gaps(own: Contrasts, by: str, levels: Sequence[str]) -> list[GapRow]:
    """Return differences of the other levels of a variable from its first, by wave too."""
    rows = []
    for name in own.statistics.indices:
        for level in levels[1:]:
            for wave in ["", *(wave for wave, _ in own.waves)]:
                ends = [own.cells.get((by, each, wave)) for each in (level, levels[0])]
                if None in ends:
                    continue
                hidden = any(cell is not None and cell.hidden for cell in ends)
                row = GapRow("groups", name, by, "", level, levels[0], wave, suppressed=hidden)
                shown = [own.shown(by, each, wave) for each in (level, levels[0])]
                one, other = shown
                if one is not None and other is not None:
                    row = _between(own.statistics, row, one, other)
                rows.append(row)
    return _adjusted(rows, lambda row: (row.first, row.wave))


def _between(statistics: GroupStatistics, row: GapRow, one: Cell, other: Cell) -> GapRow:
    first, linear = statistics.mean(row.construct, one.member)
    second, more = statistics.mean(row.construct, other.member)
    found = statistics.combined(first - second, linear - more, one.member, other.member)
    spread = _pooled(statistics, row.construct, (one, other))
    return _gap(row, found, one.n + other.n, _ratio(first - second, spread))


def trends(own: Contrasts, by: str, levels: Sequence[str]) -> list[TrendRow]:
    """Return the linear trend over waves: of all, of every level, and how these differ.

    The trend is the least-squares slope of the means of the waves.  Only waves whose cells
    may be shown take part.
    """
    rows = []
    for name in own.statistics.indices:
        groups: list[tuple[str, tuple[str, ...]]] = [("", ("",))]
        groups += [(level, (level,)) for level in levels]
        groups += [(f"{level} - {levels[0]}", (level, levels[0])) for level in levels[1:]]
        for called, members in groups:
            row = _trend(own, name, by if called else "", called, members)
            if row is not None:
                rows.append(row)
    return _adjusted(rows, lambda row: (row.level,))


def _trend(
    own: Contrasts, name: str, by: str, called: str, levels: tuple[str, ...]
) -> TrendRow | None:
    """Return one trend, or the difference of two; None with fewer than two waves."""
    series = [[own.shown(by, level, wave) for wave, _ in own.waves] for level in levels]
    there = [k for k in range(len(own.waves)) if all(cells[k] is not None for cells in series)]
    if len(there) < 2:
        return None
    times = np.array([own.waves[k][1] for k in there])
    centred = times - times.mean()
    slope_weights = centred / (centred @ centred)
    ends = np.zeros(len(there))
    ends[0], ends[-1] = -1.0, 1.0
    cells = [[cells[k] for k in there] for cells in series]
    slope = _contrast(own.statistics, name, cells, slope_weights)
    change = _contrast(own.statistics, name, cells, ends)
    lower, upper = slope[0].interval()
    low, high = change[0].interval()
    spread = _pooled(own.statistics, name, [cell for part in cells for cell in part if cell])
    return TrendRow(
        name,
        by,
        called,
        tuple(own.waves[k][0] for k in there),
        float(slope[0].estimate),
        float(slope[0].se),
        float(slope[0].df),
        float(lower),
        float(upper),
        float(slope[0].pvalue()),
        float("nan"),
        float(change[0].estimate),
        float(change[0].se),
        float(low),
        float(high),
        _ratio(change[1], spread),
    )


def _contrast(
    statistics: GroupStatistics,
    name: str,
    series: Sequence[Sequence[Cell | None]],
    weights: Array,
) -> tuple[Combined, Array]:
    """Return ``sum_k c_k mean_k`` of one group, less that of a second where there is one."""
    signs = (1.0, -1.0)
    total, linear, members = 0.0, 0.0, []
    for sign, cells in zip(signs, series, strict=False):
        for weight, cell in zip(weights.tolist(), cells, strict=True):
            if cell is None:
                continue
            means, part = statistics.mean(name, cell.member)
            total = total + sign * weight * means
            linear = linear + sign * weight * part
            members.append(cell.member)
    estimates, linearised = np.asarray(total), np.asarray(linear)
    return statistics.combined(estimates, linearised, *members), estimates


def _pooled(statistics: GroupStatistics, name: str, cells: Iterable[Cell]) -> Array:
    """Return the standard deviation within cells, shape (draws,)."""
    own = list(cells)
    sizes = np.array([max(cell.n - 1, 1) for cell in own], dtype=np.float64)
    squares = np.array([statistics.sds(name, cell.member) ** 2 for cell in own])
    pooled: Array = np.sqrt(sizes @ squares / sizes.sum())
    return pooled


def _ratio(values: Array, spread: Array) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.mean(np.where(spread > 0.0, values / spread, np.nan)))


def _gap(row: GapRow, found: Combined, n: int, effect: float) -> GapRow:
    lower, upper = found.interval()
    return replace(
        row,
        n=n,
        difference=float(found.estimate),
        se=float(found.se),
        df=float(found.df),
        ci_lower=float(lower),
        ci_upper=float(upper),
        pvalue=float(found.pvalue()),
        effect=effect,
    )


def _adjusted(rows: list[Row], family: Callable[[Row], tuple[str, ...]]) -> list[Row]:
    """Return rows with p values adjusted for the number of tests in their family."""
    kinds: dict[tuple[str, ...], list[int]] = {}
    for k, row in enumerate(rows):
        kinds.setdefault(family(row), []).append(k)
    result = list(rows)
    for places in kinds.values():
        adjusted = holm(np.array([rows[k].pvalue for k in places]))
        for k, value in zip(places, adjusted.tolist(), strict=True):
            result[k] = replace(rows[k], p_holm=value)
    return result
