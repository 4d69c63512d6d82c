"""Imputed data sets: how many, their pooled tests, how much information is missing."""

from __future__ import annotations

import math

from gainsem.report.catalogue import Catalogue
from gainsem.report.catalogue.diagnostics import words_in
from gainsem.report.citations import cite
from gainsem.report.document import Block, Heading, KeyValues, Paragraph, TableBlock, Text, plain
from gainsem.report.facts import shown
from gainsem.report.imputed_sources import INDICES, MOMENTS, POOLED, SMALL_SAMPLE, test_papers
from gainsem.report.numbers import bounded, count
from gainsem.report.sections.methods import model_sentences
from gainsem.report.sections.opening import statistics_of
from gainsem.results.fit_table import is_saturated
from gainsem.results.imputed import ImputedFit, PooledEstimate, PooledTest
from gainsem.results.table import Column, Table

MOST = 10


def imputed_section(found: ImputedFit, words: Catalogue) -> tuple[Block, ...]:
    """Return the section."""
    return (
        Heading(words.text("heading.imputed")),
        _facts(found, words),
        *_tests(found, words),
        *_information(found, words),
    )


def imputed_methods(found: ImputedFit, words: Catalogue) -> tuple[Block, ...]:
    """Return the section with the Methods paragraph."""
    return (
        Heading(words.text("heading.methods")),
        Paragraph(words.spans("methods.intro"), "remark"),
        Paragraph(imputed_paragraph(found, words), "quotable"),
    )


def imputed_paragraph(found: ImputedFit, words: Catalogue) -> Text:
    """Return the Methods paragraph, in the past tense, as one text."""
    left_out = len(found.imputations) - found.n_imputations
    sentences = [
        words.spans(
            "imputed.paragraph_sets", used=count(found.n_imputations), n=count(found.n_obs)
        ),
        *([words.spans("imputed.paragraph_left_out", count=count(left_out))] if left_out else []),
        *model_sentences(found.pooled, words),
        _pooled(found, words),
        *_test_sentences(found, words),
    ]
    return words.sentences(sentences)


def _pooled(found: ImputedFit, words: Catalogue) -> Text:
    if found.pooling.rule == "barnard.rubin":
        return words.spans(
            "imputed.paragraph_pooled_df", source=cite(POOLED), df=cite(SMALL_SAMPLE)
        )
    return words.spans("imputed.paragraph_pooled", source=cite(POOLED))


def _test_sentences(found: ImputedFit, words: Catalogue) -> list[Text]:
    if not found.tests or is_saturated(found.pooled):
        return []
    return [
        words.spans(
            f"imputed.paragraph_test_{_key(found.tests[0])}", source=cite(*test_papers(found))
        ),
        words.spans("imputed.paragraph_indices", indices=cite(INDICES), moments=cite(MOMENTS)),
        words.spans(
            "methods.result",
            npar=found.pooled.table.n_parameters,
            statistics=statistics_of(found.pooled, words),
        ),
    ]


def _facts(found: ImputedFit, words: Catalogue) -> KeyValues:
    known = [row.fmi for row in found.estimates if math.isfinite(row.fmi)]
    rule = found.pooling.rule.replace(".", "_")
    rows: list[tuple[str, Text]] = [
        ("sets", plain(count(len(found.imputations)))),
        ("used", plain(count(found.n_imputations))),
        ("n_obs", plain(count(found.n_obs))),
        ("rule", words.spans(f"imputed.rule_{rule}")),
    ]
    if known:
        low, high = bounded(min(known), 2), bounded(max(known), 2)
        rows.append(("fmi", words.spans("imputed.fmi_value", low=low, high=high)))
    rows += [
        (
            "left_out",
            words.spans(
                "imputed.left_out_value", name=shown(one.name), why=words_in(one.why, words.lang)
            ),
        )
        for one in found.imputations
        if not one.used
    ]
    return KeyValues(tuple((words.text(f"imputed.{key}"), text) for key, text in rows))


def _tests(found: ImputedFit, words: Catalogue) -> tuple[Block, ...]:
    tests = [test for test in found.tests if test.of == "model"]
    if not tests or is_saturated(found.pooled):
        return ()
    columns = (
        Column("test", words.text("imputed.test")),
        Column("f", "F", "number"),
        Column("df1", words.text("imputed.df1"), "number", 0),
        Column("df2", words.text("imputed.df2"), "number", 1),
        Column("p", "p", "pvalue"),
        Column("chisq", words.text("imputed.chisq"), "number"),
        Column("p_chisq", "p", "pvalue"),
        Column("riv", words.text("imputed.riv"), "number"),
    )
    rows = tuple(_test_row(test, words) for test in tests)
    table = Table(columns, rows, words.text("imputed.caption_tests"))
    return (TableBlock(table, notes=(words.spans("imputed.tests_note"),)),)


def _test_row(test: PooledTest, words: Catalogue) -> tuple[object, ...]:
    title = words.text(f"imputed.method_{_key(test)}")
    reference = (test.f, test.df, test.df2, test.pvalue)
    if test.method == "average.scaled":
        reference = (math.nan, test.df, math.nan, math.nan)
    return (title, *reference, test.chisq, test.pvalue_chisq, test.riv)


def _key(test: PooledTest) -> str:
    scaled = "_scaled" if test.statistics == "scaled" else ""
    return test.method.replace(".", "_") + scaled


def _information(found: ImputedFit, words: Catalogue) -> tuple[Block, ...]:
    rows = [row for row in found.estimates if math.isfinite(row.fmi) and row.fmi > 0]
    if not rows:
        return ()
    rows = sorted(rows, key=lambda row: -row.fmi)[:MOST]
    columns = (
        Column("parameter", words.text("imputed.parameter")),
        Column("est", words.text("imputed.estimate"), "number"),
        Column("se", words.text("imputed.se"), "number"),
        Column("df", words.text("imputed.df"), "number", 1),
        Column("fmi", words.text("imputed.fmi_short"), "number"),
        Column("riv", words.text("imputed.riv"), "number"),
    )
    cells = tuple((_name(row), row.est, row.se, row.df, row.fmi, row.riv) for row in rows)
    table = Table(columns, cells, words.text("imputed.caption_information"))
    return (
        TableBlock(
            table, bounded=frozenset({"fmi"}), notes=(words.spans("imputed.information_note"),)
        ),
    )


def _name(row: PooledEstimate) -> str:
    left = shown(row.lhs)
    return left if row.op in (":=", "~*~") else f"{left} {row.op} {shown(row.rhs)}".strip()
