"""Write the report of a factor analysis to a file."""

from __future__ import annotations

import os
from pathlib import Path

from gainsem.report.build_efa import build_efa_report
from gainsem.report.typst_pdf import render_pdf
from gainsem.report.write import check_report_path
from gainsem.results.efa import Efa


def efa_report_pdf(efa: Efa, *, lang: str = "en") -> bytes:
    """Return the report of a factor analysis as PDF.

    Parameters
    ----------
    efa : Efa
    lang : {"en", "zh"}
        Language of the report.
    """
    from gainsem.plots.figure_files import figure_bytes
    from gainsem.plots.from_efa import efa_figures

    figures = efa_figures(efa, lang=lang)
    drawn = {name: figure_bytes(figure, "svg") for name, figure in figures.items()}
    return render_pdf(build_efa_report(efa, lang=lang, figures=drawn))


def write_efa_report(efa: Efa, path: str | os.PathLike[str], *, lang: str = "en") -> Path:
    """Write the report of a factor analysis; an older file stays whole until it is complete.

    Parameters
    ----------
    efa : Efa
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
    write_atomically(target, efa_report_pdf(efa, lang=lang))
    return target
