"""From a factor analysis to a report: which sections there are, and in which order."""

from __future__ import annotations

from collections.abc import Mapping

from gainsem.report.catalogue import Catalogue, catalogue
from gainsem.report.document import (
    Block,
    Document,
    Figure,
    Heading,
    Paragraph,
    Span,
    Text,
    TitleBlock,
    Verdict,
)
from gainsem.report.efa_sources import efa_citations
from gainsem.report.facts import data_name, shown
from gainsem.report.frame import framed
from gainsem.report.numbers import bounded, count, fixed, known
from gainsem.report.sections.efa import (
    correlations_section,
    fit_section,
    loadings_section,
    minima_section,
)
from gainsem.report.sections.efa_methods import efa_methods
from gainsem.report.sections.ending import (
    data_rows,
    findings_list,
    provenance_list,
    reference_list,
    versions_row,
)
from gainsem.report.sections.second_opinion import second_opinion_section
from gainsem.results.efa import Efa
from gainsem.results.reported_measures import reported_measures
from gainsem.results.text_width import one_line


def build_efa_report(
    efa: Efa, *, lang: str = "en", figures: Mapping[str, bytes] | None = None
) -> Document:
    """Return the report of a factor analysis.

    Parameters
    ----------
    efa : Efa
    lang : {"en", "zh"}
    figures : mapping, optional
        SVG by name, as :func:`gainsem.plots.from_efa.efa_figures` has them.

    Raises
    ------
    OptionError
        ``E-OPT-07`` for another language.
    """
    words, drawn = catalogue(lang), dict(figures or {})
    name = words.pick(efa.sample.title) or data_name(efa.provenance.data_source, words)
    title = words.text("efa.title", name=shown(name)) if name else words.text("efa.title_plain")
    blocks: tuple[Block, ...] = (
        TitleBlock(title, facts=_facts(efa, words)),
        _verdict(efa, words),
        *_figure(drawn, "scree", words),
        *loadings_section(efa, words),
        *_figure(drawn, "loadings", words),
        *correlations_section(efa, words),
        *fit_section(efa, words),
        *minima_section(efa, words),
        *second_opinion_section(efa.second_opinion, words),
        *findings_list(efa.diagnostics, words),
        Heading(words.text("heading.methods")),
        Paragraph(efa_methods(efa, words), "quotable"),
        *reference_list(efa_citations(efa), words, survey=efa.sample.citation),
        *provenance_list(_provenance(efa, words), words),
    )
    return framed(
        blocks,
        words,
        title=title,
        description=words.text("efa.description"),
        version=efa.provenance.gainsem,
        mark="" if efa.usable else words.text("verdict.unusable"),
    )


def _facts(efa: Efa, words: Catalogue) -> str:
    return words.text(
        "efa.facts",
        items=len(efa.names),
        factors=len(efa.solution.factors),
        n=count(efa.n_obs),
        version=efa.provenance.gainsem,
    )


def _verdict(efa: Efa, words: Catalogue) -> Verdict:
    """Return whether the solution can be used, what it explains, and how it fits."""
    solution = efa.solution
    if not efa.usable:
        return Verdict("unusable", words.text("efa.unusable"))
    share = float(solution.explained.sum()) / len(efa.names)
    headline = words.text(
        "efa.headline", factors=len(solution.factors), share=fixed(100.0 * share, 1)
    )
    measures = reported_measures(efa.fit_measures)
    values = {name: known(measures.get(name, float("nan"))) for name in ("cfi", "rmsea", "srmr")}
    shown_values = [
        words.spans(f"statistic.{name}", value=bounded(value))
        for name, value in values.items()
        if value is not None
    ]
    sentences = [(*words.listed(shown_values), Span(words.text("efa.stop")))]
    warned = sum(each.severity == "warning" for each in efa.diagnostics)
    if warned:
        key = "verdict.warnings_one" if warned == 1 else "verdict.warnings"
        section = words.text("heading.diagnostics")
        sentences.append(words.spans(key, count=warned, section=section))
    return Verdict("good", headline, tuple(sentences))


def _figure(figures: Mapping[str, bytes], name: str, words: Catalogue) -> tuple[Block, ...]:
    if name not in figures:
        return ()
    caption, alt = words.text(f"efa.caption_{name}_figure"), words.text(f"efa.alt_{name}")
    return (Figure(figures[name], caption, alt),)


def _provenance(efa: Efa, words: Catalogue) -> tuple[tuple[str, Text], ...]:
    facts = efa.provenance
    chosen = {name: value for name, value in efa.options.items() if value not in (None, {}, ())}
    options = ", ".join(f"{name}={value!r}" for name, value in chosen.items())
    return (
        *data_rows(facts.data_source, facts.data_sha256, words),
        versions_row({"gainsem": facts.gainsem, **facts.versions}),
        ("options", (Span(one_line(options), "code"),)),
    )
