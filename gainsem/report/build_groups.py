"""The report of a fit of several groups: what concerns all, then group by group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from gainsem.report.catalogue import Catalogue
from gainsem.report.document import Block, Document, Figure, Heading
from gainsem.report.facts import shown
from gainsem.report.frame import fit_document, words_for
from gainsem.report.group_sources import group_citations
from gainsem.report.sections.closing import (
    diagnostics_section,
    diagram_section,
    model_section,
    provenance_section,
    references_section,
)
from gainsem.report.sections.covariances import covariance_section
from gainsem.report.sections.design import design_section
from gainsem.report.sections.exclusion import exclusion_section
from gainsem.report.sections.fit import fit_section
from gainsem.report.sections.group_paths import group_paths_section
from gainsem.report.sections.group_reliability import group_reliability_section
from gainsem.report.sections.groups import groups_section, joint_defined_section
from gainsem.report.sections.measurement import measurement_section
from gainsem.report.sections.methods import methods_section
from gainsem.report.sections.missing import missing_section
from gainsem.report.sections.reliability import reliability_section
from gainsem.report.sections.structure import structural_section
from gainsem.report.sections.thresholds import thresholds_section
from gainsem.results.fit import Fit
from gainsem.results.groups.as_one import as_one
from gainsem.results.groups.grouped_fit import GroupedFit
from gainsem.results.verdict import estimates_withheld


def build_grouped_report(
    fit: GroupedFit, *, lang: str = "en", figures: Mapping[str, bytes] | None = None
) -> Document:
    """Return the report of a fit of several groups.

    Parameters
    ----------
    fit : GroupedFit
    lang : {"en", "zh"}
    figures : mapping, optional
        SVG by name: ``path_diagram_1`` of the first group and so on.
    """
    words, whole = words_for(fit, lang), as_one(fit)
    withheld = estimates_withheld(fit)
    sections: tuple[Block, ...] = (
        *groups_section(fit, words),
        *exclusion_section(whole, words),
        *design_section(
            replace(whole, parameter_rows=fit.parameter_rows, design=fit.design), words
        ),
        *model_section(replace(whole, parameter_rows=fit.parameter_rows), words),
        *(() if withheld else fit_section(whole, words)),
        *(() if withheld else _each(fit, words, figures or {})),
        *(() if withheld else group_paths_section(fit, words)),
        *(() if withheld else group_reliability_section(fit, words)),
        *(() if withheld else joint_defined_section(fit, words)),
        *diagnostics_section(whole, words),
        *methods_section(whole, words),
        *references_section(whole, words, group_citations(fit)),
        *provenance_section(whole, words),
    )
    return fit_document(whole, words, sections)


def _each(fit: GroupedFit, words: Catalogue, figures: Mapping[str, bytes]) -> Iterable[Block]:
    parts = zip(fit.parts, fit.by_group.values(), strict=True)
    for number, (part, view) in enumerate(parts, start=1):
        name = shown(part.name(words.lang))
        yield Heading(words.text("groups.one", name=name, n=str(view.n_obs)))
        yield from _below(view, words, figures.get(f"path_diagram_{number}"))


def _below(view: Fit, words: Catalogue, svg: bytes | None) -> Iterable[Block]:
    """Yield the sections of one group, a level further down."""
    sections = (
        *diagram_section(view, words, svg),
        *missing_section(view, words),
        *measurement_section(view, words),
        *reliability_section(view, words, conventions=False),
        *structural_section(view, words),
        *covariance_section(view, words),
        *thresholds_section(view, words),
    )
    for block in sections:
        if isinstance(block, Heading):
            yield replace(block, level=2)
        elif isinstance(block, Figure):
            yield replace(block, heading="")
        else:
            yield block
