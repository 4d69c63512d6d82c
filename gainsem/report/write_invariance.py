"""Write the report of a study of measurement invariance to a file."""

from __future__ import annotations

import os
from pathlib import Path

from gainsem.report.build_invariance import build_invariance_report
from gainsem.report.typst_pdf import render_pdf
from gainsem.report.write import check_report_path
from gainsem.results.invariance.record import Invariance


def invariance_report_pdf(found: Invariance, *, lang: str = "en") -> bytes:
    """Return the report of a study of measurement invariance as PDF.

    Parameters
    ----------
    found : Invariance
    lang : {"en", "zh"}
        Language of the report.
    """
    from gainsem.plots.figure_files import figure_bytes
    from gainsem.plots.from_invariance import invariance_figures

    figures = invariance_figures(found, lang=lang)
    drawn = {name: figure_bytes(figure, "svg") for name, figure in figures.items()}
    return render_pdf(build_invariance_report(found, lang=lang, figures=drawn))


def write_invariance_report(
    found: Invariance, path: str | os.PathLike[str], *, lang: str = "en"
) -> Path:
    """Write the report; an older file stays whole until the new one is complete.

    Parameters
    ----------
    found : Invariance
    path : str or path
        Where to; must end in ``.pdf``.
    lang : {"en", "zh"}
        Language of the report.

    Raises
    ------
    OptionError
        ``E-OPT-05`` for another suffix, ``E-OPT-07`` for another language.
    OutputError
        When the file cannot be written.
    """
    from gainsem.io.output import write_atomically

    target = check_report_path(path)
    write_atomically(target, invariance_report_pdf(found, lang=lang))
    return target
