"""Gaps of factors between groups, their parts and their changes, with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypedDict

import numpy as np

from gainsem.core.chi_square import two_sided, upper_tail
from gainsem.core.delta_method import Smooth, stacked
from gainsem.core.holm import holm
from gainsem.core.latent_gaps import (
    GapParts,
    GroupMoments,
    Slopes,
    equality_test,
    gap_parts,
    trend,
    weighted_mean,
)
from gainsem.estimation.equity.cells import Cells
from gainsem.estimation.equity.covariates import Covariate
from gainsem.estimation.equity.quantities import Estimated
from gainsem.results.equity.rows import ChangeRow, GapKind, GapRow, PartKind, PartRow

WIDE = 1.959963984540054
SAME = 1e-9
"""Slopes that are held equal differ by rounding only."""
Unit = Literal["pooled", "reference"]


@dataclass(frozen=True, eq=False)
class Compared:
    """What is compared: a fit of all cells, with what its gaps are divided by.

    Parameters
    ----------
    found : Estimated
    cells : Cells
    factors : tuple of str
        What has a gap.
    inner : frozenset of str
        Those of them that another one measures.
    unit : {"pooled", "reference"}
        Whose standard deviation a gap is expressed in, over all waves.
    """

    found: Estimated
    cells: Cells
    factors: tuple[str, ...]
    inner: frozenset[str]
    unit: Unit

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups that are compared with the reference group."""
        return tuple(level.label for level in self.cells.groups[1:])

    @property
    def reference(self) -> str:
        """The reference group."""
        return self.cells.groups[0].label

    @property
    def waves(self) -> tuple[str, ...]:
        """The waves; one without a name where there are none."""
        return tuple(level.label for level in self.cells.waves) or ("",)

    def sizes(self, at: Sequence[int]) -> np.ndarray:
        """Return the respondents of some cells, or the sums of their weights."""
        return np.array([self.found.cells[k].size for k in at], dtype=np.float64)

    def sd(self, group: str, moments: Sequence[GroupMoments], factor: int) -> Smooth:
        """Return the standard deviation a gap is divided by."""
        own = (self.reference,) if self.unit == "reference" else (self.reference, group)
        at = [self.cells.at(each, wave) for each in own for wave in self.waves]
        variances = [moments[k].variance[factor] for k in at]
        return weighted_mean(variances, self.sizes(at)).root()


def all_gaps(
    compared: Compared, predictors: Sequence[str] = (), *, kind: GapKind
) -> dict[tuple[str, str, str], Smooth]:
    """Return the gap of every factor, group and wave, in standard deviations.

    With predictors: the gap of the conditional means where the predictors have the mean of
    all groups.

    Parameters
    ----------
    compared : Compared
    predictors : sequence of str
    kind : {"raw", "adjusted", "ignored"}
    """
    found: dict[tuple[str, str, str], Smooth] = {}
    moments = [cell.moments(compared.factors, predictors) for cell in compared.found.cells]
    at_mean = kind == "adjusted" and bool(predictors)
    for position, factor in enumerate(compared.factors):
        for group in compared.groups:
            sd = compared.sd(group, moments, position)
            for wave in compared.waves:
                parts = _parts(compared, moments, position, group, wave, slopes="pooled")
                gap = parts.intercept if at_mean else parts.gap
                found[factor, group, wave] = gap / sd
    return found


def _parts(
    compared: Compared,
    moments: Sequence[GroupMoments],
    factor: int,
    group: str,
    wave: str,
    *,
    slopes: Slopes,
) -> GapParts:
    own, other = compared.cells.at(group, wave), compared.cells.at(compared.reference, wave)
    sizes = compared.sizes(range(len(moments)))
    centre = weighted_mean([each.predictors for each in moments], sizes)
    return gap_parts(
        moments[own],
        moments[other],
        centre,
        factor,
        sizes=(float(sizes[own]), float(sizes[other])),
        slopes=slopes,
    )


def gap_rows(
    compared: Compared, gaps: dict[tuple[str, str, str], Smooth], kind: GapKind
) -> tuple[GapRow, ...]:
    """Return gaps with intervals, and p values corrected for their number.

    Parameters
    ----------
    compared : Compared
    gaps : dict
        Of :func:`all_gaps`.
    kind : {"raw", "adjusted", "ignored"}
    """
    rows = []
    for (factor, group, wave), gap in gaps.items():
        est, se = compared.found.interval(gap)
        rows.append(
            GapRow(
                factor=factor,
                group=group,
                wave=wave,
                kind=kind,
                level="construct" if factor in compared.inner else "dimension",
                est=est,
                z=est / se if se > 0.0 else float("nan"),
                **_inference(est, se),
            )
        )
    return tuple(_corrected(rows))


def _corrected(rows: Sequence[GapRow]) -> Iterator[GapRow]:
    families: dict[tuple[str, str, str], list[int]] = {}
    for k, row in enumerate(rows):
        families.setdefault((row.level, row.group, row.wave), []).append(k)
    adjusted = np.full(len(rows), np.nan)
    for at in families.values():
        adjusted[at] = holm(np.array([rows[k].pvalue for k in at]))
    for row, value in zip(rows, adjusted.tolist(), strict=True):
        yield replace(row, holm=value)


