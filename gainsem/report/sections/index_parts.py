"""Which gaps and trends a report prints, under which headings: what a reader can take in.

Everything is in the files beside the report; of many groups the ends are printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gainsem.report.catalogue import Catalogue
from gainsem.report.facts import shown
from gainsem.results.index_rows import GapRow, TrendRow
from gainsem.results.scores import Scores
from gainsem.results.scores_tables import construct_label, level_label, outline, pick

Part = tuple[str, list[tuple[str, Any]]]
"""A heading, and rows with their names."""
MOST_GROUPS, ENDS = 12, 5


def parts_by_pair(
    scores: Scores, rows: Sequence[GapRow], words: Catalogue
) -> tuple[list[Part], int]:
    """Return the gaps of each two constructs, and how many groups are left out.

    All respondents come first, then the groups of each variable, the largest gap first.
    """
    parts: list[Part] = []
    left = 0
    for pair in dict.fromkeys(row.construct for row in rows):
        mine = [row for row in rows if row.construct == pair]
        named = [(words.text("index.everybody"), row) for row in mine if not row.by]
        for by in dict.fromkeys(row.by for row in mine if row.by):
            chosen, fewer = _ends([(r.difference, r) for r in mine if r.by == by])
            named += [(_group(scores, row, words), row) for row in chosen]
            left += fewer
        parts.append((shown(construct_label(scores, pair, words.lang)), named))
    return parts, left


def parts_by_contrast(scores: Scores, rows: Sequence[GapRow], words: Catalogue) -> list[Part]:
    """Return the gaps of each two groups, construct by construct as in the outline."""
    parts: list[Part] = []
    for first, second in dict.fromkeys((row.first, row.second) for row in rows):
        mine = {r.construct: r for r in rows if (r.first, r.second) == (first, second)}
        title = level_label(scores, rows[0].by, f"{first} - {second}", words.lang)
        named = [
            (construct_label(scores, name, words.lang), mine[name])
            for name, _ in outline(scores)
            if name in mine
        ]
        parts.append((shown(title), named))
    return parts


def parts_of_trends(scores: Scores, words: Catalogue) -> tuple[list[Part], int]:
    """Return the trends of all constructs, those of the groups of the overall one, and the rest."""
    own = scores.settings.overall
    everybody = {row.construct: row for row in scores.trends if not row.by}
    named = [
        (construct_label(scores, name, words.lang), everybody[name])
        for name, _ in outline(scores)
        if name in everybody
    ]
    parts: list[Part] = [(words.text("index.all_respondents"), named)] if named else []
    groups: list[tuple[str, TrendRow]] = []
    for by in dict.fromkeys(row.by for row in scores.trends if row.by and row.construct == own):
        mine = [row for row in scores.trends if (row.by, row.construct) == (by, own)]
        groups += [(_group(scores, r, words), r) for r in _ends([(r.slope, r) for r in mine])[0]]
    if groups:
        parts.append((shown(construct_label(scores, own, words.lang)), groups))
    return parts, len(scores.trends) - len(named) - len(groups)


def _group(scores: Scores, row: GapRow | TrendRow, words: Catalogue) -> str:
    by = pick(scores.labels.get(row.by, {}), words.lang) or row.by
    level = level_label(scores, row.by, row.level, words.lang)
    return words.text("index.of_group", by=by, level=level)


def _ends(rows: list[tuple[float, Any]]) -> tuple[list[Any], int]:
    """Return the rows, the largest number first; of many the ends, and how many lie between."""
    known = sorted((pair for pair in rows if pair[0] == pair[0]), key=lambda pair: -pair[0])
    ordered = [row for _, row in known]
    if len(rows) <= MOST_GROUPS:
        return [*ordered, *(row for number, row in rows if number != number)], 0
    return [*ordered[:ENDS], *ordered[-ENDS:]], len(rows) - 2 * ENDS
