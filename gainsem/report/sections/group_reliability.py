"""Reliability by group: what the scales are worth in each, and whether it is the same."""

from __future__ import annotations

from typing import Any

from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import DELTA_METHOD, cite
from gainsem.report.document import Block, Heading, Paragraph, TableBlock, Text, plain
from gainsem.report.facts import shown
from gainsem.report.numbers import interval, known
from gainsem.report.reliability_sources import (
    ALPHAS_COMPARED,
    ALPHAS_DIFFERENCE,
    has_scales,
)
from gainsem.report.sections.reliability import conventions_text
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.reliability.by_group.record import EqualityTest, GroupFigure
from gainsem.results.reliability.by_group.sheet import GroupedReliability
from gainsem.results.reliability.by_group.tables import figures_by_line
from gainsem.results.table import Column, Table

SYMBOLS = {
    "alpha": "α",
    "omega": "ω",
    "cr": "CR",
    "ave": "AVE",
    "omega_l1": "ω L1",
    "omega_l2": "ω L2",
}
SCALES = (("alpha", True), ("omega", True), ("cr", False), ("ave", False))
HIGHER = (("omega_l1", True), ("omega_l2", True))


def group_reliability_section(fit: GroupedFit, words: Catalogue) -> tuple[Block, ...]:
    """Return the coefficients of all groups side by side, and the tests of their equality."""
    first = next(iter(fit.by_group.values()))
    if not has_scales(first):
        return ()
    found, column = fit.reliability(), shown(fit.group)
    names = {part.label: shown(part.name(words.lang)) for part in fit.parts}
    blocks: list[Block] = [Heading(words.text("heading.reliability"))]
    for kinds, end in ((SCALES, ""), (HIGHER, "_higher")):
        table = _values(found, kinds, names, words, f"group_reliability.caption{end}", column)
        if table.rows:
            cells = frozenset(name for name, _ in kinds)
            ends = frozenset(f"{name}_ci" for name, _ in kinds) & frozenset(table.keys)
            note = words.spans(f"group_reliability.note{end}")
            blocks.append(TableBlock(table, bounded=cells, aligned=ends, notes=(note,)))
    blocks.append(_equality(found, names, words))
    remarks = [words.spans("group_reliability.caution"), conventions_text(first, words)]
    return (*blocks, Paragraph(words.sentences(remarks), "remark"))


def _values(
    found: GroupedReliability,
    kinds: tuple[tuple[str, bool], ...],
    names: dict[str, str],
    words: Catalogue,
    caption: str,
    column: str,
) -> Table:
    lines = figures_by_line(found.comparison, dict(kinds))
    columns = [
        Column("construct", words.text("column.construct")),
        Column("group", words.text("group_reliability.group")),
        Column("n", words.text("column.n"), "integer"),
    ]
    for kind, with_interval in kinds:
        columns.append(Column(kind, SYMBOLS[kind], "number"))
        columns += [Column(f"{kind}_ci", words.text("column.ci"))] * with_interval
    rows = tuple(
        (
            shown(construct),
            names[group],
            next(iter(figures.values())).n_obs,
            *(cell for kind in kinds for cell in _cells(figures.get(kind[0]), kind[1])),
        )
        for (construct, group), figures in lines.items()
    )
    table = Table(tuple(columns), rows, words.text(caption, column=column))
    return table.without_empty_columns()


def _cells(one: GroupFigure | None, with_interval: bool) -> list[Any]:
    value = None if one is None else known(one.value)
    ends = None if one is None else interval(one.lower, one.upper, 2)
    return [value, ends] if with_interval else [value]


def _equality(found: GroupedReliability, names: dict[str, str], words: Catalogue) -> TableBlock:
    """Return the tests; of two groups the difference with its interval beside each."""
    pair = len(found) == 2
    gaps = {(one.construct, one.coefficient): one for one in found.comparison.differences}
    told = [one for one in found.comparison.tests if one.coefficient in SYMBOLS]
    columns = (
        Column("construct", words.text("column.construct")),
        Column("coefficient", words.text("group_reliability.coefficient")),
        *((Column("difference", words.text("group_reliability.difference"), "number"),) * pair),
        *((Column("ci", words.text("column.ci")),) * pair),
        Column("chisq", "χ²", "number", 2),
        Column("df", "df", "integer"),
        Column("p", "p", "pvalue"),
    )
    rows = []
    for one in told:
        if one.reason:
            continue
        gap = gaps[one.construct, one.coefficient] if pair else None
        beside = [] if gap is None else [known(gap.value), interval(gap.lower, gap.upper, 2)]
        test = (known(one.statistic), one.df, known(one.pvalue))
        rows.append((shown(one.construct), SYMBOLS[one.coefficient], *beside, *test))
    table = Table(columns, tuple(rows), words.text("group_reliability.caption_equality"))
    return TableBlock(
        table,
        bounded=frozenset({"difference"}) & frozenset(table.keys),
        aligned=frozenset({"ci"}) & frozenset(table.keys),
        notes=_notes(told, list(names.values()), words),
    )


def _notes(tests: list[EqualityTest], names: list[str], words: Catalogue) -> tuple[Text, ...]:
    notes = [
        words.spans(
            "group_reliability.note_equality",
            bonett=cite(ALPHAS_COMPARED),
            delta=cite(DELTA_METHOD),
        )
    ]
    if len(names) == 2:
        wright = cite(ALPHAS_DIFFERENCE)
        first, second = names
        notes.append(
            words.spans(
                "group_reliability.note_difference", first=first, second=second, wright=wright
            )
        )
    for reason in dict.fromkeys(one.reason for one in tests if one.reason):
        untold = [
            f"{one.construct} {SYMBOLS[one.coefficient]}" for one in tests if one.reason == reason
        ]
        listed = plain(shown(words.pause.join(untold)))
        notes.append(words.spans(f"group_reliability.{reason}", list=listed))
    return tuple(notes)
