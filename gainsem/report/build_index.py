"""From a scoring to a report: which sections there are, and in which order."""

from __future__ import annotations

from collections.abc import Mapping

from gainsem.report.bibliography import Reference, references
from gainsem.report.catalogue import Catalogue, catalogue
from gainsem.report.document import (
    Block,
    Document,
    Heading,
    Paragraph,
    Text,
    TitleBlock,
    Verdict,
)
from gainsem.report.facts import data_name, shown
from gainsem.report.frame import framed
from gainsem.report.numbers import count, fixed, probability
from gainsem.report.sections.ending import (
    data_rows,
    findings_list,
    model_row,
    provenance_list,
    reference_list,
    versions_row,
)
from gainsem.report.sections.index import (
    gaps_section,
    groups_section,
    importance_section,
    indices_section,
    trend_section,
)
from gainsem.report.sections.index_methods import index_methods, index_sources
from gainsem.results.scores import Scores
from gainsem.results.scores_summary import overall_row
from gainsem.results.scores_tables import construct_label, level_label, pick


def build_index_report(
    scores: Scores, *, lang: str = "en", figures: Mapping[str, bytes] | None = None
) -> Document:
    """Return the report of a scoring; nothing of single respondents is in it.

    Parameters
    ----------
    scores : Scores
    lang : {"en", "zh"}
    figures : mapping, optional
        SVG by name, as :func:`gainsem.plots.from_scores.score_figures` has them.

    Raises
    ------
    OptionError
        ``E-OPT-07`` for another language.
    """
    words, drawn = catalogue(lang), dict(figures or {})
    title = words.text("index.title", name=shown(_name(scores, words)))
    blocks: tuple[Block, ...] = (
        TitleBlock(title, facts=_facts(scores, words)),
        _verdict(scores, words),
        *indices_section(scores, words, drawn),
        *groups_section(scores, words, drawn),
        *gaps_section(scores, words),
        *trend_section(scores, words),
        *importance_section(scores, words, drawn),
        Heading(words.text("index.heading_methods")),
        Paragraph(index_methods(scores, words)),
        *findings_list(scores.diagnostics, words),
        *reference_list(index_citations(scores), words),
        *provenance_list(_provenance(scores, words), words),
    )
    return framed(
        blocks,
        words,
        title=title,
        description=words.text("index.description"),
        version=scores.provenance["gainsem"],
    )


def index_citations(scores: Scores) -> list[Reference]:
    """Return the papers behind a scoring, in alphabetical order."""
    return [references()[key] for key in index_sources(scores)]


def _name(scores: Scores, words: Catalogue) -> str:
    return words.pick(scores.title) or data_name(scores.provenance["data"], words)


def _facts(scores: Scores, words: Catalogue) -> str:
    return words.text(
        "index.facts",
        scored=count(scores.n_scored),
        read=count(scores.n_read),
        constructs=len(scores.constructs),
        version=scores.provenance["gainsem"],
    )


def _verdict(scores: Scores, words: Catalogue) -> Verdict:
    """Return the answer in a sentence: the overall index, its inequality, groups, gaps."""
    row = overall_row(scores)
    if row is None:
        return Verdict("good", words.text("index.no_overall", constructs=len(scores.constructs)))
    headline = words.text(
        "index.overall",
        name=shown(construct_label(scores, row.construct, words.lang)),
        mean=fixed(row.mean, 1),
        lower=fixed(row.ci_lower, 1),
        upper=fixed(row.ci_upper, 1),
    )
    sentences = [
        words.spans(
            "index.gini",
            gini=fixed(row.gini, 3),
            lower=fixed(row.gini_ci_lower, 3),
            upper=fixed(row.gini_ci_upper, 3),
        )
    ]
    sentences += _extremes(scores, words) + _gaps(scores, words)
    return Verdict("good", headline, tuple(sentences))


def _extremes(scores: Scores, words: Catalogue) -> list[Text]:
    said = []
    for by in scores.settings.by:
        rows = [
            row
            for row in scores.index
            if (row.construct, row.by, row.wave) == (scores.settings.overall, by, "")
            and row.mean == row.mean
        ]
        if len(rows) > 1:
            high, low = max(rows, key=lambda row: row.mean), min(rows, key=lambda row: row.mean)
            said.append(
                words.spans(
                    "index.extremes",
                    by=shown(pick(scores.labels.get(by, {}), words.lang) or by),
                    high=shown(level_label(scores, by, high.level, words.lang)),
                    high_mean=fixed(high.mean, 1),
                    low=shown(level_label(scores, by, low.level, words.lang)),
                    low_mean=fixed(low.mean, 1),
                )
            )
    return said


def _gaps(scores: Scores, words: Catalogue) -> list[Text]:
    return [
        words.spans(
            "index.gap",
            first=shown(level_label(scores, row.by, row.first, words.lang)),
            second=shown(level_label(scores, row.by, row.second, words.lang)),
            difference=fixed(row.difference, 1),
            lower=fixed(row.ci_lower, 1),
            upper=fixed(row.ci_upper, 1),
            p=probability(row.pvalue),
        )
        for row in scores.gaps
        if row.kind == "groups"
        and not row.wave
        and row.construct == scores.settings.overall
        and row.difference == row.difference
    ]


def _provenance(scores: Scores, words: Catalogue) -> tuple[tuple[str, Text], ...]:
    facts = scores.provenance
    return (
        *data_rows(facts["data"], facts["data_sha256"], words),
        model_row(facts["model"]),
        versions_row({"gainsem": facts["gainsem"]}),
    )
