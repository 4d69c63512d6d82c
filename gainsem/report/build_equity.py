"""From an equity view to a report: which sections, in which order."""

from __future__ import annotations

from collections.abc import Mapping

from gainsem.report.bibliography import Reference, references
from gainsem.report.catalogue import Catalogue, catalogue
from gainsem.report.document import (
    Block,
    Document,
    Figure,
    Heading,
    Paragraph,
    TableBlock,
    TitleBlock,
    Verdict,
    plain,
)
from gainsem.report.facts import shown
from gainsem.report.frame import framed
from gainsem.report.numbers import count
from gainsem.report.sections.ending import (
    findings_list,
    reference_list,
    study_provenance,
)
from gainsem.results.equity.record import DISTRUST, Equity
from gainsem.results.equity.tables import equity_tables
from gainsem.results.table import Table

SECTIONS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "gaps": (("equity",), ("gaps",)),
    "parts": ((), ("parts", "covariates")),
    "paths": ((), ("paths",)),
    "bias": ((), ("bias",)),
    "waves": (("equity_waves",), ("waves", "changes")),
    "checks": ((), ("checks",)),
}
"""Sections: their figures, and their tables."""
BOUNDED = frozenset({"cfi", "rmsea", "srmr", "delta_cfi"})
ALPHA = 0.05


def build_equity_report(
    found: Equity, *, lang: str = "en", figures: Mapping[str, bytes] | None = None
) -> Document:
    """Return the report of an equity view.

    Parameters
    ----------
    found : Equity
    lang : {"en", "zh"}
    figures : mapping, optional
        SVG by name, as :func:`gainsem.plots.from_equity.equity_figures` has them.

    Raises
    ------
    OptionError
        ``E-OPT-07`` for another language.
    """
    words, drawn = catalogue(lang), dict(figures or {})
    title = words.text("equity.title", variable=shown(found.label(found.variable, lang)))
    facts = words.text(
        "equity.facts",
        estimator=found.estimator,
        groups=len(found.groups),
        n=count(found.n_obs),
    )
    paragraph = found.paragraph("zh" if lang == "zh" else "en")
    tables = equity_tables(found, lang)
    blocks: list[Block] = [TitleBlock(title, facts=facts), equity_judgement(found, words)]
    for name, (pictures, parts) in SECTIONS.items():
        blocks += _section(name, pictures, parts, tables, drawn, words)
    blocks += [
        Heading(words.text("equity.heading_paragraph")),
        Paragraph(plain(paragraph), "quotable"),
        *findings_list(found.diagnostics, words),
        *reference_list(equity_citations(found), words),
        *study_provenance(found.provenance, words),
    ]
    return framed(
        blocks,
        words,
        title=title,
        description=words.text("equity.description"),
        version=found.provenance.gainsem if found.provenance else "",
    )


def equity_judgement(found: Equity, words: Catalogue) -> Verdict:
    """Return the answer in a sentence: how many gaps, the largest, whether to believe them."""
    rows = [
        row for row in found.gaps if (row.kind, row.wave, row.level) == ("raw", "", "dimension")
    ]
    if not rows:
        return Verdict("unusable", words.text("equity.verdict_none"))
    sure = [row for row in rows if row.holm < ALPHA]
    widest = max(rows, key=lambda row: abs(row.est))
    largest = words.spans(
        "equity.verdict_largest",
        factor=shown(found.label(widest.factor, words.lang)),
        group=shown(found.label(widest.group, words.lang)),
        value=f"{widest.est:.2f}".replace("-", "\N{MINUS SIGN}"),
    )
    headline = words.text("equity.verdict_gaps", count=len(sure), all=len(rows))
    doubts = {one.code for one in found.diagnostics} & DISTRUST
    if doubts:
        return Verdict("poor", words.text("equity.verdict_doubt"), (plain(headline), largest))
    level = "acceptable" if found.freed else "good"
    return Verdict(level, headline, (largest,))  # type: ignore[arg-type]


def equity_citations(found: Equity) -> list[Reference]:
    """Return the papers behind an equity view, in alphabetical order."""
    keys = {"hancock_2001", "holm_1979"}
    if found.adjust:
        keys.add("joreskog_goldberger_1975")
    if found.parts or found.paths:
        keys |= {"kitagawa_1955", "oaxaca_1973", "blinder_1973"}
    if found.ordinal:
        keys.add("wu_estabrook_2016")
    if found.design is not None:
        keys.add("binder_1983")
    return [references()[key] for key in sorted(keys)]


def _section(
    name: str,
    pictures: tuple[str, ...],
    parts: tuple[str, ...],
    tables: Mapping[str, Table],
    figures: Mapping[str, bytes],
    words: Catalogue,
) -> list[Block]:
    blocks: list[Block] = []
    for picture in pictures:
        if picture in figures:
            caption = words.text(f"equity.caption_{picture}")
            alt = words.text(f"equity.alt_{picture}")
            blocks.append(Figure(figures[picture], caption, alt, place="here"))
    for part in parts:
        if part in tables:
            table = tables[part]
            notes = tuple(plain(note) for note in table.notes)
            bounded = BOUNDED & set(table.keys)
            plain_table = Table(table.columns, table.rows, table.caption)
            blocks.append(TableBlock(plain_table, bounded=bounded, notes=notes))
    return [Heading(words.text(f"equity.heading_{name}")), *blocks] if blocks else []
