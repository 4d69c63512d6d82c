"""Where the model misfits: residual correlations and modification indices."""

from __future__ import annotations

import math
from typing import Any

from gainsem.errors import GainsemError
from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import MODIFICATION_CAUTION, MODIFICATION_SCORE, cite
from gainsem.report.document import Block, Heading, Paragraph, TableBlock
from gainsem.report.facts import shown
from gainsem.report.modifications import CRITICAL, modifications
from gainsem.report.numbers import bounded, fixed, known
from gainsem.results.fit import Fit
from gainsem.results.fit_table import is_saturated
from gainsem.results.reported_measures import test_version
from gainsem.results.table import Column, Table

LARGE = 0.10
SHOWN = 15


def misfit_section(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return the largest residuals and modification indices; a saturated model has neither."""
    if is_saturated(fit):
        return ()
    blocks = (*_residuals(fit, words), *_modification(fit, words))
    return (Heading(words.text("heading.misfit")), *blocks) if blocks else ()


def _residuals(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    correlations = _matrix(fit, "cor")
    if not correlations:
        return ()
    standardized = _matrix(fit, "standardized")
    order = sorted(correlations, key=lambda pair: -abs(correlations[pair]))
    large = [pair for pair in order if abs(correlations[pair]) > LARGE]
    first, second = order[0]
    intro = words.spans(
        f"residuals.{_intro(len(large))}",
        pairs=len(order),
        count=len(large),
        largest=bounded(correlations[order[0]]),
        first=shown(first),
        second=shown(second),
    )
    heading = Heading(words.text("heading.residuals"), 2)
    if not large:
        return (heading, Paragraph(intro))
    rows = tuple(
        (shown(pair[0]), shown(pair[1]), correlations[pair], standardized.get(pair))
        for pair in large[:SHOWN]
    )
    columns = (
        Column("first", words.text("column.pair")),
        Column("second", ""),
        Column("r", words.text("column.residual_r"), "number"),
        *((Column("z", words.text("column.residual_z"), "number", 2),) if standardized else ()),
    )
    notes = [words.spans("residuals.note" if standardized else "residuals.note_plain")]
    if fit.table.levels:
        notes.append(words.spans("residuals.note_ordinal"))
    table = Table(
        columns, tuple(row[: len(columns)] for row in rows), words.text("residuals.caption")
    )
    block = TableBlock(table, bounded=frozenset({"r"}), notes=tuple(notes))
    return (heading, Paragraph(intro, "intro"), block)


def _intro(n: int) -> str:
    """Return which sentence introduces so many findings."""
    return {0: "intro_none", 1: "intro_one"}.get(n, "intro")


def _matrix(fit: Fit, kind: Any) -> dict[tuple[str, str], float]:
    """Return the residuals below the diagonal by pair; empty where there are none."""
    try:
        frame = fit.residuals(kind)
    except GainsemError:
        return {}
    names, values = list(frame.columns), frame.to_numpy()
    pairs = {
        (names[col], names[row]): float(values[row, col])
        for row in range(len(names))
        for col in range(row)
    }
    return {pair: value for pair, value in pairs.items() if math.isfinite(value)}


def _modification(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    frame = modifications(fit, CRITICAL)
    if frame is None:
        return ()
    heading = Heading(words.text("heading.modification"), 2)
    critical = fixed(CRITICAL)
    if not len(frame):
        return (heading, Paragraph(words.spans("modification.intro_none", critical=critical)))
    intro = words.spans(f"modification.{_intro(len(frame))}", count=len(frame), critical=critical)
    numbers = zip(*(frame[name] for name in ("mi", "epc", "sepc_all")), strict=True)
    names = zip(*(frame[name] for name in ("lhs", "op", "rhs")), strict=True)
    rows = tuple(
        (" ".join(map(shown, name)), *(known(float(number)) for number in row))
        for name, row in zip(names, numbers, strict=True)
    )
    columns = (
        Column("parameter", words.text("column.parameter")),
        Column("mi", words.text("column.mi"), "number", 2),
        Column("epc", words.text("column.epc"), "number"),
        Column("sepc_all", words.text("column.sepc"), "number"),
    )
    notes = (
        words.spans("modification.note", score=cite(MODIFICATION_SCORE)),
        *((words.spans("modification.note_ordinal"),) if test_version(fit.fit_measures) else ()),
        words.spans("modification.exploratory", source=cite(MODIFICATION_CAUTION)),
    )
    table = Table(columns, rows[:SHOWN], words.text("modification.caption"))
    return (heading, Paragraph(intro, "intro"), TableBlock(table, notes=notes))
