"""From coefficients of all groups to tests of their equality and differences of pairs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from gainsem.core.chi_square import normal_quantile, two_sided
from gainsem.core.holm import holm
from gainsem.core.linalg import Array
from gainsem.core.reliability_difference import (
    SMALLEST_SHARE,
    difference_of_intervals,
    equality_test,
    feldt_test,
)
from gainsem.core.reliability_interval import log_interval
from gainsem.results.reliability.by_group.coefficients import Compared, compared
from gainsem.results.reliability.by_group.record import (
    EqualityTest,
    GroupComparison,
    GroupDifference,
    GroupFigure,
    Reason,
)

if TYPE_CHECKING:
    from gainsem.results.groups.grouped_fit import GroupedFit
    from gainsem.results.reliability.record import ConstructFigures
    from gainsem.results.reliability.sheet import Reliability

Sheets = Mapping[str, "Reliability"]
Row = tuple[float, float, float, float, str]
"""Standard error, limits and p of a difference, and the name of the test."""

MOST_PAIRED = 6
"""More groups than that are held against the first one only."""
WALD, WALD_LOG, FELDT = "Wald", "Wald, log(1 - alpha)", "Feldt's W"


def comparison(fit: GroupedFit, sheets: Mapping[str, Reliability]) -> GroupComparison:
    """Return what is the same in the groups and what is not."""
    everything = compared(fit, sheets)
    level = next(iter(sheets.values())).settings.level
    return GroupComparison(
        figures=tuple(each for one in everything for each in _figures(sheets, one, level)),
        tests=tuple(map(_equality, everything)),
        differences=tuple(each for one in everything for each in _differences(sheets, one, level)),
    )


def _figures(sheets: Sheets, one: Compared, level: float) -> Iterator[GroupFigure]:
    labels = list(sheets)
    for place, value, se in zip(one.groups, one.values.tolist(), one.errors.tolist(), strict=True):
        limits = log_interval(value, se, level=level)
        if one.coefficient == "alpha":
            own = _construct(sheets[labels[place]], one.construct)
            limits = own.alpha_lower, own.alpha_upper
        yield GroupFigure(
            construct=one.construct,
            coefficient=one.coefficient,
            group=labels[place],
            n_obs=sheets[labels[place]].settings.n_obs,
            value=value,
            se=se,
            lower=limits[0],
            upper=limits[1],
        )


def _construct(sheet: Reliability, name: str) -> ConstructFigures:
    return next(each for each in sheet.constructs if each.name == name)


def _equality(one: Compared) -> EqualityTest:
    """Return the Wald test, of alpha on the scale on which its errors are even (Bonett 2003)."""
    values, cov, method = _scaled(one)
    reason = _reason(one.reason, values, cov)
    statistic, df, pvalue = math.nan, 0, math.nan
    if not reason and cov is not None:
        statistic, df, pvalue = equality_test(values, cov)
        reason = "" if df else "equal"
    return EqualityTest(
        construct=one.construct,
        coefficient=one.coefficient,
        statistic=statistic,
        df=df,
        pvalue=pvalue,
        method=method,
        reason=reason,
    )


def _reason(known: Reason, values: Array, cov: Array | None) -> Reason:
    if known:
        return known
    if len(values) < 2 or not np.isfinite(values).all():
        return "absent"
    return "" if cov is not None and np.isfinite(cov).all() else "errors"


def _scaled(one: Compared) -> tuple[Array, Array | None, str]:
    """Return values and covariances on the scale of the test, and its name."""
    if one.coefficient != "alpha":
        return one.values, one.cov, WALD
    left = 1.0 - one.values
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.log(np.where(left > 0.0, left, np.nan))
        cov = None if one.cov is None else one.cov / np.outer(left, left)
    return logs, cov, WALD_LOG


def _differences(sheets: Sheets, one: Compared, level: float) -> list[GroupDifference]:
    """Return the differences of all pairs of few groups, of many from the first group."""
    if one.cov is None:
        return []
    count, labels = len(one.values), [list(sheets)[place] for place in one.groups]
    few = len(sheets) <= MOST_PAIRED
    pairs = list(combinations(range(count), 2)) if few else [(0, k) for k in range(1, count)]
    if one.coefficient == "alpha":
        found = [_alpha_pair([sheets[label] for label in labels], one, pair) for pair in pairs]
    else:
        found = [_model_pair(one, pair, level) for pair in pairs]
    adjusted = holm(np.array([pvalue for _, _, _, pvalue, _ in found]))
    rows = zip(pairs, found, adjusted.tolist(), strict=True)
    return [
        GroupDifference(
            construct=one.construct,
            coefficient=one.coefficient,
            first=labels[i],
            second=labels[j],
            value=float(one.values[i] - one.values[j]),
            se=se,
            lower=lower,
            upper=upper,
            pvalue=pvalue,
            pvalue_holm=together,
            method=method,
        )
        for (i, j), (se, lower, upper, pvalue, method), together in rows
    ]


def _model_pair(one: Compared, pair: tuple[int, int], level: float) -> Row:
    """Return the difference by the delta method; nothing where the model holds both equal."""
    assert one.cov is not None
    i, j = pair
    both = float(one.cov[i, i] + one.cov[j, j])
    variance = both - 2.0 * float(one.cov[i, j])
    if not variance > SMALLEST_SHARE * both:
        return math.nan, math.nan, math.nan, math.nan, WALD
    gap, se = float(one.values[i] - one.values[j]), math.sqrt(variance)
    half = normal_quantile(1.0 - (1.0 - level) / 2.0) * se
    return se, gap - half, gap + half, two_sided(gap / se), WALD


def _alpha_pair(sheets: Sequence[Reliability], one: Compared, pair: tuple[int, int]) -> Row:
    """Return the difference of two alphas, its interval from theirs, and its test.

    Feldt's W belongs to Feldt's intervals; to the others the difference of ``log(1 - alpha)``.
    """
    own = [sheets[place] for place in pair]
    first, second = (_construct(sheet, one.construct) for sheet in own)
    se = math.hypot(first.alpha_se, second.alpha_se)
    lower, upper = difference_of_intervals(
        (first.alpha, first.alpha_lower, first.alpha_upper),
        (second.alpha, second.alpha_lower, second.alpha_upper),
    )
    if own[0].settings.interval == "feldt":
        _, pvalue = feldt_test(
            (first.alpha, second.alpha),
            (own[0].settings.n_obs, own[1].settings.n_obs),
            (first.n_items, second.n_items),
        )
        return se, lower, upper, pvalue, FELDT
    values, cov, method = _scaled(one)
    assert cov is not None
    i, j = pair
    spread = math.sqrt(float(cov[i, i] + cov[j, j]))
    pvalue = two_sided(float(values[i] - values[j]) / spread) if spread > 0.0 else math.nan
    return se, lower, upper, pvalue, method
