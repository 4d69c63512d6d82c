"""From a study of measurement invariance to its figures."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.plots.interval_chart import Interval, draw_interval_chart
from gainsem.plots.invariance_picture import (
    FitValue,
    GroupDot,
    ItemRow,
    LevelRow,
    PictureWords,
    draw_invariance,
)
from gainsem.plots.languages import words_in
from gainsem.plots.mean_panels import Panel, PanelWords, draw_mean_panels
from gainsem.results.invariance.cutoffs import CONVENTIONS, FALLING
from gainsem.results.invariance.words import STEP_NAMES
from gainsem.results.invariance.words_of_waves import of_waves

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gainsem.results.invariance.record import Invariance
    from gainsem.results.invariance.rows import FactorMeanRow, InvarianceStep

MEASURES = {"cfi": "CFI", "rmsea": "RMSEA", "srmr": "SRMR"}
MOST_GROUPS = 60
WIDTH_95 = 1.959963984540054
WORDS = {
    "en": {
        "title": "Measurement invariance: {variable}",
        "levels": "Fit of the levels",
        "items": "Parameters of the items in each group",
        "loading": "Loadings",
        "intercept": "Intercepts",
        "threshold": "Thresholds",
        "limits": "Upright marks: the worst value the cut-offs of {cited} allow.",
        "many": "Each dot is a group; those in red deviate from the groups that share the"
        " parameter.",
        "few": "Dots with an upright line deviate from the groups that share the parameter.",
        "means": "Means of {factor}: {variable}",
        "all_means": "Factor means: {variable}",
        "axis": "Factor mean, in the metric of {reference}, with 95% intervals",
        "hidden": "The {count} groups in the middle are not shown.",
        "reference": "holds",
        "holds": "holds",
        "mixed": "mixed",
        "fails": "does not hold",
        "not_fitted": "not fitted",
    },
    "zh": {
        "title": "测量等值性：{variable}",
        "levels": "各级模型的拟合",
        "items": "各组的题目参数",
        "loading": "因子载荷",
        "intercept": "截距",
        "threshold": "阈值",
        "limits": "竖线为 {cited} 界值所允许的最差值。",
        "many": "每个点代表一个组；红点为与其他组不等的组。",
        "few": "带竖线的点为与其他组不等的组。",
        "means": "“{factor}”的均值：{variable}",
        "all_means": "因子均值：{variable}",
        "axis": "因子均值（以{reference}为参照）及 95% 置信区间",
        "hidden": "中间的 {count} 组未列出。",
        "reference": "成立",
        "holds": "成立",
        "mixed": "证据不一致",
        "fails": "不成立",
        "not_fitted": "无法估计",
    },
}


def invariance_figures(
    found: Invariance, *, lang: str = "en", font: str | Path | None = None
) -> dict[str, Figure]:
    """Return the figures of a study by name.

    ``invariance`` (fit of the levels and item parameters by group) and ``means`` (of all
    factors in all groups on one page; groups with the highest means first, waves in time).

    Parameters
    ----------
    found : Invariance
    lang : {"en", "zh"}
    font : str or Path, optional
        A font file to use before the shipped one.
    """
    figures = {}
    if found.steps or found.parameters:
        figures["invariance"] = _picture(found, lang, font)
    factors = tuple(dict.fromkeys(row.factor for row in found.means))
    if len(factors) == 1:
        figures["means"] = _means(found, factors[0], lang, font)
    elif factors:
        figures["means"] = _panels(found, factors, lang, font)
    return figures


def _picture(found: Invariance, lang: str, font: str | Path | None) -> Figure:
    words = _words(found, lang)
    measures = [
        key
        for key in MEASURES
        if any(math.isfinite(step.measures.get(key, math.nan)) for step in found.steps)
    ]
    levels = [_level(step, found, measures, lang) for step in found.steps]
    kinds = [
        kind
        for kind in ("loading", "intercept", "threshold")
        if any(row.kind == kind for row in found.parameters)
    ]
    notes = []
    if any(step.judged for step in found.steps):
        notes.append(words["limits"].format(cited=CONVENTIONS[found.convention].cited))
    if any(row.deviates for row in found.parameters):
        notes.append(words["few" if len(found.groups) <= 6 else "many"])
    texts = PictureWords(
        words["title"].format(variable=found.label(found.variable, lang)),
        words["levels"],
        tuple(MEASURES[key] for key in measures),
        words["items"],
        tuple(words[kind] for kind in kinds),
        ("" if lang == "zh" else " ").join(notes),
    )
    groups = [found.label(group, lang) for group in found.groups]
    return draw_invariance(levels, _items(found, kinds, lang), groups, texts, font=font)


def _words(found: Invariance, lang: str) -> dict[str, str]:
    words = words_in(lang, WORDS)
    return {key: of_waves(text, lang) for key, text in words.items()} if found.repeated else words


def _level(step: InvarianceStep, found: Invariance, measures: list[str], lang: str) -> LevelRow:
    limits = {each.measure: each.limit for each in step.judged}
    general = {each.name: each.measures for each in found.steps}.get(step.against, {})
    values = []
    for key in measures:
        worst = math.nan
        if key in limits and key in general:
            sign = -1.0 if key in FALLING else 1.0
            worst = general[key] + sign * limits[key]
        values.append(FitValue(step.measures.get(key, math.nan), worst))
    verdict = "" if step.verdict == "reference" else WORDS[lang][step.verdict]
    name = STEP_NAMES[lang].get(step.name, step.name)
    return LevelRow(name, tuple(values), verdict, step.verdict in ("fails", "not_fitted"))


def _items(found: Invariance, kinds: list[str], lang: str) -> list[ItemRow]:
    places = {group: place for place, group in enumerate(found.groups)}
    rows = []
    for item in dict.fromkeys(row.item for row in found.parameters):
        own = [row for row in found.parameters if row.item == item and math.isfinite(row.est)]
        panels = tuple(
            tuple(
                GroupDot(places[row.group], row.est, row.deviates)
                for row in own
                if row.kind == kind
            )
            for kind in kinds
        )
        rows.append(ItemRow(found.label(item, lang), panels))
    return rows


def _means(found: Invariance, factor: str, lang: str, font: str | Path | None) -> Figure:
    words = _words(found, lang)
    rows = sorted((row for row in found.means if row.factor == factor), key=lambda row: -row.mean)
    chart = [
        Interval(
            found.label(row.group, lang),
            row.mean,
            row.mean - WIDTH_95 * row.se,
            row.mean + WIDTH_95 * row.se,
            strong=row.group == found.reference,
        )
        for row in rows
    ]
    note = ""
    if len(chart) > MOST_GROUPS:
        half = MOST_GROUPS // 2
        note = words["hidden"].format(count=len(chart) - 2 * half)
        chart = [*chart[:half], Interval("…"), *chart[-half:]]
    variable = found.label(found.variable, lang)
    return draw_interval_chart(
        chart,
        title=words["means"].format(factor=found.label(factor, lang), variable=variable),
        axis=words["axis"].format(reference=found.label(found.reference, lang)),
        note=note,
        reference=0.0,
        decimals=2,
        font=font,
    )


def _panels(
    found: Invariance, factors: tuple[str, ...], lang: str, font: str | Path | None
) -> Figure:
    words = _words(found, lang)
    by_group: dict[str, dict[str, FactorMeanRow]] = {}
    for row in found.means:
        by_group.setdefault(row.group, {})[row.factor] = row
    groups = list(by_group)
    if not found.repeated:
        groups.sort(key=lambda group: -sum(row.mean for row in by_group[group].values()))
    panels = [
        Panel(
            found.label(factor, lang),
            tuple(_ends(by_group[group].get(factor)) for group in groups),
        )
        for factor in factors
    ]
    variable = found.label(found.variable, lang)
    texts = PanelWords(
        words["all_means"].format(variable=variable),
        words["axis"].format(reference=found.label(found.reference, lang)),
        words["hidden"],
    )
    named = [found.label(group, lang) for group in groups]
    return draw_mean_panels(named, panels, texts, font=font)


def _ends(row: FactorMeanRow | None) -> tuple[float, float, float]:
    """Return a mean and the ends of its interval; NaN where there is none."""
    if row is None:
        return math.nan, math.nan, math.nan
    wide = WIDTH_95 * row.se
    return row.mean, row.mean - wide, row.mean + wide
