"""The structural model: path coefficients, defined parameters, explained variance."""

from __future__ import annotations

import math
from typing import Any

from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import DELTA_METHOD, cite
from gainsem.report.document import Block, Heading, TableBlock, Text
from gainsem.report.effects_sources import MONTE_CARLO
from gainsem.report.facts import (
    has_standard_errors,
    key_of,
    rows_with,
    shown,
    standardized_estimates,
    titled,
    unique,
)
from gainsem.report.numbers import bounded
from gainsem.report.sections.measurement import (
    estimate_cells,
    estimate_columns,
    estimate_spanners,
)
from gainsem.results.fit import Fit
from gainsem.results.table import Column, Table

BOUNDED = frozenset({"std", "std_se"})
PAIRS_BESIDE = 4


def structural_section(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return the path coefficients by outcome, or nothing for a model without regressions."""
    regressions = rows_with(fit, "~")
    if not regressions:
        return ()
    standardized = standardized_estimates(fit)
    rows: list[tuple[Any, ...]] = []
    sections: list[tuple[int, str]] = []
    for outcome in unique(row.lhs for row in regressions):
        sections.append((len(rows), _outcome(fit, words, outcome)))
        rows += [
            (titled(fit, words, row.rhs), *estimate_cells(row, standardized[key_of(row)]))
            for row in regressions
            if row.lhs == outcome
        ]
    columns = (
        Column("predictor", words.text("column.predictor")),
        *estimate_columns(words, "beta"),
    )
    block = TableBlock(
        Table(columns, tuple(rows), words.text("paths.caption")),
        sections=tuple(sections),
        spanners=estimate_spanners(words, 1),
        bounded=BOUNDED,
        aligned=frozenset({"ci"}),
        notes=(words.spans("paths.note"),),
    )
    return (Heading(words.text("heading.structure")), block)


def _outcome(fit: Fit, words: Catalogue, outcome: str) -> str:
    name, explained = titled(fit, words, outcome), fit.r_squared.get(outcome, math.nan)
    if math.isfinite(explained):
        return words.text("paths.outcome", name=name, r2=bounded(explained))
    return words.text("paths.outcome_plain", name=name)


def defined_section(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return the parameters defined by ``:=``, or nothing."""
    defined = rows_with(fit, ":=")
    if not defined:
        return ()
    standardized = standardized_estimates(fit)
    columns = (
        Column("name", words.text("column.name")),
        Column("definition", words.text("column.definition")),
        *estimate_columns(words, "beta"),
    )
    rows = tuple(
        (shown(row.lhs), shown(row.rhs), *estimate_cells(row, standardized[key_of(row)]))
        for row in defined
    )
    block = TableBlock(
        Table(columns, rows, words.text("defined.caption")),
        spanners=estimate_spanners(words, 2),
        bounded=BOUNDED,
        aligned=frozenset({"ci"}),
        notes=(defined_note(fit, words),) if has_standard_errors(fit) else (),
    )
    return (Heading(words.text("heading.defined")), block)


def defined_note(fit: Fit, words: Catalogue) -> Text:
    """Return where the standard errors of defined parameters come from."""
    if fit.bootstrap is not None:
        return words.spans("defined.note_bootstrap")
    if fit.replication is not None:
        return words.spans("replication.note")
    if fit.options.monte_carlo:
        return words.spans("effects.note_monte_carlo", source=cite(MONTE_CARLO))
    return words.spans("defined.note", source=cite(DELTA_METHOD))


def explained_table(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return R-squared of every dependent variable, several pairs a row."""
    pairs = [(shown(name), value) for name, value in fit.r_squared.items() if math.isfinite(value)]
    if not pairs:
        return ()
    beside = min(PAIRS_BESIDE, len(pairs))
    height = math.ceil(len(pairs) / beside)
    pairs += [("", math.nan)] * (height * beside - len(pairs))
    columns = tuple(
        column
        for place in range(beside)
        for column in (
            Column(f"variable_{place}", words.text("column.variable")),
            Column(f"r2_{place}", words.text("column.r_squared"), "number"),
        )
    )
    rows = tuple(
        tuple(cell for place in range(beside) for cell in pairs[place * height + line])
        for line in range(height)
    )
    bounded_keys = frozenset(f"r2_{place}" for place in range(beside))
    return (
        TableBlock(Table(columns, rows, words.text("r_squared.caption")), bounded=bounded_keys),
    )
