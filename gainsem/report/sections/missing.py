"""Missing answers: how many, in which patterns, whether it looks like chance, what was done."""

from __future__ import annotations

import math

from gainsem.report.catalogue import Catalogue
from gainsem.report.citations import cite
from gainsem.report.document import Block, Heading, KeyValues, Paragraph, TableBlock, Text, plain
from gainsem.report.facts import shown
from gainsem.report.missing_sources import LITTLE, treatment_papers
from gainsem.report.numbers import count, percent
from gainsem.results.cells import number_text, pvalue_text
from gainsem.results.fit import Fit
from gainsem.results.missing_answers import MissingAnswers
from gainsem.results.table import Column, Table

MOST_PATTERNS, MOST_NAMES = 10, 8


def missing_section(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return the section; nothing where nobody with a missing answer was used."""
    missing = fit.missing
    if missing is None or not missing.n_missing:
        return ()
    return (
        Heading(words.text("heading.missing")),
        _facts(missing, words),
        Paragraph(treated(fit, words)),
        _patterns(missing, words),
        *_test_note(missing, words),
    )


def treated(fit: Fit, words: Catalogue) -> Text:
    """Return in a sentence what was done about missing answers, and with which paper."""
    missing = fit.missing
    if missing is None:
        return ()
    sentence = words.spans(
        f"missing.treated_{missing.treatment}", source=cite(*treatment_papers(missing))
    )
    if not missing.n_auxiliary:
        return sentence
    names = ", ".join(missing.names[-missing.n_auxiliary :])
    more = words.spans("missing.auxiliary", names=shown(names), source=cite("graham_2003"))
    return words.sentences([sentence, more])


def missing_sample(fit: Fit, words: Catalogue) -> Text:
    """Return who entered an analysis that uses all answers; completes a paragraph."""
    missing = fit.missing
    used = count(fit.n_obs)
    if missing is None or not missing.n_missing:
        return words.spans("methods.sample_complete", used=used)
    lost = missing.n_read - missing.n_used
    sentence = words.spans(
        "methods.sample_incomplete_some" if lost else "methods.sample_incomplete",
        used=used,
        read=count(missing.n_read),
        incomplete=count(missing.n_used - missing.n_complete),
        percent=percent(missing.n_used - missing.n_complete, missing.n_used),
        share=f"{100 * missing.share_missing:.1f}",
        patterns=count(len(missing.patterns)),
    )
    return words.sentences([sentence, *_little(missing, words), treated(fit, words)])


def _facts(missing: MissingAnswers, words: Catalogue) -> KeyValues:
    first, second, together = missing.lowest_coverage
    rows = {
        "incomplete": f"{count(missing.n_used - missing.n_complete)}"
        f" ({percent(missing.n_used - missing.n_complete, missing.n_used)}%)",
        "answers": f"{count(missing.n_missing)} ({100 * missing.share_missing:.1f}%)",
        "patterns": count(len(missing.patterns)),
        "coverage": words.text(
            "missing.coverage_value",
            first=shown(first),
            second=shown(second),
            share=f"{100 * together / max(missing.n_used, 1):.1f}",
        ),
        "little": _test_text(missing),
    }
    return KeyValues(
        tuple((words.text(f"missing.{key}"), plain(text)) for key, text in rows.items() if text)
    )


def _test_text(missing: MissingAnswers) -> str:
    if not math.isfinite(missing.mcar_statistic) or not missing.mcar_df:
        return ""
    p = pvalue_text(missing.mcar_pvalue)
    equals = "" if p[0] in "<>" else "= "
    statistic = number_text(missing.mcar_statistic, 2)
    return f"χ²({missing.mcar_df:g}) = {statistic}, p {equals}{p}"


def _little(missing: MissingAnswers, words: Catalogue) -> list[Text]:
    found = _test_text(missing)
    return [words.spans("methods.little", test=found, source=cite(LITTLE))] if found else []


def _patterns(missing: MissingAnswers, words: Catalogue) -> TableBlock:
    columns = (
        Column("people", words.text("missing.column_people"), "integer"),
        Column("percent", "%", "number", 1),
        Column("names", words.text("missing.column_names")),
    )
    shown_patterns = missing.patterns[:MOST_PATTERNS]
    rows = tuple(
        (people, 100.0 * people / missing.n_used, _names(missing, signs, words))
        for signs, people in shown_patterns
    )
    hidden = missing.patterns[MOST_PATTERNS:]
    notes: tuple[str, ...] = ()
    if hidden:
        others = sum(people for _, people in hidden)
        notes = (words.text("missing.hidden", count=count(len(hidden)), people=count(others)),)
    return TableBlock(Table(columns, rows, words.text("missing.caption"), notes))


def _names(missing: MissingAnswers, signs: str, words: Catalogue) -> str:
    gone = [name for name, sign in zip(missing.names, signs, strict=True) if sign == "0"]
    if not gone:
        return words.text("missing.none")
    listed = ", ".join(shown(name) for name in gone[:MOST_NAMES])
    more = len(gone) - MOST_NAMES
    return listed if more <= 0 else words.text("missing.and_more", names=listed, count=str(more))


def _test_note(missing: MissingAnswers, words: Catalogue) -> tuple[Block, ...]:
    if not _test_text(missing):
        return ()
    return (Paragraph(words.spans("missing.little_note", source=cite(LITTLE)), "remark"),)
