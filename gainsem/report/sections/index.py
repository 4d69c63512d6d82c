"""Indices, groups, gaps, trends and importance: the tables and figures of a scoring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import cite
from gainsem.report.document import Block, Figure, Heading, Paragraph, TableBlock, Text
from gainsem.report.facts import shown
from gainsem.report.numbers import fixed
from gainsem.report.sections.index_parts import (
    Part,
    parts_by_contrast,
    parts_by_pair,
    parts_of_trends,
)
from gainsem.results.index_rows import IndexRow
from gainsem.results.scores import Scores
from gainsem.results.scores_tables import construct_label, level_label, outline, pick
from gainsem.results.table import Column, Kind, Table

Drawn = Mapping[str, bytes]
MOST_ROWS = 60
FEWEST_DRAWN = 5
"""Fewer groups are in the table alone."""
EM_SPACE = "\N{EM SPACE}"
ALIGNED = frozenset({"interval", "x_interval"})


def indices_section(scores: Scores, words: Catalogue, figures: Drawn) -> tuple[Block, ...]:
    """Return figure and table of all constructs among all respondents."""
    rows = {row.construct: row for row in scores.index if not (row.by or row.wave)}
    cells = [
        (EM_SPACE * depth + construct_label(scores, name, words.lang), *_numbers(rows[name]))
        for name, depth in outline(scores)
    ]
    table = _table(words, ("construct", *NUMBERS), cells, words.text("index.caption_index"))
    return (
        Heading(words.text("index.heading_index")),
        Paragraph(words.spans("index.reading")),
        *_figure(
            figures, "index", words.text("index.caption_index"), words.text("index.index_alt")
        ),
        table,
    )


def groups_section(scores: Scores, words: Catalogue, figures: Drawn) -> tuple[Block, ...]:
    """Return the overall index of the groups of every variable, and by wave."""
    own = scores.settings.overall or scores.constructs[-1].name
    name = shown(construct_label(scores, own, words.lang))
    blocks: list[Block] = []
    if scores.settings.wave:
        rows = [row for row in scores.index if row.construct == own and not row.by and row.wave]
        cells = [(_wave(scores, row.wave, words), *_numbers(row)) for row in rows]
        caption = words.text("index.caption_wave", construct=name)
        blocks.append(
            _table(words, ("wave", *NUMBERS), cells, caption, _hidden(scores, rows, words))
        )
    for by in scores.settings.by:
        called = shown(pick(scores.labels.get(by, {}), words.lang) or by)
        caption = words.text("index.caption_group", construct=name, by=called)
        alt = words.text("index.ranking_alt", by=called)
        rows = [r for r in scores.index if (r.construct, r.by, r.wave) == (own, by, "")]
        rows.sort(key=lambda row: (row.mean != row.mean, -row.mean))
        if len(rows) >= FEWEST_DRAWN:
            blocks += _figure(figures, f"ranking_{by}", caption, alt, floats=True)
        if len(rows) <= MOST_ROWS:
            cells = [(level_label(scores, by, r.level, words.lang), *_numbers(r)) for r in rows]
            notes = _hidden(scores, rows, words)
            blocks.append(_table(words, ("group", *NUMBERS), cells, caption, notes))
    return (Heading(words.text("index.heading_groups")), *blocks) if blocks else ()


def gaps_section(scores: Scores, words: Catalogue) -> tuple[Block, ...]:
    """Return the gaps between constructs, and between groups over all waves."""
    blocks: list[Block] = []
    note = words.spans("index.gap_note", source=cite("holm_1979"))
    keys = ("n", "difference", "interval", "p_holm", "effect")
    between = [row for row in scores.gaps if row.kind == "constructs" and not row.wave]
    if between:
        parts, left = parts_by_pair(scores, between, words)
        notes = (
            note,
            words.spans("index.effect_note"),
            *_hidden(scores, between, words),
            *_left_out(left, "gaps.csv", words),
        )
        caption = words.text("index.caption_gaps_constructs")
        blocks.append(_in_parts(words, ("group", *keys), parts, _difference, caption, notes))
    groups = [row for row in scores.gaps if row.kind == "groups" and not row.wave]
    if groups:
        by = groups[0].by
        called = shown(pick(scores.labels.get(by, {}), words.lang) or by)
        notes = (note, words.spans("index.effect_note"), *_hidden(scores, groups, words))
        caption = words.text("index.caption_gaps_groups", by=called)
        parts = parts_by_contrast(scores, groups, words)
        blocks.append(_in_parts(words, ("construct", *keys), parts, _difference, caption, notes))
    return (Heading(words.text("index.heading_gaps")), *blocks) if blocks else ()


def trend_section(scores: Scores, words: Catalogue) -> tuple[Block, ...]:
    """Return the trends over waves: of all constructs, and of the groups of the overall one."""
    if not scores.trends:
        return ()
    keys = ("construct", "slope", "interval", "p_holm", "change", "effect")
    parts, left = parts_of_trends(scores, words)
    notes = (
        words.spans("index.change_note", source=cite("holm_1979")),
        words.spans("index.effect_note"),
        *_left_out(left, "trend.csv", words),
    )
    table = _in_parts(words, keys, parts, _trend, words.text("index.caption_trend"), notes)
    return (Heading(words.text("index.heading_trend")), table)


def importance_section(scores: Scores, words: Catalogue, figures: Drawn) -> tuple[Block, ...]:
    """Return the importance-performance map and its table."""
    if not scores.importance:
        return ()
    target = shown(construct_label(scores, scores.settings.target, words.lang))
    caption = words.text("index.caption_importance", target=target)
    cells = [
        (
            construct_label(scores, row.construct, words.lang),
            row.importance,
            _interval(row.importance_ci_lower, row.importance_ci_upper, 2),
            row.performance,
            _interval(row.performance_ci_lower, row.performance_ci_upper, 1),
        )
        for row in scores.importance
    ]
    keys = ("construct", "importance", "x_interval", "performance", "interval")
    return (
        Heading(words.text("index.heading_importance")),
        *_figure(figures, "importance_performance", caption, words.text("index.map_alt")),
        _table(words, keys, cells, caption),
    )


NUMBERS = ("n", "mean", "interval", "sd", "gini_column")
KINDS: dict[str, tuple[Kind, int]] = {
    "n": ("integer", 0),
    "mean": ("number", 1),
    "sd": ("number", 1),
    "gini_column": ("number", 3),
    "difference": ("number", 1),
    "p_holm": ("pvalue", 3),
    "effect": ("number", 2),
    "slope": ("number", 2),
    "change": ("number", 1),
    "importance": ("number", 2),
    "performance": ("number", 1),
}


def _numbers(row: IndexRow) -> tuple[Any, ...]:
    return (row.n, row.mean, _interval(row.ci_lower, row.ci_upper, 1), row.sd, row.gini)


def _difference(row: Any) -> tuple[Any, ...]:
    ends = _interval(row.ci_lower, row.ci_upper, 1)
    return (row.n, row.difference, ends, row.p_holm, row.effect)


def _trend(row: Any) -> tuple[Any, ...]:
    ends = _interval(row.ci_lower, row.ci_upper, 2)
    return (row.slope, ends, row.p_holm, row.change, row.effect)


def _interval(lower: float, upper: float, decimals: int) -> str | None:
    return None if lower != lower else f"[{fixed(lower, decimals)}, {fixed(upper, decimals)}]"


def _table(
    words: Catalogue,
    keys: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    caption: str,
    notes: tuple[Text, ...] = (),
) -> TableBlock:
    columns = tuple(
        Column(key, words.text(f"index.{key.removeprefix('x_')}"), *KINDS.get(key, ("text", 0)))
        for key in keys
    )
    cells = tuple(tuple(shown(c) if isinstance(c, str) else c for c in row) for row in rows)
    table = Table(columns, cells, caption).without_empty_columns()
    return TableBlock(table, aligned=ALIGNED & set(table.keys), notes=notes)


def _in_parts(
    words: Catalogue,
    keys: Sequence[str],
    parts: Sequence[Part],
    cells_of: Callable[[Any], tuple[Any, ...]],
    caption: str,
    notes: tuple[Text, ...],
) -> TableBlock:
    """Return a table with a heading above the rows of each part."""
    rows: list[tuple[Any, ...]] = []
    sections = []
    for title, named in parts:
        sections.append((len(rows), title))
        rows += [(name, *cells_of(row)) for name, row in named]
    return replace(_table(words, keys, rows, caption, notes), sections=tuple(sections))


def _left_out(count: int, file: str, words: Catalogue) -> tuple[Text, ...]:
    return (words.spans("index.left_out", count=count, file=file),) if count else ()


def _hidden(scores: Scores, rows: Sequence[Any], words: Catalogue) -> tuple[Text, ...]:
    if not any(row.suppressed for row in rows):
        return ()
    return (words.spans("index.suppressed", least=scores.settings.min_cell),)


def _wave(scores: Scores, wave: str, words: Catalogue) -> str:
    return level_label(scores, scores.settings.wave, wave, words.lang)


def _figure(
    figures: Drawn, name: str, caption: str, alt: str, *, floats: bool = False
) -> tuple[Block, ...]:
    if name not in figures:
        return ()
    return (Figure(figures[name], caption, alt, place="float" if floats else "here"),)