class Inference(TypedDict, total=False):
    """Standard error, interval and p value; of what does not vary none of them."""

    se: float
    ci_lower: float
    ci_upper: float
    pvalue: float


def _inference(est: float, se: float) -> Inference:
    if not se > 0.0:
        return {}
    return {
        "se": se,
        "ci_lower": est - WIDE * se,
        "ci_upper": est + WIDE * se,
        "pvalue": two_sided(est / se),
    }


def part_rows(
    compared: Compared, covariates: Sequence[Covariate], slopes: Slopes
) -> tuple[PartRow, ...]:
    """Return what the gap of every factor is made of, by covariate; over all waves together.

    Parameters
    ----------
    compared : Compared
        Without waves.
    covariates : sequence of Covariate
    slopes : {"equal", "pooled", "reference"}
    """
    columns = [name for each in covariates for name in each.columns]
    moments = [cell.moments(compared.factors, columns) for cell in compared.found.cells]
    ends = np.cumsum([len(each.columns) for each in covariates]).tolist()
    spans = {
        each.name: list(range(end - len(each.columns), end))
        for each, end in zip(covariates, ends, strict=True)
    }
    rows: list[PartRow] = []
    for position, factor in enumerate(compared.factors):
        if factor in compared.inner:
            continue
        for group in compared.groups:
            parts = _parts(compared, moments, position, group, "", slopes=slopes)
            sd = compared.sd(group, moments, position)
            rows += _rows_of(compared, factor, group, parts, sd, spans, slopes)
    return tuple(rows)


def path_rows(
    compared: Compared, predictors: dict[str, tuple[str, ...]], slopes: Slopes
) -> tuple[PartRow, ...]:
    """Return what comes to the gap of every explained factor through each of its predictors.

    Parameters
    ----------
    compared : Compared
        Of the model with its own paths.
    predictors : dict
        Explained factor -> what explains it.
    slopes : {"equal", "pooled", "reference"}
    """
    rows: list[PartRow] = []
    for factor, own in predictors.items():
        moments = [cell.direct(factor, own) for cell in compared.found.cells]
        spans = {name: [k] for k, name in enumerate(own)}
        for group in compared.groups:
            parts = _parts(compared, moments, 0, group, "", slopes=slopes)
            sd = compared.sd(group, moments, 0)
            rows += _rows_of(compared, factor, group, parts, sd, spans, slopes)
    return tuple(rows)


def _rows_of(
    compared: Compared,
    factor: str,
    group: str,
    parts: GapParts,
    sd: Smooth,
    spans: dict[str, list[int]],
    slopes: Slopes,
) -> Iterator[PartRow]:
    total = parts.gap / sd
    pieces: list[tuple[PartKind, str, Smooth]] = [
        ("explained", name, parts.explained[at].sum() / sd) for name, at in spans.items()
    ]
    if slopes != "equal" or np.abs(parts.slopes.value).max(initial=0.0) > SAME:
        pieces += [("slopes", name, parts.slopes[at].sum() / sd) for name, at in spans.items()]
    pieces += [("intercept", "", parts.intercept / sd), ("total", "", total)]
    whole, spread = compared.found.interval(total)
    sure = abs(whole) > WIDE * spread
    for kind, source, piece in pieces:
        est, se = compared.found.interval(piece)
        yield PartRow(
            factor=factor,
            group=group,
            kind=kind,
            source=source,
            est=est,
            share=est / whole if sure else float("nan"),
            **_inference(est, se),
        )


def change_rows(
    compared: Compared, gaps: dict[tuple[str, str, str], Smooth], kind: GapKind
) -> tuple[ChangeRow, ...]:
    """Return how gaps change from wave to wave, and their linear trend with the test.

    Parameters
    ----------
    compared : Compared
        With waves.
    gaps : dict
        Of :func:`all_gaps`.
    kind : {"raw", "adjusted"}
    """
    rows: list[ChangeRow] = []
    times = np.array(compared.cells.times)
    for factor in compared.factors:
        for group in compared.groups:
            own = [gaps[factor, group, wave] for wave in compared.waves]
            for k in range(1, len(own)):
                est, se = compared.found.interval(own[k] - own[k - 1])
                rows.append(
                    ChangeRow(
                        factor=factor,
                        group=group,
                        kind=kind,
                        since=compared.waves[k - 1],
                        until=compared.waves[k],
                        est=est,
                        **_inference(est, se),
                    )
                )
            if len(own) < 3:
                # A line through two gaps says what their difference says.
                continue
            est, se = compared.found.interval(trend(own, times))
            statistic, df = _equality(compared, own)
            rows.append(
                ChangeRow(
                    factor=factor,
                    group=group,
                    kind=kind,
                    est=est,
                    statistic=statistic,
                    df=df,
                    statistic_pvalue=upper_tail(statistic, df),
                    **_inference(est, se),
                )
            )
    return tuple(rows)


def _equality(compared: Compared, gaps: Sequence[Smooth]) -> tuple[float, int]:
    if not np.isfinite(stacked(gaps).vcov(compared.found.vcov)).all():
        return float("nan"), len(gaps) - 1
    return equality_test(gaps, compared.found.vcov)
