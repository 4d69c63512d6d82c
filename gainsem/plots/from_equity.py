"""From an equity view to its figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.plots.gap_chart import GapLine, GapWords, Whisker, draw_gaps
from gainsem.plots.invariance_picture import COLOURS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gainsem.results.equity.record import Equity
    from gainsem.results.equity.rows import GapKind, GapRow

WORDS = {
    "en": {
        "title": "Gaps between groups: {variable}",
        "waves": "Gaps by wave: {variable}",
        "axis_pooled": "Gap to {reference}, pooled latent standard deviations, 95% intervals",
        "axis_reference": "Gap to {reference}, its latent standard deviations, 95% intervals",
        "raw": "as it is",
        "adjusted": "adjusted for {adjust}",
        "dimension": "Dimensions",
        "construct": "Constructs",
        "shown": "As it is, not adjusted.",
        "hidden": "The first {count} waves are shown.",
        "comma": ", ",
        "gap": " ",
    },
    "zh": {
        "title": "组间差距：{variable}",
        "waves": "各期差距：{variable}",
        "axis_pooled": "与{reference}的差距（合并的潜变量标准差）及 95% 置信区间",
        "axis_reference": "与{reference}的差距（其潜变量标准差）及 95% 置信区间",
        "raw": "调整前",
        "adjusted": "调整{adjust}后",
        "dimension": "维度",
        "construct": "构念",
        "shown": "未经调整。",
        "hidden": "仅列出前 {count} 期。",
        "comma": "、",
        "gap": "",
    },
}
Series = tuple[tuple["GapKind", str], ...]


def equity_figures(
    found: Equity, *, lang: str = "en", font: str | Path | None = None
) -> dict[str, Figure]:
    """Return the figures of an equity view by name.

    ``equity`` (the gap of every factor, before and after adjusting) and, with waves,
    ``equity_waves`` (in every wave, before adjusting).

    Parameters
    ----------
    found : Equity
    lang : {"en", "zh"}
    font : str or Path, optional
        A font file to use before the shipped one.
    """
    words, figures = WORDS[lang], {}
    variable = found.label(found.variable, lang)
    reference = found.label(found.reference, lang)
    axis = words[f"axis_{found.unit}"].format(reference=reference)
    adjust = words["comma"].join(found.label(name, lang) for name in found.adjust)
    series: list[tuple[GapKind, str]] = [("raw", "")]
    names = [words["raw"]]
    if any(row.kind == "adjusted" for row in found.gaps):
        series.append(("adjusted", ""))
        names.append(words["adjusted"].format(adjust=adjust))
    title = words["title"].format(variable=variable)
    lines = _lines(found, tuple(series), lang)
    if lines:
        figures["equity"] = draw_gaps(lines, GapWords(title, axis, tuple(names)), font=font)
    shown = found.waves[: len(COLOURS)]
    lines = _lines(found, tuple(("raw", wave) for wave in shown), lang) if shown else []
    if lines:
        note = [words["shown"]]
        if len(shown) < len(found.waves):
            note.append(words["hidden"].format(count=len(shown)))
        told = GapWords(
            words["waves"].format(variable=variable),
            axis,
            tuple(found.label(wave, lang) for wave in shown),
            words["gap"].join(note),
        )
        figures["equity_waves"] = draw_gaps(lines, told, font=font)
    return figures


def _lines(found: Equity, series: Series, lang: str) -> list[GapLine]:
    """Return a line a factor, under headings of groups and levels where there are several."""
    rows = {(r.factor, r.group, r.kind, r.wave): r for r in found.gaps}
    levels = {row.factor: row.level for row in found.gaps}
    lines: list[GapLine] = []
    several = len(found.groups) > 2
    for group in found.groups[1:]:
        if several:
            lines.append(GapLine(found.label(group, lang)))
        for level in ("dimension", "construct"):
            factors = [name for name, own in levels.items() if own == level]
            drawn = [
                GapLine(
                    found.label(factor, lang),
                    tuple(_whisker(rows.get((factor, group, *each))) for each in series),
                    indent=int("construct" in levels.values()),
                )
                for factor in factors
                if (factor, group, *series[0]) in rows
            ]
            if drawn and "construct" in levels.values():
                lines.append(GapLine(WORDS[lang][level]))
            lines += drawn
    return lines if any(line.whiskers for line in lines) else []


def _whisker(row: GapRow | None) -> Whisker:
    return Whisker() if row is None else Whisker(row.est, row.ci_lower, row.ci_upper)
