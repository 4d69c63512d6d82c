"""The measurement model: what each indicator says of its latent variable."""

from __future__ import annotations

from typing import Any

from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import RELIABILITY, cite
from gainsem.report.document import Block, Heading, Spanner, TableBlock, Text
from gainsem.report.facts import (
    Standardized,
    has_wordings,
    key_of,
    measured,
    rows_with,
    shown,
    standardized_estimates,
    titled,
    wording_of,
)
from gainsem.report.numbers import interval, known
from gainsem.results.fit import Fit, ParameterEstimate
from gainsem.results.rotated_tables import rotated_loadings_table
from gainsem.results.table import Column, Table

BOUNDED = frozenset({"std", "std_se", "lambda2", "theta"})


def measurement_section(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return the loadings by latent variable, or nothing for a model without them."""
    if not measured(fit):
        return ()
    standardized = standardized_estimates(fit)
    rows: list[tuple[Any, ...]] = []
    sections: list[tuple[int, str]] = []
    for latent in measured(fit):
        sections.append((len(rows), titled(fit, words, latent)))
        rows += [
            _row(fit, words, row, standardized[key_of(row)])
            for row in rows_with(fit, "=~")
            if row.lhs == latent
        ]
    table = Table(_columns(fit, words), tuple(rows), words.text("loadings.caption"))
    names = 2 if has_wordings(fit) else 1
    block = TableBlock(
        table,
        sections=tuple(sections),
        spanners=estimate_spanners(words, names, standardized_columns=5),
        bounded=BOUNDED,
        aligned=frozenset({"ci"}),
        notes=_notes(fit, words),
    )
    return (Heading(words.text("heading.measurement")), *_matrices(fit, words), block)


def _matrices(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return the rotated loadings of exploratory blocks, cross-loadings side by side."""
    tables = []
    for each in fit.rotations:
        found = rotated_loadings_table(fit, each)
        head = Column("item", words.text("column.indicator"))
        rows = tuple((shown(row[0]), *map(known, row[1:])) for row in found.rows)
        caption = words.text("loadings.rotated", name=shown(each.block))
        tables.append(TableBlock(Table((head, *found.columns[1:]), rows, caption)))
    return tuple(tables)


def _notes(fit: Fit, words: Catalogue) -> tuple[Text, ...]:
    note = words.spans("loadings.note", source=cite(RELIABILITY))
    return (note, words.spans("loadings.note_ordinal")) if fit.table.levels else (note,)


def estimate_columns(words: Catalogue, symbol: str) -> tuple[Column, ...]:
    """Return the columns every table of estimates has; ``symbol`` heads the standardised one."""
    return (
        Column("est", words.text("column.b"), "number"),
        Column("se", words.text("column.se"), "number"),
        Column("z", words.text("column.z"), "number", 2),
        Column("pvalue", words.text("column.p"), "pvalue"),
        Column("std", words.text(f"column.{symbol}"), "number"),
        Column("std_se", words.text("column.se"), "number"),
        Column("ci", words.text("column.ci")),
    )


def estimate_cells(row: ParameterEstimate, standardized: Standardized) -> tuple[Any, ...]:
    """Return the cells of those columns; a parameter without SE shows its value only."""
    inference = (row.se, row.z, row.pvalue) if row.se > 0 else (None, None, None)
    return (
        known(row.est),
        *inference,
        known(standardized.est),
        known(standardized.se),
        interval(standardized.lower, standardized.upper, 2),
    )


def estimate_spanners(
    words: Catalogue, first: int, *, standardized_columns: int = 3
) -> tuple[Spanner, ...]:
    """Return the headings over those columns, which begin at column ``first``."""
    last = first + 3 + standardized_columns
    return (
        Spanner(first, first + 3, words.text("column.unstandardised")),
        Spanner(first + 4, last, words.text("column.standardised")),
    )


def _columns(fit: Fit, words: Catalogue) -> tuple[Column, ...]:
    wording = (Column("wording", words.text("column.wording")),) if has_wordings(fit) else ()
    return (
        Column("item", words.text("column.indicator")),
        *wording,
        *estimate_columns(words, "lambda"),
        Column("lambda2", words.text("column.lambda2"), "number"),
        Column("theta", words.text("column.theta"), "number"),
    )


def _row(
    fit: Fit, words: Catalogue, row: ParameterEstimate, standardized: Standardized
) -> tuple[Any, ...]:
    wording = (wording_of(fit, words, row.rhs),) if has_wordings(fit) else ()
    share = standardized.est**2
    cells = estimate_cells(row, standardized)
    return (shown(row.rhs), *wording, *cells, known(share), known(1 - share))
