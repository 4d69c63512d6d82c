"""Write the report of a scoring to a file."""

from __future__ import annotations

import os
from pathlib import Path

from gainsem.report.build_index import build_index_report
from gainsem.report.typst_pdf import render_pdf
from gainsem.report.write import check_report_path
from gainsem.results.scores import Scores


def index_report_pdf(scores: Scores, *, lang: str = "en") -> bytes:
    """Return the report of a scoring as PDF.

    Parameters
    ----------
    scores : Scores
    lang : {"en", "zh"}
        Language of the report.
    """
    from gainsem.plots.figure_files import figure_bytes
    from gainsem.plots.from_scores import score_figures

    figures = score_figures(scores, lang=lang)
    drawn = {name: figure_bytes(figure, "svg") for name, figure in figures.items()}
    return render_pdf(build_index_report(scores, lang=lang, figures=drawn))


def write_index_report(scores: Scores, path: str | os.PathLike[str], *, lang: str = "en") -> Path:
    """Write the report of a scoring; an older file stays whole until the new one is complete.

    Parameters
    ----------
    scores : Scores
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
    write_atomically(target, index_report_pdf(scores, lang=lang))
    return target
