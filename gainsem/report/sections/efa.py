"""Loadings, factor correlations, fit and rotation: the tables of a factor analysis."""

from __future__ import annotations

from gainsem.report.catalogue import Catalogue
from gainsem.report.document import Block, Heading, Paragraph, Spanner, TableBlock
from gainsem.report.facts import shown
from gainsem.report.numbers import bounded, degrees, fixed, known
from gainsem.results.cells import pvalue_text
from gainsem.results.efa import Efa
from gainsem.results.efa_tables import CUT, item_order, item_text
from gainsem.results.reported_measures import index_versions, reported_measures
from gainsem.results.table import Column, Table

INDICES = ("cfi", "tli", "rmsea", "srmr")
MOST_RESIDUALS, LARGE_RESIDUAL = 10, 0.05


def loadings_section(efa: Efa, words: Catalogue) -> tuple[Block, ...]:
    """Return the loadings, sorted, small ones left blank."""
    solution = efa.solution
    names = solution.factors
    columns = [Column("item", words.text("efa.item"))]
    columns += [Column(name, name, "number", 2) for name in names]
    columns.append(Column("h2", words.text("efa.communality"), "number", 2))
    columns.append(Column("complexity", words.text("efa.complexity"), "number", 1))
    order = item_order(efa, sort=True)
    main, sections, rows = solution.main_factor().tolist(), [], []
    for place, i in enumerate(order):
        if len(names) > 1 and (not place or main[order[place - 1]] != main[i]):
            sections.append((place, words.text("efa.mainly", factor=names[main[i]])))
        wording = shown(item_text(efa, i, words.lang))
        label = f"{shown(efa.names[i])}  {wording}".rstrip()
        cells = [x if abs(x) >= CUT else None for x in solution.loadings[i].tolist()]
        rows.append(
            (label, *cells, float(solution.communalities[i]), float(solution.complexity[i]))
        )
    key = "efa.caption_pattern" if solution.oblique else "efa.caption_loadings"
    table = Table(tuple(columns), tuple(rows), words.text(key))
    note = words.spans("efa.note_loadings", cut=bounded(CUT, 2))
    spanners = (Spanner(1, len(names), words.text("efa.loadings_on")),) if len(names) > 1 else ()
    bounds = frozenset({*names, "h2"})
    return (
        Heading(words.text("efa.heading_loadings")),
        TableBlock(table, tuple(sections), spanners, bounds, notes=(note,)),
        _variance(efa, words),
    )


def _variance(efa: Efa, words: Catalogue) -> TableBlock:
    solution = efa.solution
    columns = (
        Column("factor", words.text("efa.factor")),
        Column("sum", words.text("efa.ss_loadings"), "number", 2),
        Column("share", words.text("efa.share"), "number", 1),
        Column("cumulative", words.text("efa.cumulative"), "number", 1),
    )
    total, rows = 0.0, []
    for name, value in zip(solution.factors, solution.explained.tolist(), strict=True):
        total += value
        share = 100.0 / len(efa.names)
        rows.append((name, value, share * value, share * total))
    notes = (words.spans("efa.note_variance"),) if solution.oblique else ()
    return TableBlock(Table(columns, tuple(rows), words.text("efa.caption_variance")), notes=notes)


def correlations_section(efa: Efa, words: Catalogue) -> tuple[Block, ...]:
    """Return the correlations of the factors, standard errors in brackets."""
    solution = efa.solution
    if not solution.oblique:
        return ()
    names, errors = solution.factors, solution.phi_se
    columns = (Column("factor", words.text("efa.factor")), *(Column(n, n) for n in names[:-1]))
    rows = []
    for i, name in enumerate(names[1:], 1):
        cells = []
        for j in range(len(names) - 1):
            text = bounded(float(solution.phi[i, j]), 2) if j < i else ""
            if text and errors is not None and known(float(errors[i, j])) is not None:
                text += f" ({bounded(float(errors[i, j]), 2)})"
            cells.append(text)
        rows.append((name, *cells))
    notes = (words.spans("efa.note_correlations"),) if errors is not None else ()
    table = Table(columns, tuple(rows), words.text("efa.caption_correlations"))
    block = TableBlock(table, aligned=frozenset(names[:-1]), notes=notes)
    return (Heading(words.text("efa.heading_correlations")), block)


def fit_section(efa: Efa, words: Catalogue) -> tuple[Block, ...]:
    """Return the measures of fit to report, and the largest residual correlations."""
    measures, rows = reported_measures(efa.fit_measures), []
    chisq = known(measures.get("chisq", float("nan")))
    if chisq is not None:
        tested = f"{fixed(chisq)} ({degrees(measures['df'])})"
        rows.append((words.text("measure.chisq") + " (df)", tested))
        pvalue = known(measures.get("pvalue", float("nan")))
        if pvalue is not None:
            rows.append((words.text("efa.pvalue"), pvalue_text(pvalue)))
    rows += [
        (words.text(f"measure_short.{name}"), bounded(measures[name]))
        for name in INDICES
        if known(measures.get(name, float("nan"))) is not None
    ]
    version = index_versions(efa.fit_measures)[0]
    notes = (words.spans(f"efa.note_{version}"),) if version else ()
    columns = (
        Column("measure", words.text("exclusion.measure")),
        Column("value", words.text("efa.value")),
    )
    table = Table(columns, tuple(rows), words.text("efa.caption_fit"))
    block = TableBlock(table, aligned=frozenset({"value"}), notes=notes)
    return (Heading(words.text("heading.fit")), block, _residuals(efa, words))


def _residuals(efa: Efa, words: Catalogue) -> Block:
    residuals = efa.solution.residuals
    pairs = [
        (shown(efa.names[j]), shown(efa.names[i]), float(residuals[i, j]))
        for i in range(len(residuals))
        for j in range(i)
        if abs(residuals[i, j]) >= LARGE_RESIDUAL
    ]
    if not pairs:
        return Paragraph(words.spans("efa.no_residuals", size=bounded(LARGE_RESIDUAL, 2)))
    rows = tuple(sorted(pairs, key=lambda pair: -abs(pair[2]))[:MOST_RESIDUALS])
    columns = (
        Column("first", words.text("efa.item")),
        Column("second", words.text("efa.with")),
        Column("r", words.text("efa.residual"), "number", 3),
    )
    more = len(pairs) - len(rows)
    notes = (words.spans("efa.more_residuals", count=more),) if more else ()
    table = Table(columns, rows, words.text("efa.caption_residuals"))
    return TableBlock(table, bounded=frozenset({"r"}), notes=notes)


def minima_section(efa: Efa, words: Catalogue) -> tuple[Block, ...]:
    """Return the minima the rotation has found."""
    solution = efa.solution
    if not solution.minima or solution.starts < 2:
        return ()
    best = solution.minima[0][1]
    heading = Heading(words.text("efa.heading_minima"))
    filled = {"starts": solution.starts, "seed": int(efa.options.get("seed") or 0), "best": best}
    if len(solution.minima) == 1:
        return (heading, Paragraph(words.spans("efa.one_minimum", **filled)))
    said = words.spans("efa.minima", minima=len(solution.minima), **filled)
    columns = (
        Column("criterion", words.text("efa.criterion"), "number", 6),
        Column("starts", words.text("efa.starts"), "integer"),
        Column("congruence", words.text("efa.congruence"), "number", 3),
    )
    table = Table(columns, solution.minima[:MOST_RESIDUALS], words.text("efa.caption_minima"))
    return (heading, Paragraph(said, "intro"), TableBlock(table, bounded=frozenset({"congruence"})))
