"""Write the report of a result to a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from gainsem.errors import OptionError

if TYPE_CHECKING:
    from gainsem.report.kinds import Reported

SUFFIX = ".pdf"


def report_pdf(result: Reported, *, lang: str = "en") -> bytes:
    """Return the report of a result as PDF.

    Parameters
    ----------
    result : Fit, GroupedFit, ImputedFit, Efa, Scores, Invariance or Equity
        Any result with a row in :data:`gainsem.report.kinds.REPORTS`.
    lang : {"en", "zh"}
        Language of the report.

    Raises
    ------
    OptionError
        ``E-OPT-01`` for a result without a report, ``E-OPT-07`` for another language.
    """
    from gainsem.report.catalogue import catalogue
    from gainsem.report.kinds import report_kind
    from gainsem.report.typst_pdf import render_pdf

    kind = report_kind(result)
    catalogue(lang)  # refused before anything is drawn
    return render_pdf(kind.build(result, lang=lang, figures=_drawn(result, lang)))


def write_report(result: Reported, path: str | os.PathLike[str], *, lang: str = "en") -> Path:
    """Write the report of a result; an older file stays whole until the new one is complete.

    Parameters
    ----------
    result : Fit, GroupedFit, ImputedFit, Efa, Scores, Invariance or Equity
        Any result with a row in :data:`gainsem.report.kinds.REPORTS`.
    path : str or path
        Where to; must end in ``.pdf``.
    lang : {"en", "zh"}
        Language of the report.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    OptionError
        ``E-OPT-01`` for a result without a report, ``E-OPT-05`` for another suffix,
        ``E-OPT-07`` for another language.
    OutputError
        When the file cannot be written.
    """
    from gainsem.io.output import write_atomically

    target = check_report_path(path)
    write_atomically(target, report_pdf(result, lang=lang))
    return target


def check_report_path(path: str | os.PathLike[str]) -> Path:
    """Return the path of a report, refusing a suffix there is no writer for."""
    target = Path(path)
    if target.suffix.lower() != SUFFIX:
        given = f"as '{target.suffix}'" if target.suffix else "without a suffix"
        raise OptionError.of(
            "E-OPT-05",
            f"{target}: a report {given} cannot be written; this version writes .pdf only.",
            do=f"name the file {target.with_suffix(SUFFIX).name}",
        )
    return target


def _drawn(result: Reported, lang: str) -> dict[str, bytes]:
    """Return the figures as SVG by name; a fit whose estimates are withheld has none."""
    from gainsem.plots.figure_files import figure_bytes
    from gainsem.plots.figures import figures_of
    from gainsem.results.fit import Fit
    from gainsem.results.groups.grouped_fit import GroupedFit
    from gainsem.results.verdict import estimates_withheld

    if isinstance(result, Fit | GroupedFit) and estimates_withheld(result):
        return {}
    figures = figures_of(result, lang)
    return {name: figure_bytes(draw(), "svg") for name, draw in figures.items()}
