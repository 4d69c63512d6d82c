"""Covariances, variances, intercepts: the parameters few readers look for first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from gainsem.report.catalogue import Catalogue
from gainsem.report.document import Block, Heading, TableBlock, Text
from gainsem.report.facts import (
    Key,
    Standardized,
    endogenous,
    indicators,
    key_of,
    rows_with,
    shown,
    standardized_estimates,
)
from gainsem.report.sections.measurement import (
    estimate_cells,
    estimate_columns,
    estimate_spanners,
)
from gainsem.report.sections.structure import BOUNDED, explained_table
from gainsem.results.fit import Fit, ParameterEstimate
from gainsem.results.table import Column, Table

PARTS = ("latent", "disturbance", "residual", "observed")


def covariance_section(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return covariances, variances, explained variance and intercepts."""
    moments = rows_with(fit, "~~")
    standardized = standardized_estimates(fit)
    covariances = [row for row in moments if row.lhs != row.rhs]
    variances = [row for row in moments if row.lhs == row.rhs]
    intercepts = rows_with(fit, "~1")
    blocks: list[Block] = []
    for name, symbol, rows in (
        ("covariances", "r", covariances),
        ("variances", "standardised", variances),
        ("intercepts", "standardised", intercepts),
    ):
        blocks += _table(fit, words, name, symbol, rows, standardized)
    blocks += explained_table(fit, words)
    return (Heading(words.text("heading.covariances")), *blocks) if blocks else ()


def _table(
    fit: Fit,
    words: Catalogue,
    name: str,
    symbol: str,
    rows: Sequence[ParameterEstimate],
    standardized: dict[Key, Standardized],
) -> list[Block]:
    if not rows:
        return []
    part_of = _classifier(fit)
    parts = [(part, [row for row in rows if part_of(row) == part]) for part in PARTS]
    cells: list[tuple[Any, ...]] = []
    sections: list[tuple[int, str]] = []
    for part, members in parts:
        if members and name != "intercepts":
            sections.append((len(cells), words.text(f"{name}.section_{part}")))
        cells += [(_named(row), *estimate_cells(row, standardized[key_of(row)])) for row in members]
    heading = "column.pair" if name == "covariances" else "column.variable"
    columns = (Column("name", words.text(heading)), *_columns(words, symbol))
    table = Table(columns, tuple(cells), words.text(f"{name}.caption"))
    return [
        TableBlock(
            table,
            sections=tuple(sections),
            spanners=estimate_spanners(words, 1),
            bounded=BOUNDED if name != "intercepts" else frozenset(),
            aligned=frozenset({"ci"}),
            notes=_notes(fit, words, name),
        )
    ]


def _notes(fit: Fit, words: Catalogue, name: str) -> tuple[Text, ...]:
    keys = (f"{name}.note", f"{name}.note_{fit.table.parameterization}")
    return tuple(words.spans(key) for key in keys if words.has(key))


def _columns(words: Catalogue, symbol: str) -> tuple[Column, ...]:
    columns = estimate_columns(words, "r")
    if symbol == "r":
        return columns
    head = Column("std", words.text("column.estimate"), "number")
    first = Column("est", words.text("column.estimate"), "number")
    return (first, *columns[1:4], head, *columns[5:])


def _named(row: ParameterEstimate) -> str:
    both = row.op == "~~" and row.lhs != row.rhs
    return f"{shown(row.lhs)} ↔ {shown(row.rhs)}" if both else shown(row.lhs)


def _classifier(fit: Fit) -> Callable[[ParameterEstimate], str]:
    latent, items, explained = frozenset(fit.table.latent), indicators(fit), endogenous(fit)

    def part_of(row: ParameterEstimate) -> str:
        names = {row.lhs, row.rhs} - {""}
        if names & explained or (names & items & latent):
            return "disturbance"
        if names & latent:
            return "latent"
        return "residual" if names & items else "observed"

    return part_of
