"""From a fit to a report: which sections there are, and in which order."""

from __future__ import annotations

from collections.abc import Mapping

from gainsem.errors import OptionError
from gainsem.report.catalogue import Catalogue
from gainsem.report.document import Block, Document
from gainsem.report.frame import fit_document, words_for
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
from gainsem.report.sections.reliability import reliability_section
from gainsem.report.sections.sample import sample_section
from gainsem.report.sections.second_opinion import second_opinion_section
from gainsem.report.sections.structure import defined_section, structural_section
from gainsem.report.sections.thresholds import thresholds_section
from gainsem.results.fit import Fit
from gainsem.results.one_of_several import is_one_of_several
from gainsem.results.verdict import estimates_withheld


def build_report(
    fit: Fit, *, lang: str = "en", figures: Mapping[str, bytes] | None = None
) -> Document:
    """Return the report of a fit.

    Parameters
    ----------
    fit : Fit
    lang : {"en", "zh"}
        Language of the report.
    figures : mapping, optional
        SVG by name: ``path_diagram``; without it the report has none.

    Raises
    ------
    OptionError
        ``E-OPT-07`` for another language, ``E-OPT-01`` for one group of several.
    """
    words = words_for(fit, lang)
    if is_one_of_several(fit):
        raise OptionError.of(
            "E-OPT-01",
            "there is no report of one group of several: test and measures are those of all.",
            do="ask for the report of all groups, which has a part about each",
        )
    sections: tuple[Block, ...] = (
        *_diagram(fit, words, (figures or {}).get("path_diagram")),
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
    return fit_document(fit, words, sections)


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
