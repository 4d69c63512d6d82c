"""Respondents left out by data screening: who, and the results with and without them."""

from __future__ import annotations

from typing import Any

from gainsem.report.catalogue import Catalogue
from gainsem.report.catalogue.diagnostics import words_in
from gainsem.report.citations import cite
from gainsem.report.document import (
    Block,
    Heading,
    Paragraph,
    Span,
    Spanner,
    TableBlock,
    Text,
    plain_text,
)
from gainsem.report.exclusion_sources import FLAG_PAPERS
from gainsem.report.facts import shown
from gainsem.report.numbers import bounded, count, degrees, fixed, known, percent
from gainsem.results.cells import pvalue_text
from gainsem.results.exclusion import ComparedEstimate, ExcludedFlag, Exclusion, FlagLimit
from gainsem.results.exclusion_tables import main_rows
from gainsem.results.fit import Fit
from gainsem.results.reported_measures import reported_measures
from gainsem.results.table import Column, Table
from gainsem.results.verdict import estimates_withheld

SIGNS = {"<=": "≤", ">=": "≥"}
INDICES = ("cfi", "tli", "rmsea", "srmr")
MOST_ROWS = 60


def exclusion_section(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return the section, or nothing for a fit that left nobody out on purpose."""
    found = fit.exclusion
    if found is None:
        return ()
    heading = Heading(words.text("heading.exclusion"))
    if not found.n_excluded:
        names = words.pause.join(words.text(f"screening.{flag.name}") for flag in found.flags)
        screened = count(found.n_screened)
        return (
            heading,
            Paragraph(words.spans("exclusion.nobody", screened=screened, flags=names)),
        )
    intro = words.sentences(
        [words.spans("exclusion.who", **_numbers(found)), words.spans("exclusion.choice")]
    )
    return (
        heading,
        Paragraph(intro, "intro"),
        _flags(found, words),
        *_groups(found, words),
        *_comparison(fit, found, words),
    )


def excluded_row(fit: Fit, words: Catalogue) -> str:
    """Return the entry of the table of the sample; empty where nobody was left out on purpose."""
    found = fit.exclusion
    return words.text("exclusion.row_text", **_numbers(found)) if found else ""


def exclusion_sentences(fit: Fit, words: Catalogue) -> list[Text]:
    """Return what the Methods paragraph says of respondents left out."""
    found = fit.exclusion
    if found is None:
        return []
    screened = count(found.n_screened)
    if not found.n_excluded:
        parts = [(Span(words.text(f"screening.{flag.name}")),) for flag in found.flags]
        papers = [(*part, *_cited(flag)) for part, flag in zip(parts, found.flags, strict=True)]
        flags = words.listed(papers)
        return [words.spans("exclusion.methods_nobody", flags=flags, screened=screened)]
    flags = words.listed([_flag_in_words(flag, words) for flag in found.flags])
    sentences = [words.spans("exclusion.methods", flags=flags, **_numbers(found))]
    if found.rows and found.usable_all:
        changed, parameters = len(found.changed), len(found.tested)
        key = "exclusion.methods_compared" if changed else "exclusion.methods_unchanged"
        apart = words.text("exclusion.apart") if parameters < len(found.rows) else ""
        sentences.append(words.spans(key, changed=changed, parameters=parameters, apart=apart))
    return sentences


def _numbers(found: Exclusion) -> dict[str, str]:
    return {
        "screened": count(found.n_screened),
        "count": count(found.n_excluded),
        "percent": percent(found.n_excluded, found.n_screened),
    }


def _cited(flag: ExcludedFlag) -> Text:
    return (Span(" ("), *cite(*FLAG_PAPERS[flag.name]), Span(")"))


def _flag_in_words(flag: ExcludedFlag, words: Catalogue) -> Text:
    return words.spans(
        "exclusion.methods_flag",
        name=words.text(f"screening.{flag.name}"),
        limits=_limits(flag, words),
        source=cite(*FLAG_PAPERS[flag.name]),
        count=count(flag.count),
    )


def _limits(flag: ExcludedFlag, words: Catalogue) -> Text:
    texts = [_limit(limit, words) for limit in flag.limits]
    between = Span(words.text("exclusion.or"))
    return tuple(span for text in texts for span in (between, *text))[1:]


def _limit(limit: FlagLimit, words: Catalogue) -> Text:
    relation, _, value = limit.text.partition(" ")
    shown_limit = f"{SIGNS.get(relation, relation)} {value}"
    return words.spans(f"criterion.{limit.key}", limit=shown_limit)


def _flags(found: Exclusion, words: Catalogue) -> TableBlock:
    columns = (
        Column("flag", words.text("exclusion.flag")),
        Column("count", words.text("exclusion.count"), "integer"),
        Column("limit", words.text("exclusion.limit")),
        Column("source", words.text("exclusion.source")),
    )
    rows = tuple(
        (
            words.text(f"screening.{flag.name}"),
            flag.count,
            plain_text(_limits(flag, words)),
            plain_text(cite(*FLAG_PAPERS[flag.name])),
        )
        for flag in found.flags
    )
    return TableBlock(Table(columns, rows, words.text("exclusion.caption_flags")))


def _groups(found: Exclusion, words: Catalogue) -> tuple[Block, ...]:
    """Return how many of each group were left out: flags need not strike groups alike."""
    if not found.groups:
        return ()
    columns = (
        Column("group", words.text("exclusion.group")),
        Column("screened", words.text("exclusion.screened"), "integer"),
        Column("count", words.text("exclusion.count"), "integer"),
        Column("percent", words.text("exclusion.percent")),
    )
    rows = tuple(
        (
            shown(each.label),
            each.n_screened,
            each.n_excluded,
            percent(each.n_excluded, each.n_screened),
        )
        for each in found.groups
    )
    return (TableBlock(Table(columns, rows, words.text("exclusion.caption_groups"))),)


def _comparison(fit: Fit, found: Exclusion, words: Catalogue) -> tuple[Block, ...]:
    if not found.rows:
        status = shown(words_in(found.status_all, words.lang))
        return (Paragraph(words.spans("exclusion.no_comparison", status=status)),)
    if estimates_withheld(fit):
        return ()
    return (_measures(fit, found, words), _estimates(found, words))


def _measures(fit: Fit, found: Exclusion, words: Catalogue) -> TableBlock:
    before, after = reported_measures(found.measures_all), reported_measures(fit.fit_measures)
    rows: list[tuple[str, ...]] = [
        (words.text("exclusion.used"), count(found.n_used_all), count(fit.n_obs))
    ]
    rows.append(
        (
            words.text("measure.chisq") + " (df)",
            *(f"{fixed(m['chisq'])} ({degrees(m['df'])})" for m in (before, after)),
        )
    )
    if after.get("df", 0) > 0:
        rows += [
            (
                words.text(f"measure_short.{key}"),
                *(bounded(m[key]) if known(m[key]) is not None else "" for m in (before, after)),
            )
            for key in INDICES
            if key in before and key in after
        ]
    columns = (
        Column("measure", words.text("exclusion.measure")),
        Column("everybody", words.text("exclusion.everybody")),
        Column("without", words.text("exclusion.without")),
    )
    return TableBlock(Table(columns, tuple(rows), words.text("exclusion.caption_measures")))


def _estimates(found: Exclusion, words: Catalogue) -> TableBlock:
    rows = main_rows(found)[:MOST_ROWS]
    columns = (
        Column("parameter", words.text("exclusion.parameter")),
        *(
            column
            for which in ("all", "without")
            for column in (
                Column(f"b_{which}", words.text("column.b"), "number"),
                Column(f"se_{which}", words.text("column.se"), "number"),
                Column(f"p_{which}", words.text("column.p")),
            )
        ),
        Column("difference", words.text("exclusion.difference"), "number"),
        Column("difference_se", words.text("exclusion.difference_se"), "number", 2),
        Column("change", words.text("exclusion.change")),
    )
    notes = [words.spans("exclusion.note")]
    if len(rows) < len(found.rows):
        notes.append(words.spans("exclusion.more", count=len(found.rows) - len(rows)))
    return TableBlock(
        Table(
            columns,
            tuple(_row(row, words) for row in rows),
            words.text("exclusion.caption_estimates"),
        ),
        spanners=(
            Spanner(1, 3, words.text("exclusion.everybody")),
            Spanner(4, 6, words.text("exclusion.without")),
        ),
        aligned=frozenset({"p_all", "p_without"}),
        notes=tuple(notes),
    )


def _row(row: ComparedEstimate, words: Catalogue) -> tuple[Any, ...]:
    change = row.change.replace(" ", "_")
    return (
        shown(row.name),
        known(row.est_all),
        known(row.se_all),
        _pvalue(row.pvalue_all),
        known(row.est),
        known(row.se),
        _pvalue(row.pvalue),
        known(row.difference),
        known(row.difference_se),
        words.text(f"exclusion.change_{change}") if change else "",
    )


def _pvalue(value: float) -> str:
    return "" if known(value) is None else pvalue_text(value)
