"""The last pages: model text, diagnostics, diagram, references, provenance."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gainsem.options import Options
from gainsem.report.bibliography import Reference
from gainsem.report.catalogue import Catalogue
from gainsem.report.catalogue.diagnostics import words_in
from gainsem.report.citations import SYNTAX, citations_for, cite
from gainsem.report.document import (
    Block,
    Code,
    Figure,
    Heading,
    Paragraph,
    Span,
    Text,
    plain,
)
from gainsem.report.facts import file_name, measured, n_parameters, shown, shown_rows
from gainsem.report.sections.ending import (
    data_rows,
    digest_row,
    file_row,
    findings_list,
    model_row,
    provenance_list,
    reference_list,
    versions_row,
)
from gainsem.results.fit import Fit
from gainsem.results.text_width import one_line


def model_section(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return the model as its author wrote it, and how large it is."""
    source = shown(file_name(fit.provenance.model_source))
    intro = words.spans("model.intro", source=source, syntax=cite(SYNTAX))
    counts = words.spans(
        "model.counts",
        statements=sum(row.op not in (":=", "==", "<", ">") for row in shown_rows(fit)),
        free=n_parameters(fit),
        observed=len(fit.table.observed),
        latent=len(fit.table.latent),
    )
    remarks = [counts]
    if measured(fit) and fit.options.preset == "sem":
        remarks.append(words.spans(f"model.{_scaling(fit)}"))
    return (
        Heading(words.text("heading.model")),
        Paragraph(intro, "intro"),
        Code(fit.provenance.model),
        Paragraph(words.sentences(remarks)),
    )


def _scaling(fit: Fit) -> str:
    options = fit.options
    if fit.rotations and not options.std_lv:
        return "scaling_block"
    if options.std_lv:
        return "scaling_std"
    return "scaling_effect" if options.effect_coding else "scaling_marker"


def diagram_section(fit: Fit, words: Catalogue, svg: bytes | None) -> tuple[Block, ...]:
    """Return the path diagram on a page of its own, or nothing without a drawing."""
    if svg is None:
        return ()
    observed, latent = fit.table.observed, fit.table.latent
    if latent:
        names = ", ".join(map(shown, latent))
        alt = words.text("diagram.alt", latent=len(latent), names=names, observed=len(observed))
    else:
        alt = words.text("diagram.alt_observed", observed=len(observed))
    return (
        Figure(
            svg,
            words.text("diagram.caption"),
            alt,
            heading=words.text("heading.diagram"),
        ),
    )


def diagnostics_section(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return everything that was remarked while reading the data and fitting the model."""
    return findings_list(fit.diagnostics, words, intro="diagnostics.intro")


def references_section(
    fit: Fit, words: Catalogue, papers: Sequence[Reference] | None = None
) -> tuple[Block, ...]:
    """Return the papers the report names, and the survey's own reference.

    ``papers`` stand instead of those of the fit.
    """
    listed = citations_for(fit) if papers is None else papers
    return reference_list(listed, words, survey=fit.sample.citation)


def provenance_section(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return what is needed to get the same numbers again."""
    facts, solution = fit.provenance, fit.solution
    search = words.text(
        "provenance.search_done"
        if solution.converged and math.isfinite(solution.gradient_max)
        else "provenance.search_text",
        iterations=solution.iterations,
        gradient=f"{solution.gradient_max:.1e}",
        status=one_line(words_in(solution.status, words.lang)),
    )
    rows: list[tuple[str, Text]] = [
        *data_rows(facts.data_source, facts.data_sha256, words),
        file_row("codebook", facts.codebook_source, words),
        digest_row("codebook_sha", facts.codebook_sha256, words),
        model_row(facts.model_source),
        versions_row({"gainsem": facts.gainsem, **facts.versions}),
        ("options", _options(fit, words)),
        ("search", plain(search)),
    ]
    return provenance_list(rows, words, intro="provenance.intro")


def _options(fit: Fit, words: Catalogue) -> Text:
    default = Options().to_dict()
    chosen = {
        name: value for name, value in fit.options.to_dict().items() if value != default[name]
    }
    if not chosen:
        return plain(words.text("provenance.options_default"))
    return (Span(", ".join(f"{name}={value!r}" for name, value in chosen.items()), "code"),)
