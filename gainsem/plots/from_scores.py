"""From a scoring to its figures: only what its tables show is drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.plots.importance_performance import MapPoint, MapWords, draw_importance_performance
from gainsem.plots.interval_chart import Interval, draw_interval_chart
from gainsem.plots.languages import words_in
from gainsem.results.scores_tables import construct_label, level_label, outline, pick

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from gainsem.results.index_rows import IndexRow
    from gainsem.results.scores import Scores

MOST_ROWS = 52
WORDS = {
    "en": {
        "index": "Index by construct",
        "ranking": "{construct} by {by}",
        "axis": "Index, 0 to 100, with 95% intervals",
        "more": "… {count} more between these …",
        "hidden": "{count} groups are not shown: too few respondents.",
        "reference": "Dashed: all respondents ({value}).",
        "interval": "Intervals include sampling and measurement error.",
        "map": "Importance and performance for: {target}",
        "x": "Importance: standardised total effect on {target}",
        "y": "Performance: index, 0 to 100",
        "improve": "Improve first",
        "keep": "Keep it up",
        "low": "Lower priority",
        "enough": "Good, matters less",
        "map_note": "Bars: 95% intervals. Dashed lines: means of the constructs shown.",
    },
    "zh": {
        "index": "各构念指数",
        "ranking": "{construct}：按{by}比较",
        "axis": "指数（0 至 100）及 95% 置信区间",
        "more": "……中间另有 {count} 组……",
        "hidden": "有 {count} 组因人数过少未列出。",
        "reference": "虚线：全体受访者（{value}）。",
        "interval": "区间同时包含抽样误差和测量误差。",
        "map": "重要性—表现图：{target}",
        "x": "重要性：对“{target}”的标准化总效应",
        "y": "表现：指数（0 至 100）",
        "improve": "优先改进",
        "keep": "继续保持",
        "low": "次要改进",
        "enough": "表现良好、影响较小",
        "map_note": "线段为 95% 置信区间；虚线为所示构念的均值。",
    },
}


def score_figures(
    scores: Scores, *, lang: str = "en", font: str | Path | None = None
) -> dict[str, Figure]:
    """Return the figures of a scoring by name.

    ``index`` (all constructs), ``ranking_<variable>`` (the overall index of its groups,
    highest first) and ``importance_performance``.

    Parameters
    ----------
    scores : Scores
    lang : {"en", "zh"}
    font : str or Path, optional
        A font file to use before the shipped one.
    """
    words_in(lang, WORDS)  # refused before anything is drawn
    figures = {"index": _index(scores, lang, font)}
    for by in scores.settings.by:
        figure = _ranking(scores, by, lang, font)
        if figure is not None:
            figures[f"ranking_{by}"] = figure
    if scores.importance:
        figures["importance_performance"] = _map(scores, lang, font)
    return figures


def _index(scores: Scores, lang: str, font: str | Path | None) -> Figure:
    """Draw wider constructs, each above its parts, then those that belong to none."""
    everybody = {row.construct: row for row in scores.index if not (row.by or row.wave)}
    wider = {each.name for each in scores.constructs if each.parts}
    rows = [
        _interval(everybody[name], construct_label(scores, name, lang), depth, strong=name in wider)
        for name, depth in outline(scores)
    ]
    words = WORDS[lang]
    return draw_interval_chart(
        rows, title=words["index"], axis=words["axis"], note=words["interval"], font=font
    )


def _ranking(scores: Scores, by: str, lang: str, font: str | Path | None) -> Figure | None:
    """Draw the overall index of the groups of one variable; None without two of them."""
    own = scores.settings.overall or scores.constructs[-1].name
    rows = [row for row in scores.index if (row.construct, row.by, row.wave) == (own, by, "")]
    shown = sorted((row for row in rows if row.mean == row.mean), key=lambda row: -row.mean)
    if len(shown) < 2:
        return None
    words = WORDS[lang]
    chart = [_interval(row, level_label(scores, by, row.level, lang)) for row in shown]
    if len(chart) > MOST_ROWS:
        half = MOST_ROWS // 2
        gap = Interval(words["more"].format(count=len(chart) - 2 * half))
        chart = [*chart[:half], gap, *chart[-half:]]
    everybody = [row.mean for row in scores.index if row.construct == own and not row.by]
    notes = [words["reference"].format(value=f"{everybody[0]:.1f}"), words["interval"]]
    hidden = sum(row.suppressed for row in rows)
    notes += [words["hidden"].format(count=hidden)] if hidden else []
    name = pick(scores.labels.get(by, {}), lang) or by
    return draw_interval_chart(
        chart,
        title=words["ranking"].format(construct=construct_label(scores, own, lang), by=name),
        axis=words["axis"],
        note=("" if lang == "zh" else " ").join(notes),
        reference=everybody[0],
        font=font,
    )


def _map(scores: Scores, lang: str, font: str | Path | None) -> Figure:
    words, target = WORDS[lang], construct_label(scores, scores.settings.target, lang)
    points = [
        MapPoint(
            construct_label(scores, row.construct, lang),
            row.importance,
            row.importance_ci_lower,
            row.importance_ci_upper,
            row.performance,
            row.performance_ci_lower,
            row.performance_ci_upper,
        )
        for row in scores.importance
    ]
    texts = MapWords(
        words["map"].format(target=target),
        words["x"].format(target=target),
        words["y"],
        words["improve"],
        words["keep"],
        words["low"],
        words["enough"],
        words["map_note"],
    )
    return draw_importance_performance(points, texts, font=font)


def _interval(row: IndexRow, label: str, depth: int = 0, *, strong: bool = False) -> Interval:
    return Interval(label, row.mean, row.ci_lower, row.ci_upper, depth, strong)
