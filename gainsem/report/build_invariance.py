"""From a study of measurement invariance to a report: which sections, in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gainsem.report.bibliography import Reference, references
from gainsem.report.catalogue import Catalogue, catalogue
from gainsem.report.citations import cite
from gainsem.report.document import (
    Block,
    Document,
    Heading,
    Level,
    Paragraph,
    Text,
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
from gainsem.report.sections.invariance import (
    aligned_section,
    bias_section,
    invariance_sources,
    levels_section,
    means_section,
    picture_section,
)
from gainsem.results.invariance.record import Invariance
from gainsem.results.invariance.words import STEP_NAMES
from gainsem.results.invariance.words_of_waves import of_waves

LEVELS: Mapping[str, Level] = {
    "configural": "poor",
    "thresholds": "poor",
    "loadings": "acceptable",
    "intercepts": "good",
    "residuals": "good",
    "structural": "good",
}


def build_invariance_report(
    found: Invariance, *, lang: str = "en", figures: Mapping[str, bytes] | None = None
) -> Document:
    """Return the report of a study of measurement invariance.

    Parameters
    ----------
    found : Invariance
    lang : {"en", "zh"}
    figures : mapping, optional
        SVG by name, as :func:`gainsem.plots.from_invariance.invariance_figures` has them.

    Raises
    ------
    OptionError
        ``E-OPT-07`` for another language.
    """
    words, drawn = _words(found, lang), dict(figures or {})
    title = words.text("invariance.title", variable=shown(found.label(found.variable, lang)))
    facts = words.text(
        "invariance.facts",
        estimator=found.estimator,
        groups=len(found.groups),
        n=count(found.n_obs),
    )
    paragraph = found.paragraph("zh" if lang == "zh" else "en")
    blocks: tuple[Block, ...] = (
        TitleBlock(title, facts=facts),
        invariance_judgement(found, words),
        *levels_section(found, words),
        *picture_section(words, drawn),
        *means_section(found, words, drawn),
        *bias_section(found, words),
        *aligned_section(found, words),
        Heading(words.text("invariance.heading_paragraph")),
        Paragraph(plain(paragraph), "quotable"),
        *findings_list(found.diagnostics, words),
        *reference_list(invariance_citations(found), words),
        *study_provenance(found.provenance, words),
    )
    return framed(
        blocks,
        words,
        title=title,
        description=words.text("invariance.description"),
        version=found.provenance.gainsem if found.provenance else "",
    )


def invariance_citations(found: Invariance) -> list[Reference]:
    """Return the papers behind a study of invariance, in alphabetical order."""
    return [references()[key] for key in invariance_sources(found)]


def invariance_judgement(found: Invariance, words: Catalogue) -> Verdict:
    """Return the answer in a sentence: what may be compared between the groups."""
    said: list[Text] = []
    facts = found.alignment
    if facts is not None:
        limit = f"{100.0 * facts.limit:.0f}%"
        source = cite("muthen_asparouhov_2014")
        said.append(words.spans("invariance.verdict_limit", limit=limit, source=source))
    if not found.steps and facts is not None:
        headline = words.text("invariance.verdict_aligned", share=f"{100.0 * facts.share:.1f}%")
        return Verdict("good" if facts.trustworthy else "poor", headline, tuple(said))
    highest = found.highest
    if highest is None:
        return Verdict("unusable", words.text("invariance.verdict_none"), tuple(said))
    name = shown(STEP_NAMES[words.lang].get(highest.name, highest.name))
    key = f"invariance.verdict_{highest.constraint}"
    headline = words.text(key, name=name) if highest.constraint == "structural" else words.text(key)
    level = LEVELS[highest.constraint]
    if highest.freed:
        level = "acceptable" if level == "good" else level
        listed = shown(", ".join(highest.freed))
        said.insert(0, words.spans("invariance.verdict_partial", list=listed))
    if found.misfit:
        # No level can vouch for a model that is wrong to begin with.
        said.insert(0, words.spans("invariance.verdict_level", level=headline))
        level, headline = "poor", words.text("invariance.verdict_misfit")
    return Verdict(level, headline, tuple(said))


def _words(found: Invariance, lang: str) -> Catalogue:
    """Return the words of the report, about waves where the groups are waves."""
    words = catalogue(lang)
    if not found.repeated:
        return words
    own = {
        key: of_waves(text, lang)
        for key, text in words.texts.items()
        if key.startswith("invariance.")
    }
    return replace(words, texts={**words.texts, **own})
