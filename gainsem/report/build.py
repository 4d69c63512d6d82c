"""From a fit to a report: which sections there are, and in which order."""

from __future__ import annotations

from gainsem.report.catalogue import Catalogue, catalogue
from gainsem.report.document import Block, Contents, Document, PageBreak
from gainsem.report.sections.closing import (
    diagnostics_section,
    diagram_section,
    model_section,
    provenance_section,
    references_section,
)
from gainsem.report.sections.covariances import covariance_section
from gainsem.report.sections.design import design_section
from gainsem.report.sections.effects import effects_section
from gainsem.report.sections.exclusion import exclusion_section
from gainsem.report.sections.fit import fit_section
from gainsem.report.sections.measurement import measurement_section
from gainsem.report.sections.methods import methods_section
from gainsem.report.sections.misfit import misfit_section
from gainsem.report.sections.missing import missing_section
from gainsem.report.sections.opening import running_mark, title_block, title_of, verdict_of
from gainsem.report.sections.reliability import reliability_section
from gainsem.report.sections.sample import sample_section
from gainsem.report.sections.second_opinion import second_opinion_section
from gainsem.report.sections.structure import defined_section, structural_section
from gainsem.report.sections.thresholds import thresholds_section
from gainsem.results.fit import Fit
from gainsem.results.verdict import estimates_withheld


def build_report(fit: Fit, *, lang: str = "en", diagram_svg: bytes | None = None) -> Document:
    """Return the report of a fit.

    Parameters
    ----------
    fit : Fit
    lang : {"en", "zh"}
        Language of the report.
    diagram_svg : bytes, optional
        The path diagram as SVG; without it the report has none.

    Raises
    ------
    OptionError
        ``E-OPT-07`` for another language.
    """
    words = catalogue(lang)
    blocks: tuple[Block, ...] = (
        title_block(fit, words),
        verdict_of(fit, words),
        Contents(),
        PageBreak(),
        *_diagram(fit, words, diagram_svg),
        *sample_section(fit, words),
        *missing_section(fit, words),
        *design_section(fit, words),
        *model_section(fit, words),
        *_results(fit, words),
        *exclusion_section(fit, words),
        *second_opinion_section(fit.second_opinion, words),
        *diagnostics_section(fit, words),
        *methods_section(fit, words),
        *references_section(fit, words),
        *provenance_section(fit, words),
    )
    return Document(
        title=title_of(fit, words),
        lang=lang,
        blocks=blocks,
        words=words.section("page"),
        author=f"gainsem {fit.provenance.gainsem}",
        description=words.text("title.description"),
        mark=running_mark(fit, words),
    )


def _diagram(fit: Fit, words: Catalogue, svg: bytes | None) -> tuple[Block, ...]:
    return () if estimates_withheld(fit) else diagram_section(fit, words, svg)


def _results(fit: Fit, words: Catalogue) -> tuple[Block, ...]:
    """Return what the model says; nothing where the estimates are withheld."""
    if estimates_withheld(fit):
        return ()
    return (
        *fit_section(fit, words),
        *measurement_section(fit, words),
        *reliability_section(fit, words),
        *structural_section(fit, words),
        *effects_section(fit, words),
        *defined_section(fit, words),
        *covariance_section(fit, words),
        *misfit_section(fit, words),
        *thresholds_section(fit, words),
    )
