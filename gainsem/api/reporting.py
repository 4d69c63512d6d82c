"""Write a result down: its report, its references."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gainsem.report.kinds import Reported


def report(fit: Reported, path: str | Path, *, lang: str = "en") -> Path:
    """Write the report of a result as a PDF.

    Parameters
    ----------
    fit : Fit, GroupedFit, ImputedFit, Efa, Scores, Invariance or Equity
        From :func:`fit`, :func:`fit_imputed`, :func:`efa`, :func:`score`, :func:`invariance`,
        :func:`equity` or :func:`load`.
    path : str or Path
        Where to write it; the suffix says as what (``.pdf``).
    lang : {"en", "zh"}
        Language of the report, and of item wordings where the codebook has them.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    OptionError
        ``E-OPT-01`` for a result without a report, ``E-OPT-05`` for another suffix,
        ``E-OPT-07`` for another language.
    """
    from gainsem.report.write import write_report

    return write_report(fit, path, lang=lang)


def cite(fit: Reported, *, bibtex: bool = False) -> str:
    """Return the references of the methods a result has used.

    Parameters
    ----------
    fit : Fit, GroupedFit, ImputedFit, Efa, Scores, Invariance or Equity
        From :func:`fit`, :func:`fit_imputed`, :func:`efa`, :func:`score`, :func:`invariance`,
        :func:`equity` or :func:`load`.
    bibtex : bool
        As BibTeX entries instead of formatted references.

    Returns
    -------
    str
        One reference a line, or one entry after the other.

    Raises
    ------
    OptionError
        ``E-OPT-01`` for a result without a report.
    """
    from gainsem.report.bibliography import apa_text
    from gainsem.report.bibliography import bibtex as entry
    from gainsem.report.kinds import report_kind

    found = report_kind(fit).cited(fit)
    if bibtex:
        return "\n\n".join(entry(reference) for reference in found)
    return "\n".join(apa_text(reference) for reference in found)
