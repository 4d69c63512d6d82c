"""Reliability and validity: what the scales are worth, computed from the saved fit alone."""

from __future__ import annotations

import math
from typing import Any

from gainsem.core.linalg import Array
from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import RELIABILITY, cite
from gainsem.report.document import Block, Heading, Paragraph, TableBlock, Text
from gainsem.report.facts import shown
from gainsem.report.numbers import interval, known
from gainsem.report.reliability_sources import (
    ALPHA,
    CATEGORICAL,
    CONVENTION,
    OMEGA,
    RATIO,
    RATIO_CONVENTION,
    has_categorical_omega,
    has_ratios,
    has_scales,
)
from gainsem.results.fit import Fit
from gainsem.results.reliability.record import ConstructFigures
from gainsem.results.reliability.sheet import Reliability
from gainsem.results.reliability.tables import root_of_ave
from gainsem.results.table import Column, Table

#: A page holds the numbers of so many constructs side by side.
WIDEST = 14


def reliability_section(
    fit: Fit, words: Catalogue, *, conventions: bool = True
) -> tuple[Block, ...]:
    """Return the coefficients of every construct, or nothing where there are no scales.

    ``conventions`` false: without the remark on them.
    """
    if not has_scales(fit):
        return ()
    sheet = fit.reliability()
    return (
        Heading(words.text("heading.reliability")),
        _constructs(fit, words, sheet),
        *_discriminant(fit, words, sheet),
        *((Paragraph(conventions_text(fit, words), "remark"),) * conventions),
    )


def _constructs(fit: Fit, words: Catalogue, sheet: Reliability) -> TableBlock:
    columns = (
        Column("construct", words.text("column.construct")),
        Column("k", words.text("column.k"), "integer"),
        Column("alpha", "α", "number"),
        Column("alpha_ci", words.text("column.ci")),
        Column("omega", "ω", "number"),
        Column("omega_ci", words.text("column.ci")),
        Column("cr", "CR", "number"),
        Column("ave", "AVE", "number"),
        Column("h", "H", "number"),
    )
    table = Table(
        columns,
        tuple(_row(one) for one in sheet.constructs),
        words.text("reliability.caption"),
    ).without_empty_columns()
    return TableBlock(
        table,
        bounded=frozenset({"alpha", "omega", "cr", "ave", "h"}),
        aligned=frozenset({"alpha_ci", "omega_ci"}) & frozenset(table.keys),
        notes=_notes(fit, words, sheet),
    )


def _row(one: ConstructFigures) -> tuple[Any, ...]:
    return (
        shown(one.name),
        one.n_items,
        known(one.alpha),
        interval(one.alpha_lower, one.alpha_upper, 2),
        known(one.omega),
        interval(one.omega_lower, one.omega_upper, 2),
        known(one.cr),
        known(one.ave),
        known(one.h),
    )


def _notes(fit: Fit, words: Catalogue, sheet: Reliability) -> tuple[Text, ...]:
    notes = [
        words.spans("reliability.note", alpha=cite(ALPHA), omega=cite(OMEGA), ave=cite(RELIABILITY))
    ]
    if has_categorical_omega(fit):
        notes.append(words.spans("reliability.note_ordinal", source=cite(CATEGORICAL)))
    if any(one.shares for one in sheet.constructs):
        notes.append(words.spans("reliability.note_shared"))
    for one in sheet.higher:
        figures = {
            "l1": known(one.omega_l1),
            "l2": known(one.omega_l2),
            "total": known(one.omega_total),
        }
        written = {key: "–" if x is None else f"{x:.2f}" for key, x in figures.items()}
        notes.append(words.spans("reliability.note_higher", name=shown(one.name), **written))
    return tuple(notes)


def _discriminant(fit: Fit, words: Catalogue, sheet: Reliability) -> tuple[Block, ...]:
    """Return correlations below the diagonal, roots of AVE on it, HTMT above."""
    m = len(sheet.constructs)
    if not 2 <= m <= WIDEST:
        return ()
    values = _matrix(sheet)
    keys = [f"c{j}" for j in range(m)]
    columns = (
        Column("construct", words.text("column.construct")),
        *(Column(key, str(j + 1), "number", 2) for j, key in enumerate(keys)),
    )
    rows = tuple(
        (f"{i + 1}  {shown(one.name)}", *(known(float(x)) for x in values[i]))
        for i, one in enumerate(sheet.constructs)
    )
    notes = [words.spans("reliability.note_discriminant", source=cite(RELIABILITY))]
    if has_ratios(fit):
        kind = words.text(f"reliability.{sheet.settings.correlations.casefold()}")
        notes.append(words.spans("reliability.note_htmt", source=cite(RATIO), kind=kind))
    table = Table(columns, rows, words.text("reliability.discriminant"))
    return (TableBlock(table, bounded=frozenset(keys), notes=tuple(notes)),)


def _matrix(sheet: Reliability) -> Array:
    values = sheet.latent_correlations.copy()
    for i, one in enumerate(sheet.constructs):
        values[i, i] = root_of_ave(one)
        values[i, i + 1 :] = sheet.htmt.values[i, i + 1 :]
    return values


def conventions_text(fit: Fit, words: Catalogue) -> Text:
    """Return what coefficients are commonly held against, and how far to trust that."""
    said = [words.spans("reliability.conventions", alpha=cite(CONVENTION), ave=cite(RELIABILITY))]
    if has_ratios(fit):
        said.append(words.spans("reliability.conventions_htmt", limit=_written(RATIO_CONVENTION)))
    said.append(words.spans("reliability.caution"))
    return words.sentences(said)


def _written(limit: float) -> str:
    return f"{limit:.2f}".removeprefix("0") if math.isfinite(limit) else ""
