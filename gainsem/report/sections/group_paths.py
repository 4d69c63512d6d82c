"""Paths and indirect effects compared between groups."""

from __future__ import annotations

from typing import Any

from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import DELTA_METHOD, cite
from gainsem.report.document import Block, Heading, TableBlock, Text, plain
from gainsem.report.effects_sources import MONTE_CARLO
from gainsem.report.facts import shown, titled
from gainsem.report.group_sources import HOLM
from gainsem.report.numbers import interval, known
from gainsem.results.cells import number_text, pvalue_text
from gainsem.results.fit import Fit
from gainsem.results.groups.compare_values import comparisons
from gainsem.results.groups.differences import ComparedValue, ValuesByGroup
from gainsem.results.groups.differences_tables import inner_of
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.table import Column, Table

MOST_GROUPS = 4
MOST_ROWS = 60


def group_paths_section(fit: GroupedFit, words: Catalogue) -> tuple[Block, ...]:
    """Return the paths and effects of all groups side by side, or nothing without any."""
    found = comparisons(fit)
    if not found:
        return ()
    names = {part.label: shown(part.name(words.lang)) for part in fit.parts}
    first = next(iter(fit.by_group.values()))
    blocks = [_block(each, first, names, words) for each in found]
    return (Heading(words.text("heading.group_paths")), *blocks)


def _block(found: ValuesByGroup, fit: Fit, names: dict[str, str], words: Catalogue) -> TableBlock:
    """Return one table: of two groups with the difference and its interval."""
    kind = "paths" if found.rows[0].kind == "path" else "effects"
    pair, few = len(found.labels) == 2, len(found.labels) <= MOST_GROUPS
    heads = [names[label] for label in found.labels] if few else _ends(words)
    columns = (
        Column("name", words.text(f"group_paths.{kind}")),
        *(Column(f"est_{k}", name, "number") for k, name in enumerate(heads, start=1)),
        *((Column("difference", words.text("group_paths.difference"), "number"),) * pair),
        *((Column("ci", words.text("column.ci")),) * pair),
        Column("chisq", "χ²", "number", 2),
        Column("df", "df", "integer"),
        Column("p", words.text("column.p"), "pvalue"),
        Column("p_holm", words.text("group_paths.p_holm"), "pvalue"),
    )
    rows = tuple(
        (
            _name(row, fit, words),
            *(_values(row, found.labels) if few else _range(row)),
            *(_difference(row) if pair else ()),
            *((known(row.test.statistic), int(row.test.df)) if row.test.df else (None, None)),
            known(row.test.pvalue),
            known(row.pvalue_holm),
        )
        for row in found.rows[:MOST_ROWS]
    )
    table = Table(columns, rows, words.text(f"group_paths.caption_{kind}"))
    aligned = frozenset({"ci"}) & frozenset(table.keys)
    return TableBlock(table, aligned=aligned, notes=_notes(found, kind, names, words))


def _ends(words: Catalogue) -> list[str]:
    return [words.text("group_paths.lowest"), words.text("group_paths.highest")]


def _name(row: ComparedValue, fit: Fit, words: Catalogue) -> str:
    ends = f"{titled(fit, words, row.source)} → {titled(fit, words, row.target)}"
    if row.kind == "path":
        return ends
    inner = inner_of(row)
    if inner:
        kind = words.text("effects.via", names=" → ".join(map(shown, inner)))
    else:
        kind = words.text(f"effects.{row.kind.replace(' ', '_')}")
    return words.text("group_paths.effect", ends=ends, kind=kind)


def _values(row: ComparedValue, labels: tuple[str, ...]) -> list[Any]:
    own = {value.group: value.est for value in row.values}
    return [own.get(label) for label in labels]


def _range(row: ComparedValue) -> list[Any]:
    values = [value.est for value in row.values]
    return [min(values), max(values)]


def _difference(row: ComparedValue) -> list[Any]:
    gap = row.differences[0]
    return [known(gap.est), interval(gap.ci_lower, gap.ci_upper, 2)]


def _notes(
    found: ValuesByGroup, kind: str, names: dict[str, str], words: Catalogue
) -> tuple[Text, ...]:
    key = found.method.replace(".", "_")
    source = {"delta": cite(DELTA_METHOD), "monte_carlo": cite(MONTE_CARLO)}.get(key, ())
    notes = [
        words.spans(f"group_paths.note_{kind}", holm=cite(HOLM)),
        words.spans(f"effects.note_{key}", source=source),
    ]
    if len(found.labels) == 2:
        first, second = (names[label] for label in found.labels)
        notes.append(plain(words.text("group_paths.less", first=first, second=second)))
    if found.joint.df and len(found) > 1:
        shown_p = pvalue_text(found.joint.pvalue)
        notes.append(
            words.spans(
                f"group_paths.joint_{kind}",
                chisq=number_text(found.joint.statistic, 2),
                df=f"{found.joint.df:g}",
                p=shown_p if shown_p[0] in "<>" else f"= {shown_p}",
            )
        )
    if any(not row.test.df for row in found.rows):
        notes.append(words.spans("group_paths.equal"))
    return tuple(notes)
