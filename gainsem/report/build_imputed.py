"""From a fit to imputed data sets to a report."""

from __future__ import annotations

from collections.abc import Mapping

from gainsem.report.catalogue import catalogue
from gainsem.report.document import Block, Document
from gainsem.report.frame import fit_document, headed_by_t
from gainsem.report.imputed_sources import imputed_citations
from gainsem.report.sections.closing import (
    diagnostics_section,
    diagram_section,
    model_section,
    provenance_section,
    references_section,
)
from gainsem.report.sections.covariances import covariance_section
from gainsem.report.sections.fit import fit_section
from gainsem.report.sections.imputed import imputed_methods, imputed_section
from gainsem.report.sections.measurement import measurement_section
from gainsem.report.sections.sample import sample_section
from gainsem.report.sections.structure import defined_section, structural_section
from gainsem.report.sections.thresholds import thresholds_section
from gainsem.results.imputed import ImputedFit


def build_imputed_report(
    found: ImputedFit, *, lang: str = "en", figures: Mapping[str, bytes] | None = None
) -> Document:
    """Return the report of a pooled fit.

    What is not pooled (reliability, modification indices, effects along paths) is not in it.

    Parameters
    ----------
    found : ImputedFit
    lang : {"en", "zh"}
        Language of the report.
    figures : mapping, optional
        SVG by name: ``path_diagram``; without it the report has none.

    Raises
    ------
    OptionError
        ``E-OPT-07`` for another language.
    """
    words, fit = headed_by_t(catalogue(lang)), found.pooled
    tested = fit_section(fit, words) if found.tests else ()
    sections: tuple[Block, ...] = (
        *diagram_section(fit, words, (figures or {}).get("path_diagram")),
        *sample_section(fit, words),
        *model_section(fit, words),
        *imputed_section(found, words),
        *tested,
        *measurement_section(fit, words),
        *structural_section(fit, words),
        *defined_section(fit, words),
        *covariance_section(fit, words),
        *thresholds_section(fit, words),
        *diagnostics_section(fit, words),
        *imputed_methods(found, words),
        *references_section(fit, words, imputed_citations(found)),
        *provenance_section(fit, words),
    )
    return fit_document(fit, words, sections)
