"""Direct, indirect and total effects, and what a bootstrap of them was."""

from __future__ import annotations

import math
from typing import Any

from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import cite
from gainsem.report.document import Block, Heading, Spanner, TableBlock, Text
from gainsem.report.effects_sources import (
    DELTA_METHOD,
    EFFECTS,
    INTERVALS,
    MONTE_CARLO,
    bollen_stine_sources,
)
from gainsem.report.facts import shown, titled
from gainsem.report.numbers import count, interval, known
from gainsem.results.cells import pvalue_text
from gainsem.results.effects import Effect, Effects
from gainsem.results.fit import Fit
from gainsem.results.summary_effects import mediated_effects
from gainsem.results.table import Column, Table

BOUNDED = frozenset({"std", "std_se"})
MOST_ROWS = 120


def effects_section(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return the effects of the pairs an indirect path joins, or nothing without any."""
    found = mediated_effects(fit)
    if found is None:
        return ()
    rows = found.mediated[:MOST_ROWS]
    cells: list[tuple[Any, ...]] = []
    sections: list[tuple[int, str]] = []
    last = None
    for row in rows:
        if (row.source, row.target) != last:
            last = (row.source, row.target)
            ends = {
                "source": titled(fit, words, row.source),
                "target": titled(fit, words, row.target),
            }
            sections.append((len(cells), words.text("effects.pair", **ends)))
        cells.append((_kind(row, words), *_cells(row)))
    block = TableBlock(
        Table(_columns(words), tuple(cells), words.text("effects.caption")),
        sections=tuple(sections),
        spanners=(
            Spanner(1, 5, words.text("column.unstandardised")),
            Spanner(6, 8, words.text("column.standardised")),
        ),
        bounded=BOUNDED,
        aligned=frozenset({"ci", "ci_b"}),
        notes=_notes(found, len(rows), words),
    )
    return (Heading(words.text("heading.effects")), block)


def _columns(words: Catalogue) -> tuple[Column, ...]:
    return (
        Column("effect", words.text("column.effect")),
        Column("est", words.text("column.b"), "number"),
        Column("se", words.text("column.se"), "number"),
        Column("z", words.text("column.z"), "number", 2),
        Column("pvalue", words.text("column.p"), "pvalue"),
        Column("ci_b", words.text("column.ci")),
        Column("std", words.text("column.beta"), "number"),
        Column("std_se", words.text("column.se"), "number"),
        Column("ci", words.text("column.ci")),
    )


def _kind(row: Effect, words: Catalogue) -> str:
    if row.kind != "indirect":
        return words.text(f"effects.{row.kind.replace(' ', '_')}")
    inner = row.path.split(" -> ")[1:-1]
    return words.text("effects.via", names=" → ".join(map(shown, inner)))


def _cells(row: Effect) -> tuple[Any, ...]:
    test = (row.se, row.z, row.pvalue) if row.se > 0 else (None, None, None)
    limits = interval(row.ci_lower, row.ci_upper, 2) if row.se > 0 else ""
    std = (known(row.std_all), known(row.std_all_se))
    std_limits = interval(row.std_all_ci_lower, row.std_all_ci_upper, 2)
    return (known(row.est), *test, limits, *std, std_limits)


def _notes(found: Effects, listed: int, words: Catalogue) -> tuple[Text, ...]:
    key = found.method.replace(".", "_")
    source = {"delta": cite(DELTA_METHOD), "monte_carlo": cite(MONTE_CARLO)}.get(key, ())
    notes = [words.spans("effects.note"), words.spans(f"effects.note_{key}", source=source)]
    more = len(found.mediated) - listed
    if more > 0:
        notes.append(words.spans("effects.more", count=more))
    notes += [words.spans(f"effects.{code}") for code in _codes(found)]
    return tuple(notes)


def _codes(found: Effects) -> list[str]:
    keys = {"W-EFF-02": "left_out", "I-EFF-03": "loop", "W-EFF-04": "loop_diverges"}
    return [keys[one.code] for one in found.diagnostics]


def effects_sentences(fit: Fit, words: Catalogue) -> list[Text]:
    """Return what the Methods paragraph says of effects and of resampling."""
    sentences = []
    if mediated_effects(fit) is not None:
        sentences.append(words.spans("effects.methods", source=cite(EFFECTS)))
    return [*sentences, *bootstrap_sentences(fit, words), *_tested(fit, words)]


def bootstrap_sentences(fit: Fit, words: Catalogue) -> list[Text]:
    """Return how many resamples were drawn, with which intervals, and how many were lost."""
    drawn = fit.bootstrap
    if drawn is None:
        if not fit.options.monte_carlo:
            return []
        draws, seed = count(fit.options.monte_carlo), fit.options.seed
        source = cite(MONTE_CARLO)
        return [words.spans("bootstrap.monte_carlo", source=source, draws=draws, seed=seed)]
    kind = words.text(f"bootstrap.{drawn.interval}")
    said = [
        words.spans(
            "bootstrap.methods",
            draws=count(drawn.draws),
            kind=kind,
            seed=drawn.seed,
            source=cite(INTERVALS),
        )
    ]
    if fit.options.group is not None:
        said.append(words.spans("bootstrap.within"))
    if drawn.withheld:
        said.append(words.spans("bootstrap.withheld", lost=drawn.lost, improper=drawn.improper))
    elif drawn.lost or drawn.improper:
        said.append(words.spans("bootstrap.lost", lost=drawn.lost, improper=drawn.improper))
    else:
        said.append(words.spans("bootstrap.all"))
    return said


def _tested(fit: Fit, words: Catalogue) -> list[Text]:
    tested = fit.bollen_stine
    if tested is None or math.isnan(tested.pvalue):
        return []
    shown_p = pvalue_text(tested.pvalue)
    equals = "" if shown_p[0] in "<>" else "= "
    return [
        words.spans(
            "bootstrap.bollen_stine",
            draws=count(tested.used),
            pvalue=f"{equals}{shown_p}",
            source=cite(*bollen_stine_sources(fit)),
        )
    ]
