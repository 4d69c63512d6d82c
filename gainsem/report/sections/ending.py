"""The lists every report ends with: findings, references, provenance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gainsem.diagnostics import Diagnostic
from gainsem.report.bibliography import Reference, apa
from gainsem.report.catalogue import Catalogue
from gainsem.report.catalogue.diagnostics import finding_in
from gainsem.report.document import (
    Block,
    Findings,
    Heading,
    KeyValues,
    Paragraph,
    References,
    Span,
    Text,
    plain,
)
from gainsem.report.facts import data_name, file_name, shown
from gainsem.results.fitted import Provenance
from gainsem.results.text_width import one_line

WORST_FIRST = "EWI"


def findings_list(
    diagnostics: Iterable[Diagnostic], words: Catalogue, *, intro: str = ""
) -> tuple[Block, ...]:
    """Return everything that was remarked, the worst first, or that nothing was.

    ``intro`` is the key of what is said before them.
    """
    heading = Heading(words.text("heading.diagnostics"))
    found = sorted(diagnostics, key=lambda one: WORST_FIRST.find(one.code[0]))
    if not found:
        return (heading, Paragraph(words.spans("diagnostics.none")), Findings(()))
    said = (Paragraph(words.spans(intro), "intro"),) if intro else ()
    return (heading, *said, Findings(tuple(finding_in(one, words.lang) for one in found)))


def reference_list(
    papers: Iterable[Reference], words: Catalogue, *, survey: str = ""
) -> tuple[Block, ...]:
    """Return the papers a report names, after the survey's own reference where it has one."""
    own = [plain(one_line(survey))] if survey else []
    entries = (*own, *(apa(reference) for reference in papers))
    return (Heading(words.text("heading.references")), References(entries))


def provenance_list(
    rows: Iterable[tuple[str, Text]], words: Catalogue, *, intro: str = ""
) -> tuple[Block, ...]:
    """Return what is needed to get the same numbers again: keys and what they hold."""
    said = (Paragraph(words.spans(intro), "intro"),) if intro else ()
    named = tuple((words.text(f"provenance.{key}"), text) for key, text in rows)
    return (Heading(words.text("heading.provenance")), *said, KeyValues(named))


def file_row(key: str, source: str, words: Catalogue) -> tuple[str, Text]:
    """Return the row of a file, by its name without the folder."""
    return (key, plain(data_name(source, words) or words.text("provenance.not_recorded")))


def digest_row(key: str, digest: str, words: Catalogue) -> tuple[str, Text]:
    """Return the row of a checksum."""
    text = (Span(digest, "code"),) if digest else plain(words.text("provenance.not_recorded"))
    return (key, text)


def data_rows(source: str, digest: str, words: Catalogue) -> tuple[tuple[str, Text], ...]:
    """Return the rows of the data: the file and its checksum."""
    return (file_row("data", source, words), digest_row("data_sha", digest, words))


def model_row(source: str) -> tuple[str, Text]:
    """Return the row of the model, by the name of its file."""
    return ("model", plain(shown(file_name(source))))


def versions_row(versions: Mapping[str, str]) -> tuple[str, Text]:
    """Return the row of the programs by which the numbers were made."""
    return ("versions", plain(", ".join(f"{name} {number}" for name, number in versions.items())))


def study_provenance(facts: Provenance | None, words: Catalogue) -> tuple[Block, ...]:
    """Return what a study was made from: data, model, program; nothing where it is not known."""
    if facts is None:
        return ()
    rows = (
        *data_rows(facts.data_source, facts.data_sha256, words),
        model_row(facts.model_source),
        versions_row({"gainsem": facts.gainsem}),
    )
    return provenance_list(rows, words)
