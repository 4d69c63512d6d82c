"""Write a fit down: its report, its references."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gainsem.results.efa import Efa
    from gainsem.results.fit import Fit
    from gainsem.results.groups.grouped_fit import GroupedFit
    from gainsem.results.imputed import ImputedFit


def report(fit: Fit | GroupedFit | Efa | ImputedFit, path: str | Path, *, lang: str = "en") -> Path:
    """Write the report of a fit, or of a factor analysis, as a PDF.

    Parameters
    ----------
    fit : Fit, GroupedFit, Efa or ImputedFit
        From :func:`fit`, :func:`efa`, :func:`fit_imputed` or :func:`load`.
    path : str or Path
        Where to write it; the suffix says as what (``.pdf``).
    lang : {"en", "zh"}
        Language of the report, and of item wordings where the codebook has them.

    Returns
    -------
    Path
        The file written.
    """
    from gainsem.results.efa import Efa

    if isinstance(fit, Efa):
        from gainsem.report.write_efa import write_efa_report

        return write_efa_report(fit, path, lang=lang)
    from gainsem.results.imputed import ImputedFit

    if isinstance(fit, ImputedFit):
        from gainsem.report.write_imputed import write_imputed_report

        return write_imputed_report(fit, path, lang=lang)
    from gainsem.report.write import write_report

    return write_report(fit, path, lang=lang)


def cite(fit: Fit | GroupedFit | Efa | ImputedFit, *, bibtex: bool = False) -> str:
    """Return the references of the methods a fit has used.

    Parameters
    ----------
    fit : Fit, GroupedFit, Efa or ImputedFit
        From :func:`fit`, :func:`efa`, :func:`fit_imputed` or :func:`load`.
    bibtex : bool
        As BibTeX entries instead of formatted references.

    Returns
    -------
    str
        One reference a line, or one entry after the other.
    """
    from gainsem.report.bibliography import apa_text
    from gainsem.report.bibliography import bibtex as entry
    from gainsem.report.citations import citations_for
    from gainsem.report.efa_sources import efa_citations
    from gainsem.report.imputed_sources import imputed_citations
    from gainsem.results.efa import Efa
    from gainsem.results.groups.as_one import as_one
    from gainsem.results.groups.grouped_fit import GroupedFit
    from gainsem.results.imputed import ImputedFit

    if isinstance(fit, GroupedFit):
        fit = as_one(fit)
    if isinstance(fit, Efa):
        found = efa_citations(fit)
    else:
        found = imputed_citations(fit) if isinstance(fit, ImputedFit) else citations_for(fit)
    if bibtex:
        return "\n\n".join(entry(reference) for reference in found)
    return "\n".join(apa_text(reference) for reference in found)
