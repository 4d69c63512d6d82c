"""What a terminal and a notebook show of a scoring, in plain words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from gainsem.results.cells import number_text, pvalue_text
from gainsem.results.index_rows import IndexRow
from gainsem.results.scores_tables import construct_label, level_label, pick, scores_table
from gainsem.results.table import STYLE, Table

if TYPE_CHECKING:
    from gainsem.results.scores import Scores

SMALL = 0.05


def scores_verdict(scores: Scores) -> str:
    """Return the scoring in one line."""
    warnings = sum(each.severity == "warning" for each in scores.diagnostics)
    row = overall_row(scores)
    index = f", overall index {number_text(row.mean, 1)}" if row else ""
    return (
        f"<Scores: {scores.n_scored} of {scores.n_read} respondents,"
        f" {len(scores.constructs)} constructs{index};"
        f" {warnings} warning{'' if warnings == 1 else 's'}>"
    )


def overall_row(scores: Scores) -> IndexRow | None:
    """Return the overall index of all respondents, None without one."""
    own = scores.settings.overall
    rows = (row for row in scores.index if row.construct == own and not (row.by or row.wave))
    return next(rows, None)


def scores_summary(scores: Scores, *, lang: str = "en") -> str:
    """Return the page of a scoring."""
    parts = [_headline(scores), *_sentences(scores, lang)]
    parts.append(_all(scores, lang).to_text())
    parts += [table.to_text() for table in _groups(scores, lang)]
    parts += [table.to_text() for table in _comparisons(scores, lang)]
    parts += [str(each) for each in scores.diagnostics if each.severity == "warning"]
    return "\n\n".join(parts)


def scores_html(scores: Scores) -> str:
    """Return the scoring as one HTML fragment; every text escaped."""
    tables = [_all(scores, "en"), *_groups(scores, "en"), *_comparisons(scores, "en")]
    body = "\n".join(table.to_html() for table in tables if table.rows)
    head = escape(scores_verdict(scores).strip("<>"))
    said = "".join(
        f'\n<p class="note">{escape(each.code)}: {escape(each.message)}</p>'
        for each in scores.diagnostics
        if each.severity == "warning"
    )
    return f'<div class="gainsem">\n<style>\n{STYLE}</style>\n<p>{head}</p>\n{body}{said}\n</div>'


def _headline(scores: Scores) -> str:
    own = scores.settings
    how = [f"{scores.n_scored} of {scores.n_read} respondents scored"]
    how.append(f"weighted by '{own.weights}'" if own.weights else "not weighted")
    if own.cluster:
        how.append(f"clusters '{own.cluster}'")
    how.append(f"{own.draws} plausible values, seed {own.seed}")
    return f"Index from 0 to 100: {', '.join(how)}."


def _sentences(scores: Scores, lang: str) -> list[str]:
    said = []
    row = overall_row(scores)
    if row is not None:
        name = construct_label(scores, row.construct, lang)
        said.append(
            f"Overall ({name}): {number_text(row.mean, 1)}, 95 % interval"
            f" {number_text(row.ci_lower, 1)} to {number_text(row.ci_upper, 1)}."
            f" Inequality (Gini): {number_text(row.gini, 3)}"
            f" ({number_text(row.gini_ci_lower, 3)} to {number_text(row.gini_ci_upper, 3)})."
        )
        said += _extremes(scores, lang)
    said += _group_gap(scores, lang)
    return ["\n".join(said)] if said else []


def _extremes(scores: Scores, lang: str) -> list[str]:
    """Return which groups of every variable are highest and lowest on the overall index."""
    said = []
    for by in scores.settings.by:
        rows = [
            row
            for row in scores.index
            if (row.construct, row.by, row.wave) == (scores.settings.overall, by, "")
            and row.mean == row.mean
        ]
        if len(rows) < 2:
            continue
        high, low = max(rows, key=lambda row: row.mean), min(rows, key=lambda row: row.mean)
        said.append(
            f"By {pick(scores.labels.get(by, {}), lang) or by}:"
            f" highest {level_label(scores, by, high.level, lang)} ({number_text(high.mean, 1)}),"
            f" lowest {level_label(scores, by, low.level, lang)} ({number_text(low.mean, 1)})."
        )
    return said


def _group_gap(scores: Scores, lang: str) -> list[str]:
    said = []
    for row in scores.gaps:
        wanted = row.kind == "groups" and not row.wave
        if (
            not wanted
            or row.construct != scores.settings.overall
            or row.difference != row.difference
        ):
            continue
        sure = "more than chance" if row.pvalue < SMALL else "no more than chance can explain"
        said.append(
            f"{level_label(scores, row.by, row.first, lang)} less"
            f" {level_label(scores, row.by, row.second, lang)}:"
            f" {number_text(row.difference, 1)} points (p {_p(row.pvalue)}), {sure}."
        )
    return said


def _p(value: float) -> str:
    text = pvalue_text(value)
    return f"{text[0]} {text[1:]}" if text[0] in "<>" else f"= {text}"


def _all(scores: Scores, lang: str) -> Table:
    return _part(scores, lambda row: not (row.by or row.wave), lang)


def _groups(scores: Scores, lang: str) -> list[Table]:
    """Return the overall index by every variable (without one: of the first construct)."""
    own = scores.settings.overall or scores.constructs[-1].name
    found = []
    if scores.settings.wave:
        found.append(_part(scores, lambda row: not row.by and row.construct == own, lang))
    found += [_part(scores, partial(_is_level, by, own), lang) for by in scores.settings.by]
    return [table for table in found if table.rows]


def _comparisons(scores: Scores, lang: str) -> list[Table]:
    """Return gaps, trends and importance as far as a page has room for them.

    Gaps between constructs are those of all respondents, gaps between groups those of all
    waves; waves and groups are shown for the overall index.
    """
    own = scores.settings.overall
    gaps = tuple(
        row
        for row in scores.gaps
        if not (row.by if row.kind == "constructs" else row.wave and row.construct != own)
    )
    trends = tuple(
        row for row in scores.trends if not row.by or " - " in row.level or row.construct == own
    )
    shown = replace(scores, gaps=gaps, trends=trends)
    tables = []
    for name, rest in (
        ("gaps", len(scores.gaps) - len(gaps)),
        ("trend", len(scores.trends) - len(trends)),
        ("importance_performance", 0),
    ):
        table = scores_table(shown, name, lang=lang)
        more = f'{rest} rows more: .table("{name}"), {name}.csv.'
        tables.append(replace(table, notes=(*table.notes, more)) if rest else table)
    return [table for table in tables if table.rows]


def _is_level(by: str, construct: str, row: IndexRow) -> bool:
    return (row.by, row.wave, row.construct) == (by, "", construct)


def _part(scores: Scores, wanted: Callable[[IndexRow], bool], lang: str) -> Table:
    rows = tuple(row for row in scores.index if wanted(row))
    return scores_table(replace(scores, index=rows), "index", lang=lang)
